"""A session with ten attendees through its service, with the figures moved and without, by turns: what the figures cost."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterable
from datetime import date
from datetime import time as clock
from typing import NamedTuple
from unittest import mock

from django.utils import timezone

from benchmarks.kept import countries, spoil_figures
from benchmarks.measure import Measure
from llegada.accounts.models import RoleAssignment
from llegada.accounts.selectors import build_actor
from llegada.core import facts
from llegada.core.roles import Role
from llegada.delivery.services import Attendee, SessionDetails, SessionRecord, record_session
from llegada.workplans.models import WorkPlan

SESSIONS, FULL = 30_000, 10_000_000
ATTENDEES, WRITES = 10, 80
#: Writes that fill the caches of the program, and then of a database that nobody has written since it was made.
FIRST, COLD = 4, 80
AT_MOST = 1.5
#: A day of the last year of the country.
TODAY = date(2026, 6, 15)


def run(*, full: bool) -> Iterable[Measure]:
    """Write to plans of the last year of a country of 30,000 sessions, of ten million with --full."""
    list(countries(FULL if full else SESSIONS))
    plans = list(
        WorkPlan.objects.filter(starts_on__year=TODAY.year).select_related("unit", "advisor").order_by("public_id")
    )
    cold, warm = _Turns([], []), _Turns([], [])
    for number in range(FIRST + COLD + 2 * WRITES):
        plan = plans[number % len(plans)]
        # By turns, and neither has always the odd plans.
        moves = (number + number // 2) % 2 == 0
        with mock.patch.object(facts, "announce_many", facts.announce_many if moves else mock.Mock()):
            took = _write(plan, number)
        if number >= FIRST:
            turns = warm if number >= FIRST + COLD else cold
            (turns.with_figures if moves else turns.without).append(took)
    spoil_figures()
    yield Measure(name="write.session", value=statistics.median(warm.with_figures) * 1000, unit="ms", at_most=100)
    yield Measure(name="write.ratio", value=warm.ratio, unit="times", at_most=AT_MOST)
    print(f"the first {COLD} writes, of pages that are still on the disk: {cold.ratio:.2f} times", file=sys.stderr)


class _Turns(NamedTuple):
    """The seconds of writes by turns."""

    with_figures: list[float]
    without: list[float]

    @property
    def ratio(self) -> float:
        """Return how many times the same write takes with the figures."""
        return statistics.median(self.with_figures) / statistics.median(self.without)


def _write(plan: WorkPlan, number: int) -> float:
    """Record a session of `plan`, half of whose people have been at its sessions before; return the seconds."""
    assignment = RoleAssignment.objects.get_or_create(
        person=plan.advisor,
        role=Role.ADVISOR,
        unit=plan.unit,
        organization=plan.unit.organization,
        defaults={"starts_on": date(2020, 1, 1)},
    )[0]
    actor = build_actor(person=plan.advisor, assignments=[assignment])
    details = SessionDetails(
        title="Taller", kind="workshop", modality="in_person", place="Alcaldía", held_on=TODAY, starts_at=clock(8),
        ends_at=clock(12),
    )  # fmt: skip
    attendees = tuple(
        Attendee(name=f"Persona {number if n % 2 else 0} {n}", entity_name=f"Entidad {plan.entity_id}")
        for n in range(ATTENDEES)
    )
    record = SessionRecord(details=details, what_was_done="Se avanzó.", attendees=attendees)
    started = time.perf_counter()
    record_session(actor=actor, plan_id=plan.public_id, record=record, now=timezone.now(), today=TODAY)
    return time.perf_counter() - started
