"""Sessions and commitments through the API: the same services, the same refusals."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from llegada.core import history
from llegada.delivery.models import Session
from tests.delivery.cast import make_cast
from tests.factories import make_attendance, make_commitment
from tests.loaded_once import made_once
from tests.records.samples import HTML, PDF, upload

SESSIONS = "/api/v1/sessions/"
COMMITMENTS = "/api/v1/commitments/"


@made_once
def cast():
    today = timezone.localdate()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


@pytest.fixture
def browser(cast, login):
    return lambda name: login(cast.person(name))


def body(cast, **changes):
    today = timezone.localdate().isoformat()
    return {
        "id": str(uuid.uuid4()),
        "plan": str(cast.plan.public_id),
        "title": "Taller",
        "kind": "workshop",
        "modality": "in_person",
        "place": "Alcaldía",
        "held_on": today,
        "starts_at": "08:00",
        "ends_at": "12:00",
        "what_was_done": "Se revisó.",
        "attendance": [{"name": "Ana Ruiz", "entity_name": "Alcaldía", "has_consented": True}],
        "commitments": [{"description": "Enviar", "side": "entity", "responsible": "Planeación", "due_on": today}],
        "milestones": [str(cast.plan.milestones.first().public_id)],
        **changes,
    }


def post(client, url, data=None):
    return client.post(url, data or {}, content_type="application/json")


class TestSessions:
    def test_ask_who_is_asking(self, client, db):
        answer = client.get(SESSIONS)
        assert answer.status_code == 401
        assert answer.json()["code"] == "not-authenticated"

    def test_list_what_the_person_sees(self, cast, browser):
        session = cast.session(status="held")
        make_attendance(session)
        (found,) = browser("executive").get(SESSIONS).json()["results"]
        assert (found["id"], found["attendance_count"]) == (str(session.public_id), 1)
        assert browser("stranger").get(SESSIONS).json()["results"] == []

    def test_list_costs_the_same_with_many(self, cast, browser, django_assert_max_num_queries):
        for _ in range(6):
            make_attendance(cast.session())
        them = browser("advisor")
        with django_assert_max_num_queries(12):
            assert len(them.get(SESSIONS).json()["results"]) == 6

    def test_are_narrowed(self, cast, browser):
        cast.session(status="held", held_on=timezone.localdate() - timedelta(days=9))
        planned = cast.session(held_on=timezone.localdate())
        query = {"status": "planned", "held_from": timezone.localdate().isoformat(), "plan": str(cast.plan.public_id)}
        found = browser("advisor").get(SESSIONS, query).json()["results"]
        assert [one["id"] for one in found] == [str(planned.public_id)]

    def test_name_people_only_to_who_may_see_them(self, cast, browser):
        session = cast.session()
        make_attendance(session, "Ana Ruiz")
        url = f"{SESSIONS}{session.public_id}/"
        assert browser("contact").get(url).json()["attendance"][0]["name"] == "Ana Ruiz"
        seen = browser("executive").get(url).json()
        assert (seen["attendance"], seen["evidence"], seen["attendance_count"]) == (None, None, 1)
        assert "person_key" not in browser("advisor").get(url).content.decode()

    def test_of_others_do_not_exist(self, cast, browser):
        answer = browser("stranger").get(f"{SESSIONS}{cast.session().public_id}/")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert browser("advisor").get(f"{SESSIONS}no-es-uno/").status_code == 404
        assert post(browser("advisor"), f"{SESSIONS}no-es-uno/hold/").status_code == 404

    def test_are_recorded_whole_and_once(self, cast, browser):
        them, given = browser("advisor"), body(cast)
        first, again = post(them, SESSIONS, given), post(them, SESSIONS, given)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"] == given["id"]
        session = Session.objects.get()
        assert (session.status, session.attendance.count(), session.commitments.count()) == ("held", 1, 1)
        assert first.json()["commitments"][0]["is_overdue"] is False

    def test_may_only_be_planned(self, cast, browser):
        them, given = browser("advisor"), body(cast, is_planned=True)
        answer, again = post(them, SESSIONS, given), post(them, SESSIONS, given)
        assert (answer.status_code, answer.json()["status"]) == (201, "planned")
        assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": ""}, "title"),
            ({"held_on": "ayer"}, "held_on"),
            ({"ends_at": "07:00"}, "ends_at"),
            ({"milestones": [str(uuid.uuid4())]}, "milestones"),
            ({"no_commitments": True}, "no_commitments"),
            ({"attendance": [{"name": "Ana"}]}, "attendance.0.entity_name"),
        ],
    )
    def test_name_the_field_that_is_wrong(self, cast, browser, changes, field):
        answer = post(browser("advisor"), SESSIONS, body(cast, **changes))
        assert answer.status_code == 422
        assert field in answer.json()["fields"]
        assert not Session.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("coordinator", 403), ("stranger", 404)])
    def test_are_recorded_only_by_who_may(self, cast, browser, who, status):
        assert post(browser(who), SESSIONS, body(cast)).status_code == status

    def test_move_along_their_table(self, cast, browser):
        session = cast.session(held_on=timezone.localdate())
        url = f"{SESSIONS}{session.public_id}/"
        make_attendance(session)
        them = browser("advisor")
        held = post(them, f"{url}hold/", {"what_was_done": "Se revisó.", "no_commitments": True})
        assert (held.status_code, held.json()["status"]) == (200, "held")
        assert post(them, f"{url}hold/").json()["code"] == "transition-not-allowed"
        assert post(them, f"{url}approve-minutes/").status_code == 403
        approved = post(browser("coordinator"), f"{url}approve-minutes/")
        assert (approved.status_code, approved.json()["status"]) == (200, "minutes_approved")

    def patch(self, client, session, **changes):
        url = f"{SESSIONS}{session.public_id}/"
        return client.patch(url, {"revision": session.revision, **changes}, content_type="application/json")

    def test_are_corrected_as_on_the_page(self, cast, browser):
        session = cast.session(status="held", held_on=timezone.localdate() - timedelta(days=1))
        found = self.patch(browser("advisor"), session, title="Mesa de catastro").json()
        assert (found["title"], found["place"], found["revision"]) == ("Mesa de catastro", session.place, 2)
        assert history.list_events(target=session)[0].data["fields"] == ["title"]

    def test_are_not_corrected_over_what_somebody_else_wrote(self, cast, browser):
        session = cast.session(status="held", held_on=timezone.localdate())
        them = browser("advisor")
        self.patch(them, session, title="Lo de la otra persona")
        answer = self.patch(them, session, title="Lo mío")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"revision": None}, "revision"),
            ({"ends_at": "00:00"}, "ends_at"),
            ({"held_on": "2199-01-01"}, "held_on"),
            ({"advisors": [str(uuid.uuid4())]}, "advisors"),
            ({"title": ""}, "title"),
        ],
    )
    def test_are_corrected_naming_the_field_that_is_wrong(self, cast, browser, changes, field):
        session = cast.session(status="held", held_on=timezone.localdate())
        answer = self.patch(browser("advisor"), session, **changes)
        assert (answer.status_code, answer.json()["fields"].keys()) == (422, {field})

    def test_ask_for_the_revision_that_was_read(self, cast, browser):
        url = f"{SESSIONS}{cast.session().public_id}/"
        answer = browser("advisor").patch(url, {"title": "Otro"}, content_type="application/json")
        assert answer.json()["fields"].keys() == {"revision"}

    @pytest.mark.parametrize(
        ("who", "status", "title", "code"),
        [
            ("coordinator", "held", "", 403),
            ("stranger", "held", "", 404),
            ("advisor", "minutes_approved", "Otro", 409),
        ],
    )
    def test_are_corrected_only_by_who_may_and_while_open(self, cast, browser, who, status, title, code):
        assert self.patch(browser(who), cast.session(status=status), title=title).status_code == code

    def test_are_cancelled_with_a_reason(self, cast, browser):
        url = f"{SESSIONS}{cast.session().public_id}/cancel/"
        them = browser("advisor")
        assert post(them, url).json()["code"] == "reason-required"
        assert post(them, url, {"reason": "Vía cerrada"}).json()["status"] == "cancelled"

    def test_take_evidence_checked_by_its_content(self, cast, browser):
        url = f"{SESSIONS}{cast.session().public_id}/evidence/"
        them = browser("advisor")
        assert them.post(url, {"file": upload(PDF)}).status_code == 201
        refused = them.post(url, {"file": upload(HTML)})
        assert (refused.status_code, refused.json()["code"]) == (422, "file-type-not-accepted")
        assert them.post(url, {}).status_code == 422


class TestCommitments:
    @pytest.fixture
    def owed(self, cast):
        return make_commitment(cast.session(status="held"), due_on=timezone.localdate() - timedelta(days=1))

    def test_ask_who_is_asking(self, client, db):
        assert client.get(COMMITMENTS).status_code == 401

    def test_list_what_the_person_sees(self, cast, browser, owed):
        make_commitment(owed.session, due_on=timezone.localdate())
        found = browser("contact").get(COMMITMENTS, {"overdue": "true"}).json()["results"]
        assert [(one["id"], one["is_overdue"]) for one in found] == [(str(owed.public_id), True)]
        assert len(browser("contact").get(COMMITMENTS, {"overdue": "false"}).json()["results"]) == 1
        assert browser("stranger").get(COMMITMENTS).json()["results"] == []

    def test_move_along_their_table(self, browser, owed):
        url = f"{COMMITMENTS}{owed.public_id}/"
        entity, advisor = browser("contact"), browser("advisor")
        assert post(entity, f"{url}fulfill/").json()["fields"].keys() == {"outcome"}
        assert post(entity, f"{url}fulfill/", {"outcome": "Enviado"}).json()["status"] == "fulfilled"
        assert post(entity, f"{url}verify/").status_code == 403
        assert post(advisor, f"{url}reopen/", {"reason": "Falta"}).json()["status"] == "open"
        post(entity, f"{url}fulfill/", {"outcome": "Enviado"})
        assert post(advisor, f"{url}verify/").json()["status"] == "verified"

    def test_are_cancelled_with_a_reason(self, browser, owed):
        url = f"{COMMITMENTS}{owed.public_id}/cancel/"
        assert post(browser("advisor"), url).json()["code"] == "reason-required"
        assert post(browser("advisor"), url, {"reason": "x"}).json()["status"] == "cancelled"

    def test_of_others_do_not_exist(self, browser, owed):
        assert browser("stranger").get(f"{COMMITMENTS}{owed.public_id}/").status_code == 404


class TestAttendanceCode:
    def test_is_given_read_and_shut(self, cast, browser):
        url, them = f"{SESSIONS}{cast.session().public_id}/attendance-code/", browser("advisor")
        assert them.get(url).status_code == 404
        code = post(them, url).json()["code"]
        assert them.get(url).json()["is_open"] is True
        assert them.delete(url).status_code == 204
        assert them.get(url).json()["is_open"] is False
        assert post(them, url).json()["code"] == code

    def test_is_of_who_records_the_session(self, cast, browser):
        url = f"{SESSIONS}{cast.session().public_id}/attendance-code/"
        assert post(browser("executive"), url).status_code == 403
        assert post(browser("stranger"), url).status_code == 404


class TestAgreedElsewhere:
    def test_is_written_once_for_a_key(self, cast, browser):
        today, key = timezone.localdate().isoformat(), {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}
        said = {"plan": str(cast.plan.public_id), "agreed_in": "Llamada", "agreed_on": today, "due_on": today}
        said |= {"description": "Enviar", "side": "entity", "responsible": "Planeación"}
        them = browser("advisor")
        codes = [them.post(COMMITMENTS, said, content_type="application/json", **key).status_code for _ in range(2)]
        assert codes == [201, 200]
        (found,) = them.get(COMMITMENTS).json()["results"]
        assert (found["session"], found["agreed_in"], found["agreed_on"]) == (None, "Llamada", today)
        assert post(browser("contact"), COMMITMENTS, said).status_code == 403


class TestExtend:
    def test_gives_a_later_date_with_its_reason(self, cast, browser):
        today = timezone.localdate()
        one = make_commitment(cast.session(status="held", held_on=today), due_on=today)
        url, later = f"{COMMITMENTS}{one.public_id}/extend/", (today + timedelta(days=9)).isoformat()
        assert list(post(browser("advisor"), url, {"reason": "x"}).json()["fields"]) == ["due_on"]
        assert post(browser("advisor"), url, {"due_on": later}).json()["code"] == "reason-required"
        assert post(browser("advisor"), url, {"due_on": later, "reason": "Falta la firma"}).json()["due_on"] == later
        assert post(browser("stranger"), url, {"due_on": later}).status_code == 404
