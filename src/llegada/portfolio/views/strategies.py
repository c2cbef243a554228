"""Reads strategies: the list, its download, one with its gates; and moves one along its life."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, once, page_or_fragment, shown_revision
from llegada.core.onward import list_onward
from llegada.core.tabular import xlsx_response
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.filters import StrategyFilter
from llegada.portfolio.forms import StrategyFileForm, StrategyLinkForm
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import FOR_STRATEGY_ACTION, STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.tables import strategies_table
from llegada.portfolio.verbs import STRATEGY_ACTION_LABELS
from llegada.portfolio.views.strategy_parts import gates_of, sections_of

ROWS_PER_PAGE = 25


@require_safe
@login_required
def strategy_list(request: HttpRequest) -> HttpResponse:
    """List the strategies of the actor's organisation."""
    actor = actor_of(request)
    STRATEGY_POLICY.require_ever(actor, StrategyPermission.VIEW)
    found = StrategyFilter(request.GET, queryset=selectors.list_strategies(actor=actor), request=request)
    context = {
        "form": found.form,
        "page_obj": Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": selectors.summarize_strategies(actor=actor),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
        "may_create": STRATEGY_POLICY.may_ever(actor, StrategyPermission.EDIT),
    }
    return page_or_fragment(
        request, page="portfolio/strategies/list.html", fragment="portfolio/strategies/_results.html", context=context
    )


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Give what the list shows as XLSX."""
    actor = actor_of(request)
    STRATEGY_POLICY.require_ever(actor, StrategyPermission.VIEW)
    found = StrategyFilter(request.GET, queryset=selectors.list_strategies(actor=actor), request=request)
    require_readable(found.form)
    return xlsx_response(strategies_table(selectors.with_parts(found.qs)))


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a strategy, how complete each section is and what its next gate asks."""
    actor = actor_of(request)
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    return render(request, "portfolio/strategies/detail.html", strategy_context(actor, strategy))


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action on a strategy that is not the committee's."""
    actor, action = actor_of(request), request.POST.get("action", "")

    def work() -> str:
        strategy = services.move_strategy(
            actor=actor,
            public_id=public_id,
            action=action,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
            revision=shown_revision(request),
        )
        said = _("Hecho. La estrategia quedó en: %(status)s.") % {"status": strategy.get_status_display()}
        messages.success(request, said)
        return strategy.get_absolute_url()

    try:
        return once(request, work)
    except LlegadaError as refusal:
        strategy = selectors.get_strategy(actor=actor, public_id=public_id)
        context = strategy_context(actor, strategy)
        context |= {"problem": refusal, "written_reason": request.POST.get("reason", "")}
        return render(request, "portfolio/strategies/detail.html", context, status=refusal.status)


def strategy_context(actor: Actor, strategy: Strategy) -> dict[str, Any]:
    """Return what the page of a strategy shows to `actor`."""
    may = STRATEGY_POLICY.permissions_on(actor, strategy)
    missing = services.missing_in_strategy(strategy)
    gates = gates_of(strategy, missing)
    allowed = [
        action for action in rules.available_strategy_actions(strategy.status) if FOR_STRATEGY_ACTION.get(action) in may
    ]
    is_own_work = rules.is_own_work(edited_by_id=strategy.edited_by_id, person_id=actor.person_id)
    held = [action for action in allowed if is_own_work and action in rules.NEEDS_OTHER_PERSON]
    open_gates = [action for action in allowed if action not in held and action not in gates.closed]
    rounds = selectors.list_rounds(strategy)
    return {
        "strategy": strategy,
        "revision": str(strategy.revision),
        "sections": sections_of(strategy, missing),
        "gate_items": gates.items if any(action in gates.closed for action in allowed) else [],
        "needs_other_person": bool(held),
        "actions": [
            {"value": one, "label": STRATEGY_ACTION_LABELS[one], "reason": _reason_of(one), "kind": _kind_of(one)}
            for one in open_gates
        ],
        "may_edit": StrategyPermission.EDIT in may and strategy.status in rules.STRATEGY_EDITABLE,
        "proofs": selectors.list_proofs(strategy),
        "file_form": StrategyFileForm(),
        "link_form": StrategyLinkForm(),
        "may_write_closing": StrategyPermission.EDIT in may and strategy.status == StrategyStatus.IN_IMPLEMENTATION,
        "may_decide": bool(may & {StrategyPermission.VOTE, StrategyPermission.CLOSE_ROUND}) and bool(rounds),
        "onward": list_onward(actor, strategy),
        "rounds": [one for one in rounds if one.closed_at],
        "events": history.list_shown(target=strategy),
        "states": StrategyStatus.choices,
    }


def _reason_of(action: str) -> str:
    if action not in rules.STRATEGY_NEEDS_REASON:
        return ""
    return _("¿Qué hay que corregir?") if action == "send_back" else _("¿Por qué se ajusta?")


def _kind_of(action: str) -> str:
    return "quiet" if action in {"send_back", "adjust", "archive"} else ""
