"""Public pages of the territory: search, departments, municipalities and entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.drawings import ACROSS_PHONE, Column, Drawing, draw_columns
from llegada.core.errors import NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, moved, page_or_fragment
from llegada.core.origins import find_origin
from llegada.core.tabular import table_response
from llegada.core.templatetags.llegada import number
from llegada.delivery.policies import PLANNED_POLICY
from llegada.delivery.policies import Permission as PlannedPermission
from llegada.insights.choices import Axis
from llegada.insights.filters import ALL_YEARS
from llegada.insights.selectors import Breakdown, figures_of_department, figures_of_entity, figures_of_municipality
from llegada.insights.selectors.breakdowns import count_by_municipality
from llegada.insights.told import WHY_KEPT, told_people
from llegada.insights.view_rules import parse_year
from llegada.portal.explore import Sheet, give_file, refuse_year, year_problem
from llegada.portal.locator import locate
from llegada.territory import selectors
from llegada.territory.choices import MunicipalityKind
from llegada.territory.forms import CatalogueSearchForm
from llegada.territory.models import Entity, Municipality
from llegada.territory.policies import TERRITORY_POLICY, Permission
from llegada.territory.services import entities_table
from llegada.workplans.selectors.served import list_served

ROWS_PER_PAGE: Final = 25
#: How wide a drawing is in the column that the map leaves.
_BESIDE_MAP: Final = 640


@require_safe
@gzip_page
def territory(request: HttpRequest) -> HttpResponse:
    """Search places and entities; with nothing asked, list the departments."""
    form = CatalogueSearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "kind": ""}
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "is_search": bool(asked["q"].strip() or asked["kind"]),
        "may_import": TERRITORY_POLICY.may_ever(actor_of(request), Permission.IMPORT),
    }
    if context["is_search"]:
        context["places"] = [] if asked["kind"] else selectors.search_places(asked["q"])
        context["page_obj"] = _page(request, _asked_entities(asked))
    else:
        context["departments"] = selectors.list_departments()
        context["municipality_total"] = selectors.count_municipalities()
    return page_or_fragment(
        request, page="portal/territory.html", fragment="portal/territory_results.html", context=context
    )


def _asked_entities(asked: dict[str, Any]) -> QuerySet[Entity]:
    entities = selectors.list_entities()
    if asked["kind"]:
        entities = entities.filter(kind=asked["kind"])
    return selectors.filter_entities(asked["q"], entities) if asked["q"].strip() else entities


def _page(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))


@require_safe
def download_entities(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Download the entities that the search shows, all rows, in the table that the import takes. Raises Invalid."""
    form = CatalogueSearchForm(request.GET)
    require_readable(form)
    table = entities_table(_asked_entities(form.cleaned_data))
    return table_response(table, file_format, asked=request.GET)


@require_safe
@gzip_page
def department(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Show a department: its municipalities, its own entities and the assistance registered in it."""
    # A department has 125 places at most: read whole, neither it nor its count, nor the pages, need a query of their own.
    places = list(selectors.list_municipalities(department_code=code))
    found = places[0].department if places else selectors.get_department(code=code)
    if slug != slugify(found.name):
        return moved(request, found.get_absolute_url())
    registered = count_by_municipality(code)
    page = _page(request, places)
    context = {
        "department": found,
        "municipality_count": sum(one.kind == MunicipalityKind.MUNICIPALITY for one in places),
        "page_obj": page,
        "rows": [(place, *registered.get(place.code, (None, None))) for place in page],
        "governorate": selectors.find_governorate(department_code=code),
        "locator": locate(department=found),
        **_of_years(request, figures_of_department, code, "department"),
    }
    return render(request, "portal/department.html", context)


@require_safe
@gzip_page
def municipality(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Show a place of DIVIPOLA: what it is, its entities and the assistance registered in it."""
    found = selectors.get_municipality(code=code)
    if slug != slugify(found.name):
        return moved(request, found.get_absolute_url())
    context = {
        "municipality": found,
        "page_obj": _page(request, selectors.list_entities(municipality_code=code, government_first=True)),
        **_of_years(request, figures_of_municipality, code, "municipality"),
        "locator": locate(department=found.department, municipality=found),
    }
    return render(request, "portal/municipality.html", context)


def _of_years(
    request: HttpRequest, figures_of: Callable[..., Breakdown], code: str, kind: str
) -> dict[str, Breakdown | str]:
    """Return what is registered in a place, of the year that is asked for where it is much, and where all of it is."""
    breakdown = figures_of(code, year=parse_year(request.GET.get("year", "").strip()))
    query = urlencode({kind: code, "year": ALL_YEARS, "rows": Axis.ORGANIZATION, "cols": Axis.LINE})
    return {
        "breakdown": breakdown,
        "every_year": f"{reverse('portal:matrix')}?{query}",
        "problem": str(year_problem(request.GET, has_years=bool(breakdown.years))),
    }


def _by_year(breakdown: Breakdown, *, across: int = _BESIDE_MAP) -> Drawing:
    sums: defaultdict[int, int] = defaultdict(int)
    for row in breakdown.rows:
        sums[row.year] += row.sessions
    every = range(min(sums), max(sums) + 1)
    columns = [
        Column(str(year), sums.get(year), number(sums.get(year)), sums.get(year - 1), number(sums.get(year - 1)))
        for year in every
    ]
    return draw_columns(_("Sesiones por año"), columns, before_words=_("el año anterior"), across=across)


@require_safe
@gzip_page
def entity(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an entity: what it is, where it is and the assistance it received."""
    found = selectors.get_entity(public_id=public_id)
    seat: Municipality | None = found.municipality
    actor = actor_of(request)
    breakdown = figures_of_entity(found.pk)
    context = {
        "entity": found,
        "breakdown": breakdown,
        "problem": year_problem(request.GET, has_years=False),
        "drawing": _by_year(breakdown) if _has_years(breakdown) else None,
        "phone": _by_year(breakdown, across=ACROSS_PHONE) if _has_years(breakdown) else None,
        "cut_at": timezone.now(),
        "downloads": [
            (one.upper(), reverse("portal:entity_table", args=[public_id, one]))
            for one in ("xlsx", "csv", "json", "svg")
        ],
        "origin": find_origin(actor=actor, of=found),
        "served": list_served(actor=actor, entity_id=found.pk),
        "plans_together": PLANNED_POLICY.may_ever(actor, PlannedPermission.VIEW_PLANNED),
        "locator": locate(department=seat.department if seat else found.department, municipality=seat),
    }
    return render(request, "portal/entity.html", context)


def _has_years(breakdown: Breakdown) -> bool:
    return len({row.year for row in breakdown.rows}) > 1


@require_safe
def entity_table(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Give the assistance that an entity received as a file, or its years as SVG. Raises NotFound."""
    if extension not in ("csv", "xlsx", "json", "svg"):
        raise NotFound()
    found = selectors.get_entity(public_id=public_id)
    breakdown = figures_of_entity(found.pk)
    refuse_year(request.GET)
    columns = [_("Organización"), _("Vigencia"), _("Línea temática"), _("Servicios"), _("Sesiones"), _("Personas")]
    rows = [
        [row.organization, row.year, row.line, row.services, row.sessions, told_people(row.people, is_kept=row.is_kept)]
        for row in breakdown.rows
    ]
    drawing = _by_year(breakdown) if breakdown.rows else None
    notes = [str(WHY_KEPT)] if breakdown.keeps_back else []
    sheet = Sheet(
        f"llegada-entidad-{str(public_id)[:8]}", columns, rows, drawing, "sessions", notes, _("Sesiones por año"),
        ("people", "services"),
    )  # fmt: skip
    return give_file(
        sheet, extension, about={"vista": "entity", "alcance": found.name}, asked=request.GET,
        page=found.get_absolute_url(), path=request.get_full_path(),
    )  # fmt: skip
