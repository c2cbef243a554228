"""What awaits an entity in the route of its plans, for «Mi trabajo»: to agree to one of the alternatives compared."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.workplans import rules, stage_rules
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.models import PlanStage
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.milestones import visible_plans


def alternatives_waiting(actor: Actor) -> WaitingKind | None:
    """Return the plans in which the actor has to agree to an alternative: two or more are compared and none is agreed."""
    if not WORK_PLAN_POLICY.may_ever(actor, Permission.AGREE):
        return None
    plans = visible_plans(actor, Permission.AGREE).filter(status__in=rules.IN_COURSE).order_by().values("pk")
    found = (
        PlanStage.objects.filter(kind=PlanStageKind.ALTERNATIVE, closed_at__isnull=True, plan__in=plans)
        .annotate(compared=Count("alternatives"))
        .filter(compared__gte=stage_rules.FEWEST_ALTERNATIVES)
        .select_related("plan__entity", "plan__unit")
        .order_by("plan__starts_on", "pk")
    )
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=Severity.SOON,
                due=None,
                title=_("Acordar una alternativa: %(title)s") % {"title": stage.plan.title},
                detail=f"{stage.plan.entity.name} · {stage.plan.unit.name}",
                url=reverse("workplans:route", args=[stage.plan.public_id]),
                action=_("Acordar"),
            )
            for stage in found[:50]
        ],
    )
