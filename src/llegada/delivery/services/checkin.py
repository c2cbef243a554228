"""Opens and shuts the door by which people register themselves, and lets them in: each once, with what they authorise."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired
from llegada.delivery import checkin_rules, selectors, sensitive_texts
from llegada.delivery.choices import AttendanceChannel
from llegada.delivery.errors import SENSITIVE_UNAUTHORIZED, DoorShut, NotADayToAttend
from llegada.delivery.models import AttendanceCode, AttendanceEntry, PreRegistration, SensitiveAnswers, Session
from llegada.delivery.models.checkin import SENSITIVE_CHOICES, SENSITIVE_FIELDS
from llegada.delivery.policies import SENSITIVE_POLICY, Permission
from llegada.delivery.selectors.checkin import find_door, list_expected, list_sensitive
from llegada.delivery.services.attendance import Attendee, compose_entries, consents_for, told_of
from llegada.delivery.services.changes import key_of, moving_figures, open_session


@transaction.atomic
def open_attendance(*, actor: Actor, public_id: UUID, now: datetime) -> AttendanceCode:
    """Give a session its code, or open again the one that it has. Raises NotFound, NotAllowed, SessionClosed."""
    session = open_session(actor=actor, public_id=public_id)
    door = selectors.find_code(session=session)
    if door is None:
        door = AttendanceCode.objects.create(
            session=session,
            code=checkin_rules.make_code(secrets.choice),
            opened_at=now,
            opened_by_id=key_of(actor),
        )
    elif door.shut_at is None:
        return door
    else:
        door.opened_at, door.opened_by_id, door.shut_at = now, key_of(actor), None
        door.save(update_fields=["opened_at", "opened_by", "shut_at"])
    history.record(actor=actor, verb="session.attendance_open", target=session, now=now)
    return door


@transaction.atomic
def shut_attendance(*, actor: Actor, public_id: UUID, now: datetime) -> None:
    """Shut the door of a session: its code admits nobody until it is opened again. Raises NotFound, NotAllowed, SessionClosed."""
    session = open_session(actor=actor, public_id=public_id)
    if AttendanceCode.objects.filter(session=session, shut_at__isnull=True).update(shut_at=now):
        history.record(actor=actor, verb="session.attendance_shut", target=session, now=now)


@dataclass(frozen=True)
class OwnRegistration:
    """What somebody says of themselves. `sensitive` (field → value) is kept only with `authorizes_sensitive`."""

    attendee: Attendee
    sensitive: Mapping[str, str]
    authorizes_sensitive: bool = False


@transaction.atomic
def register_oneself(*, code: str, registration: OwnRegistration, now: datetime, today: date) -> str:
    """Put whoever has the code on the list or, before the day, among those who will come; return which, OPEN or PRE.

    Who is there already changes nothing and hears the same, so that nobody learns who is on a list. Nothing is written in the
    history of the session: the entry says its channel and its moment. Raises NotFound, DoorShut, Invalid.
    """
    door = find_door(code)
    session = Session.objects.select_for_update().get(pk=door.session_id)
    session.plan = door.session.plan
    state = checkin_rules.door_state(
        status=session.status, held_on=session.held_on, today=today, is_shut=door.shut_at is not None
    )
    if state == checkin_rules.CLOSED:
        raise DoorShut()
    if not registration.attendee.has_consented:
        raise Invalid(
            {"has_consented": _("Sin su autorización no podemos guardar sus datos: firme la lista en papel.")}
        )
    entry = compose_entries(session, [registration.attendee], now=now, consents=consents_for([registration.attendee]))[
        0
    ]
    if state == checkin_rules.PRE:
        _expect(entry)
        return state
    answers = _answers(registration, now)
    with moving_figures(session):
        _admit(entry, answers)
    return state


def _expect(entry: AttendanceEntry) -> None:
    expected = PreRegistration.objects.filter(session=entry.session, person_key=entry.person_key)
    if not expected.exists():
        same = ("name", "entity_name", "post", "email", "consent_text_id", "consented_at", "person_key")
        said: dict[str, Any] = {name: getattr(entry, name) for name in same}
        PreRegistration.objects.create(session=entry.session, **said)


def _admit(entry: AttendanceEntry, answers: SensitiveAnswers | None) -> None:
    entry.channel = AttendanceChannel.SELF
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        return  # on the list already: hers are the data that there are
    if answers is not None:
        answers.entry = entry
        answers.save(force_insert=True)


def _answers(registration: OwnRegistration, now: datetime) -> SensitiveAnswers | None:
    """Return what the person said of themselves and authorised, not yet written, or None. Raises Invalid."""
    said = {name: registration.sensitive.get(name) or None for name in SENSITIVE_FIELDS}
    if not any(said.values()):
        return None
    if not registration.authorizes_sensitive:
        raise Invalid({"authorizes_sensitive": SENSITIVE_UNAUTHORIZED})
    for name, value in said.items():
        if value is not None and value not in SENSITIVE_CHOICES[name].values:
            raise Invalid({name: _("Elija una de las opciones, o ninguna.")})
    return SensitiveAnswers(consent_version=sensitive_texts.CURRENT, consented_at=now, **said)


@transaction.atomic
def admit_expected(
    *, actor: Actor, public_id: UUID, keys: Collection[int], now: datetime, today: date
) -> list[AttendanceEntry]:
    """Put on the list those who registered beforehand and came (`keys` of pre-registrations). Who is there already stays once.

    Raises NotFound, NotAllowed, SessionClosed, NotADayToAttend.
    """
    session = open_session(actor=actor, public_id=public_id)
    if session.held_on > today:
        raise NotADayToAttend()
    came = [one for one in list_expected(actor=actor, session=session) if one.pk in set(keys)]
    attendees = [
        Attendee(
            name=one.name,
            entity_name=one.entity_name,
            post=one.post,
            email=one.email,
            consent_text_id=one.consent_text_id,
            consented_at=one.consented_at,
        )
        for one in came
    ]
    if not attendees:
        return []
    with moving_figures(session):
        entries = compose_entries(session, attendees, now=now, consents=consents_for(attendees))
        AttendanceEntry.objects.bulk_create(entries)
    event = told_of(entries, actor=actor, session=session, now=now)
    event.verb = "session.attendance_admit"
    history.record_many([event])
    return entries


@transaction.atomic
def erase_sensitive(*, actor: Actor, answers_id: int, reason: str, now: datetime) -> None:
    """Erase what somebody said of themselves, because they ask for it (Ley 1581 de 2012, art. 8); that they attended stays.

    Raises NotFound, NotAllowed, ReasonRequired.
    """
    answers = list_sensitive(actor=actor).filter(pk=answers_id).first()
    SENSITIVE_POLICY.require_ever(actor, Permission.ERASE)
    if answers is None:
        raise NotFound(answers=answers_id)
    SENSITIVE_POLICY.require(actor, Permission.ERASE, answers)
    if not reason.strip():
        raise ReasonRequired()
    session = answers.entry.session
    answers.delete()
    history.record(actor=actor, verb="session.sensitive_erase", target=session, now=now, reason=reason.strip())
