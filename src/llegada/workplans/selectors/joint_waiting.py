"""What awaits a person in joint plans, for «Mi trabajo»: an invitation, a plan to bring, a joint plan ready to be formed."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.workplans import joint_rules
from llegada.workplans.choices import JointPartStatus, JointStatus
from llegada.workplans.joint_policies import JOINT_POLICY, JointPermission
from llegada.workplans.models import JointPart, JointWorkPlan


def parts_waiting(actor: Actor) -> WaitingKind | None:
    """Return the parts whose unit has not answered, or has not brought its plan, for who speaks for it."""
    units = JOINT_POLICY.unit_ids(actor, JointPermission.TAKE_PART)
    if not units:
        return None
    found = JointPart.objects.filter(
        Q(status=JointPartStatus.INVITED) | Q(status=JointPartStatus.ACCEPTED, plan__isnull=True),
        unit__in=units,
        joint__status=JointStatus.FORMING,
    )
    return WaitingKind(
        rows=found.order_by("invited_at", "pk"),
        due=TruncDate("invited_at"),
        reads={
            "joint": "joint__public_id",
            "name": "joint__name",
            "status": "status",
            "entity": "joint__entity__name",
            "unit": "unit__name",
        },
        tell=lambda rows: [_of_part(part) for part in rows],
    )


def _of_part(part: Any) -> WaitingItem:
    is_invited = part.status == JointPartStatus.INVITED
    title = _("Responder la invitación: %(name)s") if is_invited else _("Ligar el plan de su parte: %(name)s")
    return WaitingItem(
        severity=Severity.SOON,
        due=part.due,
        title=title % {"name": part.name},
        detail=f"{part.entity} · {part.unit}",
        url=JointWorkPlan(public_id=part.joint).get_absolute_url(),
        action=_("Responder") if is_invited else _("Ligar"),
    )


def joints_waiting(actor: Actor) -> WaitingKind | None:
    """Return the joint plans that lack nothing to be formed, for who leads them."""
    if not JOINT_POLICY.may_ever(actor, JointPermission.LEAD):
        return None
    led = JOINT_POLICY.scope(actor, JointPermission.LEAD, JointWorkPlan.objects.filter(status=JointStatus.FORMING))
    in_it = Q(parts__status=JointPartStatus.ACCEPTED)
    found = (
        led.annotate(
            brought=Count("parts", filter=in_it & Q(parts__plan__isnull=False) & ~Q(parts__plan__status="terminated")),
            unready=Count("parts", filter=Q(parts__status=JointPartStatus.INVITED) | (in_it & Q(parts__plan=None))),
        )
        .filter(brought__gte=joint_rules.FEWEST_PARTS, unready=0)
        .order_by("created_at", "pk")
    )
    return WaitingKind(
        rows=found,
        due=None,
        reads={"public_id": "public_id", "name": "name", "entity": "entity__name", "unit": "unit__name"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Conformar el plan articulado: %(name)s") % {"name": joint.name},
                detail=f"{joint.entity} · {joint.unit}",
                url=JointWorkPlan(public_id=joint.public_id).get_absolute_url(),
                action=_("Conformar"),
            )
            for joint in rows
        ],
    )
