from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from llegada.accounts.models import ApiToken, Person
from llegada.accounts.tokens import token_digest
from llegada.portfolio import services
from llegada.portfolio.models import Service
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, make_ready, publish

pytestmark = pytest.mark.django_db
URL = "/api/v1/services/"


cast = made_once(make_cast)


@pytest.fixture
def call(cast):
    """Return a client that speaks for one of the cast with a token; «public» brings none."""

    def _call(who):
        if who == "public":
            return Client()
        person = Person.objects.get(pk=getattr(cast, who).person_id)
        ApiToken.objects.create(
            person=person, name="prueba", digest=token_digest(who), created_at=make.NOW, expires_on=date(2100, 1, 1)
        )
        return Client(headers={"Authorization": f"Bearer {who}"})

    return _call


@pytest.fixture
def service(cast):
    return services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)


def body(owner, **changes):
    line = content().line
    values = {
        "unit": str(owner.public_id),
        "name": "Rentas municipales",
        "line": str(line.public_id),
        "kind": "advisory",
        "objective": "Recaudar",
        "deliverable": "Estatuto",
        "modalities": ["advisory"],
        "milestones": [{"name": "Diagnóstico", "weight": "40.00"}, {"name": "Estatuto", "weight": "60.00"}],
    }
    return values | changes


def found(response):
    return [one["id"] for one in response.json()["results"]]


class TestRead:
    def test_gives_everybody_what_is_published_with_its_milestones(self, call, cast, service):
        publish(cast, service)
        services.edit_draft(actor=cast.lead, public_id=service.public_id, content=content(name="Dos"), now=make.NOW)
        (one,) = call("public").get(URL).json()["results"]
        version = one["published_version"]
        assert (one["id"], one["status"], one["draft"]) == (str(service.public_id), "published", None)
        assert (one["organization"]["acronym"], version["line"]["name"]) == ("IGP", "Ordenamiento territorial")
        assert [(each["name"], each["weight"]) for each in version["milestones"]] == [
            ("Hito 1", "30.00"),
            ("Hito 2", "70.00"),
        ]
        assert version["modalities"] == ["onsite_ta", "remote_ta"]

    def test_gives_drafts_only_to_who_may_see_them(self, call, service):
        url = f"{URL}{service.public_id}/"
        assert call("reader").get(url).json()["draft"]["name"] == content().name
        for who in ("public", "stranger"):
            response = call(who).get(url)
            assert response.status_code == 404
            assert response["Content-Type"] == "application/problem+json"

    def test_lists_retired_ones_only_when_asked(self, call, cast):
        version = make.make_service(cast.unit)
        Service.objects.update(status="retired")
        public = call("public")
        assert found(public.get(URL)) == []
        assert found(public.get(f"{URL}?status=retired")) == [str(version.service.public_id)]
        assert public.get(f"{URL}{version.service.public_id}/").json()["status"] == "retired"
        assert found(call("reader").get(URL)) == [str(version.service.public_id)]

    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("q=multiproposito", True),
            ("q=minero", False),
            ("status=in_design", True),
            ("status=published", False),
            ("kind=technical_assistance", True),
            ("kind=training", False),
            ("modality=remote_ta", True),
            ("modality=training", False),
            ("line=6a1d3d0e-7a0e-4f0e-9d43-0d3a2c1b0a99", False),
        ],
    )
    def test_filters(self, call, service, query, is_found):
        assert bool(found(call("reader").get(f"{URL}?{query}"))) == is_found

    def test_filters_by_organisation_and_line(self, call, cast, service):
        reader = call("reader")
        assert found(
            reader.get(f"{URL}?organization={cast.unit.organization.public_id}&line={content().line.public_id}")
        )
        assert not found(reader.get(f"{URL}?organization={make.make_organization().public_id}"))

    @pytest.mark.parametrize("query", ["status=nonsense", "line=nonsense", "kind=nonsense"])
    def test_refuses_a_filter_that_it_does_not_know(self, call, query):
        response = call("public").get(f"{URL}?{query}")
        assert (response.status_code, response.json()["code"]) == (422, "invalid")

    def test_keeps_its_queries_flat(self, call, cast, django_assert_max_num_queries):
        for number in range(12):
            make.make_service(cast.unit, is_published=bool(number % 2))
        reader = call("reader")
        with django_assert_max_num_queries(15):
            assert len(found(reader.get(URL))) == 12


class TestCreate:
    def post(self, client, data):
        return client.post(URL, data, content_type="application/json")

    def test_makes_a_draft(self, call, cast):
        response = self.post(call("lead"), body(cast.unit))
        made = response.json()
        assert (response.status_code, made["status"], made["published_version"]) == (201, "in_design", None)
        assert [one["weight"] for one in made["draft"]["milestones"]] == ["40.00", "60.00"]

    @pytest.mark.parametrize(("who", "status"), [("public", 401), ("reader", 403), ("stranger", 404)])
    def test_is_for_those_who_design(self, call, cast, who, status):
        assert self.post(call(who), body(cast.unit)).status_code == status
        assert not Service.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"unit": "6a1d3d0e-7a0e-4f0e-9d43-0d3a2c1b0a99"}, "unit"),
            ({"line": "nonsense"}, "line"),
            ({"kind": "consulting"}, "kind"),
            ({"website": "javascript:alert(1)"}, "website"),
            ({"milestones": [{"name": "x", "weight": "0"}]}, "milestones"),
            ({"milestones": "nonsense"}, "milestones"),
        ],
    )
    def test_refuses_bad_input_naming_the_field(self, call, cast, changes, field):
        response = self.post(call("lead"), body(cast.unit, **changes))
        assert (response.status_code, list(response.json()["fields"])) == (422, [field])


class TestDraft:
    def put(self, client, service, data):
        return client.put(f"{URL}{service.public_id}/draft/", data, content_type="application/json")

    def test_says_what_is_sent(self, call, cast, service):
        response = self.put(call("lead"), service, body(cast.unit, revision=1))
        assert (response.status_code, response.json()["draft"]["name"]) == (200, "Rentas municipales")
        assert response.json()["revision"] == 2

    def test_refuses_somebody_late(self, call, cast, service):
        response = self.put(call("lead"), service, body(cast.unit, revision=7))
        assert (response.status_code, response.json()["code"]) == (409, "conflict")


class TestActions:
    def post(self, client, service, action, data):
        return client.post(f"{URL}{service.public_id}/{action}/", data, content_type="application/json")

    def test_move_takes_the_version_a_step_further(self, call, service):
        moved = self.post(call("lead"), service, "move", {"action": "start", "revision": 1}).json()
        assert (moved["status"], moved["draft"]["status"]) == ("in_design", "predesign")

    def test_move_refuses_what_the_stage_does_not_admit(self, call, service):
        response = self.post(call("lead"), service, "move", {"action": "send_protocol"})
        assert (response.status_code, response.json()["code"]) == (409, "transition-not-allowed")

    def test_move_takes_the_service_too(self, call, cast, service):
        publish(cast, service)
        assert self.post(call("head"), service, "move", {"action": "activate"}).json()["status"] == "in_operation"

    def test_publish_puts_the_version_in_force(self, call, service):
        make_ready(service)
        response = self.post(call("coordinator"), service, "publish", {"revision": 1})
        assert (response.status_code, response.json()["status"]) == (200, "published")

    def test_move_names_what_is_missing(self, call, cast):
        service = services.create_service(
            actor=cast.lead, unit=cast.unit, content=content(deliverable="", milestones=()), now=make.NOW
        )
        make_ready(service, "design")
        response = self.post(call("head"), service, "move", {"action": "send_protocol"})
        assert (response.status_code, sorted(response.json()["fields"])) == (422, ["deliverable", "milestones"])

    def test_retire_needs_its_reason(self, call, service):
        head = call("head")
        assert self.post(head, service, "retire", {"reason": ""}).json()["code"] == "reason-required"
        assert self.post(head, service, "retire", {"reason": "Sin demanda"}).json()["status"] == "retired"

    @pytest.mark.parametrize("action", ["move", "publish", "retire"])
    def test_look_absent_to_a_stranger_whatever_they_send(self, call, service, action):
        assert self.post(call("stranger"), service, action, {"revision": "nonsense"}).status_code == 404

    @pytest.mark.parametrize("action", ["move", "publish", "retire"])
    def test_are_not_for_the_public(self, call, service, action):
        assert self.post(call("public"), service, action, {"reason": "x"}).status_code == 401
