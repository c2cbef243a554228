"""What assistance costs (REP-10): the money programmed in approved annual plans. What was spent is not recorded anywhere yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, Sum

from llegada.core.actors import Actor
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.selectors.cube import read_cube
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.rules import PLAN_DECIDED
from llegada.portfolio.choices import FundingSource
from llegada.portfolio.models import DesignCost

#: What cost is added up by → key, code and name of each group, and the dimension of the sessions held.
GROUPS: Final[Mapping[str, tuple[str, str, str, Dimension]]] = {
    "unit": ("plan__unit_id", "plan__unit__public_id", "plan__unit__name", Dimension.UNIT),
    "service": ("service_id", "service__public_id", "service__published_version__name", Dimension.SERVICE),
    "line": ("topic_id", "topic__public_id", "topic__name", Dimension.LINE),
    "year": ("plan__cycle__year", "plan__cycle__year", "plan__cycle__year", Dimension.YEAR),
}


@dataclass(frozen=True)
class CostRow:
    """One group: money in COP, None where no line says it; by source; and what it is divided by."""

    key: Any
    code: str
    name: str
    lines: int
    budgeted_lines: int
    entities: int
    amount: Decimal | None
    by_source: tuple[tuple[str, Decimal], ...]
    sessions: int | None
    design: Decimal | None = None

    @property
    def per_entity(self) -> Decimal | None:
        """Return the whole pesos programmed for each entity of the lines that say their money; None without it."""
        return round(self.amount / self.entities, 0) if self.amount is not None and self.entities else None

    @property
    def per_session(self) -> Decimal | None:
        """Return the whole pesos programmed for each session held; None without either."""
        return round(self.amount / self.sessions, 0) if self.amount is not None and self.sessions else None


def list_cost_years(*, actor: Actor) -> list[int]:
    """Return the years with an approved annual plan that the actor sees, newest first."""
    return list(_plans(actor).order_by("-cycle__year").values_list("cycle__year", flat=True).distinct())


def list_cost(*, actor: Actor, by: str, year: int | None) -> tuple[list[CostRow], CostRow]:
    """Return the money programmed in the approved plans that the actor sees, by a key of GROUPS and by name, and the total.

    Cancelled lines do not count. Sessions are those that each unit held in the years of its plans. Raises KeyError for an
    unknown `by`.
    """
    key, code, name, dimension = GROUPS[by]
    plans = _plans(actor) if year is None else _plans(actor).filter(cycle__year=year)
    lines = AnnualPlanLine.objects.filter(plan__in=plans).exclude(status="cancelled").order_by()
    has_money = Q(budgets__isnull=False)
    counted = {
        "lines": Count("pk", distinct=True),
        "budgeted": Count("pk", distinct=True, filter=has_money),
        "entities": Count("entity", distinct=True, filter=has_money),
    }
    rows = list(lines.values(group=F(key), code=F(code), label=F(name)).annotate(**counted).order_by("label", "group"))
    money: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for group, source, amount in (
        lines.filter(has_money).values_list(F(key), "budgets__source").annotate(sum=Sum("budgets__amount"))
    ):
        money[group][source] = amount
    sessions = _sessions(dimension, year, planned=frozenset(plans.values_list("unit_id", "cycle__year")))
    design = _design([row["group"] for row in rows], year) if by == "service" else {}
    found = [
        _row(
            row["group"],
            str(row["code"]),
            str(row["label"] or row["group"]),
            row,
            money[row["group"]],
            sessions.get(row["group"]),
            design,
        )
        for row in rows
    ]
    all_money: dict[str, Decimal] = defaultdict(Decimal)
    for sources in money.values():
        for source, amount in sources.items():
            all_money[source] += amount
    total = _row("", "", "", lines.aggregate(**counted), all_money, sum(sessions.values()) or None, {})
    return found, total


def _plans(actor: Actor) -> Any:
    return PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.filter(status__in=PLAN_DECIDED))


def _row(
    key: Any,
    code: str,
    name: str,
    counts: Mapping[str, Any],
    money: Mapping[str, Decimal],
    sessions: int | None,
    design: Mapping[Any, Any],
) -> CostRow:
    sources = [(str(FundingSource(source).label), amount) for source, amount in sorted(money.items())]
    return CostRow(
        key=key,
        code=code,
        name=name,
        lines=counts["lines"],
        budgeted_lines=counts["budgeted"],
        entities=counts["entities"],
        amount=sum(money.values(), Decimal(0)) if money else None,
        by_source=tuple(sources),
        sessions=sessions,
        design=design.get(key),
    )


def _sessions(dimension: Dimension, year: int | None, *, planned: frozenset[tuple[int, int]]) -> dict[Any, int]:
    """Return the sessions held by the units of the plans in their years, by group; `planned` are pairs of unit and year."""
    since, until = years(year) if year is not None else (None, None)
    cut = Slice(since=since, until=until, unit_ids=frozenset(unit for unit, _year in planned))
    by = tuple(dict.fromkeys((dimension, Dimension.UNIT, Dimension.YEAR)))
    unit_at, year_at = by.index(Dimension.UNIT), by.index(Dimension.YEAR)
    found: Counter[Any] = Counter()
    for row in read_cube(cut, by, distinct=False):
        if (row.key[unit_at], row.key[year_at]) in planned:
            found[row.key[0]] += row.sessions
    return found


def _design(services: list[int], year: int | None) -> dict[int, Decimal | None]:
    """Return what the published version of each service said, when it was designed, that it would cost."""
    costs = DesignCost.objects.filter(version__service__in=services, version=F("version__service__published_version"))
    if year is not None:
        costs = costs.filter(Q(year=year) | Q(year=None))
    return dict(costs.order_by().values_list("version__service").annotate(sum=Sum("amount")))
