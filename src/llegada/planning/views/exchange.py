"""The lines of a plan in a workbook: the template, the plan to edit outside, and its way back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.actors import Actor
from llegada.core.http import actor_of
from llegada.core.import_pages import ImportPage
from llegada.core.imports import ImportReport
from llegada.core.tabular import XLSX_TYPE, read_table
from llegada.core.uploads import HeldUpload
from llegada.planning import selectors, services
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.rules import PLAN_EDITABLE
from llegada.planning.sheets.writing import lines_workbook, template_workbook


@require_safe
@login_required
def download_workbook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the plan with its lines, to read or to edit outside and bring back."""
    plan = selectors.get_plan(actor=actor_of(request), public_id=public_id)
    lines = selectors.list_plain_lines(plan)
    names = selectors.names_for(plan, lines, today=timezone.localdate())
    return _workbook(f"plan-anual-{plan.cycle.year}-{slugify(plan.unit.name)}", lines_workbook(plan, lines, names))


@require_safe
@login_required
def download_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the empty template of the plan, with its lists, its instructions and a row that is an example."""
    plan = selectors.get_plan(actor=actor_of(request), public_id=public_id)
    PLAN_POLICY.require(actor_of(request), PlanPermission.EDIT, plan)
    names = selectors.names_for(plan, [], today=timezone.localdate())
    return _workbook(f"plantilla-plan-anual-{plan.cycle.year}", template_workbook(plan, names))


def _workbook(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_lines(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Ask for a workbook, try it and show its report; with a `token`, carry out the file that was tried."""
    plan = selectors.get_plan(actor=actor_of(request), public_id=public_id)

    def require(actor: Actor) -> None:
        PLAN_POLICY.require(actor, PlanPermission.EDIT, plan)

    def carry_out(*, actor: Actor, held: HeldUpload, dry_run: bool, now: datetime) -> ImportReport:
        rows = read_table(held.open(), name=held.name)
        return services.import_lines(
            actor=actor, plan_id=public_id, rows=rows, dry_run=dry_run, now=now, source=held.source
        )

    page = ImportPage(
        "planning/import.html",
        plan,
        "informe-de-importacion",
        require,
        carry_out,
        extra={"plan": plan, "is_editable": plan.status in PLAN_EDITABLE},
    )
    return page.answer(request)
