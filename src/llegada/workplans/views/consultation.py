"""The page of one consultation: what was asked, what was answered, and what whoever looks may do with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.core.history import VERB_LABELS
from llegada.core.http import act_or_show, actor_of
from llegada.core.recovered import recovered_data
from llegada.records.http import file_response
from llegada.workplans import consultation_rules, selectors, services
from llegada.workplans.choices import ConsultationStatus
from llegada.workplans.forms.consultations import AnswerForm, ExpertForm
from llegada.workplans.models import Consultation
from llegada.workplans.policies import (
    CONSULTATION_POLICY,
    FOR_CONSULTATION_ACTION,
    WORK_PLAN_POLICY,
    ConsultationPermission,
    Permission,
)
from llegada.workplans.verbs import CONSULTATION_ACTIONS, CONSULTATION_QUESTIONS


@login_required
@require_safe
def show_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a consultation."""
    return _page(request, selectors.get_consultation(actor=actor_of(request), public_id=public_id))


def _page(
    request: HttpRequest,
    one: Consultation,
    status: int = 200,
    problem: LlegadaError | None = None,
    **given: Any,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    actions = selectors.list_consultation_actions(actor=actor, consultation=one)
    experts = selectors.list_experts(plan=one.plan, today=today, besides=one.asked_by_id)
    files = list(one.files.select_related("file"))
    context: dict[str, Any] = {
        "consultation": one,
        "is_late": consultation_rules.is_late(status=one.status, due_on=one.due_on, today=today),
        "today": today,
        "sees_plan": WORK_PLAN_POLICY.can(actor, Permission.VIEW, one.plan),
        "question_files": [file for file in files if file.answer_id is None],
        "answers": [
            (answer, [file for file in files if file.answer_id == answer.pk])
            for answer in one.answers.select_related("written_by")
        ],
        "buttons": [
            (action, CONSULTATION_ACTIONS[action], CONSULTATION_QUESTIONS.get(action, ""))
            for action in actions
            if action in CONSULTATION_ACTIONS
        ],
        "expert_form": ExpertForm(experts=experts) if "assign" in actions else None,
        "answer_form": AnswerForm(recovered_data(request, has="text")) if "answer" in actions else None,
        "can_share": one.answered_at is not None and CONSULTATION_POLICY.can(actor, ConsultationPermission.SHARE, one),
        "events": history.list_events(target=one),
        "states": ConsultationStatus.choices,
        "problem": problem,
        "written": request.POST.get("reason", ""),
    }
    return render(request, "workplans/consultations/detail.html", context | given, status=status)


def _found(request: HttpRequest, public_id: UUID, permission: ConsultationPermission) -> Consultation:
    one = selectors.get_consultation(actor=actor_of(request), public_id=public_id)
    CONSULTATION_POLICY.require(actor_of(request), permission, one)
    return one


@login_required
@require_POST
def move_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the action of a button; a refusal stays in the page with what was written."""
    action = request.POST.get("action", "")
    one = _found(request, public_id, FOR_CONSULTATION_ACTION.get(action, ConsultationPermission.FOLLOW))

    def work() -> str:
        services.move_consultation(
            actor=actor_of(request),
            public_id=public_id,
            action=action,
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"consultation.{action}"]})
        return one.get_absolute_url()

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, one, status, problem))


@login_required
@require_POST
def assign_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a consultation to an expert."""
    one = _found(request, public_id, ConsultationPermission.ASSIGN)
    experts = selectors.list_experts(plan=one.plan, today=timezone.localdate(), besides=one.asked_by_id)
    form = ExpertForm(request.POST, experts=experts)

    def work() -> str:
        services.assign_consultation(
            actor=actor_of(request),
            public_id=public_id,
            person_id=form.cleaned_data["expert"].public_id,
            now=timezone.now(),
        )
        messages.success(request, _("La consulta quedó asignada. Se avisó a quien la responde."))
        return one.get_absolute_url()

    return act_or_show(
        request,
        work=work,
        form=form,
        show=lambda status, problem: _page(request, one, status, problem, expert_form=form),
    )


@login_required
@require_POST
def answer_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer what one was assigned."""
    one = _found(request, public_id, ConsultationPermission.ANSWER)
    form = AnswerForm(request.POST, request.FILES or None)

    def work() -> str:
        services.answer_consultation(
            actor=actor_of(request),
            public_id=public_id,
            text=form.cleaned_data["text"],
            uploads=tuple(form.cleaned_data["attachments"]),
            now=timezone.now(),
        )
        messages.success(request, _("La respuesta quedó enviada. Se avisó a quien preguntó."))
        return one.get_absolute_url()

    return act_or_show(
        request,
        work=work,
        form=form,
        show=lambda status, problem: _page(request, one, status, problem, answer_form=form),
    )


@login_required
@require_POST
def share_consultation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark an answered consultation as useful to others, or take the mark away."""
    one = _found(request, public_id, ConsultationPermission.SHARE)
    is_shared = request.POST.get("action") == "share"

    def work() -> str:
        services.share_consultation(
            actor=actor_of(request), public_id=public_id, is_shared=is_shared, now=timezone.now()
        )
        messages.success(
            request,
            _("Ya la pueden leer los otros equipos de la organización.")
            if is_shared
            else _("Los otros equipos ya no la leen."),
        )
        return one.get_absolute_url()

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, one, status, problem))


@login_required
@require_safe
def download_file(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give a file of a consultation to whoever may see it."""
    found = selectors.get_consultation_file(actor=actor_of(request), public_id=public_id)
    return file_response(found.file, found.name)
