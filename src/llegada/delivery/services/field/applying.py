"""Does what a record from the field says, through the same services as the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound
from llegada.delivery import field_rules, rules
from llegada.delivery.choices import EvidenceKind, FieldKind
from llegada.delivery.errors import FieldPlanGone, FieldWaits, SessionClosed
from llegada.delivery.models import AttendanceEntry, FieldItem, Session
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors.changing import take_session
from llegada.delivery.selectors.field import milestone_revision
from llegada.delivery.services.attendance import Attendee, record_attendance
from llegada.delivery.services.commitments import add_commitment
from llegada.delivery.services.evidence import attach_evidence
from llegada.delivery.services.field.reading import (
    FieldPerson,
    FieldSession,
    read_commitment,
    read_people,
    read_report,
    read_session,
)
from llegada.delivery.services.fieldwork import SessionRecord, record_session
from llegada.delivery.services.sessions import edit_session, get_recordable_plan, write_minutes
from llegada.records.services import reopen
from llegada.workplans.models import WorkPlan
from llegada.workplans.selectors.changing import find_milestone
from llegada.workplans.services import report_milestone


def apply_item(*, actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    """Do what `item` says and return what its author should know of it; puts the item's plan in it.

    Raises FieldWaits if it needs a session that has not arrived, Conflict if what it was based on has moved, FieldPlanGone, and
    what the services raise.
    """
    try:
        return _APPLY[FieldKind(item.kind)](actor, item, now, today)
    except NotFound:
        raise FieldPlanGone() from None


def _session(actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    words = read_session(item.body)
    if not Session.objects.filter(public_id=item.target).exists():
        if field_rules.route_session(status=None, base=item.base_revision, current=None) is field_rules.Step.GONE:
            raise FieldPlanGone()
        item.plan = get_recordable_plan(actor=actor, plan_id=words.plan)
        people, note = _people(item.plan, None, words.people)
        return _record(actor, item, words, people, now, today) or note
    session = _take(actor, item)
    step = field_rules.route_session(status=session.status, base=item.base_revision, current=session.revision)
    if step is field_rules.Step.CLOSED:
        raise SessionClosed()
    if step is field_rules.Step.CONFLICT:
        raise Conflict()
    people, note = _people(session.plan, session, words.people)
    if step is field_rules.Step.RECORD:
        return _record(actor, item, words, people, now, today) or note
    _rewrite(actor, session, words, people, now, today)
    return note


def _record(
    actor: Actor, item: FieldItem, words: FieldSession, people: Sequence[Attendee], now: datetime, today: date
) -> str:
    record_session(
        actor=actor,
        plan_id=words.plan,
        record=SessionRecord(
            details=words.details,
            what_was_done=words.what_was_done,
            no_commitments=words.no_commitments,
            attendees=tuple(people),
            commitments=words.commitments,
            milestones=words.milestones,
        ),
        now=now,
        today=today,
        public_id=item.target,
    )
    return ""


def _rewrite(
    actor: Actor, session: Session, words: FieldSession, people: Sequence[Attendee], now: datetime, today: date
) -> None:
    """Write over a session that took place, whose revision is the one that the device read."""
    given: dict[str, Any] = {"actor": actor, "public_id": session.public_id, "now": now}
    edited = edit_session(
        details=replace(words.details, service=words.details.service or session.service_version.public_id),
        revision=session.revision,
        today=today,
        **given,
    )
    write_minutes(
        what_was_done=words.what_was_done,
        agenda=words.details.agenda,
        no_commitments=words.no_commitments,
        revision=edited.revision,
        milestones=words.milestones,
        **given,
    )
    record_attendance(attendees=people, **given)
    for commitment in words.commitments:
        add_commitment(commitment=commitment, **given)


def _attendance(actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    session = _take(actor, item)
    people, note = _people(session.plan, session, read_people(item.body))
    record_attendance(actor=actor, public_id=item.target, attendees=people, now=now)
    return note


def _commitment(actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    _take(actor, item)
    add_commitment(actor=actor, public_id=item.target, commitment=read_commitment(item.body), now=now)
    return ""


def _evidence(actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    _take(actor, item)
    with _upload(item) as uploads:
        if not uploads:
            raise Invalid({"file": _("La foto no llegó. Envíela otra vez.")})
        proves = item.body.get("proves")
        kind = proves if proves in EvidenceKind.values else None
        attach_evidence(actor=actor, public_id=item.target, upload=uploads[0], now=now, kind=kind)
    return ""


def _milestone(actor: Actor, item: FieldItem, now: datetime, today: date) -> str:
    milestone = find_milestone(actor=actor, public_id=item.target)
    item.plan = milestone.plan
    if field_rules.is_moved(base=item.base_revision, current=milestone_revision(milestone=milestone)):
        raise Conflict()
    with _upload(item) as uploads:
        report_milestone(actor=actor, public_id=item.target, report=read_report(item.body), uploads=uploads, now=now)
    return ""


_APPLY = {
    FieldKind.SESSION: _session,
    FieldKind.ATTENDANCE: _attendance,
    FieldKind.COMMITMENT: _commitment,
    FieldKind.EVIDENCE: _evidence,
    FieldKind.MILESTONE: _milestone,
}


def _take(actor: Actor, item: FieldItem) -> Session:
    """Return the session of `item`, held still, its plan put in the item. Raises FieldWaits if it has not arrived, NotFound."""
    if not Session.objects.filter(public_id=item.target).exists():
        raise FieldWaits()
    session = take_session(actor=actor, public_id=item.target)
    item.plan = session.plan
    SESSION_POLICY.require(actor, Permission.RECORD, session)
    return session


def _people(plan: WorkPlan, session: Session | None, people: Sequence[FieldPerson]) -> tuple[tuple[Attendee, ...], str]:
    """Return who is to be added, each once and none who is on the list already, and what to say of those who were."""
    attendees = _those_of_before(plan, people)
    there = set(session.attendance.values_list("person_key", flat=True)) if session else set()
    keys = [
        rules.person_key(" ".join(one.name.split()), one.email, " ".join(one.entity_name.split())) for one in attendees
    ]
    fresh = tuple(attendees[position] for position in field_rules.fresh_people(there, keys))
    repeated = len(attendees) - len(fresh)
    if not repeated:
        return fresh, ""
    return fresh, ngettext(
        "%(count)s persona ya estaba en la lista: se contó una sola vez.",
        "%(count)s personas ya estaban en la lista: se contaron una sola vez.",
        repeated,
    ) % {"count": repeated}


def _those_of_before(plan: WorkPlan, people: Sequence[FieldPerson]) -> list[Attendee]:
    """Return the attendees, those of an earlier list of the plan with the authorisation that they gave then. Raises Invalid."""
    wanted = {one.again for one in people if one.again is not None}
    found = {
        entry.pk: Attendee(
            name=entry.name,
            entity_name=entry.entity_name,
            post=entry.post,
            email=entry.email,
            consent_text_id=entry.consent_text_id,
            consented_at=entry.consented_at,
        )
        for entry in (AttendanceEntry.objects.filter(pk__in=wanted, session__plan=plan) if wanted else ())
    }
    if len(found) != len(wanted):
        raise Invalid({"people": _("Alguien de la lista de la última vez ya no está: escriba sus datos.")})
    return [one.attendee if one.again is None else found[one.again] for one in people]


@contextmanager
def _upload(item: FieldItem) -> Iterator[list[UploadedFile[Any]]]:
    """Give the file that came with `item`, open, as services take it; nothing if there is none."""
    if item.file is None:
        yield []
        return
    with reopen(item.file, name=item.file_name) as upload:
        yield [upload]
