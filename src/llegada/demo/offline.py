"""The field with no signal in the demonstration: phones with and without unsent work, two versions, a photo that was discarded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.delivery.selectors.field import describe_session
from llegada.delivery.services import write_minutes
from llegada.delivery.services.field import (
    ComingFile,
    Contact,
    Submission,
    note_contact,
    receive_item,
    receive_piece,
    withdraw_item,
)
from llegada.demo.institutions import Cast
from llegada.demo.script import PlanScript, moment
from llegada.workplans.models import WorkPlan

#: Phone, how many records it had unsent, and for how many days.
_PHONES = (("Android · Chrome", 4, 3), ("iPhone · Safari", 0, 0))


def make_field_work(cast: Cast, scripts: Sequence[PlanScript], *, today: date) -> None:
    """Let the phones of two advisors be heard of, and what the showcase's advisor captured meet what had changed."""
    showcase = scripts[0]
    advisors = list(dict.fromkeys(script.advisor for script in scripts))[: len(_PHONES)]
    seen = moment(today - timedelta(days=1), 18)
    for number, (advisor, (label, unsent, days)) in enumerate(zip(advisors, _PHONES, strict=False), start=1):
        contact = Contact(
            device=UUID(int=number, version=4),
            label=label,
            unsent_count=unsent,
            oldest_at=seen - timedelta(days=days) if unsent else None,
            sent_at=seen,
        )
        note_contact(actor=cast.acting(advisor, Role.ADVISOR), contact=contact, now=seen)
    _meet_another_version(cast, showcase, today=today)


def _meet_another_version(cast: Cast, script: PlanScript, *, today: date) -> None:
    """Send minutes captured over minutes that somebody completed meanwhile."""
    plan = WorkPlan.objects.get(entity=script.entity, plan_services__service_version=script.version)
    yesterday = today - timedelta(days=1)
    held = Session.objects.filter(plan=plan, status="held", held_on__lte=yesterday)
    session = held.order_by("-held_on", "-pk").first()
    if session is None:
        return
    advisor, read = cast.acting(script.advisor, Role.ADVISOR), session.revision
    captured = describe_session(session) | {
        "plan": str(plan.public_id),
        "what_was_done": "Se explicó la planta propuesta; quedaron dos preguntas por resolver con la oficina jurídica.",
    }
    write_minutes(
        actor=advisor,
        public_id=session.public_id,
        what_was_done="Se explicó la planta propuesta y se acordó enviarla por correo a los jefes de área.",
        agenda=session.agenda,
        no_commitments=session.no_commitments,
        revision=read,
        now=moment(yesterday, 12),
    )
    submission = Submission(
        public_id=UUID(int=1049, version=4),
        kind="session",
        target=session.public_id,
        base_revision=read,
        captured_at=moment(yesterday, 11),
        body=captured,
    )
    now = moment(yesterday, 13)
    receive_item(actor=advisor, submission=submission, upload=None, offset=0, now=now, today=yesterday)
    _discard_a_photo(advisor, session, now=now)


def _discard_a_photo(advisor: Actor, session: Session, *, now: datetime) -> None:
    """Send the first piece of a photo that was then discarded on the phone: the history of the session says it."""
    piece = b"\xff\xd8\xff" + b"0" * 1000
    file = ComingFile(
        item=UUID(int=1050, version=4),
        device=UUID(int=1, version=4),
        name="movida.jpg",
        sha256=hashlib.sha256(piece * 2).hexdigest(),
        size=len(piece) * 2,
    )
    receive_piece(actor=advisor, file=file, offset=0, content=piece, now=now)
    discarded = Submission(file.item, "evidence", session.public_id, None, now, {})
    withdraw_item(actor=advisor, submission=discarded, offset=0, now=now)
