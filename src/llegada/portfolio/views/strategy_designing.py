"""Writes strategies: a new one, what one says, and how one ended."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, TransitionNotAllowed
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import StatementStatus, StrategyStatus
from llegada.portfolio.forms import (
    BaseGoalFormSet,
    ClosingForm,
    StrategyForm,
    goal_formset,
    strategy_initial,
)
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.strategy_content import changed_strategy_fields, said_before, strategy_content_of
from llegada.portfolio.strategy_example import STRATEGY_EXAMPLE
from llegada.portfolio.strategy_words import SECTION_TERMS, key_label

#: At most so many characters of what the address asks to cite.
MAX_CITED: Final = 600


@require_http_methods(["GET", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Ask for a new strategy and keep it as a draft."""
    actor = actor_of(request)
    STRATEGY_POLICY.require_ever(actor, StrategyPermission.EDIT)
    units = selectors.list_proposing_units(actor=actor)
    data = request.POST or recovered_data(request)
    initial = _asked_for(request, units)
    organizations = {one.organization_id for one in units}
    form = StrategyForm(data, units=units, initial=initial, **_offered(actor, organizations))
    goals = goal_formset(data)

    def work() -> str:
        strategy = services.create_strategy(
            actor=actor, unit=form.cleaned_data["unit"], content=form.content(goals.goals()), now=timezone.now()
        )
        messages.success(request, _("Borrador guardado. Complételo cuando pueda y envíelo a la coordinación."))
        return strategy.get_absolute_url()

    return save_or_show(
        request, form, goals, work=work, show=lambda status: _form_page(request, form, goals, status=status)
    )


def _asked_for(request: HttpRequest, units: Collection[OrgUnit]) -> dict[str, Any]:
    """Return what a new strategy starts with: the unit, the year and the data to cite that the address says, where it does."""
    unit = next((one for one in units if str(one.public_id) == request.GET.get("dependencia")), next(iter(units), None))
    year = request.GET.get("vigencia", "")
    return {
        "unit": unit and unit.pk,
        "year": int(year) if re.fullmatch(r"\d{4}", year) else timezone.localdate().year + 1,
        "evidence": request.GET.get("datos", "")[:MAX_CITED],
    }


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit what a strategy says, by sections, all of them in one form."""
    actor = actor_of(request)
    strategy = _editable(request, public_id, rules.STRATEGY_EDITABLE)
    stands = strategy_content_of(strategy)
    data = request.POST or recovered_data(request)
    offered = _offered(actor, {strategy.organization_id}, strategy)
    form = StrategyForm(data, initial=strategy_initial(stands, strategy.revision), **offered)
    goals = goal_formset(data, goals=stands.goals)

    def work() -> str:
        services.edit_strategy(
            actor=actor,
            public_id=public_id,
            content=form.content(goals.goals()),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Borrador guardado. Puede seguir después donde lo dejó."))
        return strategy.get_absolute_url()

    return save_or_show(
        request,
        form,
        goals,
        work=work,
        show=lambda status: _form_page(request, form, goals, strategy=strategy, status=status),
        on_conflict=lambda refusal: _conflict_page(request, form, goals, refusal, public_id),
    )


@require_http_methods(["GET", "POST"])
@login_required
def closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the review of objectives and the management report, which closing asks for."""
    strategy = _editable(request, public_id, {StrategyStatus.IN_IMPLEMENTATION})
    initial = {name: getattr(strategy, name) for name in rules.CLOSING_SECTION} | {"revision": strategy.revision}
    form = ClosingForm(request.POST or recovered_data(request), initial=initial)

    def work() -> str:
        data = form.cleaned_data
        services.write_closing(
            actor=actor_of(request),
            public_id=public_id,
            objectives_review=data["objectives_review"],
            management_report=data["management_report"],
            now=timezone.now(),
            revision=data["revision"] or 0,
        )
        messages.success(request, _("Cierre guardado. Cuando estén los dos textos podrá cerrar la estrategia."))
        return strategy.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        now_saved = selectors.get_strategy(actor=actor_of(request), public_id=public_id)
        given = request.POST.copy()
        given["revision"] = str(now_saved.revision)  # from here on, saving again is a decision
        again = ClosingForm(given)
        add_refusal(again, refusal)
        return _closing_page(request, again, now_saved, refusal.status)

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: _closing_page(request, form, strategy, status),
        on_conflict=conflict,
    )


def _closing_page(request: HttpRequest, form: ClosingForm, strategy: Strategy, status: int) -> HttpResponse:
    context = {"form": form, "strategy": strategy, "goals": strategy.goals.all()}
    return render(request, "portfolio/strategies/closing.html", context, status=status)


def _offered(actor: Actor, organizations: Collection[int], strategy: Strategy | None = None) -> dict[str, Any]:
    """Return what the form offers to choose from: earlier strategies, technical leads and units that may take part."""
    partners = selectors.list_partner_units(organizations=organizations)
    return {
        "earlier": selectors.list_earlier_strategies(actor=actor, besides=strategy),
        "leads": selectors.list_technical_leads(organizations=organizations, today=timezone.localdate()),
        "partners": partners.exclude(pk=strategy.unit_id) if strategy else partners,
    }


def _editable(request: HttpRequest, public_id: UUID, states: Any) -> Strategy:
    strategy = selectors.get_strategy(actor=actor_of(request), public_id=public_id)
    STRATEGY_POLICY.require(actor_of(request), StrategyPermission.EDIT, strategy)
    if strategy.status not in states:
        raise TransitionNotAllowed(action="edit", status=strategy.status)
    return strategy


def _form_page(
    request: HttpRequest,
    form: StrategyForm,
    goals: BaseGoalFormSet,
    *,
    status: int,
    strategy: Strategy | None = None,
    **more: Any,
) -> HttpResponse:
    missing = services.missing_in_strategy(strategy) if strategy else None
    context = {
        "form": form,
        "formset": goals,
        "strategy": strategy,
        "sections": [
            {
                "form": one,
                "is_whole": None if missing is None else one.key not in missing,
                "example": STRATEGY_EXAMPLE.get(one.key, ""),
                "term": SECTION_TERMS.get(one.key, ""),
            }
            for one in form.sections()
        ],
        "statements": selectors.list_statements(actor=actor_of(request)).filter(status=StatementStatus.IN_FORCE),
        **more,
    }
    return render(request, "portfolio/strategies/form.html", context, status=status)


def _conflict_page(
    request: HttpRequest, form: StrategyForm, goals: BaseGoalFormSet, refusal: Conflict, public_id: UUID
) -> HttpResponse:
    """Show what the other person saved where it differs from what this one wrote, which stays in the form."""
    actor = actor_of(request)
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    theirs, mine = strategy_content_of(strategy), form.content(goals.goals())
    differences = [(_label(name), _saved(strategy, name)) for name in changed_strategy_fields(mine, theirs)]
    data = request.POST.copy()
    data["revision"] = str(strategy.revision)  # from here on, saving again is a decision
    again = StrategyForm(data, **_offered(actor, {strategy.organization_id}, strategy))
    return _form_page(
        request, again, goals, strategy=strategy, status=refusal.status, conflict=refusal, theirs=differences
    )


def _label(name: str) -> str:
    label = _("Metas") if name == "goals" else key_label(name)
    return label[:1].upper() + label[1:]


def _saved(strategy: Strategy, name: str) -> str:
    """Return in words what a strategy says of a field or an aspect."""
    if name in {"earlier", "partners"}:
        return "; ".join(str(one) for one in getattr(strategy, name).all())
    if name == "technical_lead":
        return str(strategy.technical_lead or "")
    value = said_before(strategy_content_of(strategy), name)
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    return "; ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
