"""Undoes an import as a whole: what it made goes, what it changed says again what it said, and it stays written who and why.

It goes by parts, each in its transaction, so that whoever else writes waits for one part: a process that dies in the middle is
followed by another that goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import SYSTEM, Actor
from llegada.core.errors import LlegadaError, NotAllowed, ReasonRequired, TransitionNotAllowed
from llegada.core.queue import enqueue_on_commit
from llegada.imports import rules, selectors
from llegada.imports.choices import RunStatus
from llegada.imports.errors import BuiltUpon, UndoneInPart
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services import pulse
from llegada.imports.services.runs import bury_dead, go_on_undoing, move_run
from llegada.imports.services.taking_away import built_upon, list_parts, take_some
from llegada.imports.services.turns import Turns
from llegada.insights.services import rebuild_figures
from llegada.insights.services.sharing import rebuild_shared

logger = logging.getLogger(__name__)
#: In the summary of a run whose figures are made again at its end: until then they do not count what it wrote.
COUNTS_LAST: Final = "counts_last"
#: In the summary of a run that is being undone: the rows that it had brought.
TO_UNDO: Final = "rows_to_undo"


def undo_import(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> ImportRun:
    """Have an import that is done undone by the worker, if nothing forbids it of any of its rows.

    Raises ReasonRequired, BuiltUpon, TransitionNotAllowed, ImportAtWork, UndoAtWork, Conflict.
    """
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    bury_dead(organization_id=run.organization_id, now=now)
    after = rules.next_status(run.status, "undo")
    if after is None:
        raise TransitionNotAllowed(action="undo", status=run.status)
    if not reason.strip():
        raise ReasonRequired()
    if actor.person_id is None:
        raise NotAllowed()
    _refuse_what_stands_on(run)  # asked before the transaction: on SQLite others would wait for it
    with transaction.atomic():
        rows = ImportedRow.objects.filter(run=run).count()
        move_run(
            run,
            after,
            attempt=run.attempt + 1,
            last_sign_at=now,
            started_by_id=actor.person_id,
            problem="",
            summary=run.summary | {TO_UNDO: rows},
        )
        pulse.clear(run)
        enqueue_on_commit("imports.undo_import", run_id=run.pk, attempt=run.attempt)
        history.record(
            actor=actor,
            verb="importrun.ask_undo",
            target=run,
            now=now,
            before=RunStatus.DONE,
            after=after,
            reason=reason.strip(),
        )
    return run


def resume_undo(*, actor: Actor, public_id: UUID, now: datetime) -> ImportRun:
    """Have the worker go on with an import whose undoing died; it would do so by itself some minutes later."""
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    if rules.next_status(run.status, "resume") is None:
        raise TransitionNotAllowed(action="resume", status=run.status)
    if selectors.is_dead(run, now=now, last_sign=pulse.read_progress(run)[1]):
        go_on_undoing(run, now=now)
    return run


def carry_undo(*, run: ImportRun, actor: Actor, attempt: int, now: datetime) -> None:
    """Undo an import that somebody asked to be undone, or go on with it: some in each transaction.

    What others put upon it meanwhile stops it: what is left stands as what is done, and can be undone again.
    """
    pulse.begin(run)
    try:
        _refuse_what_stands_on(run)
        take_back(run, now=now)
    except OperationalError:
        logger.exception("import.undo_waits", extra={"run": str(run.public_id)})
        raise  # the base was not there: it is gone on with once it has been silent for long enough
    except (LlegadaError, IntegrityError) as refusal:
        _leave(run, attempt, actor, refusal)
    except Exception as failure:
        logger.exception("import.undo_failed", extra={"run": str(run.public_id)})
        _leave(run, attempt, actor, failure)
        raise
    else:
        _finish(run, attempt, actor)


def _refuse_what_stands_on(run: ImportRun) -> None:
    built = built_upon(run)
    if built:
        raise BuiltUpon(what=", ".join(built))


def _finish(run: ImportRun, attempt: int, actor: Actor) -> None:
    now = timezone.now()
    _end(run, attempt, actor, now, verb="importrun.undo", action="finish_undo", finished_at=now)


def _leave(run: ImportRun, attempt: int, actor: Actor, why: Exception) -> None:
    """Leave what is not undone as what is done, saying why."""
    left = ImportedRow.objects.filter(run=run).count()
    built = built_upon(run)
    if built and left < run.summary.get(TO_UNDO, left):
        problem = str(UndoneInPart(left=left, what=", ".join(built)))
    elif built:
        problem = str(BuiltUpon(what=", ".join(built)))
    elif isinstance(why, LlegadaError):
        problem = str(why)
    else:
        sentence = _(
            "Algo falló de nuestro lado al deshacerla; quedan %(left)s filas. Deshágala otra vez; si se repite, avise a TI."
        )
        problem = sentence % {"left": left}
    _end(run, attempt, actor, timezone.now(), verb="importrun.leave_undo", action="leave_undo", problem=problem)


def _end(
    run: ImportRun,
    attempt: int,
    actor: Actor,
    now: datetime,
    *,
    verb: str,
    action: str,
    problem: str = "",
    **values: datetime,
) -> None:
    """Move an import out of its undoing, unless another process went on with it meanwhile."""
    after = rules.TRANSITIONS[RunStatus.UNDOING, action]
    with transaction.atomic():
        mine = ImportRun.objects.filter(pk=run.pk, status=RunStatus.UNDOING, attempt=attempt)
        said = ImportRun.objects.values_list("summary", flat=True).get(pk=run.pk)  # its parts may have said what stays
        kept = {name: value for name, value in said.items() if name != TO_UNDO}
        if mine.update(status=after, problem=problem, summary=kept, last_sign_at=now, **values) == 1:
            history.record(
                actor=actor, verb=verb, target=run, now=now, before=RunStatus.UNDOING, after=after, reason=problem
            )
    pulse.clear(run)


def take_back_leftovers(*, organization_id: int | None = None, now: datetime) -> None:
    """Take back what runs that did not end wrote, of an organisation or of all."""
    ended = [RunStatus.DONE, RunStatus.UNDONE, RunStatus.RUNNING, RunStatus.UNDOING]
    unfinished = ImportRun.objects.exclude(status__in=ended)
    mine = (
        ImportRun.objects.all() if organization_id is None else ImportRun.objects.filter(organization=organization_id)
    )
    has_rows = Q(pk__in=ImportedRow.objects.values("run").distinct()) | Q(**{f"summary__{COUNTS_LAST}": True})
    for run in mine.filter(has_rows, pk__in=unfinished):
        rows = ImportedRow.objects.filter(run=run).count()
        take_back(run, now=now)
        # Told once it is gone: a file of open data made while it was still there does not stand after this.
        history.record(actor=SYSTEM, verb="importrun.take_back", target=run, now=timezone.now(), data={"rows": rows})


def take_back(run: ImportRun, *, now: datetime) -> None:
    """Take away what a run wrote, some rows in each transaction, what stands on another first; safe twice or at once.

    Nothing more is taken away once somebody goes on with the run.
    """
    turns = Turns()
    beat = pulse.Pulse(str(run.public_id), rows=_already_taken(run))
    for part in list_parts(run):
        taken = _take_back_some(run, part, turns, now)
        if taken is None:
            return
        if run.status == RunStatus.UNDOING:
            beat.beat(taken)
    with transaction.atomic():
        held = _hold(run)
        if held is not None and held.summary.pop(COUNTS_LAST, False):
            rebuild_figures()
            rebuild_shared()
            ImportRun.objects.filter(pk=run.pk).update(summary=held.summary)


def _already_taken(run: ImportRun) -> int:
    """Return how many rows of a run that is being undone went before."""
    rows = run.summary.get(TO_UNDO)
    return 0 if rows is None else rows - ImportedRow.objects.filter(run=run).count()


def _hold(run: ImportRun) -> ImportRun | None:
    """Return a run as it is, which nobody moves until the transaction ends; None if it was moved since it was read."""
    same = ImportRun.objects.select_for_update().filter(pk=run.pk, status=run.status, attempt=run.attempt)
    return same.first()


def _take_back_some(run: ImportRun, part: Sequence[int], turns: Turns, now: datetime) -> int | None:
    """Take a part back and return how many rows were still there; None if somebody went on with the run."""
    with turns.one(), transaction.atomic():
        held = _hold(run)
        if held is None:
            return None
        taken = take_some(held, part, counts=not held.summary.get(COUNTS_LAST), now=now)
        ImportRun.objects.filter(pk=run.pk).update(last_sign_at=timezone.now())
        return taken
