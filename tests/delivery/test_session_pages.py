"""The page of a session: who sees what, and what each section does, with and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.delivery.services import change_commitment
from tests.delivery.cast import Cast, make_cast
from tests.factories import assign, make_attendance, make_commitment, make_person, make_plan, make_session, make_unit
from tests.loaded_once import made_once
from tests.records.samples import HTML, PDF, upload

HTMX = {"HX-Request": "true"}


@made_once
def cast() -> Cast:
    """The cast around a plan that spans today, whatever today is."""
    today = timezone.localdate()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


@pytest.fixture
def session(cast) -> Session:
    return cast.session(held_on=timezone.localdate())


@pytest.fixture
def browser(cast, login):
    """Return the browser of one of the cast."""
    return lambda name: login(cast.person(name))


def page_of(session):
    return reverse("delivery:session", args=[session.public_id])


def url(name, session, *more):
    return reverse(f"delivery:{name}", args=[session.public_id, *more])


class TestHistory:
    def test_tells_what_became_of_each_commitment_and_why(self, cast, browser, session):
        session = cast.session(held_on=timezone.localdate(), status="held")
        owed = make_commitment(session, description="Enviar la nómina", due_on=timezone.localdate())
        make_commitment(session, description="Otro compromiso", due_on=timezone.localdate())
        change = {"public_id": owed.public_id, "now": timezone.now()}
        change_commitment(actor=cast.advisor, action="fulfill", outcome="Se envió", **change)
        change_commitment(actor=cast.coordinator, action="reopen", reason="Faltaban los contratistas", **change)
        shown = browser("executive").get(page_of(session)).context["events"]()
        assert [(event.verb, event.subject, event.reason) for event in shown] == [
            ("commitment.reopen", "Enviar la nómina", "Faltaban los contratistas"),
            ("commitment.fulfill", "Enviar la nómina", ""),
        ]
        text = browser("executive").get(page_of(session)).content.decode()
        assert "Faltaban los contratistas" in text
        assert "Abierto" in text


class TestSixQuestions:
    def test_a_visitor_is_asked_to_log_in(self, client, session):
        assert client.get(page_of(session)).status_code == 302

    @pytest.mark.parametrize("who", ["stranger", "other_advisor"])
    def test_to_a_stranger_it_does_not_exist(self, browser, session, who):
        for name in ("session", "session_edit", "minutes"):
            assert browser(who).get(url(name, session)).status_code == 404

    @pytest.mark.parametrize("who", ["advisor", "coordinator", "contact", "executive"])
    def test_those_around_the_plan_see_it(self, browser, session, who):
        answer = browser(who).get(page_of(session))
        assert answer.status_code == 200
        assert session.title in answer.content.decode()

    @pytest.mark.parametrize("who", ["coordinator", "contact", "executive"])
    def test_who_only_reads_cannot_write(self, browser, session, who):
        them = browser(who)
        assert them.post(url("session_move", session), {"action": "hold"}).status_code == 403
        assert them.post(url("attendance_add", session), {"name": "x", "entity_name": "y"}).status_code == 403
        assert them.get(url("session_edit", session)).status_code == 403
        assert "<textarea" not in them.get(page_of(session)).content.decode()

    def test_a_stranger_cannot_write_what_they_guess(self, browser, session):
        them = browser("stranger")
        for name, values in [
            ("session_move", {"action": "hold"}),
            ("attendance_add", {"name": "x", "entity_name": "y"}),
            ("commitment_add", {}),
            ("minutes_write", {}),
            ("evidence_add", {}),
        ]:
            assert them.post(url(name, session), values).status_code == 404

    def test_nothing_changes_by_following_a_link(self, browser, session):
        assert browser("advisor").get(url("session_move", session)).status_code == 405


class TestNames:
    @pytest.mark.parametrize("who", ["advisor", "coordinator", "contact"])
    def test_are_shown_to_who_works_with_them(self, browser, session, who):
        make_attendance(session, "Ana Ruiz Cuaical")
        for name in ("session", "minutes"):
            assert "Ana Ruiz Cuaical" in browser(who).get(url(name, session)).content.decode()

    def test_are_counted_for_who_reads_figures(self, browser, session):
        make_attendance(session, "Ana Ruiz Cuaical")
        for name in ("session", "minutes"):
            text = browser("executive").get(url(name, session)).content.decode()
            assert "Ana Ruiz Cuaical" not in text
        assert "1 persona" in browser("executive").get(page_of(session)).content.decode()


class TestEditPage:
    def test_offers_who_gave_it_even_if_their_role_has_ended(self, cast, browser, session):
        gone = make_person("Quien ya no está")
        session.advisors.add(gone)
        assert "Quien ya no está" in browser("advisor").get(url("session_edit", session)).content.decode()


class TestAttendanceSection:
    PERSON = {"name": "Ana Ruiz", "entity_name": "Alcaldía", "email": "ana@alcaldia.gov.co", "has_consented": "on"}

    def test_adds_a_person_and_comes_back_to_the_section(self, browser, session):
        answer = browser("advisor").post(url("attendance_add", session), self.PERSON)
        assert answer.status_code == 302
        assert answer["Location"] == f"{page_of(session)}#asistencia"
        assert session.attendance.get().consent_text.version == "2026-1"

    def test_answers_script_with_the_section_alone(self, browser, session):
        answer = browser("advisor").post(url("attendance_add", session), self.PERSON, headers=HTMX)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'id="asistencia"' in text
        assert "<html" not in text
        assert 'id="cierre-clave"' in text
        assert 'id="cierre-revision"' not in text  # the minutes were not read again

    def test_says_who_is_there_already_and_keeps_what_was_typed(self, browser, session):
        them = browser("advisor")
        them.post(url("attendance_add", session), self.PERSON)
        answer = them.post(url("attendance_add", session), {**self.PERSON, "post": "Secretaria de Gobierno"})
        assert answer.status_code == 422
        assert "ya está en la lista" in answer.content.decode()
        assert "Secretaria de Gobierno" in answer.content.decode()
        assert session.attendance.count() == 1

    def test_names_the_field_that_is_wrong(self, browser, session):
        answer = browser("advisor").post(url("attendance_add", session), {**self.PERSON, "email": "x"}, headers=HTMX)
        assert answer.status_code == 422
        assert answer.context["attendee_form"].errors.keys() == {"email"}

    def test_sent_twice_adds_once(self, browser, session):
        them, key = browser("advisor"), {"idempotency_key": "11111111-1111-4111-8111-111111111111"}
        for _ in range(2):
            assert them.post(url("attendance_add", session), {**self.PERSON, **key}).status_code == 302
        assert session.attendance.count() == 1

    def test_offers_those_of_last_time_and_adds_the_marked(self, cast, browser, session):
        before = cast.session(held_on=timezone.localdate() - timedelta(days=7), status="held")
        came, _stayed = make_attendance(before, "Vino Otra Vez"), make_attendance(before, "No Vino")
        them = browser("advisor")
        assert "Vino Otra Vez" in them.get(page_of(session)).content.decode()
        them.post(url("attendance_add", session), {"again": [str(came.pk), "999999"]})
        assert [entry.name for entry in session.attendance.all()] == ["Vino Otra Vez"]

    def test_takes_a_person_off(self, browser, session):
        entry = make_attendance(session)
        browser("advisor").post(url("attendance_remove", session, entry.pk))
        assert not session.attendance.exists()

    def test_is_refused_once_the_minutes_are_approved(self, cast, browser):
        closed = cast.session(status="minutes_approved")
        answer = browser("advisor").post(url("attendance_add", closed), self.PERSON)
        assert answer.status_code == 409
        assert "ya no admite cambios" in answer.content.decode()


class TestMinutesSection:
    def words(self, session, **changes):
        return {"what_was_done": "Se revisó.", "agenda": "", "revision": session.revision, **changes}

    def test_saves_words_and_milestones(self, cast, browser, session):
        milestone = cast.plan.milestones.first()
        given = self.words(session, milestones=[str(milestone.public_id)])
        browser("advisor").post(url("minutes_write", session), given)
        session.refresh_from_db()
        assert session.what_was_done == "Se revisó."
        assert list(session.milestones.all()) == [milestone]

    def test_shows_what_another_person_wrote_and_keeps_what_was_typed(self, browser, session):
        them = browser("advisor")
        them.post(url("minutes_write", session), self.words(session, what_was_done="Lo de la otra persona"))
        answer = them.post(url("minutes_write", session), self.words(session, what_was_done="Lo que yo escribí"))
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Lo de la otra persona" in text
        assert "Lo que yo escribí" in text
        session.refresh_from_db()
        assert session.what_was_done == "Lo de la otra persona"
        assert f'name="revision" value="{session.revision}"' in text

    def test_gives_the_new_revision_with_what_it_says(self, browser, session):
        answer = browser("advisor").post(url("minutes_write", session), self.words(session), headers=HTMX)
        assert 'id="cierre-revision" hx-swap-oob="true"><input type="hidden" name="revision" value="2"' in answer.text

    def test_keeps_the_revision_that_was_read_when_what_was_typed_is_refused(self, browser, session):
        them = browser("advisor")
        make_commitment(session)
        them.post(url("minutes_write", session), self.words(session, what_was_done="Lo de la otra persona"))
        typed = self.words(session, what_was_done="Lo que yo escribí", no_commitments="on")
        assert 'name="revision" value="1"' in them.post(url("minutes_write", session), typed, headers=HTMX).text

    def test_sent_twice_changes_nothing_the_second_time(self, browser, session):
        them = browser("advisor")
        for _ in range(2):
            assert them.post(url("minutes_write", session), self.words(session)).status_code == 302
        session.refresh_from_db()
        assert session.revision == 2

    def test_refuses_the_milestone_of_another_plan(self, browser, session):
        foreign = make_plan().milestones.first()
        given = self.words(session, milestones=[str(foreign.public_id)])
        answer = browser("advisor").post(url("minutes_write", session), given)
        assert answer.status_code == 422
        assert "Elija hitos de este plan" in answer.content.decode()


class TestExpiredSession:
    def test_loses_nothing_of_what_was_written(self, cast, browser, session):
        them, milestone = browser("advisor"), cast.plan.milestones.first()
        them.get(page_of(session))
        backend = them.session["_auth_user_backend"]
        them.cookies.pop("sessionid")
        page = f"http://testserver{page_of(session)}"
        given = {
            "action": "hold",
            "what_was_done": "Lo que escribí en el campo",
            "agenda": "",
            "revision": 1,
            "milestones": [str(milestone.public_id)],
        }
        assert them.post(url("session_move", session), given, headers={"referer": page}).status_code == 302
        them.force_login(cast.person("advisor"), backend=backend)
        text = them.get(page_of(session)).content.decode()
        assert "Lo que escribí en el campo" in text
        assert f'value="{milestone.public_id}" checked' in text
        session.refresh_from_db()
        assert session.status == "planned"


class TestCommitmentSection:
    def test_gives_the_revision_only_if_it_made_it_grow(self, cast, browser, session):
        given = {
            "description": "Enviar la base",
            "side": "entity",
            "responsible": "Planeación",
            "due_on": (session.held_on + timedelta(days=7)).isoformat(),
        }
        them, without = browser("advisor"), cast.session(held_on=session.held_on, no_commitments=True)
        assert 'id="cierre-revision"' not in them.post(url("commitment_add", session), given, headers=HTMX).text
        assert 'name="revision" value="2"' in them.post(url("commitment_add", without), given, headers=HTMX).text

    def test_adds_one_once_though_it_is_sent_twice(self, browser, session):
        given = {
            "description": "Enviar la base",
            "side": "entity",
            "responsible": "Planeación",
            "due_on": (session.held_on + timedelta(days=7)).isoformat(),
            "idempotency_key": "11111111-1111-4111-8111-111111111111",
        }
        them = browser("advisor")
        for _ in range(2):
            assert them.post(url("commitment_add", session), given).status_code == 302
        assert session.commitments.get().description == "Enviar la base"

    def test_says_at_its_field_that_the_date_is_too_early(self, browser, session):
        given = {"description": "x", "side": "entity", "responsible": "y", "due_on": "2020-01-01"}
        answer = browser("advisor").post(url("commitment_add", session), given)
        assert answer.status_code == 422
        assert answer.context["commitment_form"].errors.keys() == {"due_on"}


class TestEvidenceSection:
    def test_keeps_a_file_and_gives_it_back_as_a_download(self, browser, session):
        browser("advisor").post(url("evidence_add", session), {"file": upload(PDF, "lista.pdf")})
        evidence = session.evidence.get()
        answer = browser("contact").get(reverse("delivery:evidence", args=[evidence.public_id]))
        assert b"".join(answer.streaming_content) == PDF
        assert "attachment" in answer["Content-Disposition"]
        assert browser("executive").get(reverse("delivery:evidence", args=[evidence.public_id])).status_code == 404

    def test_the_same_file_twice_is_one_evidence(self, browser, session):
        them = browser("advisor")
        for name in ("lista.pdf", "otra.pdf"):
            them.post(url("evidence_add", session), {"file": upload(PDF, name)})
        assert [one.name for one in session.evidence.all()] == ["lista.pdf"]

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [(b"", "lista.pdf", "está vacío"), (HTML, "acta.pdf", "página web"), (PDF, "lista.png", "dice ser otra cosa")],
    )
    def test_says_what_is_wrong_with_a_bad_file(self, browser, session, content, name, words):
        answer = browser("advisor").post(url("evidence_add", session), {"file": upload(content, name)})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not session.evidence.exists()

    def test_refuses_a_file_over_the_limit(self, browser, session, settings):
        settings.MAX_FILE_BYTES = 10
        answer = browser("advisor").post(url("evidence_add", session), {"file": upload(PDF, "lista.pdf")})
        assert answer.status_code == 413
        assert "pesa demasiado" in answer.content.decode()

    def test_asks_for_a_file(self, browser, session):
        assert browser("advisor").post(url("evidence_add", session), {}).status_code == 422


class TestMove:
    def test_ending_saves_all_that_the_page_holds(self, cast, browser, session):
        before = cast.session(held_on=timezone.localdate() - timedelta(days=7), status="held")
        came = make_attendance(before, "Vino Otra Vez")
        milestone = cast.plan.milestones.first()
        given = {
            "action": "hold",
            "what_was_done": "Se revisó.",
            "agenda": "1. Saludo",
            "no_commitments": "on",
            "revision": session.revision,
            "milestones": [str(milestone.public_id)],
            "again": [str(came.pk)],
        }
        answer = browser("advisor").post(url("session_move", session), given, follow=True)
        session.refresh_from_db()
        assert (session.status, session.what_was_done, session.no_commitments) == ("held", "Se revisó.", True)
        assert list(session.milestones.all()) == [milestone]
        assert session.attendance.get().name == "Vino Otra Vez"
        assert "quedó registrada" in answer.content.decode()

    def test_ending_too_early_keeps_what_was_typed(self, cast, browser):
        session = cast.session(held_on=timezone.localdate() + timedelta(days=1))
        given = {"action": "hold", "what_was_done": "Lo que escribí", "agenda": "", "revision": session.revision}
        answer = browser("advisor").post(url("session_move", session), given)
        assert answer.status_code == 422
        assert "aún no ocurre" in answer.content.decode()
        assert "Lo que escribí" in answer.content.decode()
        session.refresh_from_db()
        assert (session.status, session.what_was_done) == ("planned", "")

    def test_cancelling_asks_why(self, browser, session):
        them = browser("advisor")
        assert them.post(url("session_move", session), {"action": "cancel"}).status_code == 409
        them.post(url("session_move", session), {"action": "cancel", "reason": "Vía cerrada"})
        session.refresh_from_db()
        assert (session.status, session.cancel_reason) == ("cancelled", "Vía cerrada")

    def test_an_unknown_action_is_refused(self, browser, session):
        assert browser("advisor").post(url("session_move", session), {"action": "fly"}).status_code == 409

    def test_minutes_are_approved_by_the_coordinator(self, cast, browser):
        session = cast.session(status="held", what_was_done="Se revisó.", no_commitments=True)
        make_attendance(session)
        them = browser("coordinator")
        assert "Aprobar el acta" in them.get(page_of(session)).content.decode()
        them.post(url("session_move", session), {"action": "approve_minutes"})
        session.refresh_from_db()
        assert session.status == "minutes_approved"

    def test_incomplete_minutes_say_what_they_lack(self, cast, browser):
        session = cast.session(status="held")
        answer = browser("coordinator").post(url("session_move", session), {"action": "approve_minutes"})
        assert answer.status_code == 409
        assert "la lista de asistencia" in answer.content.decode()

    def test_who_gave_the_session_is_not_offered_its_minutes(self, cast, login):
        session = cast.session(status="held", what_was_done="Se revisó.", no_commitments=True)
        make_attendance(session)
        advisor = cast.person("advisor")
        coordinates = assign(advisor, Role.GROUP_COORDINATOR, unit=cast.unit)
        them = login(advisor)
        browser_session = them.session
        browser_session["active_assignment"] = coordinates.pk
        browser_session.save()
        assert "Aprobar el acta" not in them.get(page_of(session)).content.decode()
        answer = them.post(url("session_move", session), {"action": "approve_minutes"})
        assert answer.status_code == 409
        assert "no puede aprobar su acta" in answer.content.decode()


class TestQueries:
    @pytest.mark.parametrize("who", ["advisor", "coordinator"])
    def test_do_not_grow_with_the_lists(self, cast, browser, who, django_assert_max_num_queries):
        session = cast.session(status="held", held_on=timezone.localdate())
        for _ in range(5):
            make_attendance(session)
            make_commitment(session, due_on=timezone.localdate())
        for _ in range(3):
            make_session(make_plan(unit=make_unit()))
        them = browser(who)
        for name in ("session", "minutes"):
            with django_assert_max_num_queries(15):
                assert them.get(url(name, session)).status_code == 200
