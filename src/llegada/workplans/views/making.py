"""Making and correcting a plan: first the entity, then the rest; afterwards the dates of its milestones."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.errors import Conflict, Invalid, NotFound, RuleRefused
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.core.recovered import recovered_data
from llegada.territory.models import Entity
from llegada.territory.selectors import get_entity, search_entities
from llegada.workplans import rules, selectors, services
from llegada.workplans.errors import PlanNotEditable
from llegada.workplans.forms import DatesForm, PlanForm
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.served import list_served

#: Refusals after which the form is shown again with what was written.
KEPT: Final = (Invalid, RuleRefused, Conflict)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_plan(request: HttpRequest) -> HttpResponse:
    """Search the entity (`?q=`), and once it is chosen (`?entidad=`) fill in the plan."""
    WORK_PLAN_POLICY.require_ever(actor_of(request), Permission.EDIT)
    chosen = request.GET.get("entidad", "")
    if not chosen:
        return _choose_entity(request)
    try:
        entity = get_entity(public_id=UUID(chosen))
    except ValueError:
        raise NotFound(entity=chosen) from None
    return _fill_in(request, entity)


def _choose_entity(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    context = {"q": words, "entities": search_entities(words) if words else []}
    return page_or_fragment(
        request, page="workplans/choose_entity.html", fragment="territory/_entities.html", context=context
    )


def _fill_in(request: HttpRequest, entity: Entity) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    form = PlanForm(
        request.POST or recovered_data(request),
        instance=WorkPlan(entity=entity),
        actor=actor,
        today=timezone.localdate(now),
        is_new=True,
    )

    def work() -> str:
        data = form.cleaned_data
        plan = services.create_plan(
            actor=actor,
            unit=data["unit"],
            entity=entity,
            advisor=data["advisor"],
            services=list(data["services"]),
            text=form.text(),
            basis=form.basis(),
            now=now,
        )
        messages.success(
            request, _("El plan quedó en borrador. Revise las fechas de sus hitos y muéstrelo a la entidad.")
        )
        return plan.get_absolute_url()

    served = list_served(actor=actor, entity_id=entity.pk)
    return _save_or_show(request, form, work, {"entity": entity, "plan": None, "served": served})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct a plan in draft or with changes asked."""
    actor, now = actor_of(request), timezone.now()
    plan = _editable(request, public_id)
    form = PlanForm(
        request.POST or recovered_data(request),
        instance=plan,
        actor=actor,
        today=timezone.localdate(now),
        is_new=False,
    )

    def work() -> str:
        saved = services.edit_plan(
            actor=actor,
            public_id=public_id,
            text=form.text(),
            basis=form.basis(),
            services=list(form.cleaned_data["services"]),
            advisor=form.cleaned_data["advisor"],
            seen_at=form.seen(),
            now=now,
        )
        messages.success(request, _("Los cambios del plan quedaron guardados."))
        return saved.get_absolute_url()

    return _save_or_show(request, form, work, {"entity": plan.entity, "plan": plan})


def _editable(request: HttpRequest, public_id: UUID) -> WorkPlan:
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.status not in rules.EDITABLE:
        raise PlanNotEditable()
    return plan


def _save_or_show(request: HttpRequest, form: PlanForm, work: Any, context: dict[str, Any]) -> HttpResponse:
    """Save the plan, or show the form with what was written; a form that only looks for services (`find`) saves nothing."""
    status, problem = 200, None
    if "find" in request.POST:
        form.errors.clear()  # nothing is sent yet: what is missing is not said while services are looked for
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return once(request, work)
            except Invalid as refusal:
                add_refusal(form, refusal)
            except KEPT as refusal:
                status, problem = refusal.status, refusal
    context |= {"form": form, "problem": problem, "picker": form.picker(request.POST.get("buscar", "").strip())}
    return page_or_fragment(
        request, page="workplans/form.html", fragment="workplans/_services.html", context=context, status=status
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_dates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set the due date of each milestone of a plan in draft or with changes asked."""
    plan = _editable(request, public_id)
    chosen = selectors.list_plan_services(plan=plan)
    milestones = [one for service in chosen for one in service.milestones.all()]
    form = DatesForm(request.POST or None, plan=plan, milestones=milestones)
    status, problem = (422 if request.method == "POST" else 200), None
    if form.is_valid():
        try:
            services.set_milestone_dates(
                actor=actor_of(request),
                public_id=public_id,
                due_on=form.due_on(),
                seen_at=form.seen(),
                now=timezone.now(),
            )
        except Invalid as refusal:
            add_refusal(form, refusal)
        except (*KEPT, ValueError) as refusal:
            problem = refusal if isinstance(refusal, RuleRefused | Conflict) else Conflict()
            status = problem.status
        else:
            messages.success(request, _("Las fechas de los hitos quedaron guardadas."))
            return HttpResponse(status=303, headers={"Location": plan.get_absolute_url()})
    groups = [
        (service, [(one, form[f"due_on-{one.public_id}"]) for one in service.milestones.all()]) for service in chosen
    ]
    context = {"plan": plan, "form": form, "groups": groups, "problem": problem}
    return render(request, "workplans/dates.html", context, status=status)
