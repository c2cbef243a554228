"""Indicator sheets through the API: the same services, the same refusals."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from llegada.accounts.models import Person
from llegada.indicators.models import IndicatorSheet
from tests.indicators.makers import FULL, make_cast, make_sheet
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
LIST = "/api/v1/indicator-sheets/"
UNKNOWN = UUID(int=4)


cast = made_once(make_cast)


@pytest.fixture
def browser(login):
    return lambda actor: login(Person.objects.get(pk=actor.person_id))


def send(client, url, data=None, method="post", **headers):
    return getattr(client, method)(url, data or {}, content_type="application/json", headers=headers)


def url_of(sheet, part=""):
    return f"{LIST}{sheet.public_id}/{part}"


def body(cast, **changes):
    lead = Person.objects.get(pk=cast.lead.person_id)
    return {
        **FULL,
        "baseline_value": "40",
        "unit": str(cast.unit.public_id),
        "responsible": str(lead.public_id),
        "targets": [{"year": 2026, "value": "50"}, {"year": 2027, "value": "60.5"}],
        **changes,
    }


class TestReading:
    @pytest.mark.parametrize("url", [LIST, f"{LIST}{UNKNOWN}/"])
    def test_asks_who_is_asking(self, client, url):
        assert client.get(url).status_code == 401

    def test_hides_those_of_others(self, cast, browser):
        sheet = make_sheet(cast.unit)
        stranger = browser(cast.stranger)
        assert stranger.get(LIST).json()["results"] == []
        assert stranger.get(url_of(sheet)).status_code == 404

    @pytest.mark.parametrize(
        ("query", "count"), [({"status": "draft"}, 1), ({"level": "impact"}, 0), ({"q": "PRUEBA"}, 1), ({"q": "x"}, 0)]
    )
    def test_is_narrowed_by_its_filters(self, cast, browser, query, count):
        make_sheet(cast.unit)
        assert len(browser(cast.reader).get(LIST, query).json()["results"]) == count

    def test_says_all_of_a_version_and_what_may_be_done(self, cast, browser):
        sheet = make_sheet(cast.unit)
        found = browser(cast.planner).get(url_of(sheet)).json()
        assert (found["missing"], found["actions"]) == ({}, ["put_in_force"])
        assert found["targets"][0] == {"year": 2026, "value": "50.0000"}
        assert len(found["answers"]) == 6


class TestWriting:
    def test_creates_a_draft_once_for_a_key(self, cast, browser):
        client, key = browser(cast.lead), str(uuid4())
        first, again = (send(client, LIST, body(cast), **{"Idempotency-Key": key}) for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert first.json()["missing"].keys() == {"answers"}

    def test_keeps_no_baseline_as_no_data(self, cast, browser):
        answer = send(browser(cast.lead), LIST, body(cast, baseline_value=None, baseline_year=None))
        assert answer.json()["baseline_value"] is None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"level": "moon"}, "level"),
            ({"unit": str(UNKNOWN)}, "unit"),
            ({"responsible": str(UNKNOWN)}, "responsible"),
            ({"targets": [{"year": 2026}]}, "targets.0.value"),
        ],
    )
    def test_says_which_field_is_wrong(self, cast, browser, changes, field):
        answer = send(browser(cast.lead), LIST, body(cast, **changes))
        assert answer.status_code == 422
        assert field in answer.json()["fields"]
        assert not IndicatorSheet.objects.exists()

    def test_writes_the_draft_that_was_read(self, cast, browser):
        sheet = make_sheet(cast.unit)
        client = browser(cast.lead)
        answer = send(client, url_of(sheet, "draft/"), body(cast, name="Otro", revision=1), "put")
        assert (answer.json()["name"], answer.json()["revision"]) == ("Otro", 2)
        late = send(client, url_of(sheet, "draft/"), body(cast, name="Mío", revision=1), "put")
        assert (late.status_code, late.json()["code"]) == (409, "conflict")

    def test_goes_along_its_life(self, cast, browser):
        sheet = make_sheet(cast.unit)
        office, lead = browser(cast.planner), browser(cast.lead)
        assert send(office, url_of(sheet, "actions/put_in_force/")).json()["status"] == "in_force"
        draft = send(lead, url_of(sheet, "actions/correct/")).json()
        assert (draft["number"], draft["status"], draft["series"]) == (2, "draft", str(sheet.series))
        refused = send(office, url_of(sheet, "actions/retire/"), {"reason": "Ya no."})
        assert (refused.status_code, refused.json()["code"]) == (409, "correction-open")
        assert send(lead, f"{LIST}{draft['id']}/actions/discard/").json()["code"] == "reason-required"
        assert send(lead, f"{LIST}{draft['id']}/actions/discard/", {"reason": "No."}).json()["status"] == "retired"

    @pytest.mark.parametrize(
        ("part", "method"), [("draft/", "put"), ("actions/put_in_force/", "post"), ("actions/discard/", "post")]
    )
    def test_is_for_whom_the_pages_let(self, cast, browser, part, method):
        sheet = make_sheet(cast.unit)
        assert send(browser(cast.reader), url_of(sheet, part), method=method).status_code == 403
        assert send(browser(cast.stranger), url_of(sheet, part), method=method).status_code == 404

    def test_knows_no_action_that_only_happens(self, cast, browser):
        sheet = make_sheet(cast.unit)
        assert send(browser(cast.planner), url_of(sheet, "actions/supersede/")).status_code == 404
