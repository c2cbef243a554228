"""A mass event of 500 entities and 2,000 people, saved at once: seconds and queries, and the figures after it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import time as clock
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.measure import Measure
from llegada.accounts.models import ConsentText, Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.selectors import build_actor
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.core.tabular import Row
from llegada.core.text import fold
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.services import EventRecord, SessionDetails, record_event
from llegada.delivery.services.attendance_table import COLUMNS
from llegada.insights.services import find_differences
from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService, WorkPlanVersion

ENTITIES, PEOPLE, FULL = 500, 4, 1_000
SECONDS, QUERIES = 3, 60


def run(*, full: bool) -> Iterable[Measure]:
    """Measure an event of 500 entities (1,000 with --full), four people each, with one milestone for all."""
    count = FULL if full else ENTITIES
    actor, version = _make_world(count)
    entities = [plan.entity for plan in WorkPlan.objects.select_related("entity")]
    rows = _rows(entities)
    today, now = timezone.localdate(), timezone.now()
    record = EventRecord(
        details=SessionDetails(
            title="Encuentro nacional",
            kind="training",
            modality="remote",
            place="Videollamada",
            held_on=today,
            starts_at=clock(8),
            ends_at=clock(12),
        ),
        what_was_done="Se explicó.",
        milestones=(version.milestones.get().public_id,),
    )
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        record_event(actor=actor, service=version.service, record=record, rows=rows, now=now, today=today)
        seconds = round(time.perf_counter() - start, 2)
    assert Session.objects.filter(event__isnull=False).count() == count
    assert AttendanceEntry.objects.count() == count * PEOPLE
    yield Measure(name="mass_event.save", value=seconds, unit="s", at_most=SECONDS)
    yield Measure(name="mass_event.queries", value=len(captured), unit="queries", at_most=QUERIES)
    yield Measure(name="mass_event.differences", value=len(find_differences()), unit="cells", at_most=0)


def _rows(entities: list[Entity]) -> list[Row]:
    people = [(entity, number) for entity in entities for number in range(PEOPLE)]
    return [
        Row(
            row,
            {
                COLUMNS["name"]: f"Persona {row}",
                COLUMNS["entity_name"]: entity.name,
                COLUMNS["email"]: f"p{row}@ejemplo.example" if number else "",
                COLUMNS["has_consented"]: "Sí",
            },
        )
        for row, (entity, number) in enumerate(people, start=2)
    ]


def _make_world(count: int) -> tuple[Actor, ServiceVersion]:
    """Return who records and the service, with a plan in execution for each of `count` entities."""
    today, now = timezone.localdate(), timezone.now()
    organization = Organization.objects.create(name="Organización del evento", acronym="OE")
    unit = OrgUnit.objects.create(organization=organization, name="Dirección", path="/nueva/")
    OrgUnit.objects.filter(pk=unit.pk).update(path=f"/{unit.pk}/")
    unit.refresh_from_db()
    head, advisor = (Person.objects.create(email=f"{one}@ejemplo.example", full_name=one) for one in ("jefa", "asesor"))
    RoleAssignment.objects.create(
        person=head, role=Role.UNIT_HEAD, unit=unit, organization=organization, starts_on=today - timedelta(days=9)
    )
    ConsentText.objects.get_or_create(version="b", defaults={"text": "Autorizo.", "valid_from": today})
    service = Service.objects.create(organization=organization, unit=unit)
    version = ServiceVersion.objects.create(
        service=service, number=1, name="Curso", line=ThematicLine.objects.get_or_create(name="Línea")[0],
        kind="training", objective="o", deliverable="d", search_text=fold("Curso"), edited_by=advisor,
    )  # fmt: skip
    milestone = Milestone.objects.create(version=version, position=1, name="Curso dado", weight=100)
    entities = Entity.objects.bulk_create(
        Entity(name=f"Entidad {n} del evento", order="national", kind="other", search_text=f"entidad {n}")
        for n in range(count)
    )
    plans = WorkPlan.objects.bulk_create(
        WorkPlan(
            title=f"Plan {n}", unit=unit, entity=entity, objectives="o", starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=30), advisor=advisor, status="draft", unplanned_reason="no_annual_plan",
            created_by=advisor, created_at=now, updated_at=now,
        )
        for n, entity in enumerate(entities)
    )  # fmt: skip
    services = WorkPlanService.objects.bulk_create(
        WorkPlanService(plan=plan, service_version=version) for plan in plans
    )
    PlanMilestone.objects.bulk_create(
        PlanMilestone(
            plan_service=one,
            plan=one.plan,
            milestone=milestone,
            position=1,
            name=milestone.name,
            weight=100,
            due_on=today,
        )
        for one in services
    )
    shown = WorkPlanVersion.objects.bulk_create(
        WorkPlanVersion(plan=plan, number=1, content={}, sha256="0" * 64, created_at=now, created_by=advisor)
        for plan in plans
    )
    for plan, signed in zip(plans, shown, strict=True):
        WorkPlan.objects.filter(pk=plan.pk).update(
            status="in_execution", signed_version=signed, signed_at=now, signed_by=advisor, consent_given_at=now
        )
    return build_actor(person=head, assignments=head.assignments.all()), version
