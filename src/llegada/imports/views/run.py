"""The page of an import: how far it has gone, what came in and what did not, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, TransitionNotAllowed
from llegada.core.http import act_or_show, actor_of
from llegada.core.tabular import XLSX_TYPE, xlsx_response
from llegada.core.text import fold
from llegada.imports import rules, selectors
from llegada.imports.choices import RunStatus, TargetKind
from llegada.imports.fields import WORKBOOK
from llegada.imports.models import ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.discarding import discard_import
from llegada.imports.services.pulse import read_progress
from llegada.imports.services.report import BadRow, read_bad_rows
from llegada.imports.services.runs import ask_try, start_import, stop_import
from llegada.imports.services.undoing import TO_UNDO, resume_undo, undo_import
from llegada.imports.steps import steps_at
from llegada.imports.tables import bad_rows_book, bad_rows_table
from llegada.imports.verbs import STATUS_PILLS
from llegada.workplans.choices import WorkPlanStatus

_SHOWN: Final = 50
#: Rows that did not go in among which those that need correcting are looked for, and reasons that are told apart.
_LOOKED_AT: Final = 2000
_REASONS: Final = 10
#: What is seen among the historical plans.
_PLANNED: Final = frozenset({TargetKind.PLANS, TargetKind.SESSIONS, TargetKind.MILESTONES})
_STEP_OF: Final = {
    "draft": "columns",
    "trying": "try",
    "tried": "try",
    "cancelled": "try",
    "failed": "try",
    "undone": "try",
    "discarded": "try",
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
        "rows_to_go": _rows_to_go(run, read),
        "parts": _parts(run),
        "days": [(date.fromisoformat(day), row) for day, row in run.summary.get("days", [])],
        **(_refusals(run) if run.refused and may_bring else {}),
        "place": _place(run),
        "twin": selectors.find_twin(run) if may_bring else None,
        "coming_count": run.created + run.changed,
        "unknown_count": len(run.summary.get("unknown", [])),
        "may_bring": may_bring,
        "actions": _actions(run),
        "is_mine": run.created_by_id == actor.person_id,
        "events": history.list_shown(target=run),
        "states": RunStatus.choices,
        "problem": problem,
    }
    return render(request, "imports/run.html", context, status=status)


def _rows_to_go(run: ImportRun, read: int) -> int | None:
    """Return how many rows there are in all where that is known: those to undo, or those of the trial of what is running."""
    if run.status == RunStatus.RUNNING:
        rows = run.total - run.ignored
        return rows if read <= rows else None
    undone: int | None = run.summary.get(TO_UNDO)
    return undone


def _actions(run: ImportRun) -> frozenset[str]:
    """Return what its state admits."""
    return frozenset(rules.available_actions(run.status, has_file=run.file_id is not None))


def _refusals(run: ImportRun) -> dict[str, Any]:
    """Return the first rows that need correcting, without what only waits for a name to be said, and why most do not go in."""
    unknown = [text for _kind, text in run.summary.get("unknown", [])]
    waiting, quoted = {fold(text) for text in unknown}, [f"«{text[:80]}»" for text in unknown]
    rows: list[BadRow] = []
    has_waiting = False
    for one in read_bad_rows(str(run.public_id), most=_LOOKED_AT):
        issues = tuple(issue for issue in one.issues if fold(issue.value) not in waiting)
        has_waiting |= len(issues) < len(one.issues)
        if issues:
            rows.append(replace(one, issues=issues))
    reasons = [one for one in run.summary.get("reasons", []) if not any(text in one[1] for text in quoted)]
    are_more = len(rows) > _SHOWN
    return {
        "bad_rows": rows[:_SHOWN],
        "are_more_bad": are_more,
        "waiting_names": has_waiting,
        "reasons": reasons[:_REASONS] if are_more else [],
    }


def _place(run: ImportRun) -> dict[str, str | Promise] | None:
    """Return where what came in is seen, with its words."""
    came = {target for target, counts in run.summary.get("targets", {}).items() if counts.get("created")}
    if run.target in _PLANNED or (run.target == "workbook" and came & {*_PLANNED, "plans_of_sessions"}):
        return {
            "url": f"{reverse('workplans:list')}?estado={WorkPlanStatus.HISTORICAL}",
            "label": _("Ver los planes históricos"),
        }
    if TargetKind.COMMITMENTS in {run.target, *came}:
        return {"url": reverse("delivery:commitments"), "label": _("Ver los compromisos")}
    if TargetKind.SERVICES in {run.target, *came}:
        return {"url": reverse("portfolio:list"), "label": _("Ver los servicios")}
    return None


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


def _discard(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    discard_import(actor=actor, public_id=public_id, now=now)


def _undo(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    undo_import(actor=actor, public_id=public_id, reason=reason, now=now)


def _resume(actor: Actor, public_id: UUID, reason: str, now: datetime) -> None:
    resume_undo(actor=actor, public_id=public_id, now=now)


_ACTIONS: Final[dict[str, tuple[Callable[[Actor, UUID, str, datetime], None], str | Promise]]] = {
    "try": (_try, _("Se está probando otra vez.")),
    "start": (_start, _("Empezó. Puede cerrar esta página: sigue sola.")),
    "stop": (_stop, _("Se pidió cancelar: no queda nada a medias.")),
    "discard": (_discard, _("Quedó descartada y su archivo, borrado.")),
    "undo": (_undo, _("Se está deshaciendo. Puede cerrar esta página: sigue sola.")),
    "resume": (_resume, _("Sigue donde iba.")),
}


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Try, start, cancel, discard or undo an import."""
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
    rows = read_bad_rows(str(run.public_id))
    if len(run.layouts) < 2:
        return xlsx_response(bad_rows_table(rows, name="filas-que-no-entran"))
    response = HttpResponse(bad_rows_book(rows), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="filas-que-no-entran.xlsx"'
    return response
