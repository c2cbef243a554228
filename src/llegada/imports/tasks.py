"""Imports carried out by the worker; asked twice, the second finds that its attempt is done."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from llegada.accounts.models import Person
from llegada.accounts.selectors import build_actor, list_current_assignments
from llegada.core.actors import Actor
from llegada.core.tabular import TABLE_LANGUAGE
from llegada.imports.choices import RunStatus
from llegada.imports.models import ImportRun
from llegada.imports.services.carrying import carry_out, try_run
from llegada.imports.services.runs import bury_dead, watch
from llegada.imports.services.undoing import carry_undo, take_back_leftovers


def _find(run_id: int, attempt: int, status: RunStatus) -> ImportRun | None:
    waiting = ImportRun.objects.select_related("organization", "file", "started_by")
    return waiting.filter(pk=run_id, attempt=attempt, status=status).first()


def _actor(person: Person, now: datetime) -> Actor:
    current = list_current_assignments(person=person, today=timezone.localdate(now))
    return build_actor(person=person, assignments=current)


@task()
def try_import(run_id: int, attempt: int) -> None:
    """Try an import that somebody asked to be tried."""
    run = _find(run_id, attempt, RunStatus.TRYING)
    if run is not None and run.started_by is not None:
        now = timezone.now()
        with override(TABLE_LANGUAGE):
            try_run(run=run, actor=_actor(run.started_by, now), attempt=attempt, now=now)


@task()
def run_import(run_id: int, attempt: int) -> None:
    """Carry out an import that somebody started."""
    run = _find(run_id, attempt, RunStatus.QUEUED)
    if run is not None and run.started_by is not None:
        now = timezone.now()
        watch(run)
        with override(TABLE_LANGUAGE):
            carry_out(run=run, actor=_actor(run.started_by, now), attempt=attempt, now=now)


@task()
def undo_import(run_id: int, attempt: int) -> None:
    """Undo an import that somebody asked to be undone, or go on with it."""
    run = _find(run_id, attempt, RunStatus.UNDOING)
    if run is not None and run.started_by is not None:
        now = timezone.now()
        watch(run)
        with override(TABLE_LANGUAGE):
            carry_undo(run=run, actor=_actor(run.started_by, now), attempt=attempt, now=now)


@task()
def take_back_unfinished(organization_id: int) -> None:
    """Take back what imports of an organisation that did not end had written."""
    take_back_leftovers(organization_id=organization_id, now=timezone.now())


@task()
def watch_import(run_id: int, attempt: int) -> None:
    """Find out, while an import runs or is undone, whether its process died, so that nobody has to come for it."""
    at_work = ImportRun.objects.filter(status__in=[RunStatus.RUNNING, RunStatus.UNDOING])
    run = at_work.filter(pk=run_id, attempt=attempt).first()
    if run is not None:
        bury_dead(organization_id=run.organization_id, now=timezone.now())
        watch(run)
