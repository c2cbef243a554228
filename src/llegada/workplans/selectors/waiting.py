"""What awaits a person in work plans, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import MOST, Severity, WaitingItem, WaitingKind
from llegada.workplans import rules
from llegada.workplans.amendment_rules import AMENDABLE, NEEDS_ENTITY
from llegada.workplans.choices import (
    AmendmentStatus,
    MilestoneStatus,
    ObstacleKind,
    PlanSide,
    ReceiptStatus,
    WorkPlanStatus,
)
from llegada.workplans.models import PlanMilestone, PlanObstacle, PlanSignature, WorkPlan, WorkPlanAmendment
from llegada.workplans.obstacle_rules import MET_IN
from llegada.workplans.obstacle_rules import OPEN as OPEN_OBSTACLES
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.consultations_waiting import consultations_waiting
from llegada.workplans.selectors.joint_waiting import joints_waiting, parts_waiting
from llegada.workplans.selectors.milestones import list_milestones
from llegada.workplans.selectors.stage_waiting import alternatives_waiting

#: A milestone is shown this many days before it is due.
SOON_DAYS = 7
#: A finished plan whose entity has not said that it received it may be closed all the same after so many days.
UNANSWERED_DAYS = 15
#: Statuses in which a plan awaits its entity, and those in which its work is over.
_FOR_THE_ENTITY = frozenset({WorkPlanStatus.SOCIALIZED, WorkPlanStatus.AGREED})
_OVER = frozenset({WorkPlanStatus.IN_EXECUTION, WorkPlanStatus.FINISHED})
#: What the words of a thing of a plan need, and of a plan itself.
_OF_PLAN: Final = {"plan": "plan__public_id", "entity": "plan__entity__name", "unit": "plan__unit__name"}
_PLAN: Final = {"plan": "public_id", "entity": "entity__name", "unit": "unit__name"}


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the kinds of things that may await the actor in work plans."""
    return [
        _milestones_to_report(actor, today),
        _milestones_to_review(actor, today),
        _plans_waiting(actor, today),
        _amendments_waiting(actor),
        _obstacles_waiting(actor, today),
        parts_waiting(actor),
        joints_waiting(actor),
        consultations_waiting(actor, today),
        alternatives_waiting(actor),
    ]


def _severity(due: date, today: date) -> Severity:
    return Severity.LATE if due < today else Severity.SOON


def _plan_address(row: Any) -> str:
    return WorkPlan(public_id=row.plan).get_absolute_url()


def _address(milestone: Any) -> str:
    """Return where the milestone is dealt with: its place in the page of the plan, opened."""
    return f"{_plan_address(milestone)}?hito={milestone.public_id}#hito-{milestone.public_id}"


def _milestones_to_report(actor: Actor, today: date) -> WaitingKind | None:
    """Return what the plan's own advisor has not reported, due soon or already late, and what came back."""
    if not WORK_PLAN_POLICY.may_ever(actor, Permission.REPORT_MILESTONE):
        return None
    milestones = list_milestones(actor=actor, permission=Permission.REPORT_MILESTONE).filter(
        Q(status=MilestoneStatus.RETURNED)
        | Q(status=MilestoneStatus.PENDING, due_on__lte=today + timedelta(days=SOON_DAYS)),
        plan__advisor=actor.person_id,
        plan__status__in=rules.IN_COURSE,
    )
    return WaitingKind(
        rows=milestones,
        due="due_on",
        reads={**_OF_PLAN, "public_id": "public_id", "name": "name", "status": "status"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.LATE if one.status == MilestoneStatus.RETURNED else _severity(one.due, today),
                due=one.due,
                title=(
                    _("Corregir hito: %(name)s")
                    if one.status == MilestoneStatus.RETURNED
                    else _("Reportar hito: %(name)s")
                )
                % {"name": one.name},
                detail=_detail(one),
                url=_address(one),
                action=_("Corregir") if one.status == MilestoneStatus.RETURNED else _("Reportar"),
            )
            for one in rows
        ],
    )


def _milestones_to_review(actor: Actor, today: date) -> WaitingKind | None:
    """Return what others reported; one's own awaits somebody else."""
    if not WORK_PLAN_POLICY.may_ever(actor, Permission.REVIEW_MILESTONE):
        return None
    milestones = (
        list_milestones(actor=actor, permission=Permission.REVIEW_MILESTONE)
        .filter(status=MilestoneStatus.REPORTED, plan__status__in=rules.REVIEWABLE)
        .exclude(reported_by=actor.person_id)
    )
    return WaitingKind(
        rows=milestones,
        due=TruncDate("reported_at"),  # the reviewer owes from the report on; the milestone's own date is the advisor's
        reads={**_OF_PLAN, "public_id": "public_id", "name": "name"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=one.due,
                title=_("Validar hito: %(name)s") % {"name": one.name},
                detail=_detail(one),
                url=_address(one),
                action=_("Revisar"),
            )
            for one in rows
        ],
    )


def _plans_waiting(actor: Actor, today: date) -> WaitingKind | None:
    """Return the plans that the actor has to move on, answer or close; a status awaits one kind of person, so one query does."""
    reached = [
        Q(pk__in=WORK_PLAN_POLICY.scope(actor, permission, WorkPlan.objects.filter(among)).order_by().values("pk"))
        for permission, among in (
            (Permission.EDIT, _only_their_advisor_moves(actor)),
            (Permission.AGREE, Q(status=WorkPlanStatus.SOCIALIZED)),
            (Permission.SIGN, Q(status=WorkPlanStatus.AGREED)),
            (Permission.SIGN_FOR_PROVIDER, Q(status=WorkPlanStatus.SIGNED) & ~Q(_provider_signed())),
            (Permission.CLOSE, _to_be_closed(today)),
            (
                Permission.CONFIRM_DELIVERY,
                Q(status=WorkPlanStatus.FINISHED, delivery_act__receipt=ReceiptStatus.AWAITING),
            ),
        )
        if WORK_PLAN_POLICY.may_ever(actor, permission)
    ]
    if not reached:
        return None
    words = {
        WorkPlanStatus.CHANGES_REQUESTED: (_("Ajustar plan: %(title)s"), _("Ajustar")),
        WorkPlanStatus.SIGNED: (_("Empezar plan firmado: %(title)s"), _("Empezar")),
        WorkPlanStatus.IN_EXECUTION: (_("Finalizar plan con todo validado: %(title)s"), _("Finalizar")),
        WorkPlanStatus.SOCIALIZED: (_("Leer y responder el plan: %(title)s"), _("Leer")),
        WorkPlanStatus.AGREED: (_("Firmar el plan: %(title)s"), _("Firmar")),
        WorkPlanStatus.FINISHED: (_("Cerrar plan finalizado: %(title)s"), _("Cerrar")),
    }
    return WaitingKind(
        rows=WorkPlan.objects.filter(reduce(or_, reached)).order_by("starts_on", "pk"),
        due=_due(today),
        reads={
            **_PLAN,
            "title": "title",
            "status": "status",
            "starts_on": "starts_on",
            "is_provider_signed": _provider_signed(),
            "receipt": "delivery_act__receipt",
        },
        tell=lambda rows: [
            _plan_item(
                plan,
                _urgency(plan, today),
                *(_of_signature(plan) or _of_delivery(plan) or words[WorkPlanStatus(plan.status)]),
            )
            for plan in rows
        ],
        most=MOST * len(reached),
    )


def _to_be_closed(today: date) -> Q:
    """Return which finished plans are to be closed: received, or too long without the entity's answer."""
    is_due = Q(delivery_act__receipt=ReceiptStatus.CONFIRMED) | Q(delivery_act__isnull=True)
    return Q(status=WorkPlanStatus.FINISHED) & (is_due | Q(ended_on__lt=today - timedelta(days=UNANSWERED_DAYS)))


def _provider_signed() -> Exists:
    """Return whether who assists signed what the entity signed."""
    return Exists(PlanSignature.objects.filter(version=OuterRef("signed_version"), party=PlanSide.PROVIDER))


def _of_signature(plan: Any) -> tuple[str, str] | None:
    """Return that a plan waits for the head's signature, where it does."""
    if plan.status != WorkPlanStatus.SIGNED or plan.is_provider_signed:
        return None
    return _("Firmar por quien asiste: %(title)s"), _("Firmar")


def _of_delivery(plan: Any) -> tuple[str, str] | None:
    """Return what a plan waits for while its delivery is not settled, or None."""
    if plan.status != WorkPlanStatus.FINISHED or plan.receipt in (None, ReceiptStatus.CONFIRMED):
        return None
    if plan.receipt == ReceiptStatus.OBSERVED:
        return _("Corregir el acta de entrega: %(title)s"), _("Corregir")
    return _("Confirmar lo que se entregó: %(title)s"), _("Confirmar")


def _amendments_waiting(actor: Actor) -> WaitingKind | None:
    """Return the amendments that the actor has to accept or approve, never their own."""
    waiting = [
        Q(among, plan__in=WORK_PLAN_POLICY.scope(actor, permission, WorkPlan.objects.all()).order_by().values("pk"))
        for permission, among in (
            (Permission.ACCEPT_AMENDMENT, Q(status=AmendmentStatus.PROPOSED, kind__in=NEEDS_ENTITY)),
            (Permission.DECIDE_AMENDMENT, Q(status=AmendmentStatus.ACCEPTED)),
            (Permission.REVIEW_MILESTONE, Q(status=AmendmentStatus.PROPOSED) & ~Q(kind__in=NEEDS_ENTITY)),
        )
        if WORK_PLAN_POLICY.may_ever(actor, permission)
    ]
    if not waiting:
        return None
    found = (
        WorkPlanAmendment.objects.filter(reduce(or_, waiting), plan__status__in=AMENDABLE)
        .exclude(proposed_by=actor.person_id)
        .order_by("proposed_at", "pk")
    )
    return WaitingKind(
        rows=found,
        due=TruncDate(Coalesce("accepted_at", "proposed_at")),
        reads={**_OF_PLAN, "public_id": "public_id", "title": "plan__title"},
        tell=lambda rows: [
            WaitingItem(
                severity=Severity.READY,
                due=one.due,
                title=_("Decidir una modificación: %(title)s") % {"title": one.title},
                detail=_detail(one),
                url=WorkPlanAmendment(public_id=one.public_id).get_absolute_url(),
                action=_("Decidir"),
            )
            for one in rows
        ],
    )


def _obstacles_waiting(actor: Actor, today: date) -> WaitingKind | None:
    """Return the obstacles that the actor has to resolve: theirs by name, or of nobody by name on their side."""
    if not WORK_PLAN_POLICY.may_ever(actor, Permission.RECORD_OBSTACLE):
        return None
    reached = WORK_PLAN_POLICY.scope(actor, Permission.RECORD_OBSTACLE, WorkPlan.objects.filter(status__in=MET_IN))
    mine = Q(responsible=actor.person_id) | Q(
        responsible__isnull=True, side=PlanSide.PROVIDER, plan__advisor=actor.person_id
    )
    if WORK_PLAN_POLICY.may_ever(actor, Permission.ACCEPT_AMENDMENT):
        theirs = WORK_PLAN_POLICY.scope(actor, Permission.ACCEPT_AMENDMENT, WorkPlan.objects.all())
        mine |= Q(responsible__isnull=True, side=PlanSide.ENTITY, plan__in=theirs.order_by().values("pk"))
    found = PlanObstacle.objects.filter(
        mine, status__in=OPEN_OBSTACLES, plan__in=reached.order_by().values("pk")
    ).order_by("due_on", "pk")
    return WaitingKind(
        rows=found,
        due="due_on",
        reads={**_OF_PLAN, "public_id": "public_id", "kind": "kind"},
        tell=lambda rows: [
            WaitingItem(
                severity=_severity(one.due, today),
                due=one.due,
                title=_("Resolver un obstáculo: %(kind)s") % {"kind": ObstacleKind(one.kind).label},
                detail=_detail(one),
                url=reverse("workplans:obstacles", args=[one.plan]) + f"#obstaculo-{one.public_id}",
                action=_("Resolver"),
            )
            for one in rows
        ],
    )


def _only_their_advisor_moves(actor: Actor) -> Q:
    """Return which plans of the actor's own only they can move on."""
    unfinished = PlanMilestone.objects.filter(plan=OuterRef("pk")).exclude(status__in=rules.SETTLED)
    is_done = Q(status=WorkPlanStatus.IN_EXECUTION) & Q(~Exists(unfinished))
    to_move = Q(status=WorkPlanStatus.CHANGES_REQUESTED) | (Q(status=WorkPlanStatus.SIGNED) & Q(_provider_signed()))
    is_observed = Q(status=WorkPlanStatus.FINISHED, delivery_act__receipt=ReceiptStatus.OBSERVED)
    return Q(advisor=actor.person_id) & (to_move | is_done | is_observed)


def _urgency(plan: Any, today: date) -> Severity:
    """Return how pressing a plan is: others wait for the entity; changes asked hold it up, the more once it should have begun."""
    if plan.status in _FOR_THE_ENTITY:
        return Severity.SOON
    if plan.status != WorkPlanStatus.CHANGES_REQUESTED:
        return Severity.READY
    return _severity(plan.starts_on, today)


def _due(today: date) -> Case:
    """Return when a plan still to begin begins; what is over has no deadline."""
    return Case(
        When(status__in=_OVER, then=None),
        When(starts_on__lt=today, status__in=set(WorkPlanStatus) - _FOR_THE_ENTITY, then=today),
        default=F("starts_on"),
    )


def _plan_item(plan: Any, severity: Severity, title: str, action: str) -> WaitingItem:
    return WaitingItem(
        severity=severity,
        due=plan.due,
        title=title % {"title": plan.title},
        detail=_detail(plan),
        url=_plan_address(plan),
        action=action,
    )


def _detail(row: Any) -> str:
    return f"{row.entity} · {row.unit}"
