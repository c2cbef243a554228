"""Questions about the act with which a plan is delivered."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.workplans.models import DeliveryAct, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


def find_delivery_act(*, plan: WorkPlan) -> DeliveryAct | None:
    """Return the act of a plan already seen, with who wrote and who received it, or None if it was not delivered."""
    return DeliveryAct.objects.filter(plan=plan).select_related("written_by", "receipt_by").first()


def list_delivery_acts(*, actor: Actor, entity_ids: Collection[int]) -> QuerySet[DeliveryAct]:
    """Return the acts of the plans of some entities that the actor may see, newest first, each with its plan."""
    plans = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.filter(entity__in=entity_ids))
    acts = DeliveryAct.objects.filter(plan__in=plans.order_by().values("pk")).select_related("plan")
    return acts.order_by("-delivered_on", "-pk")


def deliverables_of(*, plan: WorkPlan) -> list[str]:
    """Return what the services of a plan already seen promised to leave, those taken out excepted."""
    chosen = plan.plan_services.filter(dropped_at__isnull=True).select_related("service_version").order_by("pk")
    return [one.service_version.deliverable or one.service_version.name for one in chosen]
