"""What happens in the field under one plan: sessions held, minutes approved, commitments kept or not, sessions to come."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.text import fold
from llegada.delivery.models import Commitment
from llegada.delivery.services import (
    Attendee,
    NewCommitment,
    SessionDetails,
    SessionRecord,
    approve_minutes,
    cancel_session,
    change_commitment,
    plan_session,
    record_session,
)
from llegada.demo.catalogue import COMMITMENTS, GIVEN_NAMES, PLACES, POSTS, SURNAMES, TOPICS
from llegada.demo.institutions import Cast
from llegada.demo.script import PlanScript, moment
from llegada.workplans.models import WorkPlan

KINDS = ("workshop", "working_table", "advisory", "training", "meeting", "lab")
ROSTER = 14
#: Minutes of the last days still wait for somebody's approval.
DAYS_TO_APPROVE = 6


@dataclass
class FieldDiary:
    """The sessions of one plan, in the order of its script."""

    cast: Cast
    chance: random.Random
    script: PlanScript
    plan: WorkPlan
    advisor: Actor
    head: Actor
    representative: Actor
    today: date

    @cached_property
    def roster(self) -> list[Attendee]:
        """Return the invented people of the entity who take turns to attend."""
        people = []
        for number in range(ROSTER):
            name = f"{self.chance.choice(GIVEN_NAMES)} {self.chance.choice(SURNAMES)} {self.chance.choice(SURNAMES)}"
            people.append(
                Attendee(
                    name=name,
                    entity_name=self.script.entity.name,
                    post=self.chance.choice(POSTS),
                    email=f"{fold(name).replace(' ', '.')}.{self.script.entity.pk}@demo.example" if number % 4 else "",
                    has_consented=number % 6 != 0,
                )
            )
        return people

    def events(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Give each past session its moment and what happens then."""
        for number, day in enumerate(self.script.session_days):
            if day < self.today:
                yield moment(day, 17), self._holder(number, day)

    def plan_the_rest(self) -> None:
        """Plan the sessions that are still to come; one in ten of them is cancelled."""
        for number, day in enumerate(self.script.session_days):
            if day < self.today:
                continue
            now = moment(self.today - timedelta(days=3), 9)
            session = plan_session(
                actor=self.advisor, plan_id=self.plan.public_id, details=self._details(number, day), now=now,
                today=self.today - timedelta(days=3), public_id=self._identifier(),
            )  # fmt: skip
            if self.chance.random() < 0.1:
                reason = "La alcaldía pidió aplazar por el consejo de gobierno."
                cancel_session(actor=self.advisor, public_id=session.public_id, reason=reason, now=now)

    def _identifier(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _details(self, number: int, day: date) -> SessionDetails:
        place = self.chance.choice(PLACES)
        hour = self.chance.choice((8, 9, 14))
        return SessionDetails(
            title=TOPICS[number % len(TOPICS)],
            kind=KINDS[number % len(KINDS)],
            modality="remote" if "videollamada" in place else "in_person",
            place=place,
            held_on=day,
            starts_at=time(hour),
            ends_at=time(hour + self.chance.randint(2, 3)),
            agenda="1. Saludo y lista. 2. Revisión de lo acordado. 3. Trabajo del día. 4. Compromisos.",
        )

    def _holder(self, number: int, day: date) -> Callable[[], None]:
        def happen() -> None:
            promised = self._promises(day)
            recorded = record_session(
                actor=self.advisor,
                plan_id=self.plan.public_id,
                record=SessionRecord(
                    details=self._details(number, day),
                    what_was_done="Se trabajó con el equipo de la entidad y se dejaron ajustes al documento.",
                    no_commitments=not promised,
                    attendees=tuple(self.chance.sample(self.roster, self.chance.randint(4, 10))),
                    commitments=promised,
                ),
                now=moment(day, 17),
                today=day,
                public_id=self._identifier(),
            )
            approved_on = day + timedelta(days=self.chance.randint(2, DAYS_TO_APPROVE))
            if approved_on < self.today and self.chance.random() < 0.92:
                self._settle(recorded.session.pk, approved_on)
                approve_minutes(actor=self.head, public_id=recorded.session.public_id, now=moment(approved_on, 11))

        return happen

    def _promises(self, day: date) -> tuple[NewCommitment, ...]:
        chosen = self.chance.sample(COMMITMENTS, self.chance.choice((0, 1, 1, 2)))
        return tuple(
            NewCommitment(
                description=description,
                side=side,
                responsible="Secretaría de planeación" if side == "entity" else self.advisor.name,
                due_on=day + timedelta(days=self.chance.randint(8, 20)),
                deliverable=deliverable,
            )
            for description, side, deliverable in chosen
        )

    def _settle(self, session_id: int, day: date) -> None:
        """Keep most of the promises of a session: each side its own, verified by the head of the unit."""
        for commitment in Commitment.objects.filter(session_id=session_id):
            if self.chance.random() < 0.25:
                continue
            doer = self.representative if commitment.side == "entity" else self.advisor
            change_commitment(
                actor=doer,
                public_id=commitment.public_id,
                action="fulfill",
                now=moment(day, 8),
                outcome="Enviado por correo.",
            )
            if self.chance.random() < 0.7:
                change_commitment(actor=self.head, public_id=commitment.public_id, action="verify", now=moment(day, 10))
