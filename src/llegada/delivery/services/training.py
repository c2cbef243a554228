"""Writes, chooses, opens and closes the test of a training; keeps what people answered, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, TransitionNotAllowed
from llegada.core.states import move
from llegada.core.tabular import XLSX_TYPE, xlsx_bytes
from llegada.delivery import selectors, training_rules
from llegada.delivery.choices import AnswerChannel, EvidenceKind, TrainingStage
from llegada.delivery.errors import (
    FewResults,
    NotATraining,
    TrainingTestChosen,
    TrainingTestFrozen,
    TrainingTestNotOpen,
)
from llegada.delivery.models import (
    Session,
    SessionEvidence,
    SessionTest,
    TrainingAnswers,
    TrainingQuestion,
    TrainingTest,
)
from llegada.delivery.models.training import OPTIONS
from llegada.delivery.selectors.checkin import find_door
from llegada.delivery.services.changes import key_of, open_session
from llegada.delivery.services.evidence import attach_evidence
from llegada.delivery.training_words import LENGTH, PROBLEMS, gain_table

LETTERS: Final = "abcd"
BLANK: Final = "-"


@dataclass(frozen=True)
class TrainingDraft:
    """What a test asks."""

    title: str
    questions: Sequence[training_rules.Question]


def _training(actor: Actor, public_id: UUID) -> tuple[Session, SessionTest | None]:
    """Return a training, held still, and its test. Raises NotFound, NotAllowed, SessionClosed, NotATraining."""
    session = open_session(actor=actor, public_id=public_id)
    if session.kind not in training_rules.TESTED_KINDS:
        raise NotATraining()
    return session, SessionTest.objects.select_related("test").filter(session=session).first()


def _with_test(actor: Actor, public_id: UUID) -> tuple[Session, SessionTest]:
    session, test = _training(actor, public_id)
    if test is None:
        raise NotFound(session=str(public_id))
    return session, test


@transaction.atomic
def write_test(*, actor: Actor, public_id: UUID, draft: TrainingDraft, now: datetime) -> TrainingTest:
    """Put a new test in the bank of the session's unit and choose it for the session.

    Raises NotFound, NotAllowed, SessionClosed, NotATraining, TrainingTestChosen, Invalid.
    """
    session, chosen = _training(actor, public_id)
    test = TrainingTest(
        unit_id=session.plan.unit_id, title=draft.title.strip(), created_by_id=key_of(actor), created_at=now
    )
    _require_good(draft)
    test.save(force_insert=True)
    _write_questions(test, draft)
    _choose(session, chosen, test, actor, now)
    history.record(actor=actor, verb="session.test_write", target=session, now=now)
    return test


@transaction.atomic
def rewrite_test(*, actor: Actor, public_id: UUID, draft: TrainingDraft, revision: int | None, now: datetime) -> None:
    """Correct the test of a session, which no session has opened yet.

    Raises NotFound, NotAllowed, SessionClosed, NotATraining, TrainingTestFrozen, Invalid, Conflict.
    """
    session, chosen = _with_test(actor, public_id)
    test = chosen.test
    if test.session_tests.exclude(stage=TrainingStage.READY).exists():
        raise TrainingTestFrozen()
    _require_good(draft)
    before = test.revision if revision is None else revision
    move(test, field="revision", before=before, after=before + 1, title=draft.title.strip())
    test.questions.all().delete()
    _write_questions(test, draft)
    history.record(actor=actor, verb="session.test_rewrite", target=session, now=now)


def _require_good(draft: TrainingDraft) -> None:
    if not draft.title.strip():
        raise Invalid({"title": _("Póngale nombre a la prueba.")})
    if not training_rules.is_length_good(len(draft.questions)):
        raise Invalid({"": LENGTH})
    for number, question in enumerate(draft.questions, start=1):
        problem = training_rules.question_problem(question)
        if problem is not None:
            raise Invalid({"": _("Pregunta %(n)s: %(problem)s") % {"n": number, "problem": PROBLEMS[problem]}})


def _write_questions(test: TrainingTest, draft: TrainingDraft) -> None:
    TrainingQuestion.objects.bulk_create(
        TrainingQuestion(
            test=test,
            position=position,
            text=question.text.strip(),
            right=question.right,
            **{name: said.strip() for name, said in zip(OPTIONS, question.options, strict=False)},
        )
        for position, question in enumerate(draft.questions, start=1)
    )


@transaction.atomic
def choose_test(*, actor: Actor, public_id: UUID, test_id: UUID, now: datetime) -> SessionTest:
    """Choose for a session a test of its unit's bank; until it is opened, another may be chosen.

    Raises NotFound, NotAllowed, SessionClosed, NotATraining, TrainingTestChosen.
    """
    session, chosen = _training(actor, public_id)
    test = selectors.get_bank_test(session=session, public_id=test_id)
    here = _choose(session, chosen, test, actor, now)
    history.record(actor=actor, verb="session.test_choose", target=session, now=now)
    return here


def _choose(
    session: Session, chosen: SessionTest | None, test: TrainingTest, actor: Actor, now: datetime
) -> SessionTest:
    if chosen is None:
        return SessionTest.objects.create(session=session, test=test, chosen_by_id=key_of(actor), chosen_at=now)
    if chosen.stage != TrainingStage.READY:
        raise TrainingTestChosen()
    return move(
        chosen,
        field="stage",
        before=TrainingStage.READY,
        after=TrainingStage.READY,
        test_id=test.pk,
        chosen_by_id=key_of(actor),
        chosen_at=now,
    )


@transaction.atomic
def move_test(*, actor: Actor, public_id: UUID, action: str, now: datetime) -> SessionTest:
    """Open or close the test before or after. Raises NotFound, NotAllowed, SessionClosed, NotATraining, TransitionNotAllowed."""
    session, test = _with_test(actor, public_id)
    after = training_rules.next_stage(test.stage, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=test.stage)
    move(test, field="stage", before=test.stage, after=after)
    history.record(actor=actor, verb=f"session.test_{action}", target=session, now=now)
    return test


@transaction.atomic
def answer_test(
    *, code: str, entry_id: int, wave: str, given: Sequence[int | None], now: datetime, today: date
) -> None:
    """Keep what somebody of the list answered on their phone; who answered already hears the same, and their first answers stay.

    So nobody learns by trying who answered. Nothing is written in the history: the answers say how and when they came.
    Raises NotFound, TrainingTestNotOpen, Invalid.
    """
    session = Session.objects.select_for_update().get(pk=find_door(code).session_id)
    test = SessionTest.objects.select_related("test").filter(session=session).first()
    entry = session.attendance.filter(pk=entry_id).first()
    if entry is None or test is None:
        raise NotFound(entry=entry_id)
    if selectors.answered_by_phone(session=session, test=test, today=today) != wave:
        raise TrainingTestNotOpen()
    questions = selectors.list_questions(test=test.test)
    if len(given) != len(questions) or all(one is None for one in given):
        raise Invalid({"": _("Responda al menos una pregunta.")})
    answers = TrainingAnswers(
        session_test=test,
        entry=entry,
        wave=wave,
        given="".join(BLANK if one is None else LETTERS[one] for one in given),
        right=training_rules.count_right([question.right for question in questions], given),
        questions=len(questions),
        channel=AnswerChannel.SELF,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            answers.save(force_insert=True)
    except IntegrityError:
        return  # answered already: the first answers stay


@transaction.atomic
def record_on_paper(*, actor: Actor, public_id: UUID, results: Mapping[tuple[int, str], int], now: datetime) -> int:
    """Write down how many were right on paper, by (entry, wave); what was on paper may be corrected, what came by phone stays.

    Return how many were written. Raises NotFound, NotAllowed, SessionClosed, NotATraining, TrainingTestNotOpen, Invalid.
    """
    session, test = _with_test(actor, public_id)
    questions = test.test.questions.count()
    listed = set(session.attendance.values_list("pk", flat=True))
    there = {(one.entry_id, one.wave): one for one in TrainingAnswers.objects.filter(session_test=test)}
    written = 0
    for (entry_id, wave), right in results.items():
        if entry_id not in listed:
            raise NotFound(entry=entry_id)
        if not training_rules.is_on_paper(test.stage, wave):
            raise TrainingTestNotOpen()
        if not 0 <= right <= questions:
            raise Invalid({f"{wave}_{entry_id}": _("Escriba un número de 0 a %(n)s.") % {"n": questions}})
        written += _note(test, there.get((entry_id, wave)), (entry_id, wave), (right, questions), actor, now)
    if written:
        history.record(actor=actor, verb="session.test_paper", target=session, now=now, after=str(written))
    return written


def _note(
    test: SessionTest,
    known: TrainingAnswers | None,
    who: tuple[int, str],
    result: tuple[int, int],
    actor: Actor,
    now: datetime,
) -> bool:
    """Write one result, and return whether it says something new."""
    right, questions = result
    if known is None:
        TrainingAnswers.objects.create(
            session_test=test,
            entry_id=who[0],
            wave=who[1],
            right=right,
            questions=questions,
            channel=AnswerChannel.PAPER,
            recorded_by_id=key_of(actor),
            recorded_at=now,
        )
        return True
    if known.channel != AnswerChannel.PAPER or known.right == right:
        return False
    move(known, field="right", before=known.right, after=right, recorded_by_id=key_of(actor), recorded_at=now)
    return True


@transaction.atomic
def attach_results(*, actor: Actor, public_id: UUID, now: datetime) -> SessionEvidence:
    """Put the figures of the test, a table that names nobody, among the files that prove the session and its milestones.

    Raises NotFound, NotAllowed, SessionClosed, NotATraining, FewResults.
    """
    _session, test = _with_test(actor, public_id)
    gain = selectors.summarize_results(test=test).gain
    if gain is None:
        raise FewResults()
    upload = SimpleUploadedFile("prueba-inicial-y-final.xlsx", xlsx_bytes(gain_table(gain)), XLSX_TYPE)
    return attach_evidence(actor=actor, public_id=public_id, upload=upload, now=now, kind=EvidenceKind.OTHER)
