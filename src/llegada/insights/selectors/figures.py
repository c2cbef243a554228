"""The public figures under some filters. They are aggregates of public facts, so everybody sees the same: no actor is asked.

No data is None, never 0: nothing counted means that nothing is registered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Final, TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from llegada.insights.choices import Metric
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.definitions import FIGURES
from llegada.insights.models import AssistanceCell
from llegada.insights.place_secrecy import WHOLE, PlaceKey, kept_people
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors.catalogue import Catalogue, filter_options
from llegada.insights.selectors.cube import CubeRow, read_cube
from llegada.insights.selectors.milestones import count_milestones
from llegada.insights.selectors.progress import Cut as ProgressCut
from llegada.insights.selectors.rows import DepartmentRow, Figure, MapValues, MilestoneCount, PeopleRow, PlaceRow
from llegada.insights.selectors.seat_values import read_seat_values
from llegada.insights.selectors.seats import NO_SEAT, Seat, read_seats

#: So many places are asked one by one; more, all at once.
_FEW_PLACES: Final = 100
_Value = TypeVar("_Value", int, str)


class FigureReading:
    """The figures under some filters; each question goes to the database once, when first asked."""

    def __init__(self, filters: FigureFilters, catalogue: Catalogue | None = None) -> None:
        self.filters = filters
        self.catalogue = catalogue or filter_options()

    def _chosen(self) -> dict[str, int | str]:
        """Return the columns of a cell that the filters fix."""
        chosen = {
            "year": self.filters.year,
            "organization_id": self.filters.organization_id,
            "line_id": self.filters.line_id,
            "department_id": self.filters.department_id,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    @cached_property
    def cells(self) -> QuerySet[AssistanceCell]:
        """Return the cells of the detail that the filters leave."""
        return AssistanceCell.objects.order_by().filter(**self._chosen())

    @cached_property
    def cut(self) -> Slice:
        """Return the filters as the cube takes them."""
        since, until = years(self.filters.year) if self.filters.year is not None else (None, None)
        return Slice(
            since,
            until,
            organization_ids=_only(self.filters.organization_id),
            line_ids=_only(self.filters.line_id),
            department_ids=_only(self.filters.department_id),
        )

    @cached_property
    def services(self) -> int:
        """Return how many services had a session."""
        return len(read_cube(self.cut, (Dimension.SERVICE,), distinct=False))

    @cached_property
    def people(self) -> int:
        """Return how many people, each once, attended."""
        return sum(row.people or 0 for row in read_cube(self.cut))

    @cached_property
    def _by_place(self) -> list[CubeRow]:
        return read_cube(self.cut, (Dimension.DEPARTMENT, Dimension.MUNICIPALITY))

    @cached_property
    def places(self) -> list[PlaceRow]:
        """Return every place with something registered, by department and name."""
        seats = read_seats([row.key[1] for row in self._by_place if row.key[1]])
        places = [self._place(row, seats.get(row.key[1], NO_SEAT)) for row in self._by_place]
        return sorted(places, key=lambda place: (place.department_name, place.name, place.code or ""))

    def _place(self, row: CubeRow, seat: Seat) -> PlaceRow:
        department, code = row.key
        of = self.catalogue.departments[department].name if department else ""
        return PlaceRow(department, of, code, *seat, row.entities or 0, row.sessions, row.attendances)

    @cached_property
    def rows(self) -> list[PeopleRow]:
        """Return the places with their people."""
        return self.with_people(self.places)

    @cached_property
    def people_by_place(self) -> dict[PlaceKey, int]:
        """Return how many people attended in each place, each once in each."""
        return {
            (department, code): row.people for row in self._by_place for department, code in [row.key] if row.people
        }

    @cached_property
    def people_by_department(self) -> dict[str | None, int]:
        """Return how many people attended in each department, each once in each."""
        return {row.key[0]: row.people for row in read_cube(self.cut, (Dimension.DEPARTMENT,)) if row.people}

    @cached_property
    def kept(self) -> frozenset[PlaceKey]:
        """Return the places, departments and whole whose people are not told though five or more."""
        return kept_people(self.people_by_place, self.people_by_department, self.people)

    def with_people(self, places: Sequence[PlaceRow]) -> list[PeopleRow]:
        """Return some places with what costs more to count: a page of them, out of the whole country."""
        people, kept, offered = self.people_by_place, self.kept, self._offered_in(places)
        keyed = (((one.department_code, one.code), one) for one in places)
        return [
            PeopleRow(
                **vars(one), people=people.get(key), services=services, organizations=organizations, is_kept=key in kept
            )
            for key, one in keyed
            for services, organizations in [offered.get(key, (0, 0))]
        ]

    def _offered_in(self, places: Sequence[PlaceRow]) -> dict[PlaceKey, tuple[int, int]]:
        """Return how many services and organisations were in each of some places: the detail alone tells, of all or of those."""
        cells = self.cells
        if len(places) <= _FEW_PLACES:
            is_there = Q(municipality_id__in=[one.code for one in places if one.code])
            cells = cells.filter(is_there | Q(municipality=None) if any(not one.code for one in places) else is_there)
        columns = ("department_id", "municipality_id")
        found = cells.values_list(*columns).annotate(
            Count("service", distinct=True), Count("organization", distinct=True)
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in found}

    @cached_property
    def milestones(self) -> dict[str | None, MilestoneCount]:
        """Return the milestones by department of the entity, as of today; absent where no plan is followed."""
        return count_milestones(
            ProgressCut(
                on=timezone.localdate(),
                year=self.filters.year,
                organization_id=self.filters.organization_id,
                line_id=self.filters.line_id,
                department_id=self.filters.department_id,
            )
        )

    def figures(self) -> list[Figure]:
        """Return every figure, in the order of the definitions."""
        rows, catalogue = self._by_place, self.catalogue
        counts = list(self.milestones.values())
        places = {row.key[1] for row in rows if _is_in(row.key[1], self.filters.department_id or "")}
        municipalities = len(places - catalogue.other_places)
        departments = len({row.key[0] for row in rows if row.key[0]})
        attendances = sum(row.attendances for row in rows)
        in_scope = 1 if self.filters.department_id else len(catalogue.departments)
        values: dict[str, tuple[int | None, int | None]] = {
            "municipalities": (municipalities, catalogue.municipalities_in(self.filters.department_id)),
            "departments": (departments, in_scope),
            "entities": (sum(row.entities or 0 for row in rows), None),
            "sessions": (sum(row.sessions for row in rows), None),
            "people": (self.people if attendances else None, None),
            "attendances": (attendances or None, None),
            "services": (self.services if rows else None, None),
        }
        if not rows:
            values = {code: (None, of) for code, (_, of) in values.items()}
        total = sum(count.total for count in counts)
        values["milestones"] = (sum(count.validated for count in counts), total) if total else (None, None)
        values["plans"] = (sum(count.plans for count in counts) if counts else None, None)
        besides = {"municipalities": len(places) - municipalities}
        kept = {"people", "attendances"} if attendances and WHOLE in self.kept else set()
        return [
            Figure(FIGURES[code], *values[code], besides=besides.get(code, 0), is_kept=code in kept) for code in FIGURES
        ]

    def map_values(self, metric: Metric) -> MapValues:
        """Return what the map shows: sums of sessions and entities; people counted again by department, each once."""
        values, is_people = self._values_by_place(metric), metric == Metric.PEOPLE
        seats = read_seat_values(self.cut, metric, values, self.kept if is_people else frozenset())
        if is_people:
            departments = {code: people for code, people in self.people_by_department.items() if code is not None}
            return MapValues(departments, *seats)
        sums: defaultdict[str, int] = defaultdict(int)
        for (department, _code), value in values.items():
            if department:
                sums[department] += value
        return MapValues(dict(sums), *seats)

    def _values_by_place(self, metric: Metric) -> dict[PlaceKey, int]:
        if metric == Metric.PEOPLE:
            return self.people_by_place
        return {
            (place.department_code, place.code): place.sessions if metric == Metric.SESSIONS else place.entities
            for place in self.places
        }

    def by_department(self) -> list[DepartmentRow]:
        """Return every department in scope, those with nothing registered too."""
        grouped: defaultdict[str | None, list[CubeRow]] = defaultdict(list)
        for row in self._by_place:
            grouped[row.key[0]].append(row)
        others = self.catalogue.other_places
        chosen = self.filters.department_id
        return [
            DepartmentRow(
                code=code,
                name=department.name,
                municipalities=sum(_is_in(row.key[1], code) and row.key[1] not in others for row in grouped[code]),
                municipalities_total=department.municipalities,
                entities=sum(row.entities or 0 for row in grouped[code]) or None,
                sessions=sum(row.sessions for row in grouped[code]) or None,
                milestones=self.milestones.get(code, MilestoneCount()),
            )
            for code, department in self.catalogue.departments.items()
            if chosen in (None, code)
        ]


def _is_in(municipality: str | None, department: str) -> bool:
    """Return whether a municipality is of a department: an entity may have its seat in another than its own."""
    return municipality is not None and municipality.startswith(department)


def _only(value: _Value | None) -> frozenset[_Value] | None:
    return None if value is None else frozenset({value})


def get_figures(filters: FigureFilters) -> list[Figure]:
    """Return every figure under `filters`, in the order of the definitions."""
    return FigureReading(filters).figures()


def map_values(filters: FigureFilters, metric: Metric) -> MapValues:
    """Return what the map shows of `metric` under `filters`."""
    return FigureReading(filters).map_values(metric)


def table_rows(filters: FigureFilters) -> list[PeopleRow]:
    """Return every place with something registered under `filters`, by department and name."""
    return FigureReading(filters).rows


def by_department(filters: FigureFilters) -> list[DepartmentRow]:
    """Return every department in scope, by name."""
    return FigureReading(filters).by_department()
