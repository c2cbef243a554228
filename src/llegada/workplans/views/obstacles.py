"""Obstacles of a plan, and what was learnt in it: the page, recording one, and moving it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.history import VERB_LABELS
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.workplans import obstacle_rules, selectors, services
from llegada.workplans.errors import NoObstaclesHere
from llegada.workplans.forms import ObstacleForm
from llegada.workplans.models import PlanObstacle, WorkPlan
from llegada.workplans.policies import FOR_OBSTACLE_ACTION, WORK_PLAN_POLICY, Permission
from llegada.workplans.verbs import OBSTACLE_ACTIONS

_QUESTIONS: Final = {"resolve": gettext_lazy("¿Cómo se resolvió?"), "discard": gettext_lazy("¿Por qué se descarta?")}


@dataclass(frozen=True)
class ObstacleRow:
    """One obstacle of the page, whether it is late, and what whoever looks may do: (action, label, question)."""

    obstacle: PlanObstacle
    is_late: bool
    actions: list[tuple[str, str | Promise, str | Promise]]


@login_required
@require_GET
def list_obstacles(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what gets or got in the way of a plan, and what was learnt."""
    return _page(request, selectors.get_work_plan(actor=actor_of(request), public_id=public_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_obstacle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record an obstacle."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.RECORD_OBSTACLE, plan)
    if plan.status not in obstacle_rules.MET_IN:
        raise NoObstaclesHere()
    form = ObstacleForm(request.POST or recovered_data(request), plan=plan, today=timezone.localdate(now))

    def work() -> str:
        services.record_obstacle(actor=actor, public_id=public_id, content=form.content(), now=now)
        messages.success(request, _("El obstáculo quedó registrado. Se avisó a quien lo resuelve."))
        return plan.get_absolute_url() + "obstaculos/"

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/obstacles/form.html", {"form": form, "plan": plan}, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_POST
def move_obstacle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the action of a button; a refusal stays in the page with what was written."""
    actor, action = actor_of(request), request.POST.get("action", "")
    obstacle = selectors.get_obstacle(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, FOR_OBSTACLE_ACTION.get(action, Permission.DISCARD_OBSTACLE), obstacle.plan)

    def work() -> str:
        services.move_obstacle(
            actor=actor,
            public_id=public_id,
            action=action,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"obstacle.{action}"]})
        return obstacle.plan.get_absolute_url() + "obstaculos/"

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, obstacle.plan, status=status, problem=problem)

    return act_or_show(request, work=work, show=show)


def _page(
    request: HttpRequest, plan: WorkPlan, *, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    context: dict[str, Any] = {
        "plan": plan,
        "rows": [_row(one, actor, today) for one in selectors.list_obstacles(plan=plan)],
        "lessons": selectors.list_lessons(plan=plan),
        "can_record": WORK_PLAN_POLICY.can(actor, Permission.RECORD_OBSTACLE, plan)
        and plan.status in obstacle_rules.MET_IN,
        "today": today,
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/obstacles/list.html", context, status=status)


def _row(obstacle: PlanObstacle, actor: Actor, today: date) -> ObstacleRow:
    return ObstacleRow(
        obstacle,
        obstacle_rules.is_late(status=obstacle.status, due_on=obstacle.due_on, today=today),
        [
            (action, OBSTACLE_ACTIONS[action], _QUESTIONS.get(action, ""))
            for action in selectors.list_obstacle_actions(actor=actor, obstacle=obstacle)
        ],
    )
