"""The page from which the committee decides on the plans of a year: the consolidated, one sheet a member, the closing."""

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
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import LlegadaError, NotAllowed
from llegada.core.http import act_or_show, actor_of
from llegada.core.recovered import recovered_data
from llegada.planning import rules, selectors, services
from llegada.planning.choices import PlanStatus
from llegada.planning.forms import PlanSheetForm
from llegada.planning.models import PlanningCycle
from llegada.planning.policies import CYCLE_POLICY, CyclePermission
from llegada.portfolio.forms import RoundForm
from llegada.portfolio.views.rounds import lost_words, round_context

_DECIDING = (CyclePermission.VOTE, CyclePermission.CLOSE_ROUND)


@require_safe
@login_required
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the plans of a year to who decides on them, with the sheets of the round."""
    actor = actor_of(request)
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    if not any(CYCLE_POLICY.can(actor, permission, cycle) for permission in _DECIDING):
        raise NotAllowed(permission=CyclePermission.VOTE)
    return _page(request, cycle)


@require_POST
@login_required
def present(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Present the consolidated plans to the committee."""
    cycle = _cycle_for(request, public_id, CyclePermission.MANAGE)

    def work() -> str:
        services.present_plans(actor=actor_of(request), public_id=public_id, now=timezone.now())
        messages.success(request, _("Los planes consolidados quedaron en comité. Se avisó a sus miembros."))
        return reverse("planning:committee", args=[public_id])

    return _acted(request, cycle, work)


@require_POST
@login_required
def write_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the sheet of the member who asks."""
    cycle = _cycle_for(request, public_id, CyclePermission.VOTE)
    form = PlanSheetForm(request.POST)

    def work() -> str:
        services.write_plan_sheet(
            actor=actor_of(request),
            public_id=public_id,
            decision=form.cleaned_data["decision"],
            comments=form.cleaned_data["comments"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(
            request, _("Su decisión quedó registrada. La coordinación cierra la ronda después de la reunión.")
        )
        return reverse("planning:committee", args=[public_id])

    return _acted(request, cycle, work, sheet_form=form)


@require_POST
@login_required
def close_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the round with the meeting's date and its act."""
    cycle = _cycle_for(request, public_id, CyclePermission.CLOSE_ROUND)
    form = RoundForm(request.POST)

    def work() -> str:
        closed = services.close_plan_round(
            actor=actor_of(request),
            public_id=public_id,
            met_on=form.cleaned_data["met_on"],
            act_number=form.cleaned_data["act_number"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        if closed.outcome == "approve":
            messages.success(request, _("Ronda cerrada. El comité aprobó los planes presentados."))
        else:
            messages.success(request, _("Ronda cerrada. El comité devolvió los planes presentados."))
        return reverse("planning:committee", args=[public_id])

    return _acted(request, cycle, work, round_form=form)


def _cycle_for(request: HttpRequest, public_id: UUID, permission: str) -> PlanningCycle:
    actor = actor_of(request)
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, permission, cycle)
    return cycle


def _acted(request: HttpRequest, cycle: PlanningCycle, work: Any, **forms: Any) -> HttpResponse:
    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, cycle, status=status, problem=problem, **forms)

    return act_or_show(request, work=work, show=show, form=next(iter(forms.values()), None))


def _page(
    request: HttpRequest,
    cycle: PlanningCycle,
    *,
    status: int = 200,
    problem: LlegadaError | None = None,
    sheet_form: PlanSheetForm | None = None,
    round_form: RoundForm | None = None,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    may = CYCLE_POLICY.permissions_on(actor, cycle)
    rounds = selectors.list_rounds(cycle)
    current = next((one for one in rounds if one.closed_at is None), None)
    decided_on = list(current.plans.all()) if current else []
    rows = selectors.list_matrix(cycle, today=today)
    shown = {plan.pk for plan in decided_on}
    authors = [key for plan in decided_on for key in (plan.edited_by_id, plan.sent_by_id)]
    is_own_work = rules.is_own_work(authors=authors, person_id=actor.person_id)
    ready = [row for row in rows if row.plan and row.plan.status == PlanStatus.CONSOLIDATED]
    context: dict[str, Any] = {
        "cycle": cycle,
        "rows": [row for row in rows if row.plan and row.plan.pk in shown],
        "ready": ready,
        "others": [row for row in rows if row not in ready and not (row.plan and row.plan.pk in shown)],
        "sources": selectors.planned_by_source(decided_on),
        "may_present": CyclePermission.MANAGE in may and bool(ready) and current is None,
        "problem": problem,
        **round_context(rounds, cycle.organization, today=today, person_id=actor.person_id, is_own_work=is_own_work),
    }
    if context["may_vote"] and CyclePermission.VOTE in may:
        context["sheet_form"] = sheet_form or PlanSheetForm(recovered_data(request, has="decision"))
    if current is not None and CyclePermission.CLOSE_ROUND in may:
        context["round_form"] = round_form or RoundForm(recovered_data(request, has="act_number"))
    context["written_reason"] = lost_words(request, context)
    return render(request, "planning/committee.html", context, status=status)
