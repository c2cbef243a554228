"""What hangs from a session, straight to the tables."""

from __future__ import annotations

from datetime import date, time
from itertools import count
from typing import Any

from llegada.accounts.models import Person
from llegada.delivery.models import (
    AttendanceCode,
    AttendanceEntry,
    CalendarFeed,
    Commitment,
    CommitmentLink,
    CommitmentReport,
    MassEvent,
    SensitiveAnswers,
    Session,
    SessionTest,
    TrainingAnswers,
    TrainingQuestion,
    TrainingTest,
)
from llegada.delivery.services.calendar_feeds import digest_of
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, TODAY, make_attendance, make_session

_count = count(1)


def make_attendance_code(session: Session) -> AttendanceCode:
    return AttendanceCode.objects.create(
        session=session, code=f"C{next(_count):06}", opened_at=NOW, opened_by=session.plan.advisor
    )


def make_calendar_feed(person: Person, token: str) -> CalendarFeed:
    """Return the private calendar of one person's sessions, whose address ends in `token`."""
    return CalendarFeed.objects.create(person=person, kind="mine", digest=digest_of(token), created_at=NOW)


def make_sensitive(entry: AttendanceEntry, **said: Any) -> SensitiveAnswers:
    return SensitiveAnswers.objects.create(
        entry=entry, consent_version="S-2026-1", consented_at=NOW, **(said or {"sex": "female"})
    )


def make_commitment_report(commitment: Commitment, *, by: Person) -> CommitmentReport:
    """Return what the entity reported by a link that `by` gave it, waiting for review."""
    link = CommitmentLink.objects.create(
        plan=commitment.plan, expires_on=date(2099, 12, 31), created_by=by, created_at=NOW
    )
    return CommitmentReport.objects.create(
        commitment=commitment,
        link=link,
        reporter_name="Rosa Díaz",
        reporter_post="Secretaria",
        words="Se envió.",
        reported_at=NOW,
    )


def make_event(plan: WorkPlan, by: Person) -> MassEvent:
    """Return an event that counts for the entity of one plan."""
    event = MassEvent.objects.create(
        unit=plan.unit,
        service=plan.plan_services.get_queryset()[0].service_version.service,
        title="Encuentro",
        kind="training",
        modality="remote",
        place="Videollamada",
        held_on=TODAY,
        starts_at=time(8),
        ends_at=time(9),
        what_was_done="Se explicó.",
        created_by=by,
        created_at=NOW,
    )
    make_attendance(make_session(plan, status="held", event=event))
    return event


def make_training_test(session: Session, *, stage: str = "ready", title: str = "Catastro básico") -> SessionTest:
    """Return the test of a session: five questions, of which the first option is right."""
    test = TrainingTest.objects.create(
        unit=session.plan.unit, title=title, created_by=session.plan.advisor, created_at=NOW
    )
    TrainingQuestion.objects.bulk_create(
        TrainingQuestion(test=test, position=n, text=f"¿Pregunta {n}?", option_a="Sí", option_b="No", right=0)
        for n in range(1, 6)
    )
    return SessionTest.objects.create(
        session=session, test=test, stage=stage, chosen_by=session.plan.advisor, chosen_at=NOW
    )


def make_answers(test: SessionTest, entry: AttendanceEntry, *, pre: int | None = 1, post: int | None = 4) -> None:
    """Keep how many somebody had right on paper, of five; None is a test that they did not answer."""
    TrainingAnswers.objects.bulk_create(
        TrainingAnswers(
            session_test=test,
            entry=entry,
            wave=wave,
            right=right,
            questions=5,
            channel="paper",
            recorded_by=test.chosen_by,
            recorded_at=NOW,
        )
        for wave, right in (("pre", pre), ("post", post))
        if right is not None
    )
