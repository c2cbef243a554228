"""What awaits a person in work plans, for «Mi trabajo»."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.waiting import Severity, WaitingItem, WaitingKind, read_waiting
from llegada.workplans import rules
from llegada.workplans.amendment_rules import AMENDABLE, NEEDS_ENTITY
from llegada.workplans.choices import AmendmentStatus, MilestoneStatus, PlanSide, ReceiptStatus, WorkPlanStatus
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
#: At most so many of each kind: a person does not read more.
SHOWN = 50
#: Statuses in which a plan awaits its entity, and those in which its work is over.
_FOR_THE_ENTITY = frozenset({WorkPlanStatus.SOCIALIZED, WorkPlanStatus.AGREED})
_OVER = frozenset({WorkPlanStatus.IN_EXECUTION, WorkPlanStatus.FINISHED})


def list_waiting_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return the kinds of things that may await the actor in work plans, each of one query."""
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


def list_waiting_for(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return what awaits the actor, oldest deadline first."""
    found = read_waiting(list_waiting_kinds(actor=actor, today=today), actor=actor)
    return sorted(found, key=lambda item: item.sort_key)


def _severity(due: date, today: date) -> Severity:
    return Severity.LATE if due < today else Severity.SOON


def _address(milestone: PlanMilestone) -> str:
    """Return where the milestone is dealt with: its place in the page of the plan, opened."""
    return f"{milestone.plan.get_absolute_url()}?hito={milestone.public_id}#hito-{milestone.public_id}"


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
        milestones,
        lambda: [
            WaitingItem(
                severity=Severity.LATE if one.status == MilestoneStatus.RETURNED else _severity(one.due_on, today),
                due=one.due_on,
                title=(
                    _("Corregir hito: %(name)s")
                    if one.status == MilestoneStatus.RETURNED
                    else _("Reportar hito: %(name)s")
                )
                % {"name": one.name},
                detail=_detail(one.plan),
                url=_address(one),
                action=_("Corregir") if one.status == MilestoneStatus.RETURNED else _("Reportar"),
            )
            for one in milestones[:SHOWN]
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
        milestones,
        lambda: [
            WaitingItem(
                severity=Severity.READY,
                due=timezone.localdate(
                    one.reported_at
                ),  # the reviewer owes from the report on; the milestone's own date is the advisor's
                title=_("Validar hito: %(name)s") % {"name": one.name},
                detail=_detail(one.plan),
                url=_address(one),
                action=_("Revisar"),
            )
            for one in milestones[:SHOWN]
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
    plans = WorkPlan.objects.filter(reduce(or_, reached)).select_related("entity", "unit", "delivery_act")
    plans = plans.annotate(is_provider_signed=_provider_signed())
    words = {
        WorkPlanStatus.CHANGES_REQUESTED: (_("Ajustar plan: %(title)s"), _("Ajustar")),
        WorkPlanStatus.SIGNED: (_("Empezar plan firmado: %(title)s"), _("Empezar")),
        WorkPlanStatus.IN_EXECUTION: (_("Finalizar plan con todo validado: %(title)s"), _("Finalizar")),
        WorkPlanStatus.SOCIALIZED: (_("Leer y responder el plan: %(title)s"), _("Leer")),
        WorkPlanStatus.AGREED: (_("Firmar el plan: %(title)s"), _("Firmar")),
        WorkPlanStatus.FINISHED: (_("Cerrar plan finalizado: %(title)s"), _("Cerrar")),
    }
    return WaitingKind(
        plans,
        lambda: [
            _plan_item(
                plan,
                _urgency(plan, today),
                *(_of_signature(plan) or _of_delivery(plan) or words[WorkPlanStatus(plan.status)]),
                due=_due(plan, today),
            )
            for plan in plans.order_by("starts_on", "pk")[: SHOWN * len(reached)]
        ],
    )


def _to_be_closed(today: date) -> Q:
    """Return which finished plans are to be closed: received, or too long without the entity's answer."""
    is_due = Q(delivery_act__receipt=ReceiptStatus.CONFIRMED) | Q(delivery_act__isnull=True)
    return Q(status=WorkPlanStatus.FINISHED) & (is_due | Q(ended_on__lt=today - timedelta(days=UNANSWERED_DAYS)))


def _provider_signed() -> Exists:
    """Return whether who assists signed what the entity signed."""
    return Exists(PlanSignature.objects.filter(version=OuterRef("signed_version"), party=PlanSide.PROVIDER))


def _of_signature(plan: WorkPlan) -> tuple[str, str] | None:
    """Return that a plan waits for the head's signature, where it does."""
    if plan.status != WorkPlanStatus.SIGNED or getattr(plan, "is_provider_signed", True):
        return None
    return _("Firmar por quien asiste: %(title)s"), _("Firmar")


def _of_delivery(plan: WorkPlan) -> tuple[str, str] | None:
    """Return what a plan waits for while its delivery is not settled, or None."""
    act = getattr(plan, "delivery_act", None)
    if plan.status != WorkPlanStatus.FINISHED or act is None or act.receipt == ReceiptStatus.CONFIRMED:
        return None
    if act.receipt == ReceiptStatus.OBSERVED:
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
        .select_related("plan__entity", "plan__unit")
        .order_by("proposed_at", "pk")
    )
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=Severity.READY,
                due=timezone.localdate(one.accepted_at or one.proposed_at),
                title=_("Decidir una modificación: %(title)s") % {"title": one.plan.title},
                detail=_detail(one.plan),
                url=one.get_absolute_url(),
                action=_("Decidir"),
            )
            for one in found[:SHOWN]
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
    found = (
        PlanObstacle.objects.filter(mine, status__in=OPEN_OBSTACLES, plan__in=reached.order_by().values("pk"))
        .select_related("plan__entity", "plan__unit")
        .order_by("due_on", "pk")
    )
    return WaitingKind(
        found,
        lambda: [
            WaitingItem(
                severity=_severity(one.due_on, today),
                due=one.due_on,
                title=_("Resolver un obstáculo: %(kind)s") % {"kind": one.get_kind_display()},
                detail=_detail(one.plan),
                url=reverse("workplans:obstacles", args=[one.plan.public_id]) + f"#obstaculo-{one.public_id}",
                action=_("Resolver"),
            )
            for one in found[:SHOWN]
        ],
    )


def _only_their_advisor_moves(actor: Actor) -> Q:
    """Return which plans of the actor's own only they can move on."""
    unfinished = PlanMilestone.objects.filter(plan=OuterRef("pk")).exclude(status__in=rules.SETTLED)
    is_done = Q(status=WorkPlanStatus.IN_EXECUTION) & Q(~Exists(unfinished))
    to_move = Q(status=WorkPlanStatus.CHANGES_REQUESTED) | (Q(status=WorkPlanStatus.SIGNED) & Q(_provider_signed()))
    is_observed = Q(status=WorkPlanStatus.FINISHED, delivery_act__receipt=ReceiptStatus.OBSERVED)
    return Q(advisor=actor.person_id) & (to_move | is_done | is_observed)


def _urgency(plan: WorkPlan, today: date) -> Severity:
    """Return how pressing a plan is: others wait for the entity; changes asked hold it up, the more once it should have begun."""
    if plan.status in _FOR_THE_ENTITY:
        return Severity.SOON
    if plan.status != WorkPlanStatus.CHANGES_REQUESTED:
        return Severity.READY
    return _severity(plan.starts_on, today)


def _due(plan: WorkPlan, today: date) -> date | None:
    """Return when a plan still to begin begins; what is over has no deadline."""
    if plan.status in _FOR_THE_ENTITY:
        return plan.starts_on
    return None if plan.status in _OVER else max(plan.starts_on, today)


def _plan_item(plan: WorkPlan, severity: Severity, title: str, action: str, *, due: date | None) -> WaitingItem:
    return WaitingItem(
        severity=severity,
        due=due,
        title=title % {"title": plan.title},
        detail=_detail(plan),
        url=plan.get_absolute_url(),
        action=action,
    )


def _detail(plan: WorkPlan) -> str:
    return f"{plan.entity.name} · {plan.unit.name}"
