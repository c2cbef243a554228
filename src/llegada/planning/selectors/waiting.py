"""What awaits a person in the annual plan, for «Mi trabajo»: to begin, mend, review, decide, register, and programme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem
from llegada.planning.choices import AmendmentStatus, PlanStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment, PlanningCycle, PlanRound, PlanSheet
from llegada.planning.month_rules import month_after
from llegada.planning.plan_words import MONTH_NAMES
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from llegada.planning.selectors.months import lines_to_program
from llegada.planning.selectors.waiting_units import SHOWN, list_analyses_to_review, list_owed_by_units, severity_of

#: Statuses in which a plan is still being written by its unit.
_TO_WRITE = (PlanStatus.IN_PREPARATION, PlanStatus.RETURNED)


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what the actor has to do in the annual plan and in the analysis before it."""
    return [
        *list_owed_by_units(actor=actor, today=today),
        *list_analyses_to_review(actor=actor),
        *_plans_waiting(actor, today),
        *_rounds_to_decide(actor),
        *_amendments_to_decide(actor),
    ]


def _plans_waiting(actor: Actor, today: date) -> Iterable[WaitingItem]:
    """Yield the plans whose next step is of this person's role: a status awaits one kind of person, so one query finds them all."""
    months = (today.replace(day=1), month_after(today))
    reached = [
        Q(pk__in=PLAN_POLICY.scope(actor, permission, AnnualPlan.objects.filter(among)).order_by().values("pk"))
        for permission, among in (
            (PlanPermission.SEND, Q(status__in=(*_TO_WRITE, PlanStatus.APPROVED))),
            (PlanPermission.REVIEW, Q(status=PlanStatus.SENT) & ~Q(sent_by=actor.person_id)),
            (PlanPermission.PROGRAM, Q(status=PlanStatus.IN_EXECUTION, cycle__year__in={one.year for one in months})),
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
    plans = plans.annotate(this_month=_missing(months[0]), next_month=_missing(months[1]))
    plans = plans.exclude(status=PlanStatus.IN_EXECUTION, this_month=0, next_month=0)
    for plan in plans.order_by("cycle", "unit__name")[: SHOWN * len(reached)]:
        if plan.status == PlanStatus.IN_EXECUTION:
            yield from _months_to_program(plan, zip(months, (plan.this_month, plan.next_month), strict=True), today)
            continue
        title, action = words[PlanStatus(plan.status)]
        yield WaitingItem(
            severity=severity_of(plan.cycle.plans_due_on, today) if plan.status in _TO_WRITE else Severity.READY,
            due=_due(plan),
            title=title % {"year": plan.cycle.year},
            detail=plan.unit.name,
            url=plan.get_absolute_url(),
            action=action,
        )


def _missing(month: date) -> Coalesce:
    """Return how many lines of a plan in course nobody has programmed in a month; none where it is not of its year."""
    lines = lines_to_program(AnnualPlanLine.objects.filter(plan=OuterRef("pk")), month)
    return Coalesce(Subquery(lines.order_by().values("plan").annotate(count=Count("pk")).values("count")), 0)


def _months_to_program(plan: AnnualPlan, missing: Iterable[tuple[date, int]], today: date) -> Iterable[WaitingItem]:
    for month, count in missing:
        if not count:
            continue
        said = ngettext("%(unit)s: %(count)d línea sin programar", "%(unit)s: %(count)d líneas sin programar", count)
        yield WaitingItem(
            severity=severity_of(month, today),
            due=month,
            title=_("Programar %(month)s del plan anual %(year)s")
            % {"month": MONTH_NAMES[month.month], "year": month.year},
            detail=said % {"unit": plan.unit.name, "count": count},
            url=reverse("planning:month", args=[plan.public_id, month]),
            action=_("Programar"),
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
