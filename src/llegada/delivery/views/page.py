"""What the page of one session shows, gathered in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from llegada.core import history
from llegada.core.errors import Conflict, LlegadaError
from llegada.core.http import actor_of
from llegada.core.models import Event
from llegada.core.origins import find_origins
from llegada.core.recovered import recovered_data
from llegada.delivery import forms, material_rules, rules, selectors, training_rules
from llegada.delivery.choices import CommitmentStatus, ImageUse, SessionStatus
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.policies import PLAN_POLICY, SESSION_POLICY, Permission
from llegada.delivery.services import Attendee
from llegada.delivery.verbs import ACTION_LABELS
from llegada.delivery.views.training import result_context

#: State → kind of pill.
STATUS_PILLS = {
    "planned": "info",
    "convened": "info",
    "held": "warn",
    "minutes_approved": "ok",
    "cancelled": "none",
    "not_held": "none",
    "historical": "none",
}


def session_context(
    request: HttpRequest, session: Session, *, is_printed: bool = False, **given: Any
) -> dict[str, Any]:
    """Return everything that the page of `session` and its sections show; `given` replaces forms that were refused.

    A page that `is_printed` has no forms.
    """
    actor, today = actor_of(request), timezone.localdate()
    prefetch_related_objects([session], "advisors")
    permissions = SESSION_POLICY.permissions_on(actor, session)
    is_open = session.status in rules.OPEN_TO_RECORD
    can_record = Permission.RECORD in permissions and is_open and not is_printed
    names_attendance = Permission.VIEW_ATTENDANCE in permissions
    attendance, offered = _people(request, session, can_record=can_record, names_attendance=names_attendance)
    attendance_count = (
        len(attendance) if names_attendance else selectors.count_attendance(sessions=[session]).get(session.pk, 0)
    )
    milestones = list(selectors.list_session_milestones(session=session))
    written = recovered_data(request, has="what_was_done") if can_record else None
    marked = set(written.getlist("milestones")) if written else given.pop("marked_milestones", None)
    if marked is not None:
        for milestone in milestones:
            milestone.is_advanced = str(milestone.public_id) in marked  # type: ignore[attr-defined]  # annotated
    commitments = list(session.commitments.order_by("pk"))
    for commitment in commitments:
        commitment.plan = session.plan  # loaded already, with what policies and addresses ask
    evidence = list(selectors.list_evidence(session=session))
    origins = find_origins(actor=actor, of=[session, *attendance]) if session.status == "historical" else {}
    context = {
        "session": session,
        "today": today,
        "permissions": permissions,
        "can_record": can_record,
        "sees_plan": PLAN_POLICY.can(actor, Permission.VIEW, session.plan),
        "names_attendance": names_attendance,
        "attendance": attendance,
        "attendance_count": attendance_count,
        "last_attendees": offered,
        "marked_again": set((written or request.POST).getlist("again")),
        "closing_revision": (written.get("revision") if written else None) or session.revision,
        "milestones": milestones,
        "advanced_count": sum(one.is_advanced for one in milestones),  # type: ignore[attr-defined]  # annotated
        "commitments": commitments,
        "evidence": evidence,
        "told_files": [
            one
            for one in evidence
            if one.kind in material_rules.MATERIAL_KINDS and Permission.RECORD in permissions and not is_printed
        ],
        "image_uses": ImageUse.choices,
        "coverage": getattr(session, "coverage", None),
        "may_ask_coverage": Permission.RECORD in permissions and session.status in rules.AWAITED and not is_printed,
        "carried_commitments": [] if is_printed else carried_commitments(session),
        "events": partial(_events, session, commitments),  # asked for only where the history is shown
        "states": SessionStatus.choices,
        "origin": origins.get(session),
        "origins": origins,
        "status_pill": STATUS_PILLS[session.status],
        "missing": _missing(session, attendance_count, len(commitments)),
        **_training(session),
        **_actions(request, session),
        **({} if is_printed else _convening(request, session)),
        **(_forms(request, session, written, today) if can_record else {}),
    }
    return context | given


def carried_commitments(session: Session) -> list[Commitment]:
    """Return what other sessions of the plan left open, for who works on one that is not closed."""
    if session.status not in rules.OPEN_TO_RECORD:
        return []
    return selectors.list_carried_commitments(plan=session.plan, besides=session)


def _training(session: Session) -> dict[str, Any]:
    """Return what is told of the test of a training; what session teaches but has none says so."""
    test = selectors.find_session_test(session=session)
    is_taught = session.kind in training_rules.TESTED_KINDS
    return {"is_taught": is_taught or test is not None, **(result_context(test) if test is not None else {})}


def _events(session: Session, commitments: Sequence[Commitment]) -> list[Event]:
    """Return the decisions on a session and on each of its commitments, which have no page of their own, newest first."""
    promised = {str(one.public_id): one for one in commitments}
    events = list(history.list_events_of([session, *commitments]))
    for event in events:
        if event.target_id in promised:
            event.subject = str(promised[event.target_id])  # type: ignore[attr-defined]  # for the template
            event.states = CommitmentStatus.choices  # type: ignore[attr-defined]
    return events


def _people(
    request: HttpRequest, session: Session, *, can_record: bool, names_attendance: bool
) -> tuple[list[AttendanceEntry], list[AttendanceEntry]]:
    """Return who attended and, to who records, who may be offered again; nobody to who may not see names."""
    actor = actor_of(request)
    if can_record:
        return selectors.list_attendance_and_offered(actor=actor, session=session)
    return (list(selectors.list_attendance(actor=actor, session=session)) if names_attendance else []), []


def those_of_last_time(request: HttpRequest, session: Session) -> list[Attendee]:
    """Return the people of the latest list who are marked in the form."""
    marked = set(request.POST.getlist("again"))
    if not marked:
        return []
    _there, offered = selectors.list_attendance_and_offered(actor=actor_of(request), session=session)
    return [forms.as_attendee(entry) for entry in offered if str(entry.pk) in marked]


def form_problems(form: BaseForm) -> dict[str, list[str]]:
    """Return the errors of a form as those of a refusal."""
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def written_again(request: HttpRequest, refusal: LlegadaError) -> dict[str, Any]:
    """Return what keeps on the page what was typed in its closing form, with the refusal.

    After a conflict what the others wrote is shown, and the revision becomes today's; otherwise it stays the one that was read.
    """
    is_conflict = isinstance(refusal, Conflict)
    read: dict[str, Any] = {} if is_conflict else {"closing_revision": request.POST.get("revision", "")}
    return {
        **read,
        "minutes_form": forms.MinutesForm(request.POST, auto_id="acta_%s"),
        "marked_milestones": set(request.POST.getlist("milestones")),
        "section_problem": refusal,
        "written_by_others": is_conflict,
    }


def _missing(session: Session, attendance_count: int, commitment_count: int) -> tuple[str, ...]:
    return rules.missing_for_minutes(
        attendance=attendance_count,
        what_was_done=session.what_was_done,
        commitments=commitment_count,
        no_commitments=session.no_commitments,
    )


def _actions(request: HttpRequest, session: Session) -> dict[str, Any]:
    actions = selectors.list_session_actions(actor=actor_of(request), session=session)
    return {
        "actions": actions,
        "action_labels": ACTION_LABELS,
        "move_url": reverse("delivery:session_move", args=[session.public_id]),
    }


def _convening(request: HttpRequest, session: Session) -> dict[str, Any]:
    """Return who has been called and, to who may call people now, the form for it."""
    mails = selectors.list_mails_to_show(actor=actor_of(request), session=session)
    if session.status not in rules.AWAITED or not SESSION_POLICY.can(actor_of(request), Permission.RECORD, session):
        return {"mails": mails}
    suggested = selectors.list_suggested(session=session, mails=mails)
    return {"mails": mails, "invite_form": forms.InviteForm(suggested=suggested, auto_id="convocar_%s")}


def _forms(request: HttpRequest, session: Session, written: QueryDict | None, today: date) -> dict[str, Any]:
    """Return the empty forms of the sections; what was written when a login expired is back in its form."""
    minutes = {
        "what_was_done": session.what_was_done,
        "agenda": session.agenda,
        "no_commitments": session.no_commitments,
        "pending_agenda": session.pending_agenda or "",
        "next_meeting_on": session.next_meeting_on,
    }
    attendee = recovered_data(request, has="entity_name")
    commitment = recovered_data(request, has="deliverable")
    return {
        "attendee_form": forms.AttendeeForm(attendee, entity_name=session.plan.entity.name),
        "commitment_form": forms.CommitmentForm(commitment),
        "minutes_form": forms.MinutesForm(written, initial=minutes, auto_id="acta_%s"),
        "evidence_form": forms.EvidenceForm(),
        "reschedule_form": forms.RescheduleForm(
            initial={"starts_at": session.starts_at, "ends_at": session.ends_at}, auto_id="nueva_%s"
        ),
        "consent_text": selectors.find_consent_text(today=today),
    }
