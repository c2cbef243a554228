"""The act with which a plan is delivered: writing it, reading it, and the entity's receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.errors import LlegadaError, NotFound, TransitionNotAllowed
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.workplans import selectors, services
from llegada.workplans.choices import ReceiptStatus, WorkPlanStatus
from llegada.workplans.forms import DeliveryForm
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the act of the final delivery, which finishes the plan; or write it anew after the entity's observations."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.FINISH, plan)
    act = selectors.find_delivery_act(plan=plan)
    is_again = plan.status == WorkPlanStatus.FINISHED and act is not None and act.receipt == ReceiptStatus.OBSERVED
    if plan.status != WorkPlanStatus.IN_EXECUTION and not is_again:
        raise TransitionNotAllowed(action="finish", status=plan.status)
    form = DeliveryForm(request.POST or recovered_data(request), plan=plan, act=act, today=timezone.localdate(now))

    def work() -> str:
        services.deliver_plan(actor=actor, public_id=public_id, content=form.content(), now=now)
        messages.success(request, _("El acta quedó escrita. La entidad confirma que recibió."))
        return plan.get_absolute_url()

    def show(status: int) -> HttpResponse:
        context = {"form": form, "plan": plan, "act": act, "progress": selectors.progress_of_plan(plan)}
        return render(request, "workplans/delivery/form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_GET
def show_delivery(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the act of a plan, with the receipt to give for who may."""
    return _page(request, public_id)


@login_required
@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirm that the delivery was received, or say what is missing."""
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.CONFIRM_DELIVERY, plan)

    def work() -> str:
        is_received = request.POST.get("action") == "confirm"
        services.answer_delivery(
            actor=actor,
            public_id=public_id,
            is_received=is_received,
            note=request.POST.get("reason", ""),
            now=timezone.now(),
        )
        messages.success(
            request, _("Gracias: el recibo quedó registrado.") if is_received else _("Se avisó a quien asiste.")
        )
        return plan.get_absolute_url()

    return act_or_show(
        request, work=work, show=lambda status, problem: _page(request, public_id, status=status, problem=problem)
    )


def _page(
    request: HttpRequest, public_id: UUID, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    act = selectors.find_delivery_act(plan=plan)
    if act is None:
        raise NotFound(delivery=str(public_id))
    held = WORK_PLAN_POLICY.permissions_on(actor, plan)
    is_waiting = plan.status == WorkPlanStatus.FINISHED and act.receipt == ReceiptStatus.AWAITING
    context: dict[str, Any] = {
        "plan": plan,
        "act": act,
        "can_answer": is_waiting
        and Permission.CONFIRM_DELIVERY in held
        and actor.person_id not in {plan.advisor_id, plan.created_by_id},
        "can_correct": plan.status == WorkPlanStatus.FINISHED
        and act.receipt == ReceiptStatus.OBSERVED
        and Permission.FINISH in held,
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/delivery/detail.html", context, status=status)
