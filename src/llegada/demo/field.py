"""What happens in the field under one plan: sessions held, with who came and what was promised, and sessions to come."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.text import fold
from llegada.delivery.services import (
    Attendee,
    DatedRecord,
    NewCommitment,
    SessionDetails,
    SessionRecord,
    cancel_session,
    plan_session,
    record_sessions,
)
from llegada.demo.catalogue import COMMITMENTS, GIVEN_NAMES, PLACES, POSTS, SURNAMES, TOPICS
from llegada.demo.institutions import Cast
from llegada.demo.rounds import Rounds
from llegada.demo.script import PlanScript, moment
from llegada.workplans.models import WorkPlan

KINDS = ("workshop", "working_table", "advisory", "training", "meeting", "lab")
ROSTER = 14


@dataclass
class FieldDiary:
    """The sessions of one plan, in the order of its script."""

    cast: Cast
    chance: random.Random
    script: PlanScript
    plan: WorkPlan
    advisor: Actor
    head: Actor
    rounds: Rounds
    today: date

    @cached_property
    def roster(self) -> list[Attendee]:
        """Return the invented people of the entity who take turns to attend."""
        people: list[Attendee] = []
        names: list[str] = []
        while len(names) < ROSTER:
            name = f"{self.chance.choice(GIVEN_NAMES)} {self.chance.choice(SURNAMES)} {self.chance.choice(SURNAMES)}"
            if name not in names:
                names.append(name)
        for number, name in enumerate(names):
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

    def record_the_past(self) -> None:
        """Record the sessions that took place, each as of its day, and leave what came of them for the Fridays."""
        days = [(number, day) for number, day in enumerate(self.script.session_days) if day < self.today]
        records = [self._record(number, day) for number, day in days]
        made = record_sessions(actor=self.advisor, plan_id=self.plan.public_id, records=records)
        self.rounds.hand_in_minutes(self.head, [one.session for one in made])
        self.rounds.follow_up(self.advisor, self.head, self.plan.commitments.order_by("pk"))

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

    def _record(self, number: int, day: date) -> DatedRecord:
        promised = self._promises(day)
        record = SessionRecord(
            details=self._details(number, day),
            what_was_done="Se trabajó con el equipo de la entidad y se dejaron ajustes al documento.",
            no_commitments=not promised,
            attendees=tuple(self.chance.sample(self.roster, self.chance.randint(3, 7))),
            commitments=promised,
        )
        return DatedRecord(record, now=moment(day, 17), today=day, public_id=self._identifier())

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
