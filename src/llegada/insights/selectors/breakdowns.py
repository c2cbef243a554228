"""What is registered in one place or with one entity, by who assists, thematic line and year: for the pages of the territory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import CharField, Count, Value

from llegada.accounts.models import Organization
from llegada.core.text import fold
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.models import AssistanceCell
from llegada.insights.secrecy import Line, kept_back
from llegada.insights.selectors.cube import CubeRow, read_cube, read_parts
from llegada.insights.selectors.raw_rows import fetch
from llegada.insights.view_rules import is_small_group
from llegada.portfolio.models import ThematicLine

_ROWS: Final = (Dimension.YEAR, Dimension.ORGANIZATION, Dimension.LINE)
#: Year, organisation and line of a row.
_Key = tuple[Any, ...]
#: Of places with more cells of the detail, one year is shown at a time.
_MOST_CELLS: Final = 100


@dataclass(frozen=True)
class BreakdownRow:
    """What one organisation did on one thematic line in one year; `people` None where no attendance was recorded.

    `is_kept` says that they are not told, so that no smaller group is known by difference.
    """

    year: int
    organization: str
    line: str
    services: int
    sessions: int
    people: int | None
    is_kept: bool = False


@dataclass(frozen=True)
class Breakdown:
    """The rows, newest year first, and the totals of every year; people, entities and services are counted once, not added up.

    `is_kept` says that the total of people is not told. Where there is much, the rows are of `year`, one of `years`.
    """

    rows: list[BreakdownRow]
    entities: int
    services: int
    organizations: int
    sessions: int
    attendances: int
    people: int | None
    is_kept: bool = False
    year: int | None = None
    years: Sequence[int] = ()

    @property
    def keeps_back(self) -> bool:
        """Return whether some count of five people or more is not told."""
        return self.is_kept or any(row.is_kept for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is registered, which is not the same as knowing that nothing was done."""
        return not self.sessions


def figures_of_department(code: str, *, year: int | None = None) -> Breakdown:
    """Return what is registered with the entities of a department; where it is much, of `year` or of the latest."""
    return _breakdown(Slice(department_ids=frozenset({code})), asked=year, department_id=code)


def count_by_municipality(department_code: str) -> dict[str, tuple[int, int]]:
    """Return, for each seat in a department with something registered, its entities assisted and its sessions; one query."""
    rows = read_cube(Slice(department_ids=frozenset({department_code})), (Dimension.MUNICIPALITY,))
    return {row.key[0]: (row.entities, row.sessions) for row in rows if row.key[0] is not None and row.entities}


def figures_of_municipality(code: str, *, year: int | None = None) -> Breakdown:
    """Return what is registered with the entities whose seat is in a municipality; where it is much, of `year` or of the latest."""
    return _breakdown(Slice(municipality_ids=frozenset({code})), asked=year, municipality_id=code)


def figures_of_entity(entity_id: int) -> Breakdown:
    """Return what is registered with one entity, in all years."""
    return _breakdown(Slice(entity_ids=frozenset({entity_id})), is_whole=True, entity_id=entity_id)


def _breakdown(cut: Slice, *, asked: int | None = None, is_whole: bool = False, **where: Any) -> Breakdown:
    whole = next(iter(read_cube(cut)), None)
    if whole is None:
        return Breakdown(rows=[], entities=0, services=0, organizations=0, sessions=0, attendances=0, people=None)
    cells = dict(fetch(AssistanceCell.objects.order_by().filter(**where).values_list("year").annotate(Count("pk"))))
    # A row has a cell or more: where the cells fit, so do the rows.
    is_whole = is_whole or sum(cells.values()) <= _MOST_CELLS
    year = None if is_whole else asked or max(cells)
    shown = cut if year is None else _of_year(cut, year)
    counted = _parts(shown)
    every = counted if is_whole else _parts(cut) if _may_tell(whole.people, counted) else None
    kept = frozenset() if every is None else _kept(whole.people, every)
    pairs = _given_ever(cut) if every is None else _given(every)
    return Breakdown(
        rows=_rows(counted, kept),
        entities=whole.entities or 0,
        services=len({service for _organization, service in pairs}),
        organizations=len({organization for organization, _service in pairs}),
        sessions=whole.sessions,
        attendances=whole.attendances,
        people=whole.people or None,
        is_kept=None in kept,
        year=year,
        years=sorted({*cells, year}, reverse=True) if year else [],
    )


def _rows(counted: Mapping[_Key, CubeRow], kept: Collection[_Key | None]) -> list[BreakdownRow]:
    """Return the rows, given what was counted of each; newest year first, then by name."""
    names = _names({key[1] for key in counted}, {key[2] for key in counted})
    rows = [
        BreakdownRow(
            year=key[0],
            organization=names["organization", key[1]],
            line=names["line", key[2]],
            services=len(row.under),
            sessions=row.sessions,
            people=row.people or None,
            is_kept=key in kept,
        )
        for key, row in counted.items()
    ]
    folded = {name: fold(name) for name in names.values()}
    return sorted(rows, key=lambda row: (-row.year, folded[row.organization], folded[row.line]))


def _parts(cut: Slice) -> dict[_Key, CubeRow]:
    """Return the rows by their key, with their services."""
    return {row.key: row for row in read_parts(cut, _ROWS, under=Dimension.SERVICE)}


def _given(rows: Mapping[_Key, CubeRow]) -> set[_Key]:
    """Return which organisations gave which services in some rows."""
    return {(key[1], service) for key, row in rows.items() for service in row.under}


def _given_ever(cut: Slice) -> set[_Key]:
    """Return which organisations gave which services."""
    return {row.key for row in read_cube(cut, (Dimension.ORGANIZATION, Dimension.SERVICE), distinct=False)}


def _names(organizations: set[int], lines: set[int]) -> dict[tuple[str, int], str]:
    """Return (what, key) → name of some organisations and lines; one query."""
    found = (
        Organization.objects.order_by()
        .filter(pk__in=organizations)
        .values_list(Value("organization", CharField()), "pk", "name")
    )
    of_lines = (
        ThematicLine.objects.order_by().filter(pk__in=lines).values_list(Value("line", CharField()), "pk", "name")
    )
    return {(what, pk): name for what, pk, name in found.union(of_lines, all=True)}


def _of_year(cut: Slice, year: int) -> Slice:
    since, until = years(year)
    return replace(cut, since=since, until=until)


def _may_tell(total: int | None, shown: Mapping[_Key, CubeRow]) -> bool:
    """Return whether the people of some rows may tell of the others: not where they are more than the total, and so in several."""
    counted = sum(row.people for row in shown.values() if row.people and not is_small_group(row.people))
    return bool(total) and counted <= (total or 0)


def _kept(total: int | None, every: Mapping[_Key, CubeRow]) -> frozenset[_Key | None]:
    """Return the rows whose people are kept back, of those of every year, for whoever reads page after page; None is the total."""
    if not total:
        return frozenset()
    values: dict[_Key | None, int] = {key: row.people for key, row in every.items() if row.people}
    return kept_back(values | {None: total}, [Line[_Key | None](None, list(values))])


def kept_of(total: int | None, parts: Sequence[int | None]) -> frozenset[int | None]:
    """Return the places of the counts of people that are kept back of a table of parts with their total; None is the total."""
    values: dict[int | None, int] = {place: value for place, value in enumerate(parts) if value}
    line = Line[int | None](None, list(values))
    return kept_back(values | {None: total}, [line]) if total else frozenset()
