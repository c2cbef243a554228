"""Questions about the test of a training: the bank of a unit, what a session asks, who answered, and what was gained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from llegada.core.errors import NotFound
from llegada.delivery import rules, training_rules
from llegada.delivery.choices import TrainingStage
from llegada.delivery.models import (
    AttendanceEntry,
    Session,
    SessionTest,
    TrainingAnswers,
    TrainingQuestion,
    TrainingTest,
)


def find_session_test(*, session: Session) -> SessionTest | None:
    """Return the test of a session that the actor already sees, or None; no query where it came with the session."""
    return getattr(session, "training_test", None)


def list_bank(*, session: Session) -> QuerySet[TrainingTest]:
    """Return the tests of the unit of a session that the actor records, each with `question_count` and `is_frozen`, by title."""
    opened = SessionTest.objects.filter(test=OuterRef("pk")).exclude(stage=TrainingStage.READY)
    bank = TrainingTest.objects.filter(unit_id=session.plan.unit_id)
    return bank.annotate(question_count=Count("questions"), is_frozen=Exists(opened)).order_by("title", "pk")


def get_bank_test(*, session: Session, public_id: UUID) -> TrainingTest:
    """Return one test of the bank of a session's unit. Raises NotFound."""
    try:
        return list_bank(session=session).get(public_id=public_id)
    except TrainingTest.DoesNotExist:
        raise NotFound(training_test=str(public_id)) from None


def list_questions(*, test: TrainingTest) -> list[TrainingQuestion]:
    """Return the questions of a test, in their order."""
    return list(test.questions.order_by("position"))


def answered_by_phone(*, session: Session, test: SessionTest | None, today: date) -> str | None:
    """Return which test of a session is answered by phone on `today`, or None."""
    if test is None or session.status not in rules.OPEN_TO_RECORD or session.held_on != today:
        return None
    return training_rules.answered_now(test.stage)


@dataclass
class Sheet:
    """One person of the list with what they answered before and after; None is what there is no answer of."""

    entry: AttendanceEntry
    pre: TrainingAnswers | None = None
    post: TrainingAnswers | None = None


def list_sheets(*, session: Session, test: SessionTest) -> list[Sheet]:
    """Return the people of a session's list with their answers, by name; for who records it alone: they are personal data."""
    sheets = {entry.pk: Sheet(entry) for entry in session.attendance.order_by("name", "pk")}
    for one in TrainingAnswers.objects.filter(session_test=test):
        if one.entry_id in sheets:
            setattr(sheets[one.entry_id], one.wave, one)
    return list(sheets.values())


@dataclass(frozen=True)
class Results:
    """What may be told of the test of a session: how many answered each, how many pairs, and the gain unless pairs are few."""

    answered_pre: int
    answered_post: int
    pairs: int
    gain: training_rules.Gain | None


def summarize_results(*, test: SessionTest) -> Results:
    """Return the results of a session's test, which name nobody."""
    if test.stage == TrainingStage.READY:
        return Results(0, 0, 0, None)
    rows = list(TrainingAnswers.objects.filter(session_test=test).values_list("entry_id", "wave", "right", "questions"))
    return _results(rows)


def _results(rows: Iterable[tuple[int, str, int, int]]) -> Results:
    rows = list(rows)
    right = {(entry, wave): count for entry, wave, count, _questions in rows}
    both = [entry for entry, wave in right if wave == training_rules.PRE and (entry, training_rules.POST) in right]
    pairs = [(right[one, training_rules.PRE], right[one, training_rules.POST]) for one in both]
    waves = Counter(wave for _entry, wave in right)
    questions = max((count for *_rest, count in rows), default=0)
    return Results(
        answered_pre=waves[training_rules.PRE],
        answered_post=waves[training_rules.POST],
        pairs=len(pairs),
        gain=training_rules.gain(pairs, questions),
    )


def list_anonymous(*, test: SessionTest) -> list[tuple[int | None, int | None, int]]:
    """Return (right before, right after, questions) of each person without saying whose, in an order that is not the list's."""
    found: dict[int, list[int | None]] = {}
    questions = 0
    for one in TrainingAnswers.objects.filter(session_test=test):
        questions = one.questions
        found.setdefault(one.entry_id, [None, None])[one.wave == training_rules.POST] = one.right
    rows = ((pre, post, questions) for pre, post in found.values())
    return sorted(rows, key=lambda row: tuple(-1 if value is None else value for value in row))
