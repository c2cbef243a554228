"""Writing down what was agreed outside a session."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.delivery import rules, selectors, services
from llegada.delivery.errors import PlanAdmitsNoCommitments
from llegada.delivery.forms.commitments import AgreedForm
from llegada.delivery.policies import PLAN_POLICY, Permission
from llegada.delivery.views.plan_choice import choose_plan


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_commitment(request: HttpRequest) -> HttpResponse:
    """Write down a commitment with where it was agreed; without `plan` in the address, choose the plan first."""
    actor, now = actor_of(request), timezone.now()
    PLAN_POLICY.require_ever(actor, Permission.COMMIT)
    try:
        plan_id = UUID(request.GET.get("plan", ""))
    except ValueError:
        return _choose_plan(request)
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, Permission.COMMIT, plan)
    if plan.status not in rules.PROMISED_IN:
        raise PlanAdmitsNoCommitments()
    today = timezone.localdate(now)
    form = AgreedForm(request.POST or recovered_data(request), initial={"agreed_on": today})

    def work() -> str:
        data = form.cleaned_data
        made = services.record_commitment(
            actor=actor,
            plan_id=plan_id,
            commitment=form.to_commitment(),
            agreed_in=data["agreed_in"],
            agreed_on=data["agreed_on"],
            now=now,
            today=today,
        )
        messages.success(request, _("El compromiso quedó anotado."))
        return made.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return render(request, "delivery/commitment_new.html", {"form": form, "plan": plan}, status=status)

    return save_or_show(request, form, work=work, show=show)


def _choose_plan(request: HttpRequest) -> HttpResponse:
    return choose_plan(
        request,
        selectors.list_plans_to_commit(actor=actor_of(request)),
        {
            "door": reverse("delivery:commitment_new"),
            "heading": _("¿De qué plan es el compromiso?"),
            "which": _("Planes firmados que usted acompaña o dirige"),
            "which_states": _("Los compromisos son de planes firmados. Revise en qué estado van los suyos."),
            "parent": _("Compromisos"),
            "parent_url": reverse("delivery:commitments"),
        },
    )
