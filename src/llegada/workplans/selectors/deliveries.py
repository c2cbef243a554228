"""Questions about the act with which a plan is delivered."""

from __future__ import annotations

from llegada.workplans.models import DeliveryAct, WorkPlan


def find_delivery_act(*, plan: WorkPlan) -> DeliveryAct | None:
    """Return the act of a plan already seen, with who wrote and who received it, or None if it was not delivered."""
    return DeliveryAct.objects.filter(plan=plan).select_related("written_by", "receipt_by").first()


def deliverables_of(*, plan: WorkPlan) -> list[str]:
    """Return what the services of a plan already seen promised to leave, those taken out excepted."""
    chosen = plan.plan_services.filter(dropped_at__isnull=True).select_related("service_version").order_by("pk")
    return [one.service_version.deliverable or one.service_version.name for one in chosen]
