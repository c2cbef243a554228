"""The programming of a month of a plan: its lines, those that nobody has programmed, its days and its people (PLA-06)."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.tabular import table_response
from llegada.planning import rules, selectors
from llegada.planning.models import AnnualPlan
from llegada.planning.month_rules import month_after
from llegada.planning.plan_words import catalogue_words
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.tables import month_table

LINES_PER_PAGE: Final = 25
#: `?ver=` → whether the lines shown are those programmed.
_SHOWN: Final = {"sin-programar": False, "programadas": True}
_FORMATS: Final = ("csv", "xlsx")


@require_safe
@login_required
def show_month(request: HttpRequest, public_id: UUID, month: date) -> HttpResponse:
    """Show the lines of a month with what is programmed of each; `?ver=` keeps those that are or are not."""
    actor = actor_of(request)
    plan = _plan_in(request, public_id, month)
    which = request.GET.get("ver", "")
    lines = selectors.list_lines_in_month(plan, month, is_programmed=_SHOWN.get(which))
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.month_rows(page.object_list, month)  # type: ignore[arg-type]
    may = PLAN_POLICY.permissions_on(actor, plan)
    context = {
        "plan": plan,
        "month": month,
        "before": _beside(plan, month_after(month, -1)),
        "after": _beside(plan, month_after(month)),
        "summary": selectors.summarize_month(plan, month),
        "page_obj": page,
        "rows": [(row, [catalogue_words(key, row.duration) for key in row.warnings]) for row in rows],
        "views": [("", _("Todas")), ("sin-programar", _("Sin programar")), ("programadas", _("Programadas"))],
        "which": which if which in _SHOWN else "",
        "today": timezone.localdate(),
        "is_running": plan.status in rules.PLAN_AMENDABLE,
        "may_program": PlanPermission.PROGRAM in may and plan.status in rules.PLAN_AMENDABLE,
        "may_set_capacity": PlanPermission.SET_CAPACITY in may and plan.status in rules.PLAN_AMENDABLE,
    }
    return render(request, "planning/month.html", context)


@require_safe
@login_required
def download(request: HttpRequest, public_id: UUID, month: date, extension: str) -> HttpResponseBase:
    """Give the lines of a month with what is programmed of each, as CSV or XLSX."""
    plan = _plan_in(request, public_id, month)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    rows = selectors.month_rows(selectors.list_lines_in_month(plan, month), month)
    return table_response(month_table(rows, name=f"programacion-{month:%Y-%m}"), extension, asked=request.GET)


def _plan_in(request: HttpRequest, public_id: UUID, month: date) -> AnnualPlan:
    plan = selectors.get_plan(actor=actor_of(request), public_id=public_id)
    if month.year != plan.cycle.year:
        raise NotFound(month=str(month))
    return plan


def _beside(plan: AnnualPlan, month: date) -> tuple[date, str] | None:
    """Return a month of the year of a plan with its address, or None where it is of another."""
    if month.year != plan.cycle.year:
        return None
    return month, reverse("planning:month", args=[plan.public_id, month])
