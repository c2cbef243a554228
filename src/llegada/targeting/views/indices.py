"""Pages of the external indices, for everybody: all of them, one with its years, and one edition with its values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from llegada.core import history
from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.tabular import table_response
from llegada.targeting.choices import EditionStatus, IndexKind
from llegada.targeting.index_charts import draw_distribution, draw_series
from llegada.targeting.index_tables import value_rows, values_document, values_table
from llegada.targeting.models import ExternalIndex, IndexEdition
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors import indices as selectors
from llegada.targeting.selectors.index_figures import distribution_of, spread_of
from llegada.targeting.selectors.values import read_edition

ROWS_PER_PAGE: Final = 100
_TABLES: Final = ("csv", "xlsx")


@require_safe
def index_list(request: HttpRequest) -> HttpResponse:
    """List every index by family, with the years that have data."""
    actor = actor_of(request)
    found = list(selectors.list_indices())
    parts: dict[int, list[ExternalIndex]] = defaultdict(list)
    for index in found:
        if index.parent_id is not None:
            parts[index.parent_id].append(index)
    tops = [(index, _with_parts(index, parts)[1:]) for index in found if index.parent_id is None]
    families = [(family, list(rows)) for family, rows in groupby(tops, key=lambda row: row[0].family)]
    context = {
        "families": families,
        "may_load": INDEX_POLICY.may_ever(actor, IndexPermission.LOAD),
        "may_define": INDEX_POLICY.may_ever(actor, IndexPermission.DEFINE),
    }
    return render(request, "targeting/indices/all.html", context)


def _with_parts(index: ExternalIndex, parts: Mapping[int, Sequence[ExternalIndex]]) -> list[ExternalIndex]:
    """Return an index followed by its components, each by its own."""
    return [index, *(one for part in parts.get(index.pk, ()) for one in _with_parts(part, parts))]


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show an index: what it measures, its series, how it is distributed in a year, and every edition."""
    actor, index = actor_of(request), selectors.get_index(code=code)
    editions = list(selectors.list_editions(index))
    in_force = [one for one in editions if one.status == EditionStatus.IN_FORCE]
    is_measure = index.kind == IndexKind.CONTINUOUS
    spreads = spread_of(in_force) if is_measure else []
    context: dict[str, Any] = {
        "index": index,
        "components": list(index.components.order_by("position")),
        "siblings": list(selectors.list_other_methods(index)),
        "editions": editions,
        "in_force": in_force,
        "is_measure": is_measure,
        "spreads": spreads,
        "series": draw_series(spreads),
        "may_load": INDEX_POLICY.can(actor, IndexPermission.LOAD, index),
        "may_define": INDEX_POLICY.can(actor, IndexPermission.DEFINE, index),
        "events": history.list_shown(target=index) if actor.is_authenticated else [],
        **_distribution(request, index, in_force),
    }
    return render(request, "targeting/indices/detail.html", context)


def _distribution(request: HttpRequest, index: Any, in_force: Sequence[IndexEdition]) -> dict[str, Any]:
    """Return how the index is distributed in the year that is asked for, or in the latest."""
    asked = request.GET.get("anio", "")
    this_year = timezone.localdate().year  # a projection has years to come: they are shown when asked for
    latest = next((one for one in in_force if one.year <= this_year), in_force[0] if in_force else None)
    chosen = next((one for one in in_force if str(one.year) == asked), latest)
    if chosen is None:
        return {"chosen": None}
    chosen.index = index
    bands = distribution_of(index, read_edition(chosen), selectors.list_categories(index))
    return {"chosen": chosen, "bands": bands, "histogram": draw_distribution(bands)}


@require_safe
def edition(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an edition: its file, what the import said, and the value of every place."""
    found = selectors.get_edition(public_id=public_id)
    rows = value_rows(found, selectors.list_categories(found.index))
    context = {
        "edition": found,
        "index": found.index,
        "page_obj": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "missing": [row for row in rows if row.number is None],
        "may_withdraw": found.status != EditionStatus.WITHDRAWN
        and INDEX_POLICY.can(actor_of(request), IndexPermission.WITHDRAW, found.index),
    }
    return render(request, "targeting/indices/edition.html", context)


@require_safe
def download(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Give the values of an edition as CSV, XLSX or JSON."""
    found = selectors.get_edition(public_id=public_id)
    categories = selectors.list_categories(found.index)
    if extension == "json":
        return JsonResponse(values_document(found, categories))
    if extension not in _TABLES:
        raise NotFound(extension=extension)
    return table_response(values_table(found, categories), extension, asked=request.GET)
