"""What awaits a person in joint plans, for «Mi trabajo»: an invitation, a plan to bring, a joint plan ready to be formed."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils import timezone
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
    found = (
        JointPart.objects.filter(
            Q(status=JointPartStatus.INVITED) | Q(status=JointPartStatus.ACCEPTED, plan__isnull=True),
            unit__in=units,
            joint__status=JointStatus.FORMING,
        )
        .select_related("joint__entity", "unit")
        .order_by("invited_at", "pk")
    )
    return WaitingKind(found, lambda: [_of_part(part) for part in found[:50]])


def _of_part(part: JointPart) -> WaitingItem:
    is_invited = part.status == JointPartStatus.INVITED
    title = _("Responder la invitación: %(name)s") if is_invited else _("Ligar el plan de su parte: %(name)s")
    return WaitingItem(
        severity=Severity.SOON,
        due=timezone.localdate(part.invited_at),
        title=title % {"name": part.joint.name},
        detail=f"{part.joint.entity.name} · {part.unit.name}",
        url=part.joint.get_absolute_url(),
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
        .select_related("entity", "unit")
        .order_by("created_at", "pk")
    )
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Conformar el plan articulado: %(name)s") % {"name": joint.name},
                detail=f"{joint.entity.name} · {joint.unit.name}",
                url=joint.get_absolute_url(),
                action=_("Conformar"),
            )
            for joint in found[:50]
        ],
    )
