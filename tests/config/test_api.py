from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError as ModelValidationError
from django.test import Client
from django.urls import path
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.decorators import api_view
from rest_framework.response import Response

from llegada.accounts.models import ApiToken, Organization, Person
from llegada.config.urls import urlpatterns as real_patterns
from llegada.core.api import PROBLEM_JSON, api_actor
from llegada.core.errors import Conflict, Invalid, NotAllowed
from llegada.core.http import actor_of
from llegada.core.roles import Role
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
REFUSALS = {
    "conflict": Conflict(),
    "invalid": Invalid({"weight": "Debe sumar 100."}),
    "not-allowed": NotAllowed(),
    "parse": exceptions.ParseError(),
    "throttled": exceptions.Throttled(wait=7),
    "serializer": exceptions.ValidationError({"name": ["Falta."], "other": "Sobra."}),
    "list": exceptions.ValidationError(["Falta."]),
    "nested": exceptions.ValidationError({"people": [{}, {"email": ["Falta."]}], "days": {"1": ["No."]}}),
    "django": ModelValidationError({"name": ["Falta."]}),
    "forbidden": exceptions.PermissionDenied(),
}


@api_view(["GET"])
def refuse(request, which):
    raise REFUSALS[which]


@api_view(["GET", "POST"])
def who(request):
    actor = api_actor(request)
    return Response({"person": actor.person_id, "roles": sorted(actor.roles), "body": request.data})


urlpatterns = [*real_patterns, path("api/v1/refuse/<which>/", refuse), path("api/v1/who/", who)]
handler404 = "llegada.core.refusals.not_found"


def assert_problem(answer, status: int, code: str) -> dict:
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM_JSON)
    body = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:llegada:problem:{code}")
    return body


class TestProblems:
    @pytest.mark.parametrize(
        ("which", "status", "code"),
        [
            ("conflict", 409, "conflict"),
            ("not-allowed", 403, "not-allowed"),
            ("forbidden", 403, "not-allowed"),
            ("parse", 400, "malformed"),
            ("throttled", 429, "throttled"),
        ],
    )
    def test_speak_with_a_code_and_a_sentence(self, which, status, code):
        body = assert_problem(Client().get(f"/api/v1/refuse/{which}/"), status, code)
        assert " " in body["detail"]

    @pytest.mark.parametrize(
        ("which", "fields"),
        [
            ("invalid", {"weight": ["Debe sumar 100."]}),
            ("serializer", {"name": ["Falta."], "other": ["Sobra."]}),
            ("list", {"": ["Falta."]}),
            ("nested", {"people.1.email": ["Falta."], "days.1": ["No."]}),
            ("django", {"name": ["Falta."]}),
        ],
    )
    def test_name_the_fields_of_bad_input(self, which, fields):
        assert assert_problem(Client().get(f"/api/v1/refuse/{which}/"), 422, "invalid")["fields"] == fields

    def test_say_when_to_come_back(self):
        assert Client().get("/api/v1/refuse/throttled/")["Retry-After"] == "7"

    def test_of_an_unknown_address(self):
        assert_problem(Client().get("/api/v1/nada/"), 404, "not-found")

    def test_of_an_unknown_object(self):
        assert_problem(Client().get("/api/v1/organizations/0b1f1b9e-8a53-4d1c-9a51-7a2f14f0c001/"), 404, "not-found")

    def test_of_an_address_that_is_no_identifier(self):
        assert_problem(Client().get("/api/v1/organizations/1/"), 404, "not-found")

    def test_of_an_action_that_is_not_there(self):
        assert_problem(Client().delete("/api/v1/organizations/"), 405, "method-not-allowed")
        assert_problem(Client().post("/api/v1/schema/"), 405, "method-not-allowed")  # it writes YAML otherwise

    def test_of_a_body_that_is_no_json(self, api):
        for body in ("{", "[" * 100_000):
            assert_problem(Client().post("/api/v1/who/", body, content_type="application/json"), 400, "malformed")
        assert_problem(Client().post("/api/v1/who/", "a", content_type="text/plain"), 415, "unsupported-media-type")
        bare = Client().post("/api/v1/who/", "a", content_type="multipart/form-data")
        assert "JSON" not in assert_problem(bare, 400, "malformed")["detail"]

    def test_of_a_format_that_is_not_written(self):
        assert_problem(Client().get("/api/v1/organizations/", headers={"Accept": "text/csv"}), 406, "not-acceptable")

    def test_of_a_body_too_large(self, settings):
        answer = Client().post("/api/v1/who/", "{}", content_type="application/json", CONTENT_LENGTH=str(200 * 1024**2))
        assert_problem(answer, 413, "too-large")


class TestTokenAuthentication:
    @pytest.fixture
    def person(self):
        person = make.make_person()
        make.assign(person, Role.ADVISOR, organization=make.make_organization())
        make.assign(person, Role.LIAISON, organization=make.make_organization())
        return person

    def test_acts_with_all_the_roles_of_today(self, api, person):
        make.assign(
            person,
            Role.EXECUTIVE,
            organization=make.make_organization(),
            ends_on=timezone.localdate() - timedelta(days=1),
        )
        body = api(person).get("/api/v1/who/").json()
        assert (body["person"], body["roles"]) == (person.pk, ["advisor", "liaison"])

    def test_is_nobody_without_token(self, api):
        assert api().get("/api/v1/who/").json()["person"] is None

    def test_notes_the_day_of_the_last_use(self, api, person):
        client = api(person)
        client.get("/api/v1/who/")
        assert ApiToken.objects.get().last_used_on == timezone.localdate()

    @pytest.mark.parametrize("header", ["Bearer nada", "Bearer", "Bearer a b", "bearer ñandú"])
    def test_refuses_what_is_no_token(self, header):
        answer = Client(headers={"Authorization": header}).get("/api/v1/who/")
        assert_problem(answer, 401, "not-authenticated")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_leaves_other_schemes_alone(self):
        assert Client(headers={"Authorization": "Basic YTpi"}).get("/api/v1/who/").json()["person"] is None

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda: ApiToken.objects.update(revoked_at=timezone.now()),
            lambda: ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1)),
            lambda: Person.objects.update(is_active=False),
        ],
        ids=["revoked", "expired", "person deactivated"],
    )
    def test_refuses_one_that_no_longer_serves(self, api, person, spoil):
        client = api(person)
        spoil()
        assert_problem(client.get("/api/v1/who/"), 401, "not-authenticated")

    def test_needs_no_csrf_mark(self, api, person):
        client = api(person)
        client.handler.enforce_csrf_checks = True
        assert client.post("/api/v1/who/", "{}", content_type="application/json").status_code == 200


class TestSessionAuthentication:
    def test_acts_under_the_role_of_the_session(self, login):
        person = make.make_person()
        for role in (Role.ADVISOR, Role.LIAISON):
            make.assign(person, role, organization=make.make_organization())
        assert login(person).get("/api/v1/who/").json()["roles"] == ["advisor"]

    def test_needs_the_csrf_mark_to_write(self, login):
        browser = login(make.make_person())
        browser.handler.enforce_csrf_checks = True
        assert browser.get("/api/v1/who/").status_code == 200
        assert_problem(browser.post("/api/v1/who/", "{}", content_type="application/json"), 403, "not-allowed")


class TestOrganizations:
    def test_are_public_and_paged_by_cursor(self):
        for number in range(3):
            make.make_organization(f"Instituto {number}")
        first = Client().get("/api/v1/organizations/", {"page_size": 2}).json()
        second = Client().get(first["next"]).json()
        names = [one["name"] for one in first["results"] + second["results"]]
        assert names == ["Instituto 0", "Instituto 1", "Instituto 2"]
        assert second["next"] is None

    def test_give_no_more_than_two_hundred_a_page(self):
        Organization.objects.bulk_create(Organization(name=f"Instituto {number}") for number in range(201))
        assert len(Client().get("/api/v1/organizations/", {"page_size": 5000}).json()["results"]) == 200

    @pytest.mark.parametrize("inside", ["p=abc", "p=99999999999999999999999", "p=%00", "o=-1", "r=x", "p=\xf1"])
    def test_have_no_page_at_a_cursor_that_was_never_given(self, inside):
        cursor = b64encode(inside.encode("latin-1")).decode()
        assert_problem(Client().get("/api/v1/organizations/", {"cursor": cursor}), 404, "not-found")
        assert_problem(Client().get("/api/v1/organizations/", {"cursor": "ñ"}), 404, "not-found")

    def test_tell_their_entity(self):
        organization = make.make_organization()
        organization.entity = make.make_entity()
        organization.save()
        body = Client().get(f"/api/v1/organizations/{organization.public_id}/").json()
        assert body["entity"] == str(organization.entity.public_id)

    def test_hide_the_inactive(self):
        organization = make.make_organization()
        type(organization).objects.update(is_active=False)
        assert Client().get("/api/v1/organizations/").json()["results"] == []


class TestUnits:
    def test_are_filtered_by_organisation(self):
        unit = make.make_unit()
        below = make.make_unit(parent=unit)
        make.make_unit()
        answer = Client().get("/api/v1/units/", {"organization": str(unit.organization.public_id)}).json()
        assert [(one["id"], one["parent"]) for one in answer["results"]] == [
            (str(unit.public_id), None),
            (str(below.public_id), str(unit.public_id)),
        ]

    def test_say_that_a_filter_is_no_identifier(self):
        assert_problem(Client().get("/api/v1/units/", {"organization": "x"}), 422, "invalid")


class TestActorOf:
    def test_is_nobody_where_the_middleware_did_not_run(self, rf):
        assert not actor_of(rf.get("/")).is_authenticated
