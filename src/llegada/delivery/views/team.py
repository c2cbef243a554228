"""The students of a plan: who is in its team, and what they have written of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.delivery import selectors
from llegada.delivery.forms.team import AddStudentForm
from llegada.delivery.models import PlanStudent
from llegada.delivery.selectors import team
from llegada.delivery.services.team import add_student, end_student
from llegada.delivery.team_policies import STUDENT_POLICY, TeamPermission
from llegada.workplans.models import WorkPlan


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_students(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the students of a plan and what they wrote; put another in its team."""
    actor, now = actor_of(request), timezone.now()
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    is_post = request.method == "POST"
    STUDENT_POLICY.require(actor, TeamPermission.MANAGE if is_post else TeamPermission.VIEW, plan)
    today = timezone.localdate(now)
    form = AddStudentForm(request.POST or recovered_data(request), plan=plan, today=today)

    def work() -> str:
        data = form.cleaned_data
        add_student(actor=actor, plan_id=public_id, person=data["person"], since=data["since"], now=now, today=today)
        messages.success(request, _("Quedó en el equipo, y se le avisó."))
        return reverse("delivery:plan_students", args=[public_id])

    return save_or_show(request, form, work=work, show=lambda status: _page(request, plan, form, status=status))


def _page(request: HttpRequest, plan: WorkPlan, form: AddStudentForm, **given: Any) -> HttpResponse:
    actor, status = actor_of(request), given.pop("status", 200)
    context = {
        "plan": plan,
        "students": team.list_students(plan=plan),
        "drafts": team.list_drafts(actor=actor).filter(plan=plan),
        "may_manage": STUDENT_POLICY.can(actor, TeamPermission.MANAGE, plan),
        "form": form,
        "today": timezone.localdate(),
        **given,
    }
    return render(request, "delivery/team/students.html", context, status=status)


@login_required
@require_POST
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a student out of a team from today."""
    actor, now = actor_of(request), timezone.now()
    found = PlanStudent.objects.select_related("plan").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(student=str(public_id))
    plan = selectors.get_plan(actor=actor, public_id=found.plan.public_id)
    STUDENT_POLICY.require(actor, TeamPermission.MANAGE, plan)
    today = timezone.localdate(now)

    def work() -> str:
        end_student(actor=actor, public_id=public_id, now=now, today=today)
        messages.success(request, _("Ya no está en el equipo. Lo que escribió se conserva."))
        return reverse("delivery:plan_students", args=[plan.public_id])

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        form = AddStudentForm(None, plan=plan, today=today)
        return _page(request, plan, form, status=status, problem=problem)

    return act_or_show(request, work=work, show=show)
