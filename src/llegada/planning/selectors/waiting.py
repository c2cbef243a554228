"""What awaits a person in the annual plan, for «Mi trabajo»: to begin, to mend, to review, to decide, to register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.planning.choices import AmendmentStatus, PlanStatus
from llegada.planning.models import AnnualPlan, PlanAmendment, PlanningCycle, PlanRound, PlanSheet
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission

#: At most so many of a kind: a person does not read more.
SHOWN = 50
#: A deadline so many days ahead is near.
NEAR_DAYS = 10
#: Statuses in which a plan is still being written by its unit.
_TO_WRITE = (PlanStatus.IN_PREPARATION, PlanStatus.RETURNED)


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what the actor has to do in the annual plan."""
    return [
        *_plans_to_begin(actor, today),
        *_plans_waiting(actor, today),
        *_rounds_to_decide(actor),
        *_amendments_to_decide(actor),
    ]


def _severity(due: date, today: date) -> Severity:
    if due < today:
        return Severity.LATE
    return Severity.SOON if (due - today).days <= NEAR_DAYS else Severity.READY


def _plans_to_begin(actor: Actor, today: date) -> Iterable[WaitingItem]:
    roles = PLAN_POLICY.table[PlanPermission.SEND]
    units = {unit_id for grant in actor.grants if grant.role in roles for unit_id in grant.unit_ids}
    if not units:
        return
    asked = PlanningCycle.units.through.objects.filter(
        orgunit__in=units, planningcycle__opens_on__lte=today, planningcycle__year__gte=today.year
    ).exclude(orgunit__annual_plans__cycle=F("planningcycle"))
    for one in asked.select_related("planningcycle", "orgunit").order_by("planningcycle__year", "orgunit__name")[
        :SHOWN
    ]:
        cycle = one.planningcycle
        yield WaitingItem(
            severity=_severity(cycle.plans_due_on, today),
            due=cycle.plans_due_on,
            title=_("Comenzar el plan anual %(year)s") % {"year": cycle.year},
            detail=one.orgunit.name,
            url=cycle.get_absolute_url(),
            action=_("Comenzar"),
        )


def _plans_waiting(actor: Actor, today: date) -> Iterable[WaitingItem]:
    """Yield the plans whose next step is of this person's role: a status awaits one kind of person, so one query finds them all."""
    reached = [
        Q(pk__in=PLAN_POLICY.scope(actor, permission, AnnualPlan.objects.filter(among)).order_by().values("pk"))
        for permission, among in (
            (PlanPermission.SEND, Q(status__in=(*_TO_WRITE, PlanStatus.APPROVED))),
            (PlanPermission.REVIEW, Q(status=PlanStatus.SENT) & ~Q(sent_by=actor.person_id)),
        )
        if PLAN_POLICY.may_ever(actor, permission)
    ]
    if not reached:
        return
    words = {
        PlanStatus.IN_PREPARATION: (_("Completar y enviar el plan anual %(year)s"), _("Abrir")),
        PlanStatus.RETURNED: (_("Corregir el plan anual %(year)s, que fue devuelto"), _("Abrir")),
        PlanStatus.APPROVED: (_("Registrar el plan anual %(year)s, ya aprobado"), _("Registrar")),
        PlanStatus.SENT: (_("Revisar y consolidar el plan anual %(year)s"), _("Revisar")),
    }
    plans = AnnualPlan.objects.filter(reduce(or_, reached)).select_related("unit", "cycle")
    for plan in plans.order_by("cycle", "unit__name")[: SHOWN * len(reached)]:
        title, action = words[PlanStatus(plan.status)]
        yield WaitingItem(
            severity=_severity(plan.cycle.plans_due_on, today) if plan.status in _TO_WRITE else Severity.READY,
            due=_due(plan),
            title=title % {"year": plan.cycle.year},
            detail=plan.unit.name,
            url=plan.get_absolute_url(),
            action=action,
        )


def _due(plan: AnnualPlan) -> date | None:
    """Return until when the unit may write or register its plan; reviewing has no deadline."""
    if plan.status in _TO_WRITE:
        return plan.cycle.plans_due_on
    return plan.cycle.registers_on if plan.status == PlanStatus.APPROVED else None


def _rounds_to_decide(actor: Actor) -> Iterable[WaitingItem]:
    if not CYCLE_POLICY.may_ever(actor, CyclePermission.VOTE):
        return
    cycles = CYCLE_POLICY.scope(actor, CyclePermission.VOTE, PlanningCycle.objects.all())
    decided = PlanSheet.objects.filter(round__closed_at__isnull=True, member=actor.person_id)
    rounds = (
        PlanRound.objects.filter(cycle__in=cycles, closed_at__isnull=True)
        .exclude(pk__in=decided.values("round"))
        .exclude(amendment__requested_by=actor.person_id)
        .select_related("cycle__organization", "amendment__plan__unit", "amendment__plan__cycle")
        .order_by("pk")
    )
    for one in rounds[:SHOWN]:
        amendment = one.amendment
        yield WaitingItem(
            severity=Severity.READY,
            due=None,
            title=_("Decidir en comité: modificación del plan anual %(year)s") % {"year": one.cycle.year}
            if amendment
            else _("Decidir en comité: planes anuales %(year)s") % {"year": one.cycle.year},
            detail=amendment.plan.unit.name if amendment else one.cycle.organization.name,
            url=amendment.get_absolute_url()
            if amendment
            else reverse("planning:committee", args=[one.cycle.public_id]),
            action=_("Decidir"),
        )


def _amendments_to_decide(actor: Actor) -> Iterable[WaitingItem]:
    if not PLAN_POLICY.may_ever(actor, PlanPermission.DECIDE_AMENDMENT):
        return
    plans = PLAN_POLICY.scope(actor, PlanPermission.DECIDE_AMENDMENT, AnnualPlan.objects.all())
    waiting = (
        PlanAmendment.objects.filter(plan__in=plans, status=AmendmentStatus.REQUESTED)
        .exclude(requested_by=actor.person_id)
        .select_related("plan__unit", "plan__cycle")
        .order_by("requested_at", "pk")
    )
    for one in waiting[:SHOWN]:
        yield WaitingItem(
            severity=Severity.READY,
            due=None,
            title=_("Atender modificación del plan anual %(year)s: %(kind)s")
            % {"year": one.plan.cycle.year, "kind": one.get_kind_display().lower()},
            detail=one.plan.unit.name,
            url=one.get_absolute_url(),
            action=_("Atender"),
        )
