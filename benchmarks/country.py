"""An invented country of any number of sessions over fourteen years: the same bodies and services at every size.

20 organisations, 60 units, 12 lines, 600 services, 3,000 advisors and some 6,300 entities; plans of about 25 sessions of one
service with one entity within a year; about two attendances a session, from 20 to 40 people an entity, one in twenty shared with
another entity. Uneven by department, organisation and year. Straight to the tables, from one seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from benchmarks.bulk import day_text, indexes_last, quoted, spread, uuid_text
from benchmarks.volume import publish
from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.core.text import fold
from llegada.delivery.models import AttendanceEntry, Session
from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine
from llegada.territory.models import Entity, Municipality
from llegada.workplans.models import WorkPlan, WorkPlanService, WorkPlanVersion

FIRST_YEAR: Final = 2013
YEARS: Final = 14
ORGANIZATIONS, UNITS, LINES, SERVICES, ADVISORS = 20, 3, 12, 10, 50
ENTITIES: Final = 6300
SESSIONS_PER_PLAN: Final = 25
#: Sessions that every country begins with, if it has as many.
FIRST_SESSIONS: Final = 10_000
#: Plans staged at once.
PART: Final = 20_000


@dataclass(frozen=True)
class Country:
    """What was made, and one of each kind to ask for: none of them the largest."""

    sessions: int
    attendances: int
    unit: int
    organization: int
    line: int
    service: int
    entity: int
    department: str
    municipality: str
    advisor: int


@dataclass(frozen=True)
class _Bodies:
    units: list[int]
    versions: np.ndarray[Any, Any]
    advisors: np.ndarray[Any, Any]
    entities: np.ndarray[Any, Any]
    head: int


class Builder:
    """Makes the country and lets it grow: what is asked of a small one is asked of the same units and places in a large one."""

    def __init__(self) -> None:
        """Fill an empty installation, that holds the reference data, with bodies and services."""
        with transaction.atomic():
            self.bodies = _make_bodies(np.random.default_rng(1))
        self.plans = self.sessions = self.attendances = 0
        self.chosen: dict[str, Any] = {}

    def grow_to(self, sessions: int) -> Country:
        """Add plans, sessions and attendance until there are `sessions`. Figures are not counted.

        The first ones are the same at every size: what the questions ask for is chosen among them.
        """
        if not self.chosen:
            self._add(min(sessions, FIRST_SESSIONS))
            self.chosen = _choose(self.plans)
        if sessions > self.sessions:
            self._add(sessions - self.sessions)
        return Country(sessions=self.sessions, attendances=self.attendances, **self.chosen)

    def _add(self, missing: int) -> None:
        plans = max(1, missing // SESSIONS_PER_PLAN)
        models: list[type[Model]] = [
            WorkPlan,
            WorkPlanVersion,
            WorkPlanService,
            Session,
            AttendanceEntry,
            Session.advisors.through,
        ]
        with indexes_last(*(one._meta.db_table for one in models)):
            for start in range(0, plans, PART):
                count = min(PART, plans - start)
                here = missing if start + count == plans else count * SESSIONS_PER_PLAN
                missing -= here
                with transaction.atomic():
                    chance = np.random.default_rng((1, self.plans))
                    self.attendances += _make_part(
                        chance, self.bodies, first_plan=self.plans, count=count, made=self.sessions, sessions=here
                    )
                self.plans += count
                self.sessions += here
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            cursor.execute("ANALYZE")


def _make_bodies(chance: np.random.Generator) -> _Bodies:
    now = timezone.now()
    head = Person.objects.create(email="cabeza@ejemplo.example", full_name="Quien dirige")
    lines = [ThematicLine.objects.get_or_create(name=f"Línea {n}")[0] for n in range(LINES)]
    units, versions = [], []
    for n in range(ORGANIZATIONS):
        organization = Organization.objects.create(name=f"Organización {n}", acronym=f"O{n}")
        for m in range(UNITS):
            unit = OrgUnit.objects.create(organization=organization, name=f"Dirección {m}", path=f"/x{n}-{m}/")
            units.append(unit.pk)
            for s in range(SERVICES):
                service = Service.objects.create(organization=organization, unit=unit)
                name = f"Servicio {n}.{m}.{s}"
                version = ServiceVersion.objects.create(
                    service=service, number=1, name=name, line=lines[(n + s) % LINES], kind="advisory", objective="o",
                    deliverable="d", search_text=fold(name),
                )  # fmt: skip
                Milestone.objects.create(version=version, position=1, name="Hito", weight=Decimal(100))
                publish(version, head, now)
                versions.append(version.pk)
    people = Person.objects.bulk_create(
        Person(email=f"asesor{n}@ejemplo.example", full_name=f"Asesor {n}") for n in range(len(units) * ADVISORS)
    )
    _make_entities()
    entities = np.array(list(Entity.objects.order_by("department_id", "pk").values_list("pk", flat=True)))
    return _Bodies(
        units=units,
        versions=np.array(versions).reshape(len(units), SERVICES),
        advisors=np.array([one.pk for one in people]).reshape(len(units), ADVISORS),
        entities=chance.permutation(entities),
        head=head.pk,
    )


def _make_entities() -> None:
    """Add bodies to those of the reference data, until there are ENTITIES."""
    places = list(Municipality.objects.order_by("pk").values_list("pk", "department_id"))
    missing = ENTITIES - Entity.objects.count()
    Entity.objects.bulk_create(
        Entity(
            name=f"Hospital {n}", kind="other", order="territorial", municipality_id=places[n % len(places)][0],
            department_id=places[n % len(places)][1], search_text=f"hospital {n}",
        )
        for n in range(missing)
    )  # fmt: skip


def _uneven(chance: np.random.Generator, count: int, among: int) -> np.ndarray[Any, Any]:
    """Return `count` numbers below `among`, the first ones more often: the tenth part of them gets about a fourth."""
    return (among * chance.random(count) ** 1.7).astype(np.int64)


def _make_part(
    chance: np.random.Generator, bodies: _Bodies, *, first_plan: int, count: int, made: int, sessions: int
) -> int:
    """Write some plans with their sessions and attendance; return how many attendances."""
    plan = np.arange(first_plan + 1, first_plan + count + 1)
    unit = _uneven(chance, count, len(bodies.units))
    version = bodies.versions[unit, _uneven(chance, count, SERVICES)]
    advisor = bodies.advisors[unit, chance.integers(0, ADVISORS, count)]
    entity = bodies.entities[_uneven(chance, count, len(bodies.entities))]
    year = FIRST_YEAR + YEARS - 1 - _uneven(chance, count, YEARS)
    spread(
        {
            "id": plan,
            "unit": np.array(bodies.units)[unit],
            "version": version,
            "advisor": advisor,
            "entity": entity,
            "year": year,
        },
        *_plan_statements(bodies.head),
    )
    owner = np.sort(chance.integers(0, count, sessions))
    key = np.arange(made + 1, made + sessions + 1)
    day = year[owner] * 10000 + chance.integers(1, 13, sessions) * 100 + chance.integers(1, 29, sessions)
    state = chance.integers(0, 50, sessions)
    spread(
        {
            "id": key,
            "plan": plan[owner],
            "version": version[owner],
            "advisor": advisor[owner],
            "day": day,
            "state": state,
        },
        *_session_statements(bodies.head),
    )
    attendances = chance.integers(0, 5, sessions)
    session = np.repeat(key, attendances)
    place = np.repeat(entity[owner], attendances)
    first = np.repeat(chance.integers(0, 40, sessions), attendances)
    turn = np.arange(len(session)) - np.repeat(np.cumsum(attendances) - attendances, attendances)
    person = (first + turn) % (20 + place % 21)
    shared = person % 20 == 19
    spread(
        {"session": session, "person": np.where(shared, place // 2 * 100 + person, place * 100 + person)},
        f"INSERT INTO {quoted(AttendanceEntry._meta.db_table)} (session_id, name, entity_name, post, email, person_key) "  # noqa: S608
        "SELECT session, 'Persona ' || person, 'Entidad', '', '', person FROM staged",
    )
    return len(session)


def _plan_statements(head: int) -> list[str]:
    plans, shown, services = (quoted(one._meta.db_table) for one in (WorkPlan, WorkPlanVersion, WorkPlanService))
    ending = "year || '-12-31'" if connection.vendor == "sqlite" else "make_date(year::int, 12, 31)"
    beginning = "year || '-01-01'" if connection.vendor == "sqlite" else "make_date(year::int, 1, 1)"
    return [
        (
            f"INSERT INTO {plans} (id, public_id, title, unit_id, entity_id, unplanned_reason, unplanned_note, objectives, "  # noqa: S608
            "expected_results, starts_on, ends_on, advisor_id, counterpart_name, counterpart_post, counterpart_email, status, "
            "consent_given_at, consent_given_by_id, signed_version_id, signed_at, signed_by_id, end_reason, created_by_id, "
            f"created_at, updated_at) SELECT id, {uuid_text('id')}, 'Plan ' || id, unit, entity, 'no_annual_plan', '', 'o', '', "
            f"{beginning}, {ending}, advisor, '', '', '', 'in_execution', CURRENT_TIMESTAMP, {head}, id, CURRENT_TIMESTAMP, "
            f"{head}, '', {head}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM staged"
        ),
        (
            f"INSERT INTO {shown} (id, public_id, plan_id, number, content, sha256, created_at, created_by_id) SELECT id, "  # noqa: S608
            f"{uuid_text('id')}, id, 1, '{{}}', '{'0' * 64}', CURRENT_TIMESTAMP, {head} FROM staged"
        ),
        f"INSERT INTO {services} (plan_id, service_version_id) SELECT id, version FROM staged",  # noqa: S608
    ]


def _session_statements(head: int) -> list[str]:
    """One in fifty is still planned and does not count; a third have their minutes approved."""
    no = "0" if connection.vendor == "sqlite" else "false"
    return [
        (
            f"INSERT INTO {quoted(Session._meta.db_table)} (id, public_id, plan_id, service_version_id, title, kind, other_kind, "  # noqa: S608
            "modality, place, held_on, starts_at, ends_at, status, agenda, what_was_done, no_commitments, minutes_approved_at, "
            "minutes_approved_by_id, recorded_by_id, cancel_reason, revision, year, created_by_id, created_at, updated_at) "
            f"SELECT id, {uuid_text('id')}, plan, version, 'Sesión', 'workshop', '', 'in_person', 'Alcaldía', {day_text('day')}, "
            "'08:00:00', '12:00:00', CASE WHEN state = 0 THEN 'planned' WHEN state < 18 THEN 'minutes_approved' ELSE 'held' END, "
            f"'', 'Se avanzó.', {no}, CASE WHEN state BETWEEN 1 AND 17 THEN CURRENT_TIMESTAMP END, "
            f"CASE WHEN state BETWEEN 1 AND 17 THEN {head} END, CASE WHEN state > 0 THEN advisor END, '', 1, day / 10000, "
            "advisor, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM staged"
        ),
        (
            f"INSERT INTO {quoted(Session.advisors.through._meta.db_table)} (session_id, person_id) "  # noqa: S608
            "SELECT id, advisor FROM staged"
        ),
    ]


def _choose(plans: int) -> dict[str, Any]:
    """Choose what the questions ask for: what a plan in the middle is about."""
    found = WorkPlan.objects.select_related("entity").filter(pk__gt=plans // 2, entity__kind="mayoralty")
    plan = found.order_by("pk")[0]
    version = ServiceVersion.objects.select_related("service").get(plan_services__plan=plan)
    return {
        "unit": plan.unit_id,
        "organization": version.service.organization_id,
        "line": version.line_id,
        "service": version.service_id,
        "entity": plan.entity_id,
        "department": plan.entity.department_id,
        "municipality": plan.entity.municipality_id,
        "advisor": plan.advisor_id,
    }
