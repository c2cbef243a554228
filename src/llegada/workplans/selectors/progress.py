"""Progress added up by entity, unit, service or advisor (MON-19): numerators and denominators, never means of percentages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, Q, Sum

from llegada.core.actors import Actor
from llegada.workplans import rules
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.models import PlanMilestone
from llegada.workplans.selectors.milestones import visible_plans
from llegada.workplans.selectors.obstacles import count_open_obstacles
from llegada.workplans.selectors.plans import late_milestones, validated_weight

#: What progress may be added up by → (key, name) of each group.
GROUPS: Final = {
    "entity": ("plan__entity__public_id", "plan__entity__name"),
    "unit": ("plan__unit__public_id", "plan__unit__name"),
    "service": ("plan_service__service_version__service__public_id", "plan_service__service_version__name"),
    "advisor": ("plan__advisor__public_id", "plan__advisor__full_name"),
}


@dataclass(frozen=True)
class ProgressRow:
    """One group: how many plans, its progress in weight, how many milestones are overdue and obstacles open."""

    key: str
    name: str
    plans: int
    progress: rules.Progress
    milestones: int
    overdue: int
    obstacles: int


def summarize_progress(*, actor: Actor, by: str, today: date) -> list[ProgressRow]:
    """Return the progress of the followed plans that the actor may see, by a key of GROUPS, by name.

    Plans not yet signed, and those terminated, do not count. Raises KeyError for an unknown `by`.
    """
    key, name = GROUPS[by]
    applies = ~Q(status=MilestoneStatus.NOT_APPLICABLE)
    rows = (
        PlanMilestone.objects.filter(plan__in=visible_plans(actor), plan__status__in=rules.MEASURED)
        .values(group_key=F(key), group_name=F(name))
        .annotate(
            done=validated_weight(),
            total=Sum("weight"),
            plans=Count("plan", distinct=True, filter=applies),
            milestones=Count("pk", filter=applies),
            overdue=Count("pk", filter=late_milestones(today)),
        )
        .order_by("group_name", "group_key")
    )
    obstacles = count_open_obstacles(actor=actor, by=by)
    return [
        ProgressRow(
            key=str(row["group_key"]),
            name=row["group_name"],
            plans=row["plans"],
            progress=rules.Progress(done=Decimal(row["done"]), total=Decimal(row["total"])),
            milestones=row["milestones"],
            overdue=row["overdue"],
            obstacles=obstacles.get(str(row["group_key"]), 0),
        )
        for row in rows
    ]
