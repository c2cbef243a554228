"""The sections of the page of a session, each changed in place by a plain form, whole or as a fragment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llegada.core.errors import Conflict, Invalid, LlegadaError, RuleRefused, TooLarge
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.delivery import forms, selectors, services
from llegada.delivery.models import Session
from llegada.delivery.policies import Permission
from llegada.delivery.views.page import form_problems, session_context, those_of_last_time, written_again
from llegada.delivery.views.session_access import session_for

#: Section → its address within the page.
ANCHORS = {
    "attendance": "asistencia",
    "commitments": "compromisos",
    "minutes": "acta",
    "evidence": "evidencias",
}


def _shown(request: HttpRequest, session: Session, section: str, *, status: int = 200, **given: Any) -> HttpResponse:
    given |= {"section": section, "section_template": f"delivery/session/{section}.html", "is_swap": True}
    # The other sections come without the minutes: who has not read what somebody else wrote in them keeps the older revision.
    given.setdefault("is_revision_read", section == "minutes")
    context = session_context(request, session, **given)
    return page_or_fragment(
        request, page="delivery/session.html", fragment="delivery/session/swap.html", context=context, status=status
    )


def _carried_out(
    request: HttpRequest, session: Session, section: str, work: Callable[[], Any], said: str
) -> HttpResponse:
    """Carry out `work` once and show the section, or the page at the section where there is no script."""
    address = f"{session.get_absolute_url()}#{ANCHORS[section]}"

    def done() -> str:
        work()
        return address

    once(request, done)
    messages.success(request, said)
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(address)
    fresh = selectors.get_session(actor=actor_of(request), public_id=session.public_id)
    is_own_change = (
        session.no_commitments and fresh.revision == session.revision + 1
    )  # a commitment took «no hubo» away
    return _shown(request, fresh, section, is_revision_read=is_own_change)


def _refused(
    request: HttpRequest, session: Session, section: str, refusal: LlegadaError, form: BaseForm | None, name: str
) -> HttpResponse:
    if form is None or not isinstance(refusal, Invalid | TooLarge):
        # The session itself admits nothing any more, so that there may be no form to say it in.
        return _shown(request, session, section, status=refusal.status, section_problem=refusal)
    add_refusal(form, refusal)
    return _shown(request, session, section, status=refusal.status, **{name: form})


@login_required
@require_POST
def add_attendance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put one person on the list, or those of the last session who are marked."""
    actor = actor_of(request)
    session = session_for(request, public_id, Permission.RECORD)
    form: forms.AttendeeForm | None = None
    if "name" not in request.POST:
        people = those_of_last_time(request, session)
    else:
        form = forms.AttendeeForm(request.POST, entity_name=session.plan.entity.name)
        if not form.is_valid():
            return _shown(request, session, "attendance", status=422, attendee_form=form)
        people = [form.to_attendee()]
    try:
        return _carried_out(
            request,
            session,
            "attendance",
            lambda: services.record_attendance(actor=actor, public_id=public_id, attendees=people, now=timezone.now()),
            _("La lista de asistencia quedó al día."),
        )
    except (RuleRefused, Invalid) as refusal:
        return _refused(request, session, "attendance", refusal, form, "attendee_form")


@login_required
@require_POST
def remove_attendance(request: HttpRequest, public_id: UUID, entry_id: int) -> HttpResponse:
    """Take a person put there by mistake off the list."""
    actor = actor_of(request)
    session = session_for(request, public_id, Permission.RECORD)
    try:
        return _carried_out(
            request,
            session,
            "attendance",
            lambda: services.remove_attendance(actor=actor, public_id=public_id, entry_id=entry_id, now=timezone.now()),
            _("La persona ya no está en la lista."),
        )
    except RuleRefused as refusal:
        return _refused(request, session, "attendance", refusal, None, "")


@login_required
@require_POST
def add_commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a commitment of either side."""
    actor = actor_of(request)
    session = session_for(request, public_id, Permission.RECORD)
    form = forms.CommitmentForm(request.POST)
    if not form.is_valid():
        return _shown(request, session, "commitments", status=422, commitment_form=form)
    try:
        return _carried_out(
            request,
            session,
            "commitments",
            lambda: services.add_commitment(
                actor=actor, public_id=public_id, commitment=form.to_commitment(), now=timezone.now()
            ),
            _("El compromiso quedó anotado."),
        )
    except (RuleRefused, Invalid) as refusal:
        return _refused(request, session, "commitments", refusal, form, "commitment_form")


@login_required
@require_POST
def write_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save what the minutes say and the milestones marked; what somebody else wrote in between is shown beside what was typed."""
    actor = actor_of(request)
    session = session_for(request, public_id, Permission.RECORD)
    form = forms.MinutesForm(request.POST, auto_id="acta_%s")
    try:
        if not form.is_valid():
            raise Invalid(form_problems(form))
        # Saved again alike nothing changes, so that this form needs no key: its own is for ending the session.
        services.write_minutes(
            actor=actor,
            public_id=public_id,
            what_was_done=form.cleaned_data["what_was_done"],
            agenda=form.cleaned_data["agenda"],
            no_commitments=form.cleaned_data["no_commitments"],
            revision=form.cleaned_data["revision"],
            milestones=form.milestone_ids,
            pending_agenda=form.cleaned_data["pending_agenda"],
            next_meeting_on=form.cleaned_data["next_meeting_on"],
            now=timezone.now(),
        )
    except (RuleRefused, Invalid, Conflict) as refusal:
        fresh = selectors.get_session(actor=actor, public_id=public_id)
        return _shown(request, fresh, "minutes", status=refusal.status, **written_again(request, refusal))
    messages.success(request, _("El acta quedó guardada."))
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(f"{session.get_absolute_url()}#{ANCHORS['minutes']}")
    return _shown(request, selectors.get_session(actor=actor, public_id=public_id), "minutes")


@login_required
@require_POST
def add_evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Attach a file; it is checked by its content."""
    actor = actor_of(request)
    session = session_for(request, public_id, Permission.RECORD)
    form = forms.EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, session, "evidence", status=422, evidence_form=form)
    try:
        return _carried_out(
            request,
            session,
            "evidence",
            lambda: services.attach_evidence(
                actor=actor,
                public_id=public_id,
                upload=form.cleaned_data["file"],
                kind=form.cleaned_data["kind"],
                image_use=form.cleaned_data["image_use"],
                now=timezone.now(),
            ),
            _("La evidencia quedó guardada."),
        )
    except (RuleRefused, Invalid, TooLarge) as refusal:
        return _refused(request, session, "evidence", refusal, form, "evidence_form")
