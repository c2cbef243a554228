"""The map under all the filters: circles, departments or municipalities, and the same as a table."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.insights.choices import MapView, Metric, ViewMetric
from llegada.insights.forms import OwnFilter
from llegada.insights.scope import choose
from llegada.insights.selectors.cube_map import get_map
from llegada.insights.told import WHY_KEPT, told_people
from llegada.portal.country_map import build_map
from llegada.portal.drawings import draw_map
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show

ROWS_PER_PAGE: Final = 25


@require_safe
@gzip_page
def country(request: HttpRequest) -> HttpResponse:
    """Show the map and its places."""
    frame = read_frame(request, "map")
    metric, view = _asked(frame)
    places = get_map(frame.scope.cut, frame.options.catalogue, department_id=frame.scope.department_id)
    page = Paginator(places.ordered(metric), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    offered = [(one.value, one.label) for one in _offered(frame)]
    context = {
        "map": build_map(places, metric=metric, view=view),
        "metric": metric,
        "title": _title(metric, view),
        "page_obj": page,
        "rows": [(place, told_people(place.people, is_kept=place.is_kept)) for place in page],
        "definition": str(metric),
        "why_kept": WHY_KEPT if places.kept else "",
    }
    own = (OwnFilter("view", _("Forma del mapa"), offered, view),)
    return show(request, frame, own=own, context=context)


@require_safe
def map_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give the places as a file, or the map as SVG. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "map")
    metric, view = _asked(frame)
    places = get_map(frame.scope.cut, frame.options.catalogue, department_id=frame.scope.department_id)
    columns = [
        _("Código del departamento"), _("Departamento"), _("Código del municipio"), _("Municipio"), _("Latitud"),
        _("Longitud"), _("Sesiones"), _("Entidades"), _("Personas"),
    ]  # fmt: skip
    rows = [
        [
            one.department_code, one.department_name or None, one.code, one.name or None, one.latitude, one.longitude,
            one.sessions, one.entities, told_people(one.people, is_kept=one.is_kept),
        ]
        for one in places.ordered(metric)
    ]  # fmt: skip
    drawing = None
    if extension == "svg":
        drawing = draw_map(build_map(places, metric=metric, view=view), _title(metric, view))
    notes = [str(WHY_KEPT)] if places.kept else []
    sheet = Sheet(
        "llegada-mapa", columns, rows, drawing, str(metric), notes, besides=("sessions", "entities", "people")
    )
    return answer_file(frame, sheet, extension)


def _title(metric: Metric, view: MapView) -> str:
    """Say what the map shows, and of what."""
    if view == MapView.DEPARTMENTS:
        return _("%(metric)s por departamento") % {"metric": metric.label}
    return _("%(metric)s por municipio") % {"metric": metric.label}


def _offered(frame: Frame) -> list[MapView]:
    views = [MapView.CIRCLES, MapView.DEPARTMENTS]
    return [*views, MapView.MUNICIPALITIES] if frame.options.catalogue.has_boundaries else views


def _asked(frame: Frame) -> tuple[Metric, MapView]:
    view = choose(frame.asked, "view", MapView, MapView.CIRCLES, frame.problems)
    if view not in _offered(frame):
        frame.problems["view"] = _("Esa forma del mapa no está disponible.")
        view = MapView.CIRCLES
    if frame.scope.metric == ViewMetric.MUNICIPALITIES:
        frame.problems["metric"] = _("El mapa ya dice a qué municipios se llegó: muestra sus sesiones.")
        return Metric.SESSIONS, view
    return Metric(str(frame.scope.metric)), view
