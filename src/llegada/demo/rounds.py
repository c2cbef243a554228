"""Every other Friday of the invented year: advisors mark what was kept, heads verify it and approve the minutes that wait."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from llegada.core.actors import Actor
from llegada.delivery.models import Commitment, Session
from llegada.delivery.services import approve_many_minutes, change_commitments
from llegada.demo.script import moment

#: Minutes of the last days still wait for somebody's approval.
DAYS_TO_APPROVE = 2


def working_friday_from(day: date) -> date:
    """Return the first of every other Friday on or after `day`: the same ones whoever asks."""
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    return friday + timedelta(days=7 * (friday.toordinal() // 7 % 2))


class Rounds:
    """What waits for somebody's Friday, by who does it and when. Nothing happens until `make_them`."""

    def __init__(self, chance: random.Random, *, today: date) -> None:
        self.chance, self.today = chance, today
        self._minutes: dict[tuple[date, Actor], list[UUID]] = defaultdict(list)
        self._kept: dict[tuple[date, Actor], list[UUID]] = defaultdict(list)
        self._verified: dict[tuple[date, Actor], list[UUID]] = defaultdict(list)

    def hand_in_minutes(self, head: Actor, sessions: Iterable[Session]) -> None:
        """Leave the minutes of `sessions` for a Friday of their head; a few are forgotten."""
        for session in sessions:
            day = working_friday_from(session.held_on + timedelta(days=DAYS_TO_APPROVE))
            if day < self.today and self.chance.random() < 0.92:
                self._minutes[day, head].append(session.public_id)

    def follow_up(self, advisor: Actor, head: Actor, commitments: Iterable[Commitment]) -> None:
        """Have most commitments kept, about when they are due, and most of the kept ones verified by the head."""
        for commitment in commitments:
            day = working_friday_from(commitment.due_on - timedelta(days=self.chance.randint(0, 7)))
            if day >= self.today or self.chance.random() < 0.25:
                continue
            self._kept[day, advisor].append(commitment.public_id)
            checked_on = working_friday_from(day + timedelta(days=3))
            if checked_on < self.today and self.chance.random() < 0.7:
                self._verified[checked_on, head].append(commitment.public_id)

    def make_them(self) -> None:
        """Let every Friday happen, in order."""
        for (day, head), ids in _in_order(self._minutes):
            approve_many_minutes(actor=head, public_ids=ids, now=moment(day, 11))
        for (day, advisor), ids in _in_order(self._kept):
            change_commitments(
                actor=advisor, public_ids=ids, action="fulfill", now=moment(day, 8), outcome="Enviado por correo."
            )
        for (day, head), ids in _in_order(self._verified):
            change_commitments(actor=head, public_ids=ids, action="verify", now=moment(day, 10))


def _in_order(waiting: dict[tuple[date, Actor], list[UUID]]) -> list[tuple[tuple[date, Actor], list[UUID]]]:
    return sorted(waiting.items(), key=lambda item: (item[0][0], item[0][1].person_id or 0))
