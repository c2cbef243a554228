"""The pages of the views as whole requests: middleware, session, database and template, for a visitor and for who plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.test import Client
from django.urls import reverse

from benchmarks.country import Country
from benchmarks.pages import BACKEND
from llegada.accounts.models import OrgUnit, Person, RoleAssignment
from llegada.core.roles import Role
from llegada.portfolio.models import Service
from llegada.territory.models import Department, Entity, Municipality

_PLANNER = "planea@ejemplo.example"
_VIEWS = ("matrix", "map", "time", "coverage", "silence", "detail")
#: The most that a matrix reads: people by year and service are 8,400 cells.
_LARGEST_MATRIX = "rows=service&cols=year&metric=people&year=all"


def requests_of(country: Country, year: int) -> dict[str, Callable[[], None]]:
    """Return the page, and who asks for it, → the request; each raises RuntimeError if it does not answer 200."""
    visitor, planner = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    planner.force_login(_planner(country), backend=BACKEND)
    found: dict[str, Callable[[], None]] = {}
    for who, client in (("visitor", visitor), ("planner", planner)):
        for name, address in _addresses(country, year, is_planner=client is planner):
            found[f"{name}.{who}"] = partial(_get, client, address)
    return found


def _addresses(country: Country, year: int, *, is_planner: bool) -> Iterator[tuple[str, str]]:
    unit = OrgUnit.objects.get(pk=country.unit)
    yield "home", f"{reverse('portal:home')}?year={year}"
    for view in _VIEWS:
        yield f"{view}_year", f"{reverse(f'portal:{view}')}?year={year}"
        yield f"{view}_ever", f"{reverse(f'portal:{view}')}?year=all"
    yield "matrix_largest", f"{reverse('portal:matrix')}?{_LARGEST_MATRIX}"
    yield "unit", reverse("portal:unit", args=[unit.public_id])
    yield "entity", reverse("portal:entity", args=[Entity.objects.get(pk=country.entity).public_id])
    published = Service.objects.get(pk=country.service).published_version
    if published is not None:
        yield "service", published.get_absolute_url()
    yield "municipality", Municipality.objects.get(pk=country.municipality).get_absolute_url()
    yield "department", Department.objects.get(pk=country.department).get_absolute_url()
    if is_planner:
        overlaps = reverse("portal:overlaps")
        yield "overlaps", overlaps
        yield "overlaps_department", f"{overlaps}?department={country.department}&since={year}-06&until={year}-12"
        yield "person", reverse("portal:person", args=[Person.objects.get(pk=country.advisor).public_id])


def _planner(country: Country) -> Person:
    """Return somebody of the organisation that is asked about who follows all that it does; a kept country has them once."""
    person, _ = Person.objects.get_or_create(email=_PLANNER, defaults={"full_name": "Quien planea"})
    RoleAssignment.objects.get_or_create(
        person=person,
        role=Role.MONITORING_ADMIN,
        organization_id=country.organization,
        defaults={"starts_on": date(2013, 1, 1)},
    )
    return person


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
