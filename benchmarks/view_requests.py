"""The pages of the views as whole requests: middleware, session, database and template, for a visitor and for who plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.test import Client
from django.urls import reverse

from benchmarks.country import Country
from benchmarks.pages import BACKEND, answer
from llegada.accounts.models import OrgUnit, Person, RoleAssignment
from llegada.core.roles import Role
from llegada.insights.choices import ViewMetric
from llegada.insights.selectors.matrix import USUAL_PAIRS
from llegada.portfolio.models import Service, ThematicLine
from llegada.territory.models import Department, Entity, Municipality

_PLANNER = "planea@ejemplo.example"
_VIEWS = ("map", "time", "coverage", "silence", "detail")


def requests_of(country: Country, year: int) -> dict[str, Callable[[], object]]:
    """Return the page, and who asks for it, → the request; each raises RuntimeError if it does not answer 200."""
    visitor, planner = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    planner.force_login(_planner(country), backend=BACKEND)
    found: dict[str, Callable[[], object]] = {}
    for who, client in (("visitor", visitor), ("planner", planner)):
        for name, address in _addresses(country, year, is_planner=client is planner):
            found[f"{name}.{who}"] = partial(answer, client, address)
    return found


def _addresses(country: Country, year: int, *, is_planner: bool) -> Iterator[tuple[str, str]]:
    unit = OrgUnit.objects.get(pk=country.unit)
    yield "home", f"{reverse('portal:home')}?year={year}"
    for when, asked in (("year", str(year)), ("ever", "all")):
        for rows, columns in USUAL_PAIRS:
            for metric in (ViewMetric.SESSIONS, ViewMetric.PEOPLE):
                cells = f"rows={rows}&cols={columns}&metric={metric}&year={asked}"
                yield f"matrix_{rows}_{columns}_{metric}_{when}", f"{reverse('portal:matrix')}?{cells}"
        for view in _VIEWS:
            yield f"{view}_{when}", f"{reverse(f'portal:{view}')}?year={asked}"
    half = f"since={year}-01&until={year}-06"
    for view in _VIEWS:
        yield f"{view}_half", f"{reverse(f'portal:{view}')}?{half}"
    line = ThematicLine.objects.get(pk=country.line).public_id
    within = {
        "department": f"department={country.department}",
        "unit": f"unit={unit.public_id}",
        "line": f"line={line}",
    }
    for name, part in within.items():
        yield f"detail_{name}_year", f"{reverse('portal:detail')}?year={year}&{part}"
        yield f"coverage_{name}_half", f"{reverse('portal:coverage')}?{half}&{part}"
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
