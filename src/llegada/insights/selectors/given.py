"""Who gave what, where and between which days, year by year: the finest cut of the cube that is published, by its definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.models import AssistanceCell
from llegada.insights.selectors.cube import CubeRow, read_cube
from llegada.insights.selectors.cube_facts import read_days

_BY: Final = (
    Dimension.ORGANIZATION, Dimension.UNIT, Dimension.LINE, Dimension.SERVICE, Dimension.DEPARTMENT, Dimension.MUNICIPALITY,
)  # fmt: skip
_COLUMNS: Final = ("year", "organization", "unit", "line", "service", "department", "municipality")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """What one organisation gave of one service, through one unit, to one municipality in one year."""

    year: int
    organization_id: int
    unit_id: int
    line_id: int
    service_id: int
    department_id: str | None
    municipality_id: str | None
    first_on: date | None
    last_on: date | None
    sessions: int
    entities: int
    people: int


def given_groups() -> QuerySet[Any, Any]:
    """Return what tells the rows of `read_given` apart, for counting them."""
    cells = AssistanceCell.objects.order_by().filter(sessions__gt=0)
    groups: QuerySet[Any, Any] = cells.values(*_COLUMNS).distinct()
    return groups


def given_years() -> list[int]:
    """Return the years with a session that counts, in order."""
    return sorted(AssistanceCell.objects.order_by().filter(sessions__gt=0).values_list("year", flat=True).distinct())


def read_given(year: int) -> list[GivenRow]:
    """Return the rows of a year. The cube is asked organisation by organisation: only the people of one are in memory at a time.

    A session written between one question and another may leave a row without its days, never with a figure of other cells.
    """
    cells = AssistanceCell.objects.order_by().filter(year=year, sessions__gt=0)
    days = read_days(Slice(*years(year)), _BY)
    asked = sorted(cells.values_list("organization_id", flat=True).distinct())
    found = (row for one in asked for row in read_cube(Slice(*years(year), organization_ids=frozenset({one})), _BY))
    return [_given(year, row, days.get(row.key, (None, None))) for row in found]


def _given(year: int, row: CubeRow, days: tuple[date | None, date | None]) -> GivenRow:
    organization, unit, line, service, department, municipality = row.key
    return GivenRow(
        year=year, organization_id=organization, unit_id=unit, line_id=line, service_id=service, department_id=department,
        municipality_id=municipality, first_on=days[0], last_on=days[1], sessions=row.sessions, entities=row.entities or 0,
        people=row.people or 0,
    )  # fmt: skip
