"""The page of an import: how far it has gone, what came in and what did not, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, TransitionNotAllowed
from llegada.core.http import act_or_show, actor_of
from llegada.core.tabular import xlsx_response
from llegada.imports import rules, selectors
from llegada.imports.choices import RunStatus, TargetKind
from llegada.imports.fields import WORKBOOK
from llegada.imports.models import ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.pulse import read_progress
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import ask_try, start_import, stop_import
from llegada.imports.services.undoing import undo_import
from llegada.imports.steps import steps_at
from llegada.imports.tables import bad_rows_table
from llegada.imports.verbs import STATUS_PILLS

_SHOWN: Final = 50
_STEP_OF: Final = {
    "draft": "columns",
    "trying": "try",
    "tried": "try",
    "cancelled": "try",
    "failed": "try",
    "undone": "try",
}


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an import."""
    return _page(request, public_id, 200, None)


def _page(request: HttpRequest, public_id: UUID, status: int, problem: LlegadaError | None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    run = selectors.get_run(actor=actor, public_id=public_id)
    read, said_at = read_progress(run)
    may_bring = IMPORT_POLICY.can(actor, ImportPermission.BRING, run)
    is_dead = selectors.is_dead(run, now=now, last_sign=said_at)
    context: dict[str, Any] = {
        "run": run,
        "pill": STATUS_PILLS[run.status],
        "steps": steps_at(_step_of(run)),
        "is_at_work": run.status in rules.AT_WORK and not is_dead,
        "is_dead": is_dead,
        "rows_read": read,
        "parts": _parts(run),
        "bad_rows": list(islice(read_bad_rows(str(run.public_id)), _SHOWN)) if run.refused and may_bring else [],
        "coming_count": run.created + run.changed,
        "unknown_count": len(run.summary.get("unknown", [])),
        "may_bring": may_bring,
        "actions": frozenset(rules.available_actions(run.status)),
        "events": history.list_shown(target=run),
        "states": RunStatus.choices,
        "problem": problem,
    }
    return render(request, "imports/run.html", context, status=status)


def _step_of(run: ImportRun) -> str:
    """Return the step at which an import stands: with all names known, only bringing it is left."""
    if run.status == "tried" and run.created + run.changed and not run.summary.get("unknown"):
        return "done"
    return _STEP_OF.get(run.status, "done")


def _parts(run: ImportRun) -> list[tuple[str | Promise, dict[str, int]]]:
    """Return the counts of each target, in the order in which they come in."""
    counts = run.summary.get("targets", {})
    return [(TargetKind(target).label, counts[target]) for target, _label in WORKBOOK if target in counts]


def _start(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    start_import(actor=actor, public_id=public_id, now=now)


def _try(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    ask_try(actor=actor, public_id=public_id, now=now)


def _stop(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    stop_import(actor=actor, public_id=public_id, now=now)


def _undo(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    undo_import(actor=actor, public_id=public_id, reason=reason, now=now)


_ACTIONS: Final[dict[str, tuple[Callable[[Actor, UUID, str, datetime], None], str | Promise]]] = {
    "try": (_try, _("Se está probando otra vez.")),
    "start": (_start, _("Empezó. Puede cerrar esta página: sigue sola.")),
    "stop": (_stop, _("Se pidió cancelar: no queda nada a medias.")),
    "undo": (_undo, _("Quedó deshecha: lo que trajo ya no está.")),
}


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Try, start, cancel or undo an import."""
    actor = actor_of(request)
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    action = request.POST.get("action", "")

    def work() -> str:
        if action not in _ACTIONS:
            raise TransitionNotAllowed(action=action, status=run.status)
        act, words = _ACTIONS[action]
        act(actor, public_id, request.POST.get("reason", ""), timezone.now())
        messages.success(request, str(words))
        return run.get_absolute_url()

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, public_id, status, problem))


@require_safe
@login_required
def bad_rows(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Download the rows that do not go in, with their reasons."""
    actor = actor_of(request)
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    return xlsx_response(bad_rows_table(read_bad_rows(str(run.public_id)), name="filas-que-no-entran"))
