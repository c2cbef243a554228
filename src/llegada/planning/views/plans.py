"""The plan of a unit: its lines with filters, its checks, its life, the money and the people that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.accounts.models import OrgUnit
from llegada.core.errors import Conflict, LlegadaError, NotFound, TransitionNotAllowed
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, once, page_or_fragment, save_or_show, shown_revision
from llegada.core.recovered import recovered_data
from llegada.core.tabular import xlsx_response
from llegada.planning import rules, selectors, services
from llegada.planning.filters import LineFilter
from llegada.planning.forms import BudgetForm, CapacityForm, PlanForm
from llegada.planning.models import AnnualPlan
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from llegada.planning.services.plans import PLAN_TEXTS
from llegada.planning.tables import lines_table
from llegada.planning.views.plan_parts import plan_context

LINES_PER_PAGE = 25


@require_POST
@login_required
def create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the plan of a unit in a cycle."""
    actor = actor_of(request)
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    PLAN_POLICY.require_ever(actor, PlanPermission.EDIT)
    try:
        unit = OrgUnit.objects.filter(public_id=UUID(request.POST.get("unit", ""))).first()
    except ValueError:
        unit = None
    if unit is None or not CYCLE_POLICY.can(actor, CyclePermission.VIEW, cycle):
        raise NotFound(unit=request.POST.get("unit", ""))

    def work() -> str:
        plan = services.create_plan(actor=actor, cycle_id=public_id, unit=unit, now=timezone.now())
        messages.success(request, _("El plan quedó en elaboración. Agregue sus líneas."))
        return plan.get_absolute_url()

    return once(request, work)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a plan with its lines, what the checks find, and what can be done with it."""
    return _plan_page(request, selectors.get_plan(actor=actor_of(request), public_id=public_id))


@require_safe
@login_required
def checks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show all that the checks of a plan find, with where each thing is mended."""
    actor = actor_of(request)
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    may = PLAN_POLICY.permissions_on(actor, plan)
    context = {
        "plan": plan,
        "checks": selectors.check_plan(plan, with_lines=True),
        "may_write": PlanPermission.EDIT in may and plan.status in rules.PLAN_EDITABLE,
        "may_set_budget": PlanPermission.SET_BUDGET in may,
        "may_set_capacity": PlanPermission.SET_CAPACITY in may,
    }
    return render(request, "planning/checks.html", context)


@require_safe
@login_required
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give the lines that the page shows as XLSX."""
    plan = selectors.get_plan(actor=actor_of(request), public_id=public_id)
    found = _filtered(request, plan)
    require_readable(found.form)
    lines = found.qs.prefetch_related("budgets", "partners")
    return xlsx_response(lines_table(lines, name=f"plan-anual-{plan.cycle.year}"))


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action on a plan that is neither the committee's nor the cycle's."""
    actor, action = actor_of(request), request.POST.get("action", "")

    def work() -> str:
        plan = services.move_plan(
            actor=actor,
            public_id=public_id,
            action=action,
            now=timezone.now(),
            today=timezone.localdate(),
            reason=request.POST.get("reason", ""),
            revision=shown_revision(request),
        )
        messages.success(request, _("Hecho. El plan quedó: %(status)s.") % {"status": plan.get_status_display()})
        return plan.get_absolute_url()

    try:
        return once(request, work)
    except LlegadaError as refusal:
        plan = selectors.get_plan(actor=actor, public_id=public_id)
        more = {"problem": refusal, "written_reason": request.POST.get("reason", "")}
        return _plan_page(request, plan, status=refusal.status, **more)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write what a plan says besides its lines."""
    actor = actor_of(request)
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, plan)
    if plan.status not in rules.PLAN_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=plan.status)
    initial = {name: getattr(plan, name) for name in PLAN_TEXTS} | {"revision": plan.revision}
    form = PlanForm(request.POST or recovered_data(request), initial=initial)

    def work() -> str:
        data = form.cleaned_data
        services.edit_plan(
            actor=actor,
            public_id=public_id,
            texts={name: data[name] for name in PLAN_TEXTS},
            now=timezone.now(),
            revision=data["revision"] or 0,
        )
        messages.success(request, _("Plan guardado."))
        return plan.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        saved = selectors.get_plan(actor=actor, public_id=public_id)
        data = request.POST.copy()
        data["revision"] = str(saved.revision)  # from here on, saving again is a decision
        mine = form.cleaned_data
        theirs = [
            (form.fields[name].label, getattr(saved, name)) for name in PLAN_TEXTS if getattr(saved, name) != mine[name]
        ]
        context = {"form": PlanForm(data), "plan": saved, "conflict": refusal, "theirs": theirs}
        return render(request, "planning/plan_form.html", context, status=refusal.status)

    def show(status: int) -> HttpResponse:
        return render(request, "planning/plan_form.html", {"form": form, "plan": plan}, status=status)

    return save_or_show(request, form, work=work, show=show, on_conflict=conflict)


@require_http_methods(["GET", "POST"])
@login_required
def budget(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write how much money of each source the unit of a plan may plan with."""
    actor = actor_of(request)
    plan = _plan_for(request, public_id, PlanPermission.SET_BUDGET)
    known = {f"source_{source}": amount for source, amount in selectors.available_by_source(plan).items()}
    form = BudgetForm(request.POST or recovered_data(request), initial=known)
    return _resources_page(
        request,
        plan,
        form,
        title=_("Presupuesto disponible"),
        text=_("En pesos, por fuente. Una casilla vacía es «sin dato», que no es lo mismo que cero."),
        save=lambda: services.set_budget(actor=actor, public_id=public_id, amounts=form.amounts(), now=timezone.now()),
    )


@require_http_methods(["GET", "POST"])
@login_required
def capacity(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write how many days of people the unit of a plan has in each month."""
    actor = actor_of(request)
    plan = _plan_for(request, public_id, PlanPermission.SET_CAPACITY)
    known = {f"month_{month}": days for month, days in selectors.available_by_month(plan).items()}
    form = CapacityForm(request.POST or recovered_data(request), initial=known)
    return _resources_page(
        request,
        plan,
        form,
        title=_("Capacidad del equipo"),
        text=_("Días de trabajo de todas las personas, por mes. Una casilla vacía es «sin dato», que no es cero."),
        save=lambda: services.set_capacity(actor=actor, public_id=public_id, days=form.days(), now=timezone.now()),
    )


def _plan_for(request: HttpRequest, public_id: UUID, permission: str) -> AnnualPlan:
    actor = actor_of(request)
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, permission, plan)
    return plan


def _resources_page(
    request: HttpRequest, plan: AnnualPlan, form: Form, *, title: str, text: str, save: Callable[[], AnnualPlan]
) -> HttpResponse:
    def work() -> str:
        messages.success(request, _("Guardado. Las revisiones del plan ya lo tienen en cuenta."))
        return save().get_absolute_url()

    def show(status: int) -> HttpResponse:
        context = {"form": form, "plan": plan, "title": title, "text": text}
        return render(request, "planning/resources_form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


def _filtered(request: HttpRequest, plan: AnnualPlan) -> LineFilter:
    lines = selectors.mark_lines(selectors.list_lines_of(plan))
    return LineFilter(request.GET, queryset=lines, request=request)


def _plan_page(request: HttpRequest, plan: AnnualPlan, *, status: int = 200, **more: Any) -> HttpResponse:
    found = _filtered(request, plan)
    context = {
        **plan_context(actor_of(request), plan),
        "form": found.form,
        "page_obj": Paginator(found.qs, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
        **more,
    }
    return page_or_fragment(
        request, page="planning/detail.html", fragment="planning/_lines.html", context=context, status=status
    )
