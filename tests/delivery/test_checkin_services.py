"""Who registers themselves: before the day, that day and too late; each once, and what is sensitive apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired
from llegada.core.roles import Role
from llegada.delivery import selectors, services
from llegada.delivery.errors import DoorShut, NotADayToAttend, SessionClosed
from llegada.delivery.models import AttendanceCode, AttendanceEntry, PreRegistration, SensitiveAnswers
from llegada.delivery.services import Attendee, OwnRegistration
from tests.factories import NOW, TODAY, make_actor, make_attendance, make_consent_text, make_organization

BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ANA = Attendee(name="Ana Ruiz", entity_name="Alcaldía", email="ana@alcaldia.gov.co", has_consented=True)
SAID = {"sex": "female", "victim": "no"}


@pytest.fixture
def session(cast):
    make_consent_text()
    session = cast.session()
    services.open_attendance(actor=cast.advisor, public_id=session.public_id, now=NOW)
    return session


def register(session, *, today=TODAY, sensitive=None, authorizes=False, **changes):
    return services.register_oneself(
        code=AttendanceCode.objects.get(session=session).code,
        registration=OwnRegistration(replace(ANA, **changes), sensitive or {}, authorizes),
        now=NOW,
        today=today,
    )


class TestOpenAttendance:
    def test_gives_one_code_that_stays(self, cast, session):
        first = AttendanceCode.objects.get()
        again = services.open_attendance(actor=cast.advisor, public_id=session.public_id, now=NOW)
        assert (again.code, AttendanceCode.objects.count()) == (first.code, 1)
        assert [event.verb for event in history.list_events(target=session)] == ["session.attendance_open"]

    def test_opens_again_what_was_shut(self, cast, session):
        services.shut_attendance(actor=cast.advisor, public_id=session.public_id, now=NOW)
        with pytest.raises(DoorShut):
            register(session)
        services.open_attendance(actor=cast.advisor, public_id=session.public_id, now=NOW)
        assert register(session) == "open"

    @pytest.mark.parametrize(("actor", "refusal"), [("coordinator", NotAllowed), ("stranger", NotFound)])
    def test_is_for_who_records(self, cast, actor, refusal):
        with pytest.raises(refusal):
            services.open_attendance(actor=getattr(cast, actor), public_id=cast.session().public_id, now=NOW)

    def test_is_refused_once_the_session_is_closed(self, cast):
        with pytest.raises(SessionClosed):
            services.open_attendance(actor=cast.advisor, public_id=cast.session(status="cancelled").public_id, now=NOW)


class TestRegisterOneself:
    def test_on_the_day_puts_the_person_on_the_list_with_what_they_authorised(self, session):
        assert register(session) == "open"
        entry = session.attendance.get()
        assert (entry.name, entry.channel, entry.recorded_at) == ("Ana Ruiz", "self", NOW)
        assert (entry.consent_text.version, entry.consented_at) == ("2026-1", NOW)

    def test_again_is_the_same_person_and_hears_the_same(self, session):
        assert [register(session), register(session, name="Ana R.")] == ["open", "open"]
        assert session.attendance.get().name == "Ana Ruiz"

    def test_before_the_day_only_says_who_will_come(self, session):
        assert [register(session, today=BEFORE), register(session, today=BEFORE)] == ["pre", "pre"]
        assert not session.attendance.exists()
        assert PreRegistration.objects.get().consent_text.version == "2026-1"

    def test_after_the_day_is_refused_and_writes_nothing(self, session):
        with pytest.raises(DoorShut):
            register(session, today=AFTER)
        assert not AttendanceEntry.objects.exists()

    def test_needs_the_authorisation(self, session):
        with pytest.raises(Invalid) as refused:
            register(session, has_consented=False)
        assert "has_consented" in refused.value.fields

    def test_names_the_field_that_is_wrong(self, session):
        with pytest.raises(Invalid) as refused:
            register(session, email="no es un correo")
        assert "email" in refused.value.fields

    def test_does_not_know_a_code_that_is_none(self, session):
        with pytest.raises(NotFound):
            services.register_oneself(code="NADA", registration=OwnRegistration(ANA, {}), now=NOW, today=TODAY)

    def test_moves_the_figures_of_a_session_already_held(self, cast, announced):
        make_consent_text()
        held = cast.session(status="held")
        services.open_attendance(actor=cast.advisor, public_id=held.public_id, now=NOW)
        register(held)
        register(held)
        ((before, after),) = announced
        assert (len(before.person_keys), len(after.person_keys)) == (0, 1)


class TestSensitiveAnswers:
    def test_are_kept_apart_with_their_own_authorisation(self, session):
        register(session, sensitive=SAID, authorizes=True)
        answers = SensitiveAnswers.objects.get()
        assert (answers.entry.name, answers.sex, answers.victim, answers.ethnic_group) == (
            "Ana Ruiz",
            "female",
            "no",
            None,
        )
        assert (answers.consent_version, answers.consented_at) == ("S-2026-1", NOW)

    def test_are_not_kept_where_nothing_is_said(self, session):
        register(session, sensitive={"sex": ""}, authorizes=True)
        assert session.attendance.count() == 1
        assert not SensitiveAnswers.objects.exists()

    def test_without_authorisation_keep_nothing_at_all(self, session):
        with pytest.raises(Invalid) as refused:
            register(session, sensitive=SAID)
        assert "authorizes_sensitive" in refused.value.fields
        assert not AttendanceEntry.objects.exists()

    def test_are_of_the_list_of_answers(self, session):
        with pytest.raises(Invalid) as refused:
            register(session, sensitive={"sex": "x"}, authorizes=True)
        assert "sex" in refused.value.fields

    def test_are_read_one_by_one_only_by_who_answers_for_personal_data(self, cast, session):
        register(session, sensitive=SAID, authorizes=True)
        officer = make_actor(Role.DATA_PROTECTION_OFFICER, organization=cast.unit.organization)
        elsewhere = make_actor(Role.DATA_PROTECTION_OFFICER, organization=make_organization())
        seen = {
            name: selectors.list_sensitive(actor=actor).count()
            for name, actor in {"officer": officer, "elsewhere": elsewhere, "advisor": cast.advisor}.items()
        }
        assert seen == {"officer": 1, "elsewhere": 0, "advisor": 0}

    def test_are_told_of_many_only_and_once_it_took_place(self, cast, session):
        for number in range(12):
            said = {"sex": "female" if number < 6 else "male"}
            register(session, email=f"p{number}@a.co", sensitive=said, authorizes=True)
        session.status = "held"
        assert selectors.summarize_sensitive(session=session, attendance=12, today=TODAY) == []
        (told,) = selectors.summarize_sensitive(session=session, attendance=12, today=AFTER)
        assert told.label == "sexo"
        assert {cell.label: cell.count for cell in told.cells}["Mujer"] is None  # two zeros could be worked out

    def test_are_erased_when_their_owner_asks_and_the_attendance_stays(self, cast, session):
        register(session, sensitive=SAID, authorizes=True)
        officer = make_actor(Role.DATA_PROTECTION_OFFICER, organization=cast.unit.organization)
        answers = SensitiveAnswers.objects.get()
        with pytest.raises(ReasonRequired):
            services.erase_sensitive(actor=officer, answers_id=answers.pk, reason=" ", now=NOW)
        with pytest.raises(NotAllowed):
            services.erase_sensitive(actor=cast.advisor, answers_id=answers.pk, reason="Lo pidió", now=NOW)
        services.erase_sensitive(actor=officer, answers_id=answers.pk, reason="Lo pidió por correo", now=NOW)
        assert (SensitiveAnswers.objects.count(), session.attendance.count()) == (0, 1)
        assert history.list_events(target=session)[0].verb == "session.sensitive_erase"


class TestAdmitExpected:
    def admit(self, cast, session, today=TODAY):
        keys = set(PreRegistration.objects.values_list("pk", flat=True))
        return services.admit_expected(actor=cast.advisor, public_id=session.public_id, keys=keys, now=NOW, today=today)

    def test_puts_on_the_list_who_was_expected_and_came(self, cast, session):
        register(session, today=BEFORE)
        (entry,) = self.admit(cast, session)
        assert (entry.name, entry.consent_text.version) == ("Ana Ruiz", "2026-1")
        assert selectors.list_expected(actor=cast.advisor, session=session) == []
        assert self.admit(cast, session) == []

    def test_is_not_done_before_the_day(self, cast, session):
        register(session, today=BEFORE)
        with pytest.raises(NotADayToAttend):
            self.admit(cast, session, today=date(2026, 11, 1))

    def test_shows_names_only_to_who_may_see_them(self, cast, session):
        register(session, today=BEFORE)
        assert len(selectors.list_expected(actor=cast.coordinator, session=session)) == 1
        assert selectors.list_expected(actor=cast.executive, session=session) == []


class TestRemoveAttendance:
    def test_takes_the_sensitive_answers_along(self, cast, session):
        register(session, sensitive=SAID, authorizes=True)
        make_attendance(session)
        entry = session.attendance.get(name="Ana Ruiz")
        services.remove_attendance(actor=cast.advisor, public_id=session.public_id, entry_id=entry.pk, now=NOW)
        assert (session.attendance.count(), SensitiveAnswers.objects.count()) == (1, 0)
