"""What each view of «quién hace qué y dónde» asks, as its page does: timed by `views` besides the questions of the cube."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from benchmarks.country import Country
from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor, Grant
from llegada.core.roles import Role
from llegada.insights.choices import Split, Step, ViewMetric
from llegada.insights.cube_rules import Slice, years
from llegada.insights.selectors import filter_options
from llegada.insights.selectors.cell_rows import list_counted
from llegada.insights.selectors.coverage import get_coverage
from llegada.insights.selectors.cube_map import get_map
from llegada.insights.selectors.cube_rows import CubeRow
from llegada.insights.selectors.matrix import USUAL_PAIRS, get_matrix
from llegada.insights.selectors.overlaps import OverlapQuery, count_shared_entities, list_overlaps
from llegada.insights.selectors.series import get_series
from llegada.insights.selectors.silence import list_silent
from llegada.insights.selectors.unit_page import get_unit_page

#: Rows of a page of `portal.views.explore_detail`, which says how many there are and with how many sessions.
ROWS = 50


def _first_rows(cut: Slice) -> tuple[int, int, list[CubeRow]]:
    found = list_counted(cut)
    return len(found), found.sessions, found[:ROWS]


def views_of(country: Country, year: int) -> dict[str, Callable[[], Any]]:
    """Return the view → its question: of one year, as each page begins, and of the whole history."""
    catalogue = filter_options()
    unit = OrgUnit.objects.get(pk=country.unit)
    planner = Actor(
        person_id=None, name="", grants=(Grant(role=Role.COORDINATOR, organization_id=country.organization),)
    )
    first, last = date(year, 6, 1), date(year, 12, 31)
    found: dict[str, Callable[[], Any]] = {}
    for name, cut in (("year", Slice(*years(year))), ("ever", Slice())):
        for metric in (ViewMetric.SESSIONS, ViewMetric.PEOPLE):
            for rows, columns in USUAL_PAIRS:
                asked = partial(get_matrix, cut, rows=rows, columns=columns, metric=metric)
                found[f"matrix_{rows}_{columns}_{metric}_{name}"] = asked
        found[f"map_{name}"] = partial(get_map, cut, catalogue)
        found[f"time_{name}"] = partial(
            get_series, cut, step=Step.MONTH, split=Split.ORGANIZATION, metric=ViewMetric.SESSIONS
        )
        found[f"coverage_{name}"] = partial(get_coverage, cut, year=year)
        found[f"silence_{name}"] = partial(list_silent, cut, kind="mayoralty")
        found[f"detail_{name}"] = partial(_first_rows, cut)
    found["unit_page"] = lambda: get_unit_page(actor=planner, unit=unit, today=last, year=year)
    found["overlaps"] = lambda: list_overlaps(
        actor=planner, query=OverlapQuery(first=first, last=last, department_ids=frozenset({country.department}))
    )
    found["overlaps_departments"] = lambda: count_shared_entities(actor=planner, first=first, last=last)
    return found
