"""How the indices of the entities that a strategy assists have moved since it began with each (EST-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Min, Q

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.insights.movement_rules import Movement, Verdict, changes_of, summarize
from llegada.portfolio.models import Strategy, VersionStrategy
from llegada.portfolio.selectors import list_strategies
from llegada.targeting.choices import EditionStatus, IndexDirection, IndexKind, IndexLevel
from llegada.targeting.models import ExternalIndex, IndexEdition, RuleCriterion
from llegada.targeting.selectors.values import read_editions
from llegada.territory.choices import EntityKind


@dataclass(frozen=True)
class IndexMovement:
    """One index with how it moved, and the editions that say so, newest last."""

    index: ExternalIndex
    movement: Movement
    editions: list[IndexEdition]


@dataclass(frozen=True)
class StrategyMovement:
    """The indices of a strategy: `entities` assisted, `years` that had to pass, and whether they are its own criteria."""

    strategy: Strategy
    years: int
    entities: int
    chosen: bool
    rows: list[IndexMovement]

    @property
    def is_still(self) -> bool:
        """Return whether some index can be judged and none of them improved."""
        known = [row.movement.verdict for row in self.rows if row.movement.verdict != Verdict.UNKNOWN]
        return bool(known) and Verdict.BETTER not in known


def get_movement(*, actor: Actor, strategy_id: UUID) -> StrategyMovement:
    """Return how the indices of a strategy moved. Raises NotFound if hidden or absent."""
    found = list_strategies(actor=actor).select_related("unit").filter(public_id=strategy_id).first()
    if found is None:
        raise NotFound(strategy=str(strategy_id))
    return read_movement(found)


def read_movement(strategy: Strategy) -> StrategyMovement:
    """Return how the indices of the entities that a strategy, or one before it, assisted have moved."""
    years: int = settings.INDEX_MOVEMENT_YEARS
    strategies = [strategy.pk, *strategy.earlier.values_list("pk", flat=True)]
    since = _first_years(strategies)
    indices, chosen = _watched(strategies)
    editions: dict[int, list[IndexEdition]] = {}
    for one in (
        IndexEdition.objects.filter(index__in=indices, status=EditionStatus.IN_FORCE)
        .select_related("index")
        .order_by("year")
    ):
        editions.setdefault(one.index_id, []).append(one)
    values = read_editions(one for of_index in editions.values() for one in of_index)
    rows = [
        IndexMovement(
            index,
            summarize(
                changes_of(
                    {one.year: values[one.pk] for one in editions.get(index.pk, [])},
                    since[IndexLevel(index.level)],
                    after=years,
                    sign=-1 if index.direction == IndexDirection.MORE_IS_WORSE else 1,
                )
            ),
            editions.get(index.pk, []),
        )
        for index in indices
    ]
    return StrategyMovement(strategy, years, len(since[IndexLevel.ENTITY]), chosen, rows)


def _first_years(strategies: list[int]) -> dict[IndexLevel, Mapping[str, int]]:
    """Return, by level of index, each place with the year of its first session that counts, in plans of some strategies.

    A plan is of a strategy by its line of the annual plan, or by a service that contributes to it.
    """
    versions = VersionStrategy.objects.filter(strategy__in=strategies).values("version__service")
    of_strategy = Q(plan__annual_line__strategy__in=strategies) | Q(
        plan__plan_services__service_version__service__in=versions
    )
    rows = (
        Session.objects.filter(of_strategy, status__in=COUNTED)
        .order_by()
        .values_list(
            "plan__entity__public_id", "plan__entity__kind", "plan__entity__municipality", "plan__entity__department"
        )
        .annotate(first=Min("held_on__year"))
    )
    entities: dict[str, int] = {}
    towns: dict[str, int] = {}
    departments: dict[str, int] = {}
    for public_id, kind, municipality, department, first in rows:
        entities[str(public_id)] = first
        if kind == EntityKind.MAYORALTY:
            towns[municipality] = first
        elif kind == EntityKind.GOVERNORATE:
            departments[department] = first
    return {IndexLevel.ENTITY: entities, IndexLevel.MUNICIPALITY: towns, IndexLevel.DEPARTMENT: departments}


def _watched(strategies: list[int]) -> tuple[list[ExternalIndex], bool]:
    """Return the measures that the rules of some strategies weigh; without any, the main ones, which are not its own choice."""
    measures = ExternalIndex.objects.filter(kind=IndexKind.CONTINUOUS).exclude(direction=IndexDirection.NEUTRAL)
    weighed = RuleCriterion.objects.filter(
        Q(rule__strategy__in=strategies) | Q(rule__runs__lists__strategy__in=strategies)
    ).values("index")
    own = list(measures.filter(pk__in=weighed))
    return (own, True) if own else (list(measures.filter(parent=None, unit=None)), False)
