"""The public figures under some filters. They are aggregates of public facts, so everybody sees the same: no actor is asked.

No data is None, never 0: nothing counted means that nothing is registered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Count, Q, QuerySet, Sum

from llegada.insights.choices import Metric
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.definitions import FIGURES
from llegada.insights.models import AssistanceCell
from llegada.insights.place_secrecy import WHOLE, PlaceKey, kept_codes, kept_people
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors.catalogue import Catalogue, filter_options
from llegada.insights.selectors.cube import read_cube
from llegada.insights.selectors.rows import DepartmentRow, Figure, MapValues, MilestoneCount, PeopleRow, PlaceRow
from llegada.workplans.choices import MilestoneStatus, WorkPlanStatus
from llegada.workplans.models import WorkPlan
from llegada.workplans.rules import MEASURED

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
        """Return the cells that the filters leave."""
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
        return self.cells.values("service").distinct().count()

    @cached_property
    def people(self) -> int:
        """Return how many people, each once, attended."""
        return sum(row.people or 0 for row in read_cube(self.cut))

    @cached_property
    def places(self) -> list[PlaceRow]:
        """Return every place with something registered, by department and name."""
        found = self.cells.values_list(
            "department_id",
            "municipality_id",
            "municipality__name",
            "municipality__kind",
            "municipality__latitude",
            "municipality__longitude",
        ).annotate(
            Count("entity", distinct=True),
            Sum("sessions"),
            Sum("attendances"),
            Count("service", distinct=True),
            Count("organization", distinct=True),
        )
        places = [self._place(values) for values in found]
        return sorted(places, key=lambda place: (place.department_name, place.name, place.code or ""))

    def _place(self, values: tuple) -> PlaceRow:  # type: ignore[type-arg]
        department, code, name, kind, latitude, longitude, *counts = values
        return PlaceRow(
            department_code=department,
            department_name=self.catalogue.departments[department].name if department else "",
            code=code,
            name=name or "",
            kind=kind or "",
            latitude=latitude,
            longitude=longitude,
            entities=counts[0],
            sessions=counts[1],
            attendances=counts[2],
            services=counts[3],
            organizations=counts[4],
        )

    @cached_property
    def rows(self) -> list[PeopleRow]:
        """Return the places with their people."""
        return self.with_people(self.places)

    @cached_property
    def people_by_place(self) -> dict[PlaceKey, int]:
        """Return how many people attended in each place, each once in each."""
        rows = read_cube(self.cut, (Dimension.DEPARTMENT, Dimension.MUNICIPALITY))
        return {(department, code): row.people for row in rows for department, code in [row.key] if row.people}

    @cached_property
    def people_by_department(self) -> dict[str | None, int]:
        """Return how many people attended in each department, each once in each."""
        return {row.key[0]: row.people for row in read_cube(self.cut, (Dimension.DEPARTMENT,)) if row.people}

    @cached_property
    def kept(self) -> frozenset[PlaceKey]:
        """Return the places, departments and whole whose people are not told though five or more."""
        return kept_people(self.people_by_place, self.people_by_department, self.people)

    def with_people(self, places: Sequence[PlaceRow]) -> list[PeopleRow]:
        """Return some places with their people: a page of them, out of the whole country."""
        people, kept = self.people_by_place, self.kept
        keyed = (((one.department_code, one.code), one) for one in places)
        return [PeopleRow(**vars(one), people=people.get(key), is_kept=key in kept) for key, one in keyed]

    @cached_property
    def milestones(self) -> dict[str | None, MilestoneCount]:
        """Return the milestones by department of the entity; absent where no plan is followed."""
        plans = WorkPlan.objects.order_by().filter(status__in=MEASURED)
        if self.filters.organization_id is not None:
            plans = plans.filter(unit__organization_id=self.filters.organization_id)
        if self.filters.line_id is not None:
            # The join is the one that is counted below: only the milestones of this line.
            plans = plans.filter(milestones__plan_service__service_version__line_id=self.filters.line_id)
        if self.filters.department_id is not None:
            plans = plans.filter(entity__department_id=self.filters.department_id)
        if self.filters.year is not None:
            plans = plans.filter(
                starts_on__lte=date(self.filters.year, 12, 31), ends_on__gte=date(self.filters.year, 1, 1)
            )
        counted = plans.values_list("entity__department_id").annotate(
            validated=Count("milestones", filter=Q(milestones__status=MilestoneStatus.VALIDATED)),
            total=Count("milestones", filter=~Q(milestones__status=MilestoneStatus.NOT_APPLICABLE)),
            running=Count("pk", distinct=True, filter=Q(status=WorkPlanStatus.IN_EXECUTION)),
        )
        return {department: MilestoneCount(*counts) for department, *counts in counted}

    def figures(self) -> list[Figure]:
        """Return every figure, in the order of the definitions."""
        rows, catalogue = self.places, self.catalogue
        counts = list(self.milestones.values())
        places = [row for row in rows if row.code]
        municipalities = sum(row.is_municipality for row in places)
        departments = len({row.department_code for row in rows if row.department_code})
        attendances = sum(row.attendances for row in rows)
        in_scope = 1 if self.filters.department_id else len(catalogue.departments)
        values: dict[str, tuple[int | None, int | None]] = {
            "municipalities": (municipalities, catalogue.municipalities_in(self.filters.department_id)),
            "departments": (departments, in_scope),
            "entities": (sum(row.entities for row in rows), None),
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
        municipalities: dict[str, int] = {}
        sums: defaultdict[str, int] = defaultdict(int)
        unplaced = 0
        for (department, code), value in self._values_by_place(metric).items():
            if code:
                municipalities[code] = value
            else:
                unplaced += value
            if department:
                sums[department] += value
        departments = dict(sums)
        if metric == Metric.PEOPLE:
            departments = {code: people for code, people in self.people_by_department.items() if code is not None}
            return MapValues(departments, municipalities, unplaced, kept_codes(self.kept))
        return MapValues(departments, municipalities, unplaced)

    def _values_by_place(self, metric: Metric) -> dict[PlaceKey, int]:
        if metric == Metric.PEOPLE:
            return self.people_by_place
        return {
            (place.department_code, place.code): place.sessions if metric == Metric.SESSIONS else place.entities
            for place in self.places
        }

    def by_department(self) -> list[DepartmentRow]:
        """Return every department in scope, those with nothing registered too."""
        grouped: defaultdict[str, list[PlaceRow]] = defaultdict(list)
        for row in self.places:
            if row.department_code:
                grouped[row.department_code].append(row)
        chosen = self.filters.department_id
        return [
            DepartmentRow(
                code=code,
                name=department.name,
                municipalities=sum(row.is_municipality for row in grouped[code] if row.code),
                municipalities_total=department.municipalities,
                entities=sum(row.entities for row in grouped[code]) or None,
                sessions=sum(row.sessions for row in grouped[code]) or None,
                milestones=self.milestones.get(code, MilestoneCount()),
            )
            for code, department in self.catalogue.departments.items()
            if chosen in (None, code)
        ]


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
