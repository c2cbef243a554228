"""What a student writes, and what whoever accompanies the plan answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.history import VERB_LABELS, list_shown
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.delivery import draft_rules
from llegada.delivery.choices import DraftStatus
from llegada.delivery.errors import NotInTheTeam
from llegada.delivery.forms.team import AcceptReportForm, DraftForm
from llegada.delivery.models import Session, StudentDraft
from llegada.delivery.selectors import team
from llegada.delivery.services.team import move_draft, start_draft, write_draft
from llegada.delivery.team_policies import DRAFT_POLICY, MEMBER_POLICY, TeamPermission
from llegada.workplans.models import PlanMilestone

#: Action → its button.
_LABELS: Final = {
    "send": gettext_lazy("Enviar a revisión"),
    "discard": gettext_lazy("Descartar"),
    "accept": gettext_lazy("Aceptar"),
    "return": gettext_lazy("Devolver"),
}


@require_safe
@login_required
def show_own_drafts(request: HttpRequest) -> HttpResponse:
    """Show a student the plans in whose team they are, what they may write of, and what they have written."""
    actor, today = actor_of(request), timezone.localdate()
    MEMBER_POLICY.require_ever(actor, TeamPermission.VIEW)
    drafts = list(team.list_drafts(actor=actor))
    of = {(one.session_id, one.milestone_id) for one in drafts if one.status in draft_rules.OPEN}
    context = {
        "places": team.list_own_places(actor=actor, today=today),
        "drafts": drafts,
        "sessions": [one for one in team.list_sessions_to_draft(actor=actor, today=today) if (one.pk, None) not in of],
        "milestones": [
            one for one in team.list_milestones_to_draft(actor=actor, today=today) if (None, one.pk) not in of
        ],
    }
    return render(request, "delivery/team/own.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft of the session (`?sesion=`) or milestone (`?hito=`) of the address."""
    actor, now = actor_of(request), timezone.now()
    DRAFT_POLICY.require_ever(actor, TeamPermission.WRITE)
    today = timezone.localdate(now)
    session_id, milestone_id = _key(request.GET.get("sesion")), _key(request.GET.get("hito"))
    subject = _subject(actor, session_id, milestone_id, today)
    form = DraftForm(request.POST or recovered_data(request))

    def work() -> str:
        made = start_draft(
            actor=actor,
            text=form.cleaned_data["text"],
            session_id=session_id,
            milestone_id=milestone_id,
            now=now,
            today=today,
        )
        messages.success(request, _("El borrador quedó guardado. Envíelo cuando esté listo."))
        return made.get_absolute_url()

    def show(status: int) -> HttpResponse:
        return render(request, "delivery/team/form.html", {"form": form, "subject": subject}, status=status)

    return save_or_show(request, form, work=work, show=show)


def _subject(actor: Actor, session_id: UUID | None, milestone_id: UUID | None, today: date) -> Session | PlanMilestone:
    found: Session | PlanMilestone | None = None
    if session_id is not None:
        found = team.list_sessions_to_draft(actor=actor, today=today).filter(public_id=session_id).first()
    elif milestone_id is not None:
        found = team.list_milestones_to_draft(actor=actor, today=today).filter(public_id=milestone_id).first()
    if found is None:
        raise NotInTheTeam()
    return found


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a draft to its author, who writes on while it is theirs, and to who answers."""
    actor, now = actor_of(request), timezone.now()
    draft = team.get_draft(actor=actor, public_id=public_id)
    if request.method == "POST":
        DRAFT_POLICY.require(actor, TeamPermission.WRITE, draft)
    form = DraftForm(request.POST or recovered_data(request) or None, initial={"text": draft.text})

    def work() -> str:
        write_draft(actor=actor, public_id=public_id, text=form.cleaned_data["text"], now=now)
        messages.success(request, _("El borrador quedó guardado. Envíelo cuando esté listo."))
        return draft.get_absolute_url()

    return save_or_show(request, form, work=work, show=lambda status: _page(request, draft, form=form, status=status))


def _page(request: HttpRequest, draft: StudentDraft, *, status: int = 200, **given: Any) -> HttpResponse:
    actor = actor_of(request)
    actions = team.list_draft_actions(actor=actor, draft=draft)
    may_write = DRAFT_POLICY.can(actor, TeamPermission.WRITE, draft) and draft.status in draft_rules.EDITABLE
    context = {
        "draft": draft,
        "actions": [(name, _LABELS[name]) for name in actions],
        "may_write": may_write,
        "is_own": draft.author_id == actor.person_id,
        "accept_form": AcceptReportForm() if "accept" in actions and draft.milestone_id else None,
        "events": list_shown(target=draft),
        "states": DraftStatus.choices,
        **given,
    }
    return render(request, "delivery/team/draft.html", context, status=status)


@login_required
@require_POST
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send, discard, accept or return a draft; a refusal stays on the page with what was written."""
    actor, now, action = actor_of(request), timezone.now(), request.POST.get("action", "")
    draft = team.get_draft(actor=actor, public_id=public_id)
    is_own = action in draft_rules.OF_THE_AUTHOR
    DRAFT_POLICY.require(actor, TeamPermission.WRITE if is_own else TeamPermission.REVIEW, draft)
    accept_form: forms.Form | None = None
    if action == "accept" and draft.milestone_id:
        accept_form = AcceptReportForm(request.POST, request.FILES)

    def work() -> str:
        move_draft(
            actor=actor,
            public_id=public_id,
            action=action,
            observation=request.POST.get("observation", ""),
            uploads=accept_form.cleaned_data["evidence"] if accept_form else (),
            now=now,
            today=timezone.localdate(now),
        )
        messages.success(request, _("%(what)s.") % {"what": VERB_LABELS[f"draft.{action}"]})
        return draft.get_absolute_url()

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        given = {"accept_form": accept_form} if accept_form else {}
        fresh = team.get_draft(actor=actor, public_id=public_id)
        form = DraftForm(initial={"text": fresh.text})
        written = request.POST.get("observation", "")
        return _page(request, fresh, form=form, problem=problem, written=written, status=status, **given)

    return act_or_show(request, work=work, show=show, form=accept_form)
