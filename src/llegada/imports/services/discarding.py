"""Discards imports that brought nothing, and drops files that name somebody who was erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from llegada.core import history
from llegada.core.actors import SYSTEM, Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.imports import rules, selectors
from llegada.imports.choices import TargetKind
from llegada.imports.errors import ImportAtWork, NotYours
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.report import file_of
from llegada.imports.services.runs import move_run
from llegada.records.services import forget_file

#: What was said of its rows, which may hold their words.
_WORDS: Final = frozenset({"unknown", "reasons", "notes", "others"})
#: What an import leaves beside the database, some of it with cells of its file.
_LEFT: Final = ("bad", "finding", "progress", "stop", "understood", "understanding")


@transaction.atomic
def discard_import(*, actor: Actor, public_id: UUID, now: datetime) -> ImportRun:
    """Discard an import that brought nothing, and drop its file; only who uploaded it does. Raises NotYours, TransitionNotAllowed.

    What it was, whose and when stays written.
    """
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    after = rules.next_status(run.status, "discard")
    if after is None:
        raise TransitionNotAllowed(action="discard", status=run.status)
    if actor.person_id is None or run.created_by_id != actor.person_id:
        raise NotYours(name=run.created_by.full_name)
    before = run.status
    move_run(run, after, attempt=run.attempt + 1, finished_at=now)
    data = {"file": run.file_name, "sha256": run.sha256}
    history.record(actor=actor, verb="importrun.discard", target=run, now=now, before=before, after=after, data=data)
    _drop_files([run], now)
    run.refresh_from_db()
    return run


def drop_files_that_name(person_id: int) -> None:
    """Drop the files that brought somebody who was erased, wherever the same bytes were uploaded; what came in stays.

    Raises ImportAtWork.
    """
    rows = ImportedRow.objects.filter(kind=TargetKind.PEOPLE, object_id=person_id)
    files = ImportRun.objects.filter(pk__in=rows.values("run"), file__isnull=False).values("file")
    runs = list(ImportRun.objects.filter(file__in=files).order_by("pk"))
    now = timezone.now()
    if any(run.status in rules.AT_WORK for run in runs):
        raise ImportAtWork(name=next(run.file_name for run in runs if run.status in rules.AT_WORK))
    for run in runs:
        history.record(actor=SYSTEM, verb="importrun.drop_file", target=run, now=now, data={"sha256": run.sha256})
    _drop_files(runs, now)


def _drop_files(runs: Iterable[ImportRun], now: datetime) -> None:
    for run in runs:
        stored, run.file, run.summary = run.file, None, _without_words(run.summary)
        run.save(update_fields=["file", "summary"])
        if stored is not None:
            forget_file(stored=stored, now=now)  # it stays while another import has it
        transaction.on_commit(partial(_drop_left, str(run.public_id)))


def _without_words(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in summary.items() if name not in _WORDS}


def _drop_left(key: str) -> None:
    for kind in _LEFT:
        file_of(key, kind).unlink(missing_ok=True)
