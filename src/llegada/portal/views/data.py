"""Open data: what can be downloaded, under which licence, and what each figure means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.errors import Invalid
from llegada.core.table_about import About
from llegada.core.tabular import Table, table_response
from llegada.insights.definitions import FIGURES, VIEW_FIGURES, sources_of, words_of
from llegada.insights.filters import ALL_YEARS, read_filters
from llegada.insights.place_secrecy import kept_attendances
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import Catalogue, FigureReading, filter_options
from llegada.insights.told import KEPT_BACK, told_people
from llegada.territory.selectors import list_municipalities

#: Columns of the figures by municipality. Names are a contract with who reads the file: they are not translated.
FIGURE_COLUMNS: Final = (
    "vigencia",
    "codigo_departamento",
    "departamento",
    "codigo_municipio",
    "municipio",
    "clase",
    "entidades",
    "sesiones",
    "asistencias",
    "personas",
    "servicios",
    "organizaciones",
)
#: Its figures.
_FIGURES: Final = ("entities", "sessions", "attendances", "people", "services", "organizations")
PLACE_COLUMNS: Final = (
    "codigo_departamento",
    "departamento",
    "codigo_municipio",
    "municipio",
    "clase",
    "latitud",
    "longitud",
    "existe_desde",
)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Show the downloads, the licence and the definition of every figure."""
    context = {"definitions": [*FIGURES.values(), *VIEW_FIGURES.values()], "cut_on": timezone.localdate()}
    return render(request, "portal/data.html", context)


@require_safe
def download_figures(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Download the figures by municipality under the filters of the address, all rows. Raises Invalid for a bad filter.

    A page can leave a bad filter out and say so; a file cannot say it, so it is refused.
    """
    catalogue = filter_options()
    filters, problems = read_filters(request.GET, catalogue)
    if problems:
        raise Invalid(problems)
    year = filters.year or ""
    reading = FigureReading(filters, catalogue)
    attendances = {(row.department_code, row.code): row.attendances for row in reading.places}
    untold = kept_attendances(attendances, reading.people_by_place, reading.kept)
    rows = (
        (
            year or None,
            row.department_code,
            row.department_name,
            row.code,
            row.name,
            row.kind_label,
            row.entities,
            row.sessions,
            str(KEPT_BACK) if (row.department_code, row.code) in untold else row.attendances,
            told_people(row.people, is_kept=row.is_kept),
            row.services,
            row.organizations,
        )
        for row in reading.rows
    )
    name = f"llegada-cifras-por-municipio-{year}" if year else "llegada-cifras-por-municipio"
    figures = [(FIGURES | VIEW_FIGURES)[code] for code in _FIGURES]
    about = About(
        title=_("Cifras por municipio"),
        scope=_scope_words(filters, catalogue),
        cut=timezone.now(),
        page=_page_of(request.GET),
        definitions=words_of(figures),
        source=sources_of(figures),
        names=("fecha_corte", "filtros"),
    )
    return table_response(Table(name, FIGURE_COLUMNS, rows, about), file_format, asked=request.GET)


def _page_of(asked: Mapping[str, str]) -> str:
    """Return where the same figures are seen: the page, without a year, is of the latest one."""
    said = {name: value for name, value in asked.items() if value and name != "separador"}
    return f"{reverse('portal:home')}?{urlencode({'year': ALL_YEARS} | said)}"


def _scope_words(filters: FigureFilters, catalogue: Catalogue) -> str:
    """Say under which filters the figures are."""
    period = _("Vigencia %(year)s") % {"year": filters.year} if filters.year else _("Todas las vigencias")
    where = catalogue.departments[filters.department_id].name if filters.department_id else _("todo el país")
    chosen = [
        one.label
        for one, pk in (
            *((one, filters.organization_id) for one in catalogue.organizations),
            *((one, filters.line_id) for one in catalogue.lines),
        )
        if one.pk == pk
    ]
    return " · ".join([period, where, *chosen])


@require_safe
def download_places(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Download the catalogue of departments and municipalities."""
    return table_response(Table("llegada-divipola", PLACE_COLUMNS, _places()), file_format, asked=request.GET)


def _places() -> Iterator[Sequence[Any]]:
    for place in list_municipalities().order_by("code"):
        yield (
            place.department_id,
            place.department.name,
            place.code,
            place.name,
            place.get_kind_display(),
            place.latitude,
            place.longitude,
            place.valid_from,
        )
