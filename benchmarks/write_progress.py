"""Reporting, returning, validating and extending milestones through their services: what the figures of progress cost."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benchmarks.country_plans import TODAY, PlanBuilder
from benchmarks.measure import Measure
from llegada.accounts.models import Person, RoleAssignment
from llegada.accounts.selectors import build_actor
from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.insights.progress_rebuild import rebuild_progress
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.services import (
    Wanted,
    move_amendment,
    propose_amendment,
    report_milestone,
    review_milestone,
)

PLANS, FULL = 5_000, 400_000
#: Plans written to, after some that fill caches.
WRITES, FIRST = 120, 8
AT_MOST = 1.5
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
NOW = timezone.make_aware(datetime.combine(TODAY, clock(10)))


def run(*, full: bool) -> Iterable[Measure]:
    """Write to plans in execution of a country of 5,000, of 400,000 with --full."""
    PlanBuilder().grow_to(FULL if full else PLANS)
    rebuild_progress()
    took: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for number, plan in enumerate(_plans(WRITES + FIRST)):
        # By turns, and neither has always the odd plans.
        moves = (number + number // 2) % 2 == 0
        with mock.patch.object(facts, "announce_many", facts.announce_many if moves else mock.Mock()):
            for name, seconds in _write(plan, number):
                if number >= FIRST:
                    took[name, moves].append(seconds)
    for name in ("report", "return", "validate", "extend"):
        cost, bare = (statistics.median(took[name, moves]) for moves in (True, False))
        yield Measure(name=f"write_progress.{name}", value=cost * 1000, unit="ms", at_most=100)
        yield Measure(name=f"write_progress.{name}.ratio", value=cost / bare, unit="times", at_most=AT_MOST)


def _plans(count: int) -> list[WorkPlan]:
    """Return plans in execution of this year with a milestone still to report."""
    waiting = PlanMilestone.objects.filter(status="pending").values("plan")
    found = WorkPlan.objects.filter(status="in_execution", starts_on__year=TODAY.year, pk__in=waiting)
    return list(found.select_related("unit__organization", "entity", "advisor").order_by("public_id")[:count])


def _actor(person: Person, role: Role, **where: Any) -> Actor:
    assignment = RoleAssignment.objects.get_or_create(
        person=person, role=role, defaults={"starts_on": date(2020, 1, 1)}, **where
    )[0]
    return build_actor(person=person, assignments=[assignment])


def _write(plan: WorkPlan, number: int) -> Iterable[tuple[str, float]]:
    """Yield what was done to a plan and its seconds: the same four acts, on one milestone of it."""
    unit = {"unit": plan.unit, "organization": plan.unit.organization}
    advisor = _actor(plan.advisor, Role.ADVISOR, **unit)
    head = _actor(Person.objects.get_or_create(email="d@ejemplo.example", full_name="D")[0], Role.UNIT_HEAD, **unit)
    contact = _actor(
        Person.objects.get_or_create(email="e@ejemplo.example", full_name="E")[0],
        Role.ENTITY_CONTACT,
        entity=plan.entity,
    )
    one = PlanMilestone.objects.filter(plan=plan, status="pending").order_by("-position")[0]
    told: dict[str, Any] = {"public_id": one.public_id, "now": NOW}

    def extend() -> None:
        about: dict[str, Any] = {"actor": advisor, "reason": "Hace falta.", "now": NOW}
        wanted = Wanted(ends_on=plan.ends_on + timedelta(days=20))
        amendment = propose_amendment(public_id=plan.public_id, kind="dates", wanted=wanted, **about)
        move_amendment(actor=contact, public_id=amendment.public_id, action="accept", now=NOW)
        move_amendment(actor=head, public_id=amendment.public_id, action="approve", now=NOW)

    def report() -> None:
        upload = SimpleUploadedFile("acta.pdf", PDF + str(number).encode(), "application/pdf")
        report_milestone(actor=advisor, report="Se logró.", uploads=[upload], **told)

    yield "extend", _seconds(extend)
    yield "report", _seconds(report)
    yield "return", _seconds(lambda: review_milestone(actor=head, action="return", observation="Falta.", **told))
    report_milestone(actor=advisor, report="Se logró.", uploads=[], **told)
    yield "validate", _seconds(lambda: review_milestone(actor=head, action="validate", **told))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
