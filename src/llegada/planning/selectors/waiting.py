"""What awaits a person in the annual plan, for «Mi trabajo»: to begin, to mend, to review, to decide, to register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet
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


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what the actor has to do in the annual plan."""
    return [
        *_plans_to_begin(actor, today),
        *_plans_to_write(actor, today),
        *_plans_to_move(actor),
        *_rounds_to_decide(actor),
        *_amendments_to_decide(actor),
    ]


def _severity(due: date, today: date) -> Severity:
    if due < today:
        return Severity.LATE
    return Severity.SOON if (due - today).days <= NEAR_DAYS else Severity.READY


def _plans(actor: Actor, permission: str, *statuses: str) -> QuerySet[AnnualPlan]:
    if not PLAN_POLICY.may_ever(actor, permission):
        return AnnualPlan.objects.none()
    waiting = AnnualPlan.objects.filter(status__in=statuses)
    return PLAN_POLICY.scope(actor, permission, waiting).select_related("unit", "cycle").order_by("cycle", "unit__name")


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


def _plans_to_write(actor: Actor, today: date) -> Iterable[WaitingItem]:
    titles = {
        PlanStatus.IN_PREPARATION: _("Completar y enviar el plan anual %(year)s"),
        PlanStatus.RETURNED: _("Corregir el plan anual %(year)s, que fue devuelto"),
    }
    for plan in _plans(actor, PlanPermission.SEND, *titles)[:SHOWN]:
        due = plan.cycle.plans_due_on
        yield _item(plan, titles[PlanStatus(plan.status)], _("Abrir"), due=due, severity=_severity(due, today))


def _plans_to_move(actor: Actor) -> Iterable[WaitingItem]:
    for plan in _plans(actor, PlanPermission.REVIEW, PlanStatus.SENT).exclude(sent_by=actor.person_id)[:SHOWN]:
        yield _item(plan, _("Revisar y consolidar el plan anual %(year)s"), _("Revisar"))
    for plan in _plans(actor, PlanPermission.SEND, PlanStatus.APPROVED)[:SHOWN]:
        due = plan.cycle.registers_on
        yield _item(plan, _("Registrar el plan anual %(year)s, ya aprobado"), _("Registrar"), due=due)


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


def _item(
    plan: AnnualPlan, title: str, action: str, *, due: date | None = None, severity: Severity = Severity.READY
) -> WaitingItem:
    return WaitingItem(
        severity=severity,
        due=due,
        title=title % {"year": plan.cycle.year},
        detail=plan.unit.name,
        url=plan.get_absolute_url(),
        action=action,
    )
