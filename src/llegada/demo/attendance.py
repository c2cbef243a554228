"""People who register themselves in the showcase: those expected next week, and those of the last session with its code."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import Session
from llegada.delivery.services import (
    Attendee,
    NewDay,
    OwnRegistration,
    SessionDetails,
    attach_evidence,
    convene_session,
    hold_session,
    invite_to_session,
    miss_session,
    open_attendance,
    plan_session,
    register_oneself,
    reschedule_session,
    write_minutes,
)
from llegada.delivery.services.calendar_feeds import make_calendar_feed
from llegada.delivery.services.material import ask_coverage
from llegada.demo.catalogue import GIVEN_NAMES, POSTS, SURNAMES
from llegada.demo.institutions import Cast
from llegada.demo.pdf import small_pdf
from llegada.demo.script import PlanScript, moment
from llegada.demo.training import make_training_test
from llegada.workplans.models import WorkPlan

#: How many registered themselves; every third gave no sensitive data.
TODAY_PEOPLE: Final = 24
EXPECTED_PEOPLE: Final = 4
_ANSWERS: Final = (
    {"sex": "female", "age_range": "29-40"},
    {"sex": "male", "age_range": "41-59"},
    {"sex": "", "age_range": ""},
)


def make_own_attendance(cast: Cast, script: PlanScript, *, today: date) -> None:
    """Open the code of the next session of the showcase, and hold one yesterday where people came with theirs."""
    advisor = cast.acting(script.advisor, Role.ADVISOR)
    plan = WorkPlan.objects.get(entity=script.entity, plan_services__service_version=script.version)
    coming = Session.objects.filter(plan=plan, status="planned", held_on__gt=today).order_by("held_on").first()
    day = today - timedelta(days=1)  # today at eight may not have come yet
    morning = moment(day, 8)
    if coming is not None:
        door = open_attendance(actor=advisor, public_id=coming.public_id, now=morning)
        for number in range(EXPECTED_PEOPLE):
            _register(door.code, number, script, today=day)
        convene_session(actor=advisor, public_id=coming.public_id, now=morning)
        wrong = [Invitee("planeacion arroba alcaldia", "Oficina de Planeación")]
        invite_to_session(actor=advisor, public_id=coming.public_id, people=wrong, now=morning + timedelta(hours=1))
        why = "Vienen tres alcaldes y se firma el acuerdo de trabajo."
        ask_coverage(actor=advisor, public_id=coming.public_id, reason=why, now=morning)
    make_calendar_feed(actor=advisor, unit_id=None, now=morning)
    _what_did_not_go_as_planned(advisor, plan, today)
    session = plan_session(
        actor=advisor,
        plan_id=plan.public_id,
        details=SessionDetails(
            title="Socialización del rediseño con el equipo",
            kind="workshop",
            modality="in_person",
            place="Casa de la Cultura",
            held_on=day,
            starts_at=time(8),
            ends_at=time(11),
            agenda="1. Saludo. 2. La planta propuesta. 3. Preguntas.",
        ),
        now=morning - timedelta(days=2),
        today=day - timedelta(days=2),
    )
    door = open_attendance(actor=advisor, public_id=session.public_id, now=morning)
    for number in range(TODAY_PEOPLE):
        _register(door.code, number, script, today=day)
    make_training_test(advisor, session, door.code, day)
    paper = small_pdf(1, "lista-en-papel.pdf")
    attach_evidence(
        actor=advisor, public_id=session.public_id, upload=paper, kind="attendance_list", now=moment(day, 11)
    )
    photo = small_pdf(2, "relatoria-del-taller.pdf")
    attach_evidence(
        actor=advisor,
        public_id=session.public_id,
        upload=photo,
        kind="narrative",
        image_use="authorised",
        now=moment(day, 11),
    )
    hold_session(
        actor=advisor,
        public_id=session.public_id,
        now=moment(day, 11),
        today=day,
        what_was_done="Se explicó la planta propuesta y se recogieron preguntas.",
    )
    write_minutes(
        actor=advisor,
        public_id=session.public_id,
        what_was_done="Se explicó la planta propuesta y se recogieron preguntas.",
        agenda="1. Saludo. 2. La planta propuesta. 3. Preguntas.",
        no_commitments=False,
        revision=None,
        pending_agenda="Responder las preguntas sobre cargos de período",
        next_meeting_on=today + timedelta(days=12),
        now=moment(day, 12),
    )


def _what_did_not_go_as_planned(advisor: Actor, plan: WorkPlan, today: date) -> None:
    """Plan a session that was not held, and another that moves to a later day."""
    planned = [
        plan_session(
            actor=advisor,
            plan_id=plan.public_id,
            details=SessionDetails(
                title="Revisión de avances",
                kind=kind,
                other_kind="Tertulia con otra alcaldía" if kind == "other" else "",
                modality="remote",
                place="Reunión por videollamada",
                held_on=today + timedelta(days=days),
                starts_at=time(9),
                ends_at=time(10),
            ),
            now=moment(today - timedelta(days=8), 9),
            today=today - timedelta(days=8),
        )
        for days, kind in ((-4, "meeting"), (6, "other"))
    ]
    now = moment(today - timedelta(days=1), 9)
    missed, moved = planned
    reason = "Nadie de la entidad se conectó."
    miss_session(actor=advisor, public_id=missed.public_id, reason=reason, now=now, today=today)
    later = NewDay(today + timedelta(days=9), time(14), time(15), "La secretaria está en comisión esa semana.")
    reschedule_session(actor=advisor, public_id=moved.public_id, day=later, now=now)


def _register(code: str, number: int, script: PlanScript, *, today: date) -> None:
    name = f"{GIVEN_NAMES[number % len(GIVEN_NAMES)]} {SURNAMES[-1 - number % len(SURNAMES)]}"
    attendee = Attendee(
        name=name,
        entity_name=script.entity.name,
        post=POSTS[number % len(POSTS)],
        email=f"asistente.{number}@demo.example",
        has_consented=True,
    )
    own = OwnRegistration(attendee, _ANSWERS[number % len(_ANSWERS)], authorizes_sensitive=True)
    register_oneself(code=code, registration=own, now=moment(today, 8) + timedelta(minutes=number), today=today)
