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
        .order_by("plan__starts_on", "pk")
    )
    return WaitingKind(
        rows=found,
        due=None,
        reads={
            "plan": "plan__public_id",
            "title": "plan__title",
            "entity": "plan__entity__name",
            "unit": "plan__unit__name",
        },
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.SOON,
                due=None,
                title=_("Acordar una alternativa: %(title)s") % {"title": stage.title},
                detail=f"{stage.entity} · {stage.unit}",
                url=reverse("workplans:route", args=[stage.plan]),
                action=_("Acordar"),
            )
            for stage in rows
        ],
    )
