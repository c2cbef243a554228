"""Invented rows in bulk, straight to the tables: an installation of any number of sessions, for the measures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.core.roles import Role
from llegada.core.text import fold
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService, WorkPlanVersion

SESSIONS_PER_PLAN = 25
ATTENDANCES_PER_SESSION = 3
ADVISORS = 200
BATCH = 5000


@dataclass(frozen=True)
class Volume:
    """What was made, and the people to measure as."""

    plans: int
    sessions: int
    head: Person
    advisor: Person


def _saved(model: Any, rows: Iterator[Any]) -> list[Any]:
    saved: list[Any] = []
    while batch := list(islice(rows, BATCH)):
        saved += model.objects.bulk_create(batch)
    return saved


def make_volume(sessions: int, *, today: date) -> Volume:
    """Fill an empty installation that holds the reference data with `sessions` sessions in their plans; rebuild the figures."""
    chance = random.Random(1)
    now = timezone.now()
    units = _make_units(chance)
    versions = _make_services(units, now)
    people = _saved(
        Person,
        (Person(email=f"p{n}@ejemplo.example", full_name=f"Asesor {n}") for n in range(ADVISORS + 1)),
    )
    head, advisors = people[0], people[1:]
    _assign(head, advisors, units, today)
    plans = _make_plans(chance, max(1, sessions // SESSIONS_PER_PLAN), units, versions, advisors, head, now, today)
    made = _make_sessions(chance, sessions, plans, now, today)
    call_command("rebuild_figures", verbosity=0)
    return Volume(plans=len(plans), sessions=len(made), head=head, advisor=advisors[0])


def _make_units(chance: random.Random) -> list[OrgUnit]:
    units = []
    for n in range(5):
        organization = Organization.objects.create(name=f"Organización {n}", acronym=f"O{n}")
        for m in range(4):
            unit = OrgUnit.objects.create(organization=organization, name=f"Dirección {m}", path=f"/n{n}{m}/")
            unit.path = f"/{unit.pk}/"
            unit.save(update_fields=["path"])
            units.append(unit)
    return units


def _make_services(units: list[OrgUnit], now: datetime) -> dict[int, list[ServiceVersion]]:
    lines = [ThematicLine.objects.get_or_create(name=f"Línea {n}")[0] for n in range(12)]
    validator = Person.objects.create(email="valida@ejemplo.example", full_name="Quien valida")
    versions: dict[int, list[ServiceVersion]] = {}
    for number in range(60):
        unit = units[number % len(units)]
        service = Service.objects.create(organization=unit.organization, unit=unit)
        version = ServiceVersion.objects.create(
            service=service, number=1, name=f"Servicio {number}", line=lines[number % 12], kind="advisory", objective="o",
            deliverable="d", search_text=fold(f"Servicio {number}"),
        )  # fmt: skip
        Milestone.objects.bulk_create(
            Milestone(version=version, position=p, name=f"Hito {p}", weight=Decimal(25)) for p in range(1, 5)
        )
        publish(version, validator, now)
        versions.setdefault(unit.pk, []).append(version)
    return versions


def publish(version: ServiceVersion, person: Person, now: datetime) -> None:
    """Put a version in force as if `person`, who did not write it, had taken it all the way."""
    done = {f"{what}_at": now for what in ("validated", "parametrized", "published")}
    who = {f"{what}_by": person for what in ("validated", "parametrized", "published")}
    ServiceVersion.objects.filter(pk=version.pk).update(status="published", **done, **who)
    Service.objects.filter(pk=version.service_id).update(status="published", published_version=version)


def _assign(head: Person, advisors: list[Person], units: list[OrgUnit], today: date) -> None:
    since = today - timedelta(days=2000)
    RoleAssignment.objects.create(
        person=head, role=Role.UNIT_HEAD, unit=units[0], organization=units[0].organization, starts_on=since
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            person=person,
            role=Role.ADVISOR,
            unit=units[n % 20],
            organization=units[n % 20].organization,
            starts_on=since,
        )
        for n, person in enumerate(advisors)
    )


def _make_plans(
    chance: random.Random,
    count: int,
    units: list[OrgUnit],
    versions: dict[int, list[ServiceVersion]],
    advisors: list[Person],
    head: Person,
    now: datetime,
    today: date,
) -> list[WorkPlan]:
    entities = list(Entity.objects.filter(kind="mayoralty"))
    start = today - timedelta(days=300)

    def blank() -> Iterator[WorkPlan]:
        for n in range(count):
            yield WorkPlan(
                title=f"Plan {n}", unit=units[n % 20], entity=entities[n % len(entities)], objectives="o", starts_on=start,
                unplanned_reason="no_annual_plan",
                ends_on=start + timedelta(days=400), advisor=advisors[n % ADVISORS], created_by=head, created_at=now,
                updated_at=now,
            )  # fmt: skip

    plans: list[WorkPlan] = _saved(WorkPlan, blank())
    shown = _saved(
        WorkPlanVersion,
        (
            WorkPlanVersion(plan=p, number=1, content={}, sha256="0" * 64, created_at=now, created_by=head)
            for p in plans
        ),
    )
    for plan, version in zip(plans, shown, strict=True):
        plan.status, plan.signed_version, plan.signed_at, plan.signed_by = "in_execution", version, now, head
        plan.consent_given_at, plan.consent_given_by = now, head
    fields = ["status", "signed_version", "signed_at", "signed_by", "consent_given_at", "consent_given_by"]
    WorkPlan.objects.bulk_update(plans, fields, batch_size=200)
    chosen = [chance.choice(versions[plan.unit_id]) for plan in plans]
    links = _saved(
        WorkPlanService, (WorkPlanService(plan=p, service_version=v) for p, v in zip(plans, chosen, strict=True))
    )
    milestones = {v.pk: list(v.milestones.all()) for group in versions.values() for v in group}
    _saved(PlanMilestone, _plan_milestones(chance, links, milestones, head, advisors[0], now, start))
    return plans


def _plan_milestones(
    chance: random.Random,
    links: list[WorkPlanService],
    milestones: dict[int, list[Milestone]],
    head: Person,
    reporter: Person,
    now: datetime,
    start: date,
) -> Iterator[PlanMilestone]:
    for link in links:
        reached = chance.randint(0, 4)
        for milestone in milestones[link.service_version_id]:
            done = milestone.position <= reached
            yield PlanMilestone(
                plan_id=link.plan_id, plan_service=link, milestone=milestone, position=milestone.position, name=milestone.name,
                weight=milestone.weight, due_on=start + timedelta(days=90 * milestone.position),
                status="validated" if done else "pending", reported_at=now if done else None,
                reported_by=reporter if done else None, reviewed_at=now if done else None, reviewed_by=head if done else None,
            )  # fmt: skip


def _make_sessions(
    chance: random.Random, count: int, plans: list[WorkPlan], now: datetime, today: date
) -> list[Session]:
    version_of = dict(WorkPlanService.objects.values_list("plan_id", "service_version_id"))

    def rows() -> Iterator[Session]:
        for n in range(count):
            plan = plans[n % len(plans)]
            day = today - timedelta(days=chance.randint(-20, 290))
            status = "planned" if day > today else "minutes_approved" if n % 3 else "held"
            approved = status == "minutes_approved"
            yield Session(
                plan=plan, service_version_id=version_of[plan.pk], title=f"Sesión {n}", kind="workshop", modality="in_person",
                place="Alcaldía", held_on=day, starts_at=time(8), ends_at=time(12), status=status, year=day.year,
                what_was_done="Se avanzó." if approved else "", minutes_approved_at=now if approved else None,
                minutes_approved_by=plan.created_by if approved else None, created_by=plan.advisor, created_at=now, updated_at=now,
                recorded_by=None if status == "planned" else plan.advisor,
            )  # fmt: skip

    sessions: list[Session] = _saved(Session, rows())
    _saved(
        AttendanceEntry,
        (
            # Twenty people an entity: attendances grow with sessions, people do not.
            AttendanceEntry(
                session=s,
                name=f"Persona {k}",
                entity_name="Alcaldía",
                person_key=s.plan.entity_id * 100 + (s.pk + k) % 20,
            )
            for s in sessions
            for k in range(ATTENDANCES_PER_SESSION)
        ),
    )
    through = Session.advisors.through
    _saved(through, (through(session_id=s.pk, person_id=s.plan.advisor_id) for s in sessions))
    _saved(
        Commitment,
        (
            Commitment(
                session=s, plan=s.plan, description="Enviar", side="entity", responsible="Planeación",
                due_on=s.held_on + timedelta(days=10),
            )
            for s in sessions[::2]
        ),
    )  # fmt: skip
    return sessions
