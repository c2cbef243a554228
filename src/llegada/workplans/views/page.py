"""What the page of a plan shows: where it stands, what comes next, who may do it, and its milestones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise

from llegada.accounts.policies import ENTITY_PEOPLE_POLICY, EntityPeoplePermission
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.history import list_events, list_shown
from llegada.core.http import actor_of
from llegada.core.origins import find_origins
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.workplans import amendment_rules, consultation_rules, obstacle_rules, rules, selectors
from llegada.workplans.choices import MilestoneStatus, PlanSide, PlanStageKind, ReceiptStatus, WorkPlanStatus
from llegada.workplans.forms import ReportForm, ReviewForm
from llegada.workplans.joint_policies import JOINT_POLICY, JointPermission
from llegada.workplans.models import DeliveryAct, PlanMilestone, WorkPlan, WorkPlanService
from llegada.workplans.policies import FOR_ACTION, WORK_PLAN_POLICY, Permission
from llegada.workplans.verbs import (
    ACTION_LABELS,
    CLOSE_WITHOUT_RECEIPT,
    CONFIRMATIONS,
    LESSON_QUESTIONS,
    NEXT_STEPS,
    REASON_QUESTIONS,
    START_NEEDS_PROVIDER,
)

#: How an action looks, unless it is the step forward.
_KINDS: Final[Mapping[str, str]] = {"terminate": "danger", "suspend": "quiet", "request_changes": "quiet"}
#: States in which somebody may have to sign.
_TO_SIGN: Final = frozenset({WorkPlanStatus.AGREED, WorkPlanStatus.SIGNED})
#: Within so many days a date is also said as «in 3 days».
NEAR_DAYS = 30


@dataclass(frozen=True)
class Problem:
    """A refusal to show in the page: which action or milestone it met, and what had been written."""

    refusal: LlegadaError
    action: str = ""
    reason: str = ""
    milestone_id: UUID | None = None
    form: Any = None


@dataclass(frozen=True)
class Button:
    """An action that the person may carry out now."""

    action: str
    label: str | Promise
    kind: str
    confirm: str | Promise
    reason: str | Promise
    lessons: str | Promise


@dataclass
class MilestoneRow:
    """One milestone of the page, with what this person may do to it."""

    milestone: PlanMilestone
    is_overdue: bool
    days_left: int
    report_form: ReportForm | None = None
    review_form: ReviewForm | None = None
    is_own_report: bool = False
    is_open: bool = False
    is_held: bool = False

    @property
    def is_near(self) -> bool:
        """Return whether the due date is worth saying in days."""
        return self.milestone.status not in rules.SETTLED and abs(self.days_left) <= NEAR_DAYS

    @property
    def has_action(self) -> bool:
        """Return whether there is something to do."""
        return self.report_form is not None or self.review_form is not None


@dataclass
class ServiceBlock:
    """One service of the page: its milestones and its progress; delivered only when all are validated (PRD-17)."""

    chosen: WorkPlanService
    rows: list[MilestoneRow] = field(default_factory=list)

    @property
    def progress(self) -> rules.Progress:
        """Return the progress of the service."""
        return selectors.progress_of([row.milestone for row in self.rows])


def show_page(
    request: HttpRequest, public_id: UUID, *, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """Render the page of a plan, with a refusal where there was one. Raises NotFound."""
    actor, today = actor_of(request), timezone.localdate()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    held = WORK_PLAN_POLICY.permissions_on(actor, plan)
    opened = problem.milestone_id if problem else _uuid(request.GET.get("hito", ""))
    route = selectors.get_route_state(plan=plan)
    blocks = [
        ServiceBlock(
            chosen,
            [_row(actor, plan, one, held, today, opened, problem, route.held) for one in chosen.milestones.all()],
        )
        for chosen in selectors.list_plan_services(plan=plan)
    ]
    milestones = [row.milestone for block in blocks for row in block.rows]
    progress = selectors.progress_of(milestones)
    versions = selectors.list_versions(plan=plan)
    origins = find_origins(actor=actor, of=[plan, *milestones]) if plan.status == "historical" else {}
    act = selectors.find_delivery_act(plan=plan) if plan.ended_on else None
    missing = selectors.missing_signatures(plan=plan) if plan.status in _TO_SIGN else []
    part = selectors.find_part_of(plan=plan, actor=actor)
    buttons, can_sign = _buttons(actor, plan, held, act, missing), _may(actor, plan, "sign", held)
    can_sign_for_provider = PlanSide.PROVIDER in missing and Permission.SIGN_FOR_PROVIDER in held
    can_deliver = progress.is_complete and _may(actor, plan, "finish", held)
    context = {
        "plan": plan,
        "problem": problem.refusal if problem and not _is_in_a_form(problem, blocks) else None,
        "written": problem.reason if problem else "",
        "today": today,
        "progress": progress,
        "blocks": blocks,
        "overdue_count": sum(row.is_overdue for block in blocks for row in block.rows),
        "steps": _steps(plan),
        "next_step": START_NEEDS_PROVIDER if is_held_up(plan.status, missing) else NEXT_STEPS[plan.status],
        "buttons": buttons,
        "can_sign": can_sign,
        "act": act,
        "can_deliver": can_deliver,
        "can_sign_for_provider": can_sign_for_provider,
        "part": part,
        "stage_steps": [{"label": PlanStageKind(kind).label, "status": stands} for kind, stands in route.steps],
        "can_join": part is None and Permission.EDIT in held and plan.status in rules.EDITABLE and _leads(actor, plan),
        "is_my_turn": can_sign or can_deliver or can_sign_for_provider or any(not button.kind for button in buttons),
        "can_edit": Permission.EDIT in held and plan.status in rules.EDITABLE,
        # Whoever reports its milestones is whoever gives its sessions.
        "is_at_work": Permission.REPORT_MILESTONE in held and plan.status in rules.IN_COURSE,
        "versions": versions,
        "latest": versions[0] if versions else None,
        "changes": selectors.compare_versions(older=versions[1], newer=versions[0]) if len(versions) > 1 else None,
        "can_see_line": plan.annual_line is not None
        and PLAN_POLICY.can(actor, PlanPermission.VIEW, plan.annual_line.plan),
        "can_see_people": ENTITY_PEOPLE_POLICY.may_ever(actor, EntityPeoplePermission.VIEW),
        "origin": origins.get(plan),
        "origins": origins,
        "events": list_shown(target=plan),
        "states": WorkPlanStatus.choices,
        "amendments": selectors.count_amendments(plan=plan) if plan.signed_at else None,
        "obstacles": selectors.list_obstacles(plan=plan) if plan.signed_at else [],
        "can_consult": Permission.CONSULT in held and plan.status not in consultation_rules.ENDED_PLANS,
        "can_record_obstacle": Permission.RECORD_OBSTACLE in held and plan.status in obstacle_rules.MET_IN,
        "can_amend": Permission.AMEND in held and plan.status in amendment_rules.AMENDABLE,
        "request_for_changes": _request_for_changes(plan),
    }
    return render(request, "workplans/detail.html", context, status=status)


def _is_in_a_form(problem: Problem, blocks: list[ServiceBlock]) -> bool:
    """Return whether the form that met the refusal is still in the page; if not, the refusal is said at the top."""
    forms = [form for block in blocks for row in block.rows for form in (row.report_form, row.review_form)]
    return problem.form is not None and any(form is problem.form for form in forms)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _steps(plan: WorkPlan) -> list[dict[str, Any]]:
    aside = plan.get_status_display() if plan.status in rules.STANDS_AT else ""
    return [
        {"label": WorkPlanStatus(state).label, "status": stands, "note": aside if stands == "current" else ""}
        for state, stands in rules.steps_of(plan.status)
    ]


def _may(actor: Actor, plan: WorkPlan, action: str, held: frozenset[str]) -> bool:
    """Return whether the page offers an action: the state admits it, the role holds it, and nobody is on both sides."""
    is_both = action in {"agree", "sign"} and actor.person_id in {plan.advisor_id, plan.created_by_id}
    return action in rules.available_actions(plan.status) and FOR_ACTION[action] in held and not is_both


def _question(action: str, act: DeliveryAct | None) -> str | Promise:
    """Return what an action asks; closing asks why only where the entity has not confirmed what it received."""
    if action == "close" and (act is None or act.receipt != ReceiptStatus.CONFIRMED):
        return CLOSE_WITHOUT_RECEIPT
    return REASON_QUESTIONS.get(action, "")


def _leads(actor: Actor, plan: WorkPlan) -> bool:
    return plan.unit_id in JOINT_POLICY.unit_ids(actor, JointPermission.LEAD)


def is_held_up(status: str, missing: list[str]) -> bool:
    """Return whether a plan that its entity signed still waits for somebody's signature to begin."""
    return status == WorkPlanStatus.SIGNED and bool(missing)


def _buttons(
    actor: Actor, plan: WorkPlan, held: frozenset[str], act: DeliveryAct | None, missing: list[str]
) -> list[Button]:
    apart = {"sign", "finish", "start"} if is_held_up(plan.status, missing) else {"sign", "finish"}
    return [
        Button(
            action=action,
            label=ACTION_LABELS[action],
            kind=_KINDS.get(action, ""),
            confirm=CONFIRMATIONS.get(action, ""),
            reason=_question(action, act),
            lessons=LESSON_QUESTIONS.get(action, ""),
        )
        for action in rules.available_actions(plan.status)
        if action not in apart and _may(actor, plan, action, held)
    ]


def _row(
    actor: Actor,
    plan: WorkPlan,
    milestone: PlanMilestone,
    held: frozenset[str],
    today: date,
    opened: UUID | None,
    problem: Problem | None,
    waiting: frozenset[int],
) -> MilestoneRow:
    row = MilestoneRow(
        milestone,
        is_overdue=rules.is_overdue(
            due_on=milestone.due_on,
            status=milestone.status,
            today=today,
            plan_status=plan.status,
            ends_on=plan.ends_on,
        ),
        days_left=(milestone.due_on - today).days,
        is_open=milestone.public_id == opened,
        is_held=milestone.pk in waiting,
    )
    kept = problem.form if problem and row.is_open else None
    is_reported = milestone.status == MilestoneStatus.REPORTED
    if (
        Permission.REPORT_MILESTONE in held
        and plan.status in rules.IN_COURSE
        and milestone.status in rules.OPEN_MILESTONES
        and milestone.pk not in waiting
    ):
        row.report_form = (
            kept
            if isinstance(kept, ReportForm)
            else ReportForm(milestone=milestone, initial={"report": milestone.report})
        )
    if Permission.REVIEW_MILESTONE in held and plan.status in rules.REVIEWABLE and is_reported:
        row.is_own_report = milestone.reported_by_id == actor.person_id
        if not row.is_own_report:
            row.review_form = kept if isinstance(kept, ReviewForm) else ReviewForm(milestone=milestone)
    return row


def _request_for_changes(plan: WorkPlan) -> str:
    """Return what the entity asked for, while it is being attended to."""
    if plan.status != WorkPlanStatus.CHANGES_REQUESTED:
        return ""
    asked = list_events(target=plan).filter(verb="workplan.request_changes").first()
    return asked.reason if asked else ""
