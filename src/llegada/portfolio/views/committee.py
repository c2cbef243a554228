"""The page from which the committee decides: the strategy whole, one sheet a member, and the closing by the secretary."""

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
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.forms import RoundForm, SheetForm
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.views.rounds import lost_words, round_context
from llegada.portfolio.views.strategy_parts import sections_of

_DECIDING = (StrategyPermission.VOTE, StrategyPermission.CLOSE_ROUND)


@require_safe
@login_required
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a strategy to who decides on it, with the sheets of the round."""
    return _page(request, _for_deciding(request, public_id))


@require_POST
@login_required
def write_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the sheet of the member who asks."""
    actor = actor_of(request)
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, StrategyPermission.VOTE, strategy)
    form = SheetForm(request.POST)

    def work() -> str:
        services.write_sheet(
            actor=actor,
            public_id=public_id,
            decision=form.cleaned_data["decision"],
            comments=form.cleaned_data["comments"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(
            request, _("Su decisión quedó registrada. La coordinación cierra la ronda después de la reunión.")
        )
        return reverse("strategies:committee", args=[public_id])

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, strategy, sheet_form=form, status=status, problem=problem)

    return act_or_show(request, form=form, work=work, show=show)


@require_POST
@login_required
def close_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the round with the meeting's date and its act."""
    actor = actor_of(request)
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, StrategyPermission.CLOSE_ROUND, strategy)
    form = RoundForm(request.POST)

    def work() -> str:
        moved = services.close_round(
            actor=actor,
            public_id=public_id,
            met_on=form.cleaned_data["met_on"],
            act_number=form.cleaned_data["act_number"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        said = _("Ronda cerrada. La estrategia quedó: %(status)s.") % {"status": moved.get_status_display()}
        messages.success(request, said)
        return moved.get_absolute_url()

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, strategy, round_form=form, status=status, problem=problem)

    return act_or_show(request, form=form, work=work, show=show)


def _for_deciding(request: HttpRequest, public_id: UUID) -> Strategy:
    actor = actor_of(request)
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    if not any(STRATEGY_POLICY.can(actor, permission, strategy) for permission in _DECIDING):
        raise NotAllowed(permission=StrategyPermission.VOTE)
    return strategy


def _page(
    request: HttpRequest,
    strategy: Strategy,
    *,
    sheet_form: SheetForm | None = None,
    round_form: RoundForm | None = None,
    status: int = 200,
    problem: LlegadaError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    may = STRATEGY_POLICY.permissions_on(actor, strategy)
    rounds = selectors.list_rounds(strategy)
    in_round = round_context(
        rounds,
        strategy.organization,
        today=timezone.localdate(),
        person_id=actor.person_id,
        is_own_work=rules.is_own_work(edited_by_id=strategy.edited_by_id, person_id=actor.person_id),
    )
    context: dict[str, Any] = {
        "strategy": strategy,
        "sections": sections_of(strategy, services.missing_in_strategy(strategy)),
        "problem": problem,
        **in_round,
    }
    if in_round["may_vote"] and StrategyPermission.VOTE in may:
        context["sheet_form"] = sheet_form or SheetForm(recovered_data(request, has="decision"))
    if in_round["current"] is not None and StrategyPermission.CLOSE_ROUND in may:
        context["round_form"] = round_form or RoundForm(recovered_data(request, has="act_number"))
    context["written_reason"] = lost_words(request, context)
    return render(request, "portfolio/strategies/committee.html", context, status=status)
