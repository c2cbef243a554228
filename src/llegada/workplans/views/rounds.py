"""How a plan was shown to its entity and who signed it: the page, recording a round, and signing for who assists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.workplans import rules, selectors, services
from llegada.workplans.choices import PlanSide
from llegada.workplans.errors import NotShownYet
from llegada.workplans.forms import RoundForm
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


@login_required
@require_GET
def list_rounds(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the rounds of a plan with what changed between them, and the signatures of each party."""
    return _page(request, public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record one time that the version in force was shown."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.SOCIALIZE, plan)
    version = selectors.latest_version(plan=plan)
    if version is None or plan.status in rules.ENDED:
        raise NotShownYet()
    form = RoundForm(request.POST or recovered_data(request), today=timezone.localdate(now))

    def work() -> str:
        services.record_round(actor=actor, public_id=public_id, content=form.content(), now=now)
        messages.success(request, _("La ronda quedó registrada."))
        return reverse("workplans:rounds", args=[public_id])

    def show(status: int) -> HttpResponse:
        context = {"form": form, "plan": plan, "version": version}
        return render(request, "workplans/rounds/form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_POST
def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign for who assists the version that was read."""
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.SIGN_FOR_PROVIDER, plan)

    def work() -> str:
        try:
            version_id = UUID(request.POST.get("version", ""))
        except ValueError:
            version_id = None
        services.sign_for_provider(actor=actor, public_id=public_id, version_id=version_id, now=timezone.now())
        messages.success(request, _("La firma de quien asiste quedó registrada."))
        return reverse("workplans:rounds", args=[public_id])

    return act_or_show(
        request, work=work, show=lambda status, problem: _page(request, public_id, status=status, problem=problem)
    )


def _page(
    request: HttpRequest, public_id: UUID, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    held = WORK_PLAN_POLICY.permissions_on(actor, plan)
    signatures, version = selectors.list_signatures(plan=plan), selectors.version_to_sign(plan=plan)
    signed = {one.party for one in signatures if version is not None and one.version_id == version.pk}
    context: dict[str, Any] = {
        "plan": plan,
        "rows": selectors.list_rounds(plan=plan),
        "signatures": signatures,
        "missing": [PlanSide(party).label for party in PlanSide.values if version is not None and party not in signed],
        "version": version,
        "can_sign": version is not None and Permission.SIGN_FOR_PROVIDER in held and PlanSide.PROVIDER not in signed,
        "can_record": Permission.SOCIALIZE in held
        and plan.status not in rules.ENDED
        and selectors.latest_version(plan=plan) is not None,
        "problem": problem,
    }
    return render(request, "workplans/rounds/list.html", context, status=status)
