"""How the plans that an actor may see advance, against what was expected by the day: numerators and denominators (MON-19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Sum

from llegada.core.actors import Actor
from llegada.insights import rules
from llegada.workplans.models import PlanMilestone
from llegada.workplans.rules import MEASURED
from llegada.workplans.selectors import GROUPS, late_milestones, visible_plans
from llegada.workplans.selectors.plans import validated_weight

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class PaceRow:
    """One unit, service, entity or advisor: validated weight of total weight, and the weight expected by the day."""

    key: str
    name: str
    plans: int
    done: Decimal
    total: Decimal
    expected: Decimal
    overdue: int

    @property
    def expected_percent(self) -> Decimal | None:
        """Return the expected progress in percent; None without weight."""
        return None if not self.total else (self.expected * 100 / self.total).quantize(_TENTH, rounding=ROUND_HALF_UP)

    @property
    def pace(self) -> rules.Pace:
        """Return how the progress compares with what was expected."""
        actual = self.done * 100 / self.total if self.total else None
        return rules.pace(actual, self.expected * 100 / self.total if self.total else None)


def list_pace(*, actor: Actor, by: str, today: date) -> list[PaceRow]:
    """Return the pace of the followed plans that the actor may see, added up by a key of GROUPS, by name, in one query.

    Plans with the same dates expect the same, so the database adds up each pair of dates and only the pairs travel.
    """
    key, name = GROUPS[by]
    found = (
        PlanMilestone.objects.filter(plan__in=visible_plans(actor), plan__status__in=MEASURED)
        .values("plan__starts_on", "plan__ends_on", group_key=F(key), group_name=F(name))
        .annotate(
            done=validated_weight(),
            total=Sum("weight"),
            plans=Count("plan", distinct=True),
            overdue=Count("pk", filter=late_milestones(today)),
        )
        .order_by("group_key", "-group_name")
    )
    rows = [
        _added_up(str(group_key), list(parts), today)
        for group_key, parts in groupby(found, key=lambda part: part["group_key"])
    ]
    return sorted(rows, key=lambda row: (row.name, row.key))


def _added_up(key: str, parts: Sequence[Mapping[str, Any]], today: date) -> PaceRow:
    return PaceRow(
        key=key,
        name=parts[0]["group_name"],
        plans=sum(part["plans"] for part in parts),
        done=_sum(part["done"] for part in parts),
        total=_sum(part["total"] for part in parts),
        expected=_sum(
            Decimal(part["total"])
            * rules.expected_percent(starts_on=part["plan__starts_on"], ends_on=part["plan__ends_on"], today=today)
            / 100
            for part in parts
        ),
        overdue=sum(part["overdue"] for part in parts),
    )


def _sum(values: Iterable[Any]) -> Decimal:
    return sum((Decimal(value) for value in values), Decimal(0))
