"""The year: how the plan of each unit goes, the calendar of the cycle and its reminders (PLA-02)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError, NotFound
from llegada.core.forms import add_refusal
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.planning import rules, selectors, services
from llegada.planning.choices import PlanStatus
from llegada.planning.forms import CycleForm, OpenCycleForm
from llegada.planning.models import PlanningCycle
from llegada.planning.policies import CYCLE_POLICY, CyclePermission


@require_safe
@login_required
def year_list(request: HttpRequest) -> HttpResponse:
    """Show how the plan of each unit of a year goes, and the units whose plan the actor may begin."""
    actor, today = actor_of(request), timezone.localdate()
    CYCLE_POLICY.require_ever(actor, CyclePermission.VIEW)
    cycles = list(selectors.list_cycles(actor=actor))
    context: dict[str, Any] = {
        "cycles": cycles,
        "may_open": CYCLE_POLICY.may_ever(actor, CyclePermission.MANAGE),
        "cycle": _chosen(cycles, request.GET.get("ciclo", "")),
        "has_many_organizations": len({one.organization_id for one in cycles}) > 1,
    }
    if context["cycle"]:
        context |= _year_context(actor, context["cycle"], today)
    return render(request, "planning/list.html", context)


@require_safe
@login_required
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Show what each unit owes in a year, by when, how late it is and when it was last reminded."""
    actor = actor_of(request)
    CYCLE_POLICY.require_ever(actor, CyclePermission.VIEW)
    cycles = [one for one in selectors.list_cycles(actor=actor) if one.year == year]
    cycle = _chosen(cycles, request.GET.get("ciclo", ""))
    if cycle is None:
        return render(request, "planning/calendar.html", {"year": year, "cycle": None})
    return _calendar_page(request, cycle)


@require_POST
@login_required
def remind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remind the head of a unit of what it has not sent."""
    actor = actor_of(request)
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    try:
        unit_id = UUID(request.POST.get("unit", ""))
    except ValueError:
        raise NotFound(unit=request.POST.get("unit", "")) from None

    def work() -> str:
        reminder = services.remind_unit(
            actor=actor,
            public_id=public_id,
            unit_id=unit_id,
            matter=request.POST.get("matter", ""),
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("Recordatorio enviado a la jefatura de %(unit)s.") % {"unit": reminder.unit.name})
        return _calendar_url(cycle)

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _calendar_page(request, cycle, problem=problem, status=status)

    return act_or_show(request, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def open_cycle(request: HttpRequest) -> HttpResponse:
    """Open the planning of a year."""
    actor = actor_of(request)
    CYCLE_POLICY.require_ever(actor, CyclePermission.MANAGE)
    organizations = selectors.list_organizations_to_open(actor=actor)
    units = selectors.list_units_to_ask(organizations)
    form = OpenCycleForm(
        request.POST or recovered_data(request),
        organizations=organizations,
        units=units,
        initial=_usual_calendar(timezone.localdate())
        | {"units": [unit.pk for unit in units if unit.parent_id is None], "organization": organizations.first()},
    )

    def work() -> str:
        data = form.cleaned_data
        cycle = services.open_cycle(
            actor=actor,
            organization=data["organization"],
            year=data["year"],
            dates=form.dates(),
            units=list(data["units"]),
            now=timezone.now(),
        )
        messages.success(request, _("Ciclo abierto. Se avisó a las dependencias que hacen plan."))
        return cycle.get_absolute_url()

    return save_or_show(request, form, work=work, show=lambda status: _cycle_page(request, form, status))


@require_http_methods(["GET", "POST"])
@login_required
def edit_cycle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the calendar of a year and the units that are asked for a plan."""
    actor = actor_of(request)
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    units = selectors.list_units_to_ask([cycle.organization])
    initial = {name: getattr(cycle, name) for name in _DATES} | {
        "units": [unit.pk for unit in cycle.units.all()],
        "revision": cycle.revision,
    }
    form = CycleForm(request.POST or recovered_data(request), units=units, initial=initial)

    def work() -> str:
        services.edit_cycle(
            actor=actor,
            public_id=public_id,
            dates=form.dates(),
            units=list(form.cleaned_data["units"]),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Calendario guardado."))
        return _calendar_url(cycle)

    def conflict(refusal: Conflict) -> HttpResponse:
        data = request.POST.copy()
        data["revision"] = str(selectors.get_cycle(actor=actor, public_id=public_id).revision)
        again = CycleForm(data, units=units)
        add_refusal(again, refusal)
        return _cycle_page(request, again, refusal.status, cycle)

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: _cycle_page(request, form, status, cycle),
        on_conflict=conflict,
    )


_DATES = ("opens_on", "analysis_due_on", "strategies_due_on", "plans_due_on", "committee_on", "registers_on")


def _usual_calendar(today: date) -> dict[str, Any]:
    """Return the dates of the procedure for the next year (PLA-01, PLA-03; seed S2, steps 4 to 6)."""
    year = today.year + 1
    return {
        "year": year,
        "opens_on": today,
        "analysis_due_on": max(today, date(year - 1, 11, 15)),
        "strategies_due_on": max(today, date(year - 1, 11, 30)),
        "plans_due_on": date(year - 1, 12, 20),
        "committee_on": date(year - 1, 12, 28),
        "registers_on": date(year, 1, 31),
    }


def _chosen(cycles: list[PlanningCycle], key: str) -> PlanningCycle | None:
    return next((one for one in cycles if str(one.public_id) == key), cycles[0] if cycles else None)


def _calendar_url(cycle: PlanningCycle) -> str:
    return f"{reverse('planning:calendar', args=[cycle.year])}?ciclo={cycle.public_id}"


def _year_context(actor: Actor, cycle: PlanningCycle, today: date) -> dict[str, Any]:
    rows = selectors.list_matrix(cycle, today=today)
    plans = [row.plan for row in rows if row.plan]
    months = selectors.planned_by_month(plans)
    may = CYCLE_POLICY.permissions_on(actor, cycle)
    return {
        "rows": rows,
        "late": sum(1 for row in rows if row.days_late),
        "delivered": sum(1 for row in rows if row.is_delivered),
        "states": [
            {"label": PlanStatus(state).label, "units": sum(1 for row in rows if row.state == state)}
            for state in rules.PLAN_PATH
        ],
        "to_begin": selectors.list_units_to_plan(actor=actor, cycle=cycle),
        "sources": selectors.planned_by_source(plans),
        "months": months,
        "calendar_url": _calendar_url(cycle),
        "may_manage": CyclePermission.MANAGE in may,
        "may_decide": bool(may & {CyclePermission.VOTE, CyclePermission.CLOSE_ROUND}),
        "total_lines": sum(row.lines for row in rows),
        "total": sum(row.total for row in rows if row.total is not None) if any(row.total for row in rows) else None,
    }


def _calendar_page(
    request: HttpRequest, cycle: PlanningCycle, *, problem: LlegadaError | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "year": cycle.year,
        "cycle": cycle,
        "rows": selectors.list_calendar(cycle, today=today),
        "today": today,
        "may_manage": CYCLE_POLICY.can(actor_of(request), CyclePermission.MANAGE, cycle),
        "problem": problem,
    }
    return render(request, "planning/calendar.html", context, status=status)


def _cycle_page(request: HttpRequest, form: CycleForm, status: int, cycle: PlanningCycle | None = None) -> HttpResponse:
    return render(request, "planning/cycle_form.html", {"form": form, "cycle": cycle}, status=status)
