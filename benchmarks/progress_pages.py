"""Whole requests of the pages of progress: every tab, as of a past day and of today, of one year and of all, with lags and reasons.

Server time: what the test client takes with all the middleware, questions and templates; nothing of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.test import Client
from django.urls import reverse

from benchmarks.country_plans import TODAY, Chosen
from benchmarks.pages import BACKEND, answer
from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.core.roles import Role
from llegada.insights.progress_forms import ALL_YEARS
from llegada.insights.progress_words import GROUPINGS
from llegada.territory.models import Entity

PAST = "2026-03-14"


def addresses(chosen: Chosen) -> dict[str, str]:
    """Return what is asked for by its name: each tab, its orders, its last pages, its filters, and the late milestones."""
    page, late = reverse("insights:progress"), reverse("insights:late")
    year = f"vigencia={TODAY.year}"
    found: dict[str, str] = {}
    for name in GROUPINGS:
        asked = f"{page}?por={name}"
        found |= {
            f"{name}_past": f"{asked}&{year}&corte={PAST}",
            f"{name}_ever_past": f"{asked}&vigencia={ALL_YEARS}&corte={PAST}",
            f"{name}_today": f"{asked}&{year}&corte={TODAY.isoformat()}",
            f"{name}_ever": f"{asked}&vigencia={ALL_YEARS}&corte={TODAY.isoformat()}",
        }
    entities = f"{page}?por=entidad&vigencia={ALL_YEARS}&corte={PAST}"
    organization = Organization.objects.get(pk=chosen.organization).public_id
    unit = OrgUnit.objects.get(pk=chosen.unit).public_id
    entity = Entity.objects.get(pk=chosen.entity).public_id
    return found | {
        "by_name": f"{entities}&orden=nombre",
        "by_late": f"{entities}&orden=vencidos",
        "by_progress": f"{entities}&orden=avance",
        "page_100": f"{entities}&page=100",
        "last_page": f"{entities}&page=9999",
        "organization": f"{entities}&organizacion={organization}",
        "unit": f"{page}?por=servicio&vigencia={ALL_YEARS}&dependencia={unit}",
        "department": f"{entities}&departamento={chosen.department}",
        "entity": f"{page}?por=servicio&vigencia={ALL_YEARS}&entidad={entity}",
        "late": f"{late}?{year}&corte={PAST}",
        "late_ever": f"{late}?vigencia={ALL_YEARS}&corte={PAST}",
        "late_today": f"{late}?vigencia={ALL_YEARS}&corte={TODAY.isoformat()}",
        "late_page_100": f"{late}?vigencia={ALL_YEARS}&corte={PAST}&page=100",
    }


@contextmanager
def somebody() -> Iterator[Client]:
    """Give the browser of somebody who sees the whole installation; nothing of them stays."""
    with transaction.atomic():
        person = Person.objects.create(email="dirige@ejemplo.example", full_name="Quien dirige todo")
        RoleAssignment.objects.create(
            person=person, role=Role.MONITORING_ADMIN, starts_on=TODAY.replace(month=1, day=1)
        )
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person, backend=BACKEND)
        yield client
        transaction.set_rollback(True)


def requests(client: Client, chosen: Chosen) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each request and what makes it."""
    for name, address in addresses(chosen).items():
        yield name, partial(answer, client, address)
