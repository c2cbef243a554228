"""What awaits a person in the annual plan, for «Mi trabajo»: to begin, mend, review, decide, register, and programme."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.waiting import MOST, Severity, WaitingItem, WaitingKind
from llegada.planning.choices import AmendmentKind, AmendmentStatus, PlanStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment, PlanningCycle, PlanRound, PlanSheet
from llegada.planning.month_rules import month_after
from llegada.planning.plan_words import MONTH_NAMES
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from llegada.planning.selectors.months import lines_to_program
from llegada.planning.selectors.waiting_units import analyses_to_review, list_kinds_owed_by_units, severity_of

#: Statuses in which a plan is still being written by its unit.
_TO_WRITE = (PlanStatus.IN_PREPARATION, PlanStatus.RETURNED)
#: Until when the unit may write or register its plan; reviewing has no deadline.
_DUE: Final = Case(
    When(status__in=_TO_WRITE, then=F("cycle__plans_due_on")),
    When(status=PlanStatus.APPROVED, then=F("cycle__registers_on")),
)
_PLAN: Final = {"public_id": "public_id", "year": "cycle__year", "unit": "unit__name"}


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the kinds of what the actor may have to do in the annual plan and in the analysis before it."""
    return [
        *list_kinds_owed_by_units(actor=actor, today=today),
        analyses_to_review(actor),
        _plans_waiting(actor, today),
        _months_to_program(actor, today.replace(day=1), today),
        _months_to_program(actor, month_after(today), today),
        _rounds_to_decide(actor),
        _amendments_to_decide(actor),
    ]


def _plans_waiting(actor: Actor, today: date) -> WaitingKind | None:
    """Return the plans whose next step is of this person's role: a status awaits one kind of person."""
    reached = [
        Q(pk__in=PLAN_POLICY.scope(actor, permission, AnnualPlan.objects.filter(among)).order_by().values("pk"))
        for permission, among in (
            (PlanPermission.SEND, Q(status__in=(*_TO_WRITE, PlanStatus.APPROVED))),
            (PlanPermission.REVIEW, Q(status=PlanStatus.SENT) & ~Q(sent_by=actor.person_id)),
        )
        if PLAN_POLICY.may_ever(actor, permission)
    ]
    if not reached:
        return None
    return WaitingKind(
        rows=AnnualPlan.objects.filter(reduce(or_, reached)).order_by("cycle", "unit__name"),
        due=_DUE,
        reads={**_PLAN, "status": "status"},
        tell=lambda rows: [_plan_item(plan, today) for plan in rows],
        most=MOST * len(reached),
    )


def _plan_item(plan: Any, today: date) -> WaitingItem:
    title, action = {
        PlanStatus.IN_PREPARATION: (_("Completar y enviar el plan anual %(year)s"), _("Abrir")),
        PlanStatus.RETURNED: (_("Corregir el plan anual %(year)s, que fue devuelto"), _("Abrir")),
        PlanStatus.APPROVED: (_("Registrar el plan anual %(year)s, ya aprobado"), _("Registrar")),
        PlanStatus.SENT: (_("Revisar y consolidar el plan anual %(year)s"), _("Revisar")),
    }[PlanStatus(plan.status)]
    return WaitingItem(
        severity=severity_of(plan.due, today) if plan.status in _TO_WRITE else Severity.READY,
        due=plan.due,
        title=title % {"year": plan.year},
        detail=plan.unit,
        url=AnnualPlan(public_id=plan.public_id).get_absolute_url(),
        action=action,
    )


def _missing(month: date) -> Coalesce:
    """Return how many lines of a plan in course nobody has programmed in a month; none where it is not of its year."""
    lines = lines_to_program(AnnualPlanLine.objects.filter(plan=OuterRef("pk")), month)
    return Coalesce(Subquery(lines.order_by().values("plan").annotate(count=Count("pk")).values("count")), 0)


def _months_to_program(actor: Actor, month: date, today: date) -> WaitingKind | None:
    """Return the plans in course with lines that nobody has programmed in a month."""
    if not PLAN_POLICY.may_ever(actor, PlanPermission.PROGRAM):
        return None
    in_course = AnnualPlan.objects.filter(status=PlanStatus.IN_EXECUTION, cycle__year=month.year)
    plans = PLAN_POLICY.scope(actor, PlanPermission.PROGRAM, in_course).annotate(missing=_missing(month))
    return WaitingKind(
        rows=plans.filter(missing__gt=0).order_by("cycle", "unit__name"),
        due=Value(month),
        reads={**_PLAN, "missing": "missing"},
        tell=lambda rows: [_month_item(plan, today) for plan in rows],
    )


def _month_item(plan: Any, today: date) -> WaitingItem:
    said = ngettext("%(unit)s: %(count)d línea sin programar", "%(unit)s: %(count)d líneas sin programar", plan.missing)
    return WaitingItem(
        severity=severity_of(plan.due, today),
        due=plan.due,
        title=_("Programar %(month)s del plan anual %(year)s")
        % {"month": MONTH_NAMES[plan.due.month], "year": plan.due.year},
        detail=said % {"unit": plan.unit, "count": plan.missing},
        url=reverse("planning:month", args=[plan.public_id, plan.due]),
        action=_("Programar"),
    )


def _rounds_to_decide(actor: Actor) -> WaitingKind | None:
    if not CYCLE_POLICY.may_ever(actor, CyclePermission.VOTE):
        return None
    cycles = CYCLE_POLICY.scope(actor, CyclePermission.VOTE, PlanningCycle.objects.all())
    decided = PlanSheet.objects.filter(round__closed_at__isnull=True, member=actor.person_id)
    rounds = (
        PlanRound.objects.filter(cycle__in=cycles, closed_at__isnull=True)
        .exclude(pk__in=decided.values("round"))
        .exclude(amendment__requested_by=actor.person_id)
    )
    return WaitingKind(
        rows=rounds.order_by("pk"),
        due=None,
        reads={
            "cycle": "cycle__public_id",
            "year": "cycle__year",
            "organization": "cycle__organization__name",
            "amendment": "amendment__public_id",
            "unit": "amendment__plan__unit__name",
        },
        tell=lambda rows: [_round_item(one) for one in rows],
    )


def _round_item(one: Any) -> WaitingItem:
    if one.amendment is not None:
        title, detail = _("Decidir en comité: modificación del plan anual %(year)s"), one.unit
        url = PlanAmendment(public_id=one.amendment).get_absolute_url()
    else:
        title, detail = _("Decidir en comité: planes anuales %(year)s"), one.organization
        url = reverse("planning:committee", args=[one.cycle])
    return WaitingItem(
        severity=Severity.READY,
        due=None,
        title=title % {"year": one.year},
        detail=detail,
        url=url,
        action=_("Decidir"),
    )


def _amendments_to_decide(actor: Actor) -> WaitingKind | None:
    if not PLAN_POLICY.may_ever(actor, PlanPermission.DECIDE_AMENDMENT):
        return None
    plans = PLAN_POLICY.scope(actor, PlanPermission.DECIDE_AMENDMENT, AnnualPlan.objects.all())
    waiting = PlanAmendment.objects.filter(plan__in=plans, status=AmendmentStatus.REQUESTED).exclude(
        requested_by=actor.person_id
    )
    return WaitingKind(
        rows=waiting.order_by("requested_at", "pk"),
        due=None,
        reads={"public_id": "public_id", "kind": "kind", "year": "plan__cycle__year", "unit": "plan__unit__name"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=None,
                title=_("Atender modificación del plan anual %(year)s: %(kind)s")
                % {"year": one.year, "kind": AmendmentKind(one.kind).label.lower()},
                detail=one.unit,
                url=PlanAmendment(public_id=one.public_id).get_absolute_url(),
                action=_("Atender"),
            )
            for one in rows
        ],
    )
