"""The life of an import: uploaded, described, tried, started, stopped; and the one at work of each organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.core import history
from llegada.core.actors import SYSTEM, Actor
from llegada.core.errors import Conflict, NotAllowed, TransitionNotAllowed
from llegada.core.queue import enqueue_later, enqueue_on_commit
from llegada.core.text import fold
from llegada.imports import rules, selectors
from llegada.imports.choices import RunStatus
from llegada.imports.errors import ColumnsMissing, FileGone, ImportAtWork, NothingToBring, UndoAtWork
from llegada.imports.layout import Layout, missing_fields, signature
from llegada.imports.models import ImportMapping, ImportRun, ValueMatch
from llegada.imports.policies import IMPORT_POLICY, ImportPermission, organization_ids
from llegada.imports.services import pulse
from llegada.records.rules import TABLES
from llegada.records.services import keep_bytes, read_upload, store_file

#: What is said of an import whose process died.
DIED: Final = _("Se interrumpió: el proceso que la hacía se detuvo. No quedó nada a medias; pruebe de nuevo.")
#: How long after its silence a run is looked at.
_GRACE: Final = timedelta(minutes=1)


def upload_file(
    *, actor: Actor, organization: Organization, target: str, upload: UploadedFile[Any], now: datetime
) -> ImportRun:
    """Keep a file and begin its import. Raises what `take_in_file` does."""
    run = take_in_file(actor=actor, organization=organization, target=target, upload=upload, now=now)
    return begin_import(actor=actor, run=run, upload=upload, now=now)


def take_in_file(
    *, actor: Actor, organization: Organization, target: str, upload: UploadedFile[Any], now: datetime
) -> ImportRun:
    """Keep the bytes of a file and return the import that would begin with them: nobody writes meanwhile, nobody waits.

    Raises NotAllowed, TooLarge, EmptyFile, TypeNotAccepted, Infected.
    """
    mine = organization_ids(actor)
    if mine is not None and organization.pk not in mine:
        raise NotAllowed()
    IMPORT_POLICY.require_ever(actor, ImportPermission.BRING)
    name = (upload.name or "tabla")[-200:]
    read_upload(upload=upload, now=now)
    kept = keep_bytes(upload=upload, accepted=TABLES, most=settings.MAX_IMPORT_BYTES)
    return ImportRun(
        organization=organization,
        target=target,
        file=kept,
        sha256=kept.sha256,
        file_name=name,
        created_by_id=_person(actor),
        created_at=now,
        last_sign_at=now,
    )


@transaction.atomic
def begin_import(*, actor: Actor, run: ImportRun, upload: UploadedFile[Any], now: datetime) -> ImportRun:
    """Write the import of a file that was taken in."""
    run.file = store_file(actor=actor, upload=upload, now=now, accepted=TABLES, most=settings.MAX_IMPORT_BYTES)
    run.save(force_insert=True)
    data = {"file": run.file_name, "sha256": run.sha256}
    history.record(actor=actor, verb="importrun.upload", target=run, now=now, after=run.status, data=data)
    return run


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotAllowed()
    return actor.person_id


def _take(actor: Actor, public_id: UUID, action: str) -> tuple[ImportRun, str]:
    """Return an import that the actor may bring in and where `action` leads it. Raises what refuses."""
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    after = rules.next_status(run.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=run.status)
    return run, after


def move_run(run: ImportRun, after: str, **values: Any) -> None:
    """Move an import if nobody did meanwhile. Raises Conflict, and ImportAtWork or UndoAtWork where another one is at work."""
    try:
        with transaction.atomic():
            if ImportRun.objects.filter(pk=run.pk, status=run.status).update(status=after, **values) != 1:
                raise Conflict()
    except IntegrityError:
        other = ImportRun.objects.filter(organization=run.organization_id, status__in=rules.AT_WORK).first()
        if other is not None and other.status == RunStatus.UNDOING:
            raise UndoAtWork(name=other.file_name) from None
        raise ImportAtWork(name=other.file_name if other else "") from None
    run.refresh_from_db()


@transaction.atomic
def describe_columns(
    *,
    actor: Actor,
    public_id: UUID,
    layouts: Sequence[Layout],
    headings: Sequence[str],
    now: datetime,
    mapping_name: str = "",
) -> ImportRun:
    """Say how an import is read and what its rows are, and save it by a name if one is given. Raises ColumnsMissing."""
    run, after = _take(actor, public_id, "describe")
    missing = dict.fromkeys(one for layout in layouts for one in missing_fields(layout))
    if missing:
        raise ColumnsMissing(fields=", ".join(missing))
    kept = [one.as_json() for one in layouts]
    target = run.target if run.target == "workbook" else layouts[0].target
    move_run(run, after, layouts=kept, target=target)
    if mapping_name.strip():
        ImportMapping.objects.update_or_create(
            organization=run.organization,
            name=mapping_name.strip()[:120],
            defaults={
                "layouts": kept,
                "signature": signature(headings),
                "saved_by_id": _person(actor),
                "saved_at": now,
            },
        )
    history.record(actor=actor, verb="importrun.describe", target=run, now=now, after=after)
    return run


@transaction.atomic
def confirm_matches(
    *, actor: Actor, public_id: UUID, matches: Mapping[tuple[str, str], str], now: datetime
) -> ImportRun:
    """Remember what texts of the source stand for: (kind, text) → key or code, or nothing for what is not brought."""
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    for (kind, text), value in matches.items():
        ValueMatch.objects.update_or_create(
            organization=run.organization,
            kind=kind,
            folded=fold(text)[:300],
            defaults={"text": text[:300], "value": value, "confirmed_by_id": _person(actor), "confirmed_at": now},
        )
    if matches:
        data = {"matches": len(matches)}
        history.record(actor=actor, verb="importrun.match", target=run, now=now, data=data)
    return run


@transaction.atomic
def ask_try(*, actor: Actor, public_id: UUID, now: datetime) -> ImportRun:
    """Have an import tried by the worker. Raises ColumnsMissing before its columns are said, ImportAtWork."""
    bury_dead(organization_id=selectors.get_run(actor=actor, public_id=public_id).organization_id, now=now)
    run, after = _take(actor, public_id, "try")
    if not run.layouts:
        raise ColumnsMissing(fields=run.get_target_display())
    return _ask(run, after, actor, now, "imports.try_import")


@transaction.atomic
def start_import(*, actor: Actor, public_id: UUID, now: datetime) -> ImportRun:
    """Have a tried import carried out by the worker. Raises NothingToBring, ImportAtWork."""
    bury_dead(organization_id=selectors.get_run(actor=actor, public_id=public_id).organization_id, now=now)
    run, after = _take(actor, public_id, "start")
    if not run.created + run.changed:
        raise NothingToBring()
    history.record(actor=actor, verb="importrun.start", target=run, now=now, before=run.status, after=after)
    return _ask(run, after, actor, now, "imports.run_import")


def _ask(run: ImportRun, after: str, actor: Actor, now: datetime, task: str) -> ImportRun:
    if run.file_id is None:
        raise FileGone()
    move_run(
        run,
        after,
        attempt=run.attempt + 1,
        last_sign_at=now,
        started_by_id=_person(actor),
        problem="",
        finished_at=None,
    )
    pulse.clear(run)
    enqueue_on_commit(task, run_id=run.pk, attempt=run.attempt)
    return run


def stop_import(*, actor: Actor, public_id: UUID, now: datetime) -> ImportRun:
    """Cancel an import: at once if nobody has begun or whoever did is dead; else its process is told and undoes all."""
    run, after = _take(actor, public_id, "stop")
    last_sign = pulse.read_progress(run)[1]
    waits = run.status == RunStatus.QUEUED or (run.status == RunStatus.TRYING and last_sign is None)
    if waits or selectors.is_dead(run, now=now, last_sign=last_sign):
        with transaction.atomic():
            before = run.status
            move_run(run, after, attempt=run.attempt + 1, finished_at=now)
            enqueue_on_commit("imports.take_back_unfinished", organization_id=run.organization_id)
            history.record(actor=actor, verb="importrun.stop", target=run, now=now, before=before, after=after)
    else:
        pulse.ask_to_stop(run)
    return run


def bury_dead(*, organization_id: int | None = None, now: datetime) -> None:
    """Say of imports whose process died that they could not be, and have taken back what they wrote; go on undoing one."""
    at_work = ImportRun.objects.filter(status__in=rules.AT_WORK)
    for run in at_work if organization_id is None else at_work.filter(organization=organization_id):
        if selectors.is_dead(run, now=now, last_sign=pulse.read_progress(run)[1]):
            if run.status == RunStatus.UNDOING:
                go_on_undoing(run, now=now)
                continue
            _bury(run, now=now)


def bury_left(*, run_id: int, attempt: int) -> None:
    """Bury an import that is known to have lost its process while it was tried or carried out, without waiting for its silence."""
    left = ImportRun.objects.filter(pk=run_id, attempt=attempt, status__in=[RunStatus.TRYING, RunStatus.RUNNING])
    for run in left:
        _bury(run, now=timezone.now())


@transaction.atomic
def _bury(run: ImportRun, *, now: datetime) -> None:
    """Say of one that it failed, and in its history, unless somebody did meanwhile."""
    dead = ImportRun.objects.filter(pk=run.pk, status=run.status, attempt=run.attempt)
    if dead.update(status=RunStatus.FAILED, attempt=run.attempt + 1, problem=str(DIED), finished_at=now) == 1:
        before, after = run.status, RunStatus.FAILED
        history.record(
            actor=SYSTEM, verb="importrun.fail", target=run, now=now, before=before, after=after, reason=str(DIED)
        )
        enqueue_on_commit("imports.take_back_unfinished", organization_id=run.organization_id)


def go_on_undoing(run: ImportRun, *, now: datetime) -> None:
    """Have the worker go on with an import that was being undone when its process died."""
    dead = ImportRun.objects.filter(pk=run.pk, status=RunStatus.UNDOING, attempt=run.attempt)
    if dead.update(attempt=run.attempt + 1, last_sign_at=now) == 1:
        pulse.clear(run)
        enqueue_on_commit("imports.undo_import", run_id=run.pk, attempt=run.attempt + 1)


def watch(run: ImportRun) -> None:
    """Have a run, or its undoing, looked at again, once its silence would say that its process died."""
    enqueue_later("imports.watch_import", timezone.now() + rules.SILENCE + _GRACE, run_id=run.pk, attempt=run.attempt)
