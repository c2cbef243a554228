"""What is registered in one place or with one entity, by who assists, thematic line and year: for the pages of the territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Sum

from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.models import AssistanceCell
from llegada.insights.secrecy import Line, kept_back
from llegada.insights.selectors.cube import read_cube

_ROWS: Final = (Dimension.YEAR, Dimension.ORGANIZATION, Dimension.LINE)


@dataclass(frozen=True)
class BreakdownRow:
    """What one organisation did on one thematic line in one year; `people` None where no attendance was recorded.

    `is_kept` says that they are not told, so that no smaller group is known by difference.
    """

    year: int
    organization: str
    line: str
    entities: int
    services: int
    sessions: int
    attendances: int
    people: int | None
    is_kept: bool = False


@dataclass(frozen=True)
class Breakdown:
    """The rows, newest year first, and their totals; people, entities and services are counted once, not added up.

    `is_kept` says that the total of people is not told.
    """

    rows: list[BreakdownRow]
    entities: int
    services: int
    organizations: int
    sessions: int
    attendances: int
    people: int | None
    is_kept: bool = False

    @property
    def keeps_back(self) -> bool:
        """Return whether some count of five people or more is not told."""
        return self.is_kept or any(row.is_kept for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is registered, which is not the same as knowing that nothing was done."""
        return not self.rows


def figures_of_department(code: str) -> Breakdown:
    """Return what is registered with the entities of a department."""
    return _breakdown(Slice(department_ids=frozenset({code})), department_id=code)


def count_by_municipality(department_code: str) -> dict[str, tuple[int, int]]:
    """Return, for each seat in a department with something registered, its entities assisted and its sessions; one query."""
    cells = AssistanceCell.objects.order_by().filter(department_id=department_code, municipality__isnull=False)
    found = cells.values_list("municipality_id").annotate(Count("entity", distinct=True), Sum("sessions"))
    return {code: (entities, sessions) for code, entities, sessions in found}


def figures_of_municipality(code: str) -> Breakdown:
    """Return what is registered with the entities whose seat is in a municipality."""
    return _breakdown(Slice(municipality_ids=frozenset({code})), municipality_id=code)


def figures_of_entity(entity_id: int) -> Breakdown:
    """Return what is registered with one entity."""
    return _breakdown(Slice(entity_ids=frozenset({entity_id})), entity_id=entity_id)


def _breakdown(cut: Slice, **where: Any) -> Breakdown:
    cells = AssistanceCell.objects.order_by().filter(**where)
    people = {row.key: row.people for row in read_cube(cut, _ROWS)}
    found = (
        cells.values_list("year", "organization_id", "line_id", "organization__name", "line__name")
        .annotate(Count("entity", distinct=True), Count("service", distinct=True), Sum("sessions"), Sum("attendances"))
        .order_by("-year", "organization__name", "line__name")
    )
    rows = [
        BreakdownRow(
            year=year,
            organization=organization,
            line=line,
            entities=counts[0],
            services=counts[1],
            sessions=counts[2],
            attendances=counts[3],
            people=people.get((year, organization_id, line_id)) or None,
        )
        for year, organization_id, line_id, organization, line, *counts in found
    ]
    totals = cells.aggregate(
        entities=Count("entity", distinct=True),
        services=Count("service", distinct=True),
        organizations=Count("organization", distinct=True),
        sessions=Sum("sessions", default=0),
        attendances=Sum("attendances", default=0),
    )
    whole = sum(row.people or 0 for row in read_cube(cut)) or None
    kept = kept_of(whole, [row.people for row in rows])
    rows = [replace(row, is_kept=place in kept) for place, row in enumerate(rows)]
    return Breakdown(rows=rows, **totals, people=whole, is_kept=None in kept)


def kept_of(total: int | None, parts: Sequence[int | None]) -> frozenset[int | None]:
    """Return the places of the counts of people that are kept back of a table of parts with their total; None is the total."""
    values: dict[int | None, int] = {place: value for place, value in enumerate(parts) if value}
    line = Line[int | None](None, list(values))
    return kept_back(values | {None: total}, [line]) if total else frozenset()
