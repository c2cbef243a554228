"""Questions about strategies: each sees those of their organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from llegada.accounts.models import OrgUnit, Person
from llegada.accounts.selectors import find_role_holders, list_units_among
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.core.text import search_terms
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.strategy_content import STRATEGY_PARTS

#: States from which a strategy may be an earlier one of another.
_LEARNT_FROM = (StrategyStatus.IN_IMPLEMENTATION, StrategyStatus.CLOSED, StrategyStatus.ARCHIVED)


def list_strategies(*, actor: Actor) -> QuerySet[Strategy]:
    """Return the strategies that the actor sees, newest year first and by name, each with `goal_count`."""
    return (
        STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
        .select_related("organization", "unit")
        .annotate(goal_count=Count("goals"))
        .order_by("-year", "name", "pk")
    )


def search_strategies(strategies: QuerySet[Strategy], text: str) -> QuerySet[Strategy]:
    """Keep the strategies that hold every word of `text`, whatever its order, case or accents."""
    for term in search_terms(text):
        strategies = strategies.filter(search_text__contains=term)
    return strategies


def get_strategy(*, actor: Actor, public_id: UUID) -> Strategy:
    """Return one strategy with all that it says. Raises NotFound if hidden or absent."""
    visible = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    try:
        return (
            visible.select_related("organization", "unit", "edited_by", "technical_lead", "statement")
            .prefetch_related(*STRATEGY_PARTS)
            .get(public_id=public_id)
        )
    except Strategy.DoesNotExist:
        raise NotFound(strategy=str(public_id)) from None


def list_strategy_years(*, actor: Actor) -> list[int]:
    """Return the years of the strategies that the actor sees, newest first."""
    seen = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    return list(seen.order_by("-year").values_list("year", flat=True).distinct())


def summarize_strategies(*, actor: Actor) -> list[tuple[str, int]]:
    """Return how many strategies the actor sees in each state where there are some, in the order of their life."""
    seen = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    found = dict(seen.order_by().values_list("status").annotate(total=Count("pk")))
    return [(str(status.label), found[status]) for status in StrategyStatus if status in found]


def list_proposing_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may propose strategies."""
    return list_units_among(STRATEGY_POLICY.unit_ids(actor, StrategyPermission.EDIT))


def list_earlier_strategies(*, actor: Actor, besides: Strategy | None = None) -> QuerySet[Strategy]:
    """Return the strategies that another may cite as earlier: those carried out that the actor sees, but not itself."""
    found = list_strategies(actor=actor).filter(status__in=_LEARNT_FROM)
    return found.exclude(pk=besides.pk) if besides else found


def list_units_of_strategies(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the units that lead or share a strategy among those that the actor sees, by name."""
    seen = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    takes_part = Q(pk__in=seen.values("unit")) | Q(pk__in=seen.values("partners"))
    return OrgUnit.objects.filter(takes_part).order_by("name", "pk")


def keep_of_unit(strategies: QuerySet[Strategy], unit: UUID) -> QuerySet[Strategy]:
    """Keep the strategies that the unit of that public id leads or takes part in."""
    shared = Strategy.partners.through.objects.filter(orgunit__public_id=unit)
    return strategies.filter(Q(unit__public_id=unit) | Q(pk__in=shared.values("strategy_id")))


def list_technical_leads(*, organizations: Collection[int], today: date) -> QuerySet[Person]:
    """Return who may lead a strategy of some organisations: those who hold that role there today (EST-01)."""
    return find_role_holders(organizations=organizations, roles=[Role.TECHNICAL_LEAD], today=today)


def list_partner_units(*, organizations: Collection[int]) -> QuerySet[OrgUnit]:
    """Return the active units of some organisations, as trees are read: those that may take part in a strategy."""
    units = OrgUnit.objects.filter(organization__in=organizations, is_active=True)
    return units.select_related("organization").order_by("organization__name", "path")


def with_parts(strategies: QuerySet[Strategy]) -> Sequence[Strategy]:
    """Return `strategies` with all that they say, for a table."""
    return list(strategies.select_related("technical_lead").prefetch_related(*STRATEGY_PARTS))
