"""The first public page: who does what and where, as figures, map and tables under the same filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of, page_or_fragment
from llegada.insights.choices import MapView, Metric
from llegada.insights.figure_cards import make_cards
from llegada.insights.filters import ALL_YEARS, Problems, read_filters
from llegada.insights.forms import FiguresForm
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import Catalogue, DepartmentRow, FigureReading, PlaceRow, filter_options
from llegada.insights.told import WHY_KEPT
from llegada.insights.view_rules import is_small_group
from llegada.portal.country_map import build_map
from llegada.portal.explore import make_tabs

ROWS_PER_PAGE: Final = 25
#: Departments shown before «ver todos».
DEPARTMENTS_SHOWN: Final = 12


@require_safe
@gzip_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures, the map and its tables; what the address asks and cannot be read is said and left out."""
    catalogue = filter_options()
    filters, problems = read_filters(
        request.GET, catalogue, default_year=catalogue.years[0] if catalogue.years else None
    )
    metric, view = _choice(request.GET, catalogue, problems)
    reading = FigureReading(filters, catalogue)
    departments = sorted(reading.by_department(), key=_most_sessions_first)
    page = Paginator(_ordered(reading, metric), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    form = FiguresForm(catalogue=catalogue, filters=filters, metric=metric, view=view)
    chosen = {name: form.initial[name] for name in ("year", "organization", "line", "department", "metric")}
    context = {
        "form": form,
        "tabs": make_tabs(
            actor=actor_of(request),
            current="home",
            query=urlencode({name: value for name, value in chosen.items() if value}),
        ),
        "filters": filters,
        "nothing_yet": not catalogue.years,
        # Of one department, or of nothing at all, a table by department would say nothing: the other takes its place.
        "is_beside": filters.department_id is not None or not (reading.places or reading.milestones),
        "problems": list(problems.values()),
        "scope": _scope_words(filters, catalogue),
        "cut_at": timezone.now(),
        "cards": make_cards(reading.figures(), leave_out=frozenset({"attendances"})),
        "map": build_map(reading, metric=metric, view=view),
        "metric": metric,
        "views": [(one, one == view) for one in _offered_views(catalogue)],
        "departments": departments[:DEPARTMENTS_SHOWN],
        "more_departments": departments[DEPARTMENTS_SHOWN:],
        "page_obj": page,
        "rows": reading.with_people(list(page.object_list)),
        "why_kept": WHY_KEPT if reading.kept else "",
        "download_query": _download_query(form),
    }
    return page_or_fragment(request, page="portal/home.html", fragment="portal/home_fragment.html", context=context)


def _offered_views(catalogue: Catalogue) -> list[MapView]:
    views = [MapView.CIRCLES, MapView.DEPARTMENTS]
    return [*views, MapView.MUNICIPALITIES] if catalogue.has_boundaries else views


def _choice(query: Mapping[str, str], catalogue: Catalogue, problems: Problems) -> tuple[Metric, MapView]:
    """Return what the map shows and how; what is not offered is noted in `problems` and replaced by the usual."""
    metric, view = query.get("metric") or Metric.SESSIONS, query.get("view") or MapView.CIRCLES
    if metric not in Metric.values:
        problems["metric"] = _("El mapa no sabe mostrar lo que pide la dirección.")
        metric = Metric.SESSIONS
    if view not in _offered_views(catalogue):
        problems["view"] = _("Esa forma del mapa no está disponible.")
        view = MapView.CIRCLES
    return Metric(metric), MapView(view)


def _ordered(reading: FigureReading, metric: Metric) -> list[PlaceRow]:
    """Return the places with the highest value first; those without data at the end."""
    people = reading.people_by_place if metric == Metric.PEOPLE else {}

    def value(row: PlaceRow) -> int:
        if metric == Metric.PEOPLE:
            key = (row.department_code, row.code)
            # What is not told goes last, so that its place does not tell it.
            return 1 if key in reading.kept or is_small_group(people.get(key)) else people.get(key, 0)
        return row.sessions if metric == Metric.SESSIONS else row.entities

    return sorted(reading.places, key=lambda row: (-value(row), row.department_name, row.name))


def _most_sessions_first(row: DepartmentRow) -> tuple[int, str]:
    return (-(row.sessions or 0), row.name)


def _scope_words(filters: FigureFilters, catalogue: Catalogue) -> str:
    """Say in words what the figures are of."""
    words = [_("Vigencia %(year)s") % {"year": filters.year} if filters.year else _("Todas las vigencias")]
    chosen = filters.department_id
    words.append(catalogue.departments[chosen].name if chosen else _("todo el país"))
    words += [option.label for option in catalogue.organizations if option.pk == filters.organization_id]
    words += [option.label for option in catalogue.lines if option.pk == filters.line_id]
    return " · ".join(words)


def _download_query(form: FiguresForm) -> str:
    """Return the filters in force as a query string, the year by default included."""
    names = ("year", "organization", "line", "department")
    chosen: dict[str, Any] = {name: form.initial[name] for name in names}
    return urlencode({name: value for name, value in chosen.items() if value and value != ALL_YEARS})
