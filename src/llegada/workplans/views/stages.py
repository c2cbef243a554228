"""The route of a plan: its page, setting it, closing a stage, comparing alternatives and agreeing to one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.records.http import file_response
from llegada.workplans import rules, selectors, services, stage_rules
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.errors import PlanNotEditable, StageNotClosedHere
from llegada.workplans.forms import AlternativeForm, RouteForm, StageForm
from llegada.workplans.models import PlanStage
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


@login_required
@require_GET
def show_route(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the stages of a plan, what came out of each, and the alternatives compared."""
    return _page(request, public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_route(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a plan still to be shown on the route, with the stage of each milestone, or take it off."""
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.status not in rules.EDITABLE:
        raise PlanNotEditable()
    form = RouteForm(request.POST or recovered_data(request), plan=plan)

    def work() -> str:
        services.set_route(
            actor=actor,
            public_id=public_id,
            is_followed=form.cleaned_data["is_followed"],
            stage_of=form.stage_of(),
            now=timezone.now(),
        )
        messages.success(request, _("La ruta del plan quedó guardada."))
        return plan.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/route/form.html", {"form": form, "plan": plan}, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_stage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a stage with what came out of it."""
    stage = _stage_at_work(request, public_id)
    if stage.kind not in stage_rules.CLOSED_BY_PROVIDER or stage.closed_at is not None:
        raise StageNotClosedHere()
    now = timezone.now()
    form = StageForm(request.POST or recovered_data(request), request.FILES or None, today=timezone.localdate(now))

    def work() -> str:
        services.close_stage(actor=actor_of(request), public_id=public_id, content=form.content_of(), now=now)
        messages.success(request, _("La etapa quedó cerrada."))
        return _address(stage)

    def show(status: int) -> HttpResponse:
        return render(
            request, "workplans/route/close.html", {"form": form, "plan": stage.plan, "stage": stage}, status=status
        )

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an alternative to compare."""
    stage = _stage_at_work(request, public_id)
    if stage.kind != PlanStageKind.ALTERNATIVE or stage.closed_at is not None:
        raise StageNotClosedHere()
    form = AlternativeForm(request.POST or recovered_data(request))

    def work() -> str:
        services.propose_alternative(
            actor=actor_of(request), public_id=public_id, now=timezone.now(), **form.cleaned_data
        )
        messages.success(
            request, _("La alternativa quedó registrada. La entidad acuerda una cuando haya al menos dos.")
        )
        return _address(stage)

    def show(status: int) -> HttpResponse:
        context = {"form": form, "plan": stage.plan, "stage": stage}
        return render(request, "workplans/route/alternative.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_POST
def agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree for the entity to an alternative; a refusal stays in the page."""
    actor = actor_of(request)
    alternative = selectors.get_alternative(actor=actor, public_id=public_id)
    stage = alternative.stage
    WORK_PLAN_POLICY.require(actor, Permission.AGREE, stage.plan)

    def work() -> str:
        because = request.POST.get("reason", "")
        services.agree_alternative(actor=actor, public_id=public_id, because=because, now=timezone.now())
        messages.success(request, _("La alternativa quedó acordada. La ejecución puede empezar."))
        return _address(stage)

    return act_or_show(
        request,
        work=work,
        show=lambda status, problem: _page(request, stage.plan.public_id, status=status, problem=problem),
    )


@login_required
@require_GET
def download(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give the file of a stage to whoever may see its plan."""
    stage = selectors.get_stage(actor=actor_of(request), public_id=public_id)
    if stage.evidence is None:
        raise NotFound(stage=str(public_id))
    return file_response(stage.evidence, stage.evidence_name)


def _stage_at_work(request: HttpRequest, public_id: UUID) -> PlanStage:
    """Return a stage of a plan in which the person reports. Raises NotFound, NotAllowed."""
    stage = selectors.get_stage(actor=actor_of(request), public_id=public_id)
    WORK_PLAN_POLICY.require(actor_of(request), Permission.REPORT_MILESTONE, stage.plan)
    return stage


def _address(stage: PlanStage) -> str:
    return reverse("workplans:route", args=[stage.plan.public_id])


def _page(
    request: HttpRequest, public_id: UUID, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    rows = selectors.list_stages(plan=plan)
    if not rows:
        raise NotFound(route=str(public_id))
    held = WORK_PLAN_POLICY.permissions_on(actor, plan)
    is_at_work = Permission.REPORT_MILESTONE in held and plan.status in rules.IN_COURSE
    is_other_side = actor.person_id not in {plan.advisor_id, plan.created_by_id}
    compared = next((len(row.alternatives) for row in rows if row.stage.kind == PlanStageKind.ALTERNATIVE), 0)
    context: dict[str, Any] = {
        "plan": plan,
        "rows": rows,
        "steps": [{"label": str(row.stage), "status": row.stands} for row in rows],
        "is_at_work": is_at_work,
        "can_agree": Permission.AGREE in held
        and plan.status in rules.IN_COURSE
        and is_other_side
        and compared >= stage_rules.FEWEST_ALTERNATIVES,
        "closed_by_provider": stage_rules.CLOSED_BY_PROVIDER,
        "can_edit": Permission.EDIT in held and plan.status in rules.EDITABLE,
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/route/detail.html", context, status=status)
