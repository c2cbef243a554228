"""Strategies through the API: the same services, the same refusals."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.portfolio.choices import StrategyAspect
from llegada.portfolio.models import Strategy
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import TEXTS, make_cast

pytestmark = pytest.mark.django_db
LIST = "/api/v1/strategies/"
UNKNOWN = UUID(int=4)


cast = made_once(make_cast)


@pytest.fixture
def browser(login):
    return lambda actor: login(Person.objects.get(pk=actor.person_id))


def send(client, url, data=None, method="post", **headers):
    return getattr(client, method)(url, data or {}, content_type="application/json", headers=headers)


def url_of(strategy, part=""):
    return f"{LIST}{strategy.public_id}/{part}"


def body(cast, **changes):
    lead = Person.objects.get(pk=cast.lead.person_id)
    return {
        "unit": str(cast.unit.public_id),
        "name": "Planta al día",
        "year": 2027,
        **dict.fromkeys(TEXTS, "Se dice."),
        **dict.fromkeys(("is_determinate", "is_measurable", "is_verifiable"), True),
        "aspects": dict.fromkeys(StrategyAspect.values, "Se cumple."),
        "goals": [{"name": "Municipios", "measure": "municipios", "target": "60.5", "due_year": 2028}],
        "scale": "national",
        "capacity_kind": "both",
        "horizon": "implantation",
        "phase_starts_on": "2027-02-01",
        "phase_ends_on": "2027-11-30",
        "origin": "demand",
        "delivery_mode": "mixed",
        "execution_kind": "individual",
        "technical_lead": str(lead.public_id),
        **changes,
    }


class TestReading:
    @pytest.mark.parametrize("url", [LIST, f"{LIST}{UNKNOWN}/"])
    def test_asks_who_is_asking(self, client, url):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")

    def test_hides_those_of_others(self, cast, browser):
        strategy = make.make_strategy(cast.unit)
        stranger = browser(cast.stranger)
        assert stranger.get(LIST).json()["results"] == []
        assert stranger.get(url_of(strategy)).status_code == 404

    @pytest.mark.parametrize(
        ("query", "names"),
        [({"status": "approved"}, ["A"]), ({"year": 2026}, ["B"]), ({"q": "b"}, ["B"]), ({}, ["A", "B"])],
    )
    def test_is_narrowed_by_its_filters(self, cast, browser, query, names):
        make.make_strategy(cast.unit, name="A", status="approved")
        make.make_strategy(cast.unit, name="B", year=2026)
        found = browser(cast.reader).get(LIST, query).json()["results"]
        assert sorted(one["name"] for one in found) == names

    def test_finds_those_that_a_unit_shares(self, cast, browser):
        partner = make.make_unit(cast.unit.organization)
        make.make_strategy(cast.unit, name="Compartida").partners.add(partner)
        found = browser(cast.reader).get(LIST, {"unit": partner.public_id}).json()["results"]
        assert [(one["name"], one["partners"][0]["name"]) for one in found] == [("Compartida", partner.name)]

    def test_says_what_is_missing_and_what_may_be_done(self, cast, browser):
        strategy = make.make_strategy(cast.unit, travel="")
        found = browser(cast.lead).get(url_of(strategy)).json()
        assert (found["missing"], found["actions"]) == ({"proposal": ["travel"]}, ["submit"])
        assert (found["statement"], found["proofs"][0]["name"]) == (1, "Índice")


class TestWriting:
    def test_goes_from_nothing_to_the_committee_and_back(self, cast, browser):
        lead, secretary = browser(cast.lead), browser(cast.coordinator)
        made = send(lead, LIST, body(cast))
        assert made.status_code == 201
        url = f"{LIST}{made.json()['id']}/"
        assert made.json()["missing"] == {"evidence": ["proofs"]}
        link = {"name": "Índice", "url": "https://ejemplo.gov.co"}
        for _ in range(2):
            assert len(send(lead, f"{url}links/", link).json()["proofs"]) == 1
        assert send(lead, f"{url}actions/submit/").json()["status"] == "in_review"
        assert send(secretary, f"{url}actions/present/").json()["status"] == "presented"
        for member in cast.members[:2]:
            said = {"decision": "return", "comments": "Falta la línea de base."}
            assert send(browser(member), f"{url}sheet/", said).status_code == 200
        closed = send(secretary, f"{url}close-round/", {"met_on": str(timezone.localdate()), "act_number": "CD-9"})
        assert (closed.json()["status"], closed.json()["rounds"][0]["outcome"]) == ("returned", "return")

    def test_makes_one_with_the_same_key(self, cast, browser):
        client, key = browser(cast.lead), str(uuid4())
        first, again = (send(client, LIST, body(cast), **{"Idempotency-Key": key}) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        wrong = send(client, LIST, body(cast, name="Otra"), **{"Idempotency-Key": "uno"})
        assert (wrong.status_code, wrong.json()["fields"].keys()) == (422, {"Idempotency-Key"})

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"scale": "lunar"}, "scale"),
            ({"unit": str(UNKNOWN)}, "unit"),
            ({"earlier": [str(UNKNOWN)]}, "earlier"),
            ({"partners": [str(UNKNOWN)]}, "partners"),
            ({"technical_lead": str(UNKNOWN)}, "technical_lead"),
            ({"goals": [{"name": "M"}]}, "goals.0.measure"),
        ],
    )
    def test_says_which_field_is_wrong(self, cast, browser, changes, field):
        answer = send(browser(cast.lead), LIST, body(cast, **changes))
        assert answer.status_code == 422
        assert field in answer.json()["fields"]
        assert not Strategy.objects.exists()

    def test_writes_the_content_of_what_was_read(self, cast, browser):
        strategy = make.make_strategy(cast.unit)
        client = browser(cast.head)
        answer = send(client, url_of(strategy, "content/"), body(cast, objective="Otro", revision=1), "put")
        assert (answer.json()["objective"], answer.json()["revision"]) == ("Otro", 2)
        late = send(client, url_of(strategy, "content/"), body(cast, objective="Mío", revision=1), "put")
        assert (late.status_code, late.json()["code"]) == (409, "conflict")

    def test_writes_the_closing_and_closes(self, cast, browser):
        strategy = make.make_strategy(cast.unit, status="in_implementation")
        client = browser(cast.lead)
        refused = send(client, url_of(strategy, "actions/close/"))
        assert (refused.status_code, refused.json()["code"]) == (409, "closing-incomplete")
        said = {"objectives_review": "Se logró.", "management_report": "Se informa."}
        send(client, url_of(strategy, "closing/"), said, "put")
        assert send(client, url_of(strategy, "actions/close/")).json()["status"] == "closed"

    @pytest.mark.parametrize(
        ("part", "method", "status"),
        [
            ("content/", "put", "draft"),
            ("links/", "post", "draft"),
            ("actions/submit/", "post", "draft"),
            ("sheet/", "post", "presented"),
            ("close-round/", "post", "presented"),
            ("closing/", "put", "in_implementation"),
        ],
    )
    def test_is_for_whom_the_pages_let(self, cast, browser, part, method, status):
        strategy = make.make_strategy(cast.unit, status=status)
        assert send(browser(cast.reader), url_of(strategy, part), method=method).status_code == 403
        assert send(browser(cast.stranger), url_of(strategy, part), method=method).status_code == 404

    def test_refuses_what_its_state_does_not_admit(self, cast, browser):
        strategy = make.make_strategy(cast.unit, status="in_review")
        answer = send(browser(cast.lead), url_of(strategy, "actions/submit/"))
        assert (answer.status_code, answer.json()["code"]) == (409, "transition-not-allowed")
        unknown = send(browser(cast.lead), url_of(strategy, "actions/approve/"))
        assert unknown.status_code == 404

    def test_is_announced_at_its_address(self):
        assert reverse("api:strategy-list") == LIST
