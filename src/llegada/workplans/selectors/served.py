"""Who serves or served an entity with a work plan, so that nobody begins without knowing (FOC-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Prefetch, Q, Sum, Value, When

from llegada.core.actors import Actor
from llegada.workplans import rules
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.models import WorkPlan, WorkPlanService
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.rules import Progress
from llegada.workplans.selectors.plans import WEIGHT, of_each_plan, validated_weight


@dataclass(frozen=True)
class ServedBy:
    """What anybody may know of a plan with an entity: who, with what, when and how far; `url` where the actor may open it."""

    organization: str
    unit: str
    services: tuple[str, ...]
    starts_on: date
    ends_on: date
    status: str
    progress: Progress
    url: str

    @property
    def is_open(self) -> bool:
        """Return whether it has not ended."""
        return self.status not in rules.ENDED | {"finished"}

    @property
    def status_label(self) -> str:
        """Return the state in words."""
        return str(WorkPlanStatus(self.status).label)


def list_served(*, actor: Actor, entity_id: int) -> list[ServedBy]:
    """Return the plans with an entity, those that have not ended first; no person, no text of theirs.

    Everybody knows of those that were signed; who makes plans, of any that left its draft, whoever's it is; and each, of
    those that they may see.
    """
    mine = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.filter(entity=entity_id)).values("pk")
    known = Q(signed_at__isnull=False) | Q(pk__in=mine)
    if WORK_PLAN_POLICY.may_ever(actor, Permission.EDIT):
        known |= ~Q(status=WorkPlanStatus.DRAFT)
    plans = (
        WorkPlan.objects.filter(known, entity=entity_id)
        .select_related("unit__organization")
        .prefetch_related(
            Prefetch(
                "plan_services",
                WorkPlanService.objects.filter(dropped_at__isnull=True).select_related("service_version"),
            )
        )
        .annotate(
            is_mine=Case(When(pk__in=mine, then=Value(True)), default=Value(False)),
            done_weight=of_each_plan(validated_weight()),
            total_weight=of_each_plan(Sum("weight", output_field=WEIGHT)),
        )
        .order_by("-starts_on", "-pk")
    )
    found = [
        ServedBy(
            organization=plan.unit.organization.name,
            unit=plan.unit.name,
            services=tuple(sorted(one.service_version.name for one in plan.plan_services.all())),
            starts_on=plan.starts_on,
            ends_on=plan.ended_on or plan.ends_on,
            status=plan.status,
            progress=Progress(done=plan.done_weight or Decimal(0), total=plan.total_weight or Decimal(0)),
            url=plan.get_absolute_url() if plan.is_mine else "",
        )
        for plan in plans
    ]
    return sorted(found, key=lambda one: not one.is_open)
