"""Joint plans: the list and its download, making one from a plan, its page, and the answers of each unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, NotAllowed, NotFound
from llegada.core.history import VERB_LABELS, list_shown
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.tabular import Table, table_response
from llegada.workplans import joint_rules, rules, selectors, services
from llegada.workplans.choices import JointPartStatus, JointStage, JointStatus
from llegada.workplans.errors import JointClosedToPlans, PlanNotEditable
from llegada.workplans.forms import BringForm, InviteForm, JointForm
from llegada.workplans.joint_policies import JOINT_POLICY, JointPermission, may_answer
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.joint_plans import JointView, PartRow
from llegada.workplans.verbs import JOINT_LACKS, JOINT_NEXT, PART_ACTIONS, PART_QUESTIONS
from llegada.workplans.views.lists import FORMATS

PAGE_SIZE = 25


@dataclass(frozen=True)
class PartBlock:
    """One part of the page, with what whoever looks may do: (action, label, question)."""

    row: PartRow
    actions: list[tuple[str, str | Promise, str | Promise]]
    can_bring: bool


@login_required
@require_GET
def list_joints(request: HttpRequest) -> HttpResponse:
    """List the joint plans that the actor may see."""
    actor = actor_of(request)
    JOINT_POLICY.require_ever(actor, JointPermission.VIEW)
    page = Paginator(selectors.list_joint_plans(actor=actor), PAGE_SIZE).get_page(request.GET.get("page"))
    views = selectors.view_joint_plans(page.object_list)
    can_make = JOINT_POLICY.may_ever(actor, JointPermission.LEAD)
    return render(request, "workplans/joint/list.html", {"page_obj": page, "views": views, "can_make": can_make})


@login_required
@require_GET
def export_joints(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same list, one row a part."""
    actor = actor_of(request)
    JOINT_POLICY.require_ever(actor, JointPermission.VIEW)
    if extension not in FORMATS:
        raise NotFound()
    columns = [
        _("Plan articulado"), _("Entidad"), _("Código DANE"), _("Etapa"), _("Avance del conjunto (%)"), _("Organización"),
        _("Dependencia"), _("Qué aporta"), _("Peso en el conjunto"), _("Respuesta"), _("Plan de trabajo"), _("Estado del plan"),
        _("Peso validado"), _("Peso total"), _("Avance (%)"),
    ]  # fmt: skip
    views = selectors.view_joint_plans(selectors.list_joint_plans(actor=actor))
    return table_response(Table(_("planes-articulados"), columns, _rows(views)), extension, asked=request.GET)


def _rows(views: list[JointView]) -> Iterator[list[Any]]:
    for view in views:
        entity = view.joint.entity
        for row in view.rows:
            part, done = row.part, row.state.progress
            yield [
                view.joint.name,
                entity.name,
                entity.municipality_id or entity.department_id,
                str(view.stage.label),
                view.progress.percent,
                part.unit.organization.name,
                part.unit.name,
                part.contribution,
                part.weight,
                part.get_status_display(),
                part.plan.title if part.plan else None,
                part.plan.get_status_display() if part.plan else None,
                done.done if done.total else None,
                done.total or None,
                done.percent,
            ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_joint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a joint plan from a work plan still to be shown."""
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.unit_id not in JOINT_POLICY.unit_ids(actor, JointPermission.LEAD):
        raise NotAllowed(permission=JointPermission.LEAD)
    if plan.status not in rules.EDITABLE or selectors.find_part_of(plan=plan) is not None:
        raise PlanNotEditable()
    form = JointForm(request.POST or recovered_data(request), plan=plan)

    def work() -> str:
        joint = services.create_joint_plan(
            actor=actor,
            plan_id=public_id,
            name=form.cleaned_data["name"],
            purpose=form.cleaned_data["purpose"],
            terms=form.terms(),
            now=timezone.now(),
        )
        messages.success(request, _("El plan articulado está en formación. Invite a las demás dependencias."))
        return joint.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/joint/form.html", {"form": form, "plan": plan}, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_GET
def show_joint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a joint plan: who does what, the progress of each and of the whole, what is missing, and what one may do."""
    return _page(request, public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Invite one more unit."""
    actor = actor_of(request)
    joint = selectors.get_joint_plan(actor=actor, public_id=public_id)
    JOINT_POLICY.require(actor, JointPermission.LEAD, joint)
    if joint.status != JointStatus.FORMING:
        raise JointClosedToPlans()
    form = InviteForm(request.POST or recovered_data(request), joint=joint)

    def work() -> str:
        unit = form.cleaned_data["unit"]
        services.invite_unit(actor=actor, public_id=public_id, unit=unit, terms=form.terms(), now=timezone.now())
        messages.success(request, _("La invitación quedó enviada: aparece en «Mi trabajo» de la dependencia."))
        return joint.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/joint/invite.html", {"form": form, "joint": joint}, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose the work plan of one's part."""
    actor = actor_of(request)
    part = selectors.get_joint_part(actor=actor, public_id=public_id)
    if not may_answer(actor, part):
        raise NotAllowed(permission=JointPermission.TAKE_PART)
    if part.status != JointPartStatus.ACCEPTED or part.joint.status != JointStatus.FORMING:
        raise JointClosedToPlans()
    form = BringForm(request.POST or recovered_data(request), actor=actor, part=part)

    def work() -> str:
        services.bring_plan(actor=actor, public_id=public_id, plan=form.cleaned_data["plan"], now=timezone.now())
        messages.success(request, _("El plan quedó ligado a su parte."))
        return part.joint.get_absolute_url()

    def show(status: int) -> HttpResponse:
        has_plans = selectors.list_plans_to_bring(actor=actor, part=part).exists()
        context = {"form": form, "part": part, "joint": part.joint, "has_plans": has_plans}
        return render(request, "workplans/joint/bring.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_POST
def move_joint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Form or dissolve a joint plan; a refusal stays in the page."""
    actor, action = actor_of(request), request.POST.get("action", "")
    joint = selectors.get_joint_plan(actor=actor, public_id=public_id)
    JOINT_POLICY.require(actor, JointPermission.LEAD, joint)

    def work() -> str:
        reason, now = request.POST.get("reason", ""), timezone.now()
        services.move_joint_plan(actor=actor, public_id=public_id, action=action, now=now, reason=reason)
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"joint.{action}"]})
        return joint.get_absolute_url()

    return act_or_show(
        request, work=work, show=lambda status, problem: _page(request, public_id, status=status, problem=problem)
    )


@login_required
@require_POST
def move_part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the answer of a unit, or take back an invitation; a refusal stays in the page."""
    actor, action = actor_of(request), request.POST.get("action", "")
    part = selectors.get_joint_part(actor=actor, public_id=public_id)
    if not (may_answer(actor, part) or JOINT_POLICY.can(actor, JointPermission.LEAD, part.joint)):
        raise NotAllowed(permission=JointPermission.TAKE_PART)

    def work() -> str:
        reason, now = request.POST.get("reason", ""), timezone.now()
        services.move_part(actor=actor, public_id=public_id, action=action, now=now, reason=reason)
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"joint.{action}"]})
        # Who declines sees it no more.
        return reverse("insights:my_work") if action == "decline" else part.joint.get_absolute_url()

    return act_or_show(
        request,
        work=work,
        show=lambda status, problem: _page(request, part.joint.public_id, status=status, problem=problem),
    )


def _page(
    request: HttpRequest, public_id: UUID, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    joint = selectors.get_joint_plan(actor=actor, public_id=public_id)
    view = selectors.view_joint_plans([joint])[0]
    can_lead = JOINT_POLICY.can(actor, JointPermission.LEAD, joint)
    is_forming = joint.status == JointStatus.FORMING
    context: dict[str, Any] = {
        "joint": joint,
        "view": view,
        "blocks": [_block(actor, view, row, can_lead=can_lead) for row in view.rows],
        "steps": [
            {"label": JointStage(one).label, "status": stands} for one, stands in joint_rules.steps_of(view.stage)
        ],
        "next_step": JOINT_NEXT[view.stage],
        "lacking": [JOINT_LACKS[one] for one in view.lacking] if is_forming else [],
        "can_invite": can_lead and is_forming,
        "can_form": can_lead and is_forming and not view.lacking,
        "can_dissolve": can_lead and joint.status != JointStatus.DISSOLVED and view.stage != JointStage.FINISHED,
        "events": list_shown(target=joint),
        "states": JointStatus.choices,
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/joint/detail.html", context, status=status)


def _block(actor: Actor, view: JointView, row: PartRow, *, can_lead: bool) -> PartBlock:
    part, is_forming, is_mine = row.part, view.joint.status == JointStatus.FORMING, may_answer(actor, row.part)
    offered = []
    if part.status == JointPartStatus.INVITED and is_forming:
        offered = (["accept", "decline"] if is_mine else []) + (["withdraw"] if can_lead else [])
    elif part.status == JointPartStatus.ACCEPTED and view.stage != JointStage.DISSOLVED and is_mine:
        may_leave = part.unit_id != view.joint.unit_id and joint_rules.may_leave(row.state.plan_status)
        offered = ["leave"] if may_leave else []
    return PartBlock(
        row,
        [(one, PART_ACTIONS[one], PART_QUESTIONS.get(one, "")) for one in offered],
        can_bring=is_mine and is_forming and part.status == JointPartStatus.ACCEPTED,
    )
