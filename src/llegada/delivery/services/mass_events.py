"""Records a mass event: one meeting, a session for each entity that came, each person on the list of their entity (OPE-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import facts, history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.imports import ImportReport, Outcome
from llegada.core.tabular import Row
from llegada.core.validation import ensure_valid, insert_valid
from llegada.core.wide import wide_statements
from llegada.delivery import rules, selectors
from llegada.delivery.choices import AttendanceChannel, SessionStatus
from llegada.delivery.errors import RecordedElsewhere
from llegada.delivery.facts import KIND
from llegada.delivery.models import AttendanceEntry, MassEvent, Session
from llegada.delivery.policies import EVENT_POLICY, PLAN_POLICY, Permission
from llegada.delivery.selectors.figures import compose_fact
from llegada.delivery.selectors.mass_events import Creditable, EntityNames
from llegada.delivery.services.attendance import consents_for
from llegada.delivery.services.attendance_table import COLUMNS, attendee_of, entry_of
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.details import GIVEN, SessionDetails, compose_session, link_advisors, link_milestones
from llegada.delivery.services.mechanisms import tell_of_other_mechanism
from llegada.delivery.services.minutes import approve_many_minutes
from llegada.portfolio.models import Milestone, Service
from llegada.workplans.models import PlanMilestone


@dataclass(frozen=True)
class EventRecord:
    """What an event was: its details, what was done, and which milestones of the service it advanced (public ids)."""

    details: SessionDetails
    what_was_done: str
    milestones: tuple[UUID, ...] = ()


@dataclass
class EventDraft:
    """An event as it would be: its report row by row, and the people of each plan."""

    report: ImportReport
    people: dict[int, list[AttendanceEntry]] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)


@dataclass(frozen=True)
class ToldEvent:
    """An event and what became of each row of its list; None where it had been recorded before."""

    event: MassEvent
    report: ImportReport | None


@transaction.atomic
def try_event(
    *, actor: Actor, service: Service, record: EventRecord, rows: Sequence[Row], now: datetime, today: date
) -> ImportReport:
    """Say what would become of each row of an event's list, and write nothing. Raises NotAllowed, Invalid."""
    return _draft(actor, service, record, rows, now=now, today=today, dry_run=True).report


@transaction.atomic
def record_event(
    *,
    actor: Actor,
    service: Service,
    record: EventRecord,
    rows: Sequence[Row],
    now: datetime,
    today: date,
    public_id: UUID | None = None,
) -> MassEvent:
    """Record an event with a held session for each entity that somebody of it attended, or nothing of it.

    Asked again with the same `public_id`, return the one that there is. Raises NotAllowed, Invalid (future date, nobody to
    credit), RecordedElsewhere.
    """
    return record_told_event(
        actor=actor, service=service, record=record, rows=rows, now=now, today=today, public_id=public_id
    ).event


@transaction.atomic
def record_told_event(
    *,
    actor: Actor,
    service: Service,
    record: EventRecord,
    rows: Sequence[Row],
    now: datetime,
    today: date,
    public_id: UUID | None = None,
) -> ToldEvent:
    """Do what `record_event` does and tell what became of each row; of one that was there already, nothing more is told."""
    if public_id is not None and (known := MassEvent.objects.filter(public_id=public_id).first()):
        if known.created_by_id != actor.person_id:
            raise RecordedElsewhere()
        return ToldEvent(known, None)
    draft = _draft(actor, service, record, rows, now=now, today=today, dry_run=False)
    if not draft.people:
        raise Invalid({"file": _("Nadie de la lista es de una entidad con un plan en ejecución de este servicio.")})
    unit_id = next(iter(draft.sessions.values())).plan.unit_id
    event = _compose_event(actor, service, record, now, public_id or uuid4())
    event.unit_id = service.unit_id or unit_id
    ensure_valid(event, exclude=("public_id",))
    event.save(force_insert=True)
    with wide_statements():
        _write(actor, event, draft, record, now)
    tell_of_other_mechanism(actor=actor, subjects=[event], now=now)
    return ToldEvent(event, draft.report)


def _compose_event(actor: Actor, service: Service, record: EventRecord, now: datetime, public_id: UUID) -> MassEvent:
    details = record.details
    return MassEvent(
        public_id=public_id,
        service=service,
        title=details.title,
        kind=details.kind,
        other_kind=details.other_kind,
        modality=details.modality,
        place=details.place,
        held_on=details.held_on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        what_was_done=record.what_was_done.strip(),
        created_by_id=key_of(actor),
        created_at=now,
    )


def _draft(
    actor: Actor,
    service: Service,
    record: EventRecord,
    rows: Sequence[Row],
    *,
    now: datetime,
    today: date,
    dry_run: bool,
) -> EventDraft:
    """Return what an event would be, each row counted once: who goes on which list, and who on none and why."""
    PLAN_POLICY.require_ever(actor, Permission.RECORD_EVENT)
    if record.details.held_on > today:
        raise Invalid({"held_on": _("El evento aún no ocurre: regístrelo desde su día.")})
    creditable = {one.plan.entity_id: one for one in selectors.list_creditable(actor=actor, service=service)}
    names = EntityNames(one.plan.entity for one in creditable.values())
    draft = EventDraft(ImportReport(dry_run=dry_run))
    first_rows: dict[int, int] = {}
    said = [(row, attendee_of(row, draft.report)) for row in rows]
    consents = consents_for([attendee for _row, attendee in said if attendee])
    for row, attendee in said:
        found = creditable.get(names.find(row.get(COLUMNS["entity_name"])) or 0)
        if attendee is None or found is None:
            if attendee is not None:
                _reject_entity(row, draft.report)
            draft.report.count(Outcome.REJECTED)
            continue
        session = _session_of(actor, found, record, draft, row, now)
        entry = session and entry_of(session, row, attendee, draft.report, now, consents)
        if not entry:
            draft.report.count(Outcome.REJECTED)
            continue
        first = first_rows.setdefault(entry.person_key, row.number)
        if first != row.number:
            sentence = _("Es la misma persona de la fila %(row)s. Deje una sola.")
            draft.report.reject(row.number, COLUMNS["name"], row.get(COLUMNS["name"]), str(sentence) % {"row": first})
            draft.report.count(Outcome.REJECTED)
            continue
        entry.channel = AttendanceChannel.TABLE
        draft.people.setdefault(found.plan.pk, []).append(entry)
        draft.report.count(Outcome.CREATED)
    return draft


def _reject_entity(row: Row, report: ImportReport) -> None:
    column = COLUMNS["entity_name"]
    sentence = _(
        "Ninguna entidad con un plan en ejecución de este servicio se llama así, o son varias. Use su NIT o su código."
    )
    report.reject(row.number, column, row.get(column), sentence)


def _session_of(
    actor: Actor, found: Creditable, record: EventRecord, draft: EventDraft, row: Row, now: datetime
) -> Session | None:
    """Return the session of a plan, the same for all its people, or None, reported, where the day is outside the plan."""
    plan = found.plan
    if plan.pk not in draft.sessions:
        details = record.details
        if not plan.starts_on <= details.held_on <= plan.ends_on:
            column = COLUMNS["entity_name"]
            sentence = _("El plan de trabajo de esta entidad no cubre la fecha del evento.")
            draft.report.reject(row.number, column, row.get(column), sentence)
            return None
        given = SessionDetails(**{**vars(details), "service": found.version.public_id, "advisors": ()})
        session = compose_session(
            actor=actor, plan=plan, details=given, versions=[found.version], now=now, public_id=None
        )
        session.status, session.recorded_by_id = SessionStatus.HELD, key_of(actor)
        session.what_was_done, session.no_commitments = record.what_was_done.strip(), True
        draft.sessions[plan.pk] = session
    return draft.sessions[plan.pk]


def _write(actor: Actor, event: MassEvent, draft: EventDraft, record: EventRecord, now: datetime) -> None:
    """Write the sessions of an event with all that hangs from them: each kind of row by one statement."""
    sessions = {plan: draft.sessions[plan] for plan in draft.people}
    for session in sessions.values():
        session.event = event
    made = list(sessions.values())
    try:
        insert_valid(made, exclude=(*GIVEN, "event"))
    except IntegrityError:
        raise Invalid({"held_on": _("No se pudo registrar el evento con esos datos.")}) from None
    link_advisors((session, [session.plan.advisor]) for session in made)
    advanced = _milestones(sessions, record.milestones)
    link_milestones((session, advanced.get(plan, [])) for plan, session in sessions.items())
    AttendanceEntry.objects.bulk_create([entry for plan in sessions for entry in draft.people[plan]])
    counts = {"entities": len(made), "people": sum(len(draft.people[plan]) for plan in sessions)}
    told = [history.compose(actor=actor, verb="event.record", target=event, now=now, data=counts)]
    told += [
        history.compose(
            actor=actor,
            verb="session.credit",
            target=session,
            now=now,
            after=session.status,
            data={"event": str(event.public_id), "people": len(draft.people[plan])},
        )
        for plan, session in sessions.items()
    ]
    history.record_many(told)
    composed = [
        compose_fact(session, advisors=[session.plan.advisor], entries=draft.people[plan])
        for plan, session in sessions.items()
    ]
    facts.announce_many(KIND, [(None, fact) for fact in composed])


def _milestones(sessions: Mapping[int, Session], chosen: Sequence[UUID]) -> dict[int, list[PlanMilestone]]:
    """Return key of plan → its milestones of those chosen in the service: by their place in it, whatever the plan's version."""
    if not chosen:
        return {}
    positions = list(Milestone.objects.filter(public_id__in=chosen).values_list("position", flat=True))
    found: dict[int, list[PlanMilestone]] = {}
    versions = {session.service_version_id for session in sessions.values()}
    for one in PlanMilestone.objects.filter(
        plan__in=list(sessions), plan_service__service_version__in=versions, position__in=positions
    ).order_by("plan", "position"):
        found.setdefault(one.plan_id, []).append(one)
    return found


@transaction.atomic
def approve_event_minutes(*, actor: Actor, public_id: UUID, now: datetime) -> int:
    """Approve the minutes of the sessions of an event that await it; return how many. Raises what `approve_minutes` raises."""
    event = selectors.get_event(actor=actor, public_id=public_id)
    EVENT_POLICY.require(actor, Permission.APPROVE_MINUTES, event)
    waiting = event.sessions.filter(status__in=rules.COUNTED).exclude(status=SessionStatus.MINUTES_APPROVED)
    ids = list(waiting.order_by("pk").values_list("public_id", flat=True))
    return len(approve_many_minutes(actor=actor, public_ids=ids, now=now))
