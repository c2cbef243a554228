"""The annual plan of 5,000 lines: queries of its pages against 50 lines, its workbook out, and back in a dry run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.measure import Measure
from benchmarks.volume import publish
from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.core.roles import Role
from llegada.core.tabular import XLSX_TYPE
from llegada.core.text import fold
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget, PlanningCycle
from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine
from llegada.territory.models import Entity

T = TypeVar("T")
YEAR = 2030
SERVICES = 40
SMALL, LARGE, FULL = 50, 5_000, 20_000
QUERIES, OUT_SECONDS, BACK_SECONDS = 20, 2, 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class World:
    """A plan, and the two people who look at it."""

    plan: AnnualPlan
    head: Person
    coordinator: Person


def run(*, full: bool) -> Iterable[Measure]:
    """Measure a plan of 50 lines and then one of 5,000 (20,000 with --full) in the same database."""
    small, large = _make_world(SMALL), _make_world(FULL if full else LARGE)
    before = {name: _queries(client, url) for name, client, url in _pages(small)}
    for name, client, url in _pages(large):
        queries = _queries(client, url)
        yield Measure(name=f"annual_plan.{name}.queries", value=queries, unit="queries", at_most=QUERIES)
        yield Measure(name=f"annual_plan.{name}.growth", value=queries - before[name], unit="queries", at_most=0)
    head = _client(large.head)
    seconds, answer = _timed(lambda: head.get(reverse("planning:workbook", args=[large.plan.public_id])))
    workbook = bytes(answer.content)
    yield Measure(name="annual_plan.xlsx_out", value=seconds, unit="s", at_most=OUT_SECONDS)
    seconds, _ = _timed(lambda: _bring_back(head, large.plan, workbook))
    yield Measure(name="annual_plan.xlsx_back_dry_run", value=seconds, unit="s", at_most=BACK_SECONDS)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return round(time.perf_counter() - start, 2), done


def _bring_back(client: Client, plan: AnnualPlan, workbook: bytes) -> None:
    """Upload the workbook as its page does: every row must be found as it is."""
    upload = SimpleUploadedFile("plan.xlsx", workbook, content_type=XLSX_TYPE)
    answer = client.post(reverse("planning:import_lines", args=[plan.public_id]), {"file": upload})
    assert answer.status_code == 200, f"the import answered {answer.status_code}"
    assert "No hay nada que guardar" in answer.content.decode(), "a row is not as it went out"


def _client(person: Person) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend=BACKEND)
    return client


def _pages(world: World) -> Iterator[tuple[str, Client, str]]:
    head, coordinator = _client(world.head), _client(world.coordinator)
    page = world.plan.get_absolute_url()
    yield "open", head, page
    yield "filter", head, f"{page}?q=servicio+7&status=proposed"
    yield "consolidate", coordinator, f"{reverse('planning:list')}?ciclo={world.plan.cycle.public_id}"


def _queries(client: Client, url: str) -> int:
    client.get(url)  # what is kept from one request to the next is not counted
    with CaptureQueriesContext(connection) as captured:
        status = client.get(url).status_code
    assert status == 200, f"{url} answered {status}"
    return len(captured)


def _make_world(lines: int) -> World:
    organization = Organization.objects.create(name=f"Organización de {lines} líneas", acronym=f"O{lines}")
    unit = OrgUnit.objects.create(organization=organization, name="Dirección", path=f"/n{lines}/")
    unit.path = f"/{unit.pk}/"
    unit.save(update_fields=["path"])
    head, coordinator = (Person.objects.create(email=f"{role}{lines}@ejemplo.example", full_name=role) for role in "hc")
    since = timezone.localdate() - timedelta(days=2000)
    given = {"organization": organization, "starts_on": since}
    RoleAssignment.objects.create(person=head, role=Role.UNIT_HEAD, unit=unit, **given)
    RoleAssignment.objects.create(person=coordinator, role=Role.COORDINATOR, **given)
    return World(_make_plan(unit, head, _make_services(unit, coordinator), lines), head, coordinator)


def _make_services(unit: OrgUnit, validator: Person) -> list[ServiceVersion]:
    now = timezone.now()
    topics = [ThematicLine.objects.get_or_create(name=f"Línea {n}")[0] for n in range(12)]
    versions = []
    for number in range(SERVICES):
        service = Service.objects.create(organization=unit.organization, unit=unit)
        version = ServiceVersion.objects.create(
            service=service, number=1, name=f"Servicio {number}", line=topics[number % 12], kind="advisory", objective="o",
            deliverable="d", search_text=fold(f"Servicio {number}"),
        )  # fmt: skip
        Milestone.objects.create(version=version, position=1, name="Hito", weight=Decimal(100))
        publish(version, validator, now)
        versions.append(version)
    return versions


def _make_plan(unit: OrgUnit, head: Person, versions: list[ServiceVersion], count: int) -> AnnualPlan:
    now, chance = timezone.now(), random.Random(1)
    cycle = PlanningCycle.objects.create(
        organization=unit.organization, year=YEAR, opens_on=date(YEAR - 1, 11, 1), plans_due_on=date(YEAR - 1, 12, 15),
        registers_on=date(YEAR, 1, 31), created_at=now, updated_at=now,
    )  # fmt: skip
    cycle.units.set([unit])
    plan = AnnualPlan.objects.create(
        cycle=cycle, unit=unit, edited_by=head, impacts="i", outcomes="r", created_at=now, updated_at=now
    )
    entities = list(Entity.objects.filter(is_active=True))
    lines = AnnualPlanLine.objects.bulk_create(
        (
            AnnualPlanLine(
                plan=plan, entity=entities[n % len(entities)], service=version.service, topic=version.line,
                external_id=f"L-{n}", description="Acompañamiento.", starts_on=date(YEAR, 1 + n % 6, 1),
                ends_on=date(YEAR, 7 + n % 6, 28), person_days=Decimal(chance.randint(1, 40)), modality="onsite_ta",
                origin="demand", obligation="voluntary", search_text=fold(f"{entities[n % len(entities)].name} {version.name}"),
                created_at=now, updated_at=now,
            )
            for n in range(count)
            for version in [versions[n % len(versions)]]
        ),
        batch_size=500,
    )  # fmt: skip
    LineBudget.objects.bulk_create(
        (
            LineBudget(line=line, source=source, amount=Decimal(chance.randint(1, 90)) * 1_000_000)
            for line in lines
            for source in ("investment", "operation")
        ),
        batch_size=500,
    )
    return plan
