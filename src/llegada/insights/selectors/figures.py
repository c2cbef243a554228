"""The public figures under some filters. They are aggregates of public facts, so everybody sees the same: no actor is asked.

No data is None, never 0: nothing counted means that nothing is registered.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from llegada.insights.choices import Metric
from llegada.insights.definitions import FIGURES, FigureDefinition
from llegada.insights.models import AssistanceCell, ParticipantCell
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors.catalogue import Catalogue, filter_options
from llegada.territory.choices import MunicipalityKind
from llegada.workplans.choices import MilestoneStatus, WorkPlanStatus
from llegada.workplans.models import WorkPlan
from llegada.workplans.rules import FOLLOWED

C = TypeVar("C", bound=Model)


@dataclass(frozen=True)
class Figure:
    """One figure read: `value` None is no data; `of` is its denominator where it has one; `besides` is what it leaves out."""

    definition: FigureDefinition
    value: int | None
    of: int | None = None
    besides: int = 0


@dataclass(frozen=True)
class PlaceRow:
    """What is registered in one municipality; with no municipality, of entities of the department (or country) without a seat."""

    department_code: str | None
    department_name: str
    code: str | None
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    entities: int
    sessions: int
    attendances: int
    services: int
    organizations: int
    people: int | None

    @property
    def is_municipality(self) -> bool:
        """Return whether it counts as a municipality, and not as an island or an area with none."""
        return self.kind == MunicipalityKind.MUNICIPALITY

    @property
    def kind_label(self) -> str:
        """Return what the place is, in words; nothing where there is no place."""
        return str(MunicipalityKind(self.kind).label) if self.kind else ""

    def value_of(self, metric: Metric) -> int | None:
        """Return what the map shows of the place."""
        values = {Metric.SESSIONS: self.sessions, Metric.ENTITIES: self.entities, Metric.PEOPLE: self.people}
        return values[metric]


@dataclass(frozen=True)
class MilestoneCount:
    """Milestones of the plans that are followed, those validated, and plans in execution today."""

    validated: int = 0
    total: int = 0
    plans: int = 0


@dataclass(frozen=True)
class DepartmentRow:
    """What is registered in one department of the catalogue; None where nothing is."""

    code: str
    name: str
    municipalities: int
    municipalities_total: int
    entities: int | None
    sessions: int | None
    milestones: MilestoneCount


@dataclass(frozen=True)
class MapValues:
    """Value of each place by its code. Places with nothing registered are absent. `unplaced` has no municipality to stand on."""

    departments: dict[str, int]
    municipalities: dict[str, int]
    unplaced: int


class FigureReading:
    """The figures under some filters; each question goes to the database once, when first asked."""

    def __init__(self, filters: FigureFilters, catalogue: Catalogue | None = None) -> None:
        self.filters = filters
        self.catalogue = catalogue or filter_options()

    def _restricted(self, cells: QuerySet[C]) -> QuerySet[C]:
        chosen = {
            "year": self.filters.year,
            "organization_id": self.filters.organization_id,
            "line_id": self.filters.line_id,
            "department_id": self.filters.department_id,
        }
        return cells.filter(**{name: value for name, value in chosen.items() if value is not None})

    @cached_property
    def cells(self) -> QuerySet[AssistanceCell]:
        """Return the cells that the filters leave."""
        return self._restricted(AssistanceCell.objects.order_by())

    @cached_property
    def participants(self) -> QuerySet[ParticipantCell]:
        """Return the participants that the filters leave."""
        return self._restricted(ParticipantCell.objects.order_by())

    @cached_property
    def services(self) -> int:
        """Return how many services had a session."""
        return self.cells.values("service").distinct().count()

    @cached_property
    def people(self) -> int:
        """Return how many people, each once, attended."""
        return self.participants.values("person_key").distinct().count()

    @cached_property
    def rows(self) -> list[PlaceRow]:
        """Return every place with something registered, by department and name."""
        people = {
            (department, code): count
            for department, code, count in self.participants.values_list("department_id", "municipality_id").annotate(
                count=Count("person_key", distinct=True)
            )
        }
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
        rows = [self._row(values, people.get((values[0], values[1]))) for values in found]
        return sorted(rows, key=lambda row: (row.department_name, row.name, row.code or ""))

    def _row(self, values: tuple, people: int | None) -> PlaceRow:  # type: ignore[type-arg]
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
            people=people,
        )

    @cached_property
    def milestones(self) -> dict[str | None, MilestoneCount]:
        """Return the milestones by department of the entity; absent where no plan is followed."""
        plans = WorkPlan.objects.order_by().filter(status__in=FOLLOWED)
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
            total=Count("milestones"),
            running=Count("pk", distinct=True, filter=Q(status=WorkPlanStatus.IN_EXECUTION)),
        )
        return {department: MilestoneCount(*counts) for department, *counts in counted}

    def figures(self) -> list[Figure]:
        """Return every figure, in the order of the definitions."""
        rows, catalogue = self.rows, self.catalogue
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
        return [Figure(FIGURES[code], *values[code], besides=besides.get(code, 0)) for code in FIGURES]

    def map_values(self, metric: Metric) -> MapValues:
        """Return what the map shows: sums of sessions and entities; people counted again by department, each once."""
        municipalities: dict[str, int] = {}
        sums: defaultdict[str, int] = defaultdict(int)
        unplaced = 0
        for row in self.rows:
            value = row.value_of(metric) or 0
            if row.code and value:
                municipalities[row.code] = value
            unplaced += 0 if row.code else value
            if row.department_code and value:
                sums[row.department_code] += value
        departments = dict(sums)
        if metric == Metric.PEOPLE:
            counted = self.participants.exclude(department=None).values_list("department_id")
            departments = dict(counted.annotate(Count("person_key", distinct=True)))
        return MapValues(departments, municipalities, unplaced)

    def by_department(self) -> list[DepartmentRow]:
        """Return every department in scope, those with nothing registered too."""
        grouped: defaultdict[str, list[PlaceRow]] = defaultdict(list)
        for row in self.rows:
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


def get_figures(filters: FigureFilters) -> list[Figure]:
    """Return every figure under `filters`, in the order of the definitions."""
    return FigureReading(filters).figures()


def map_values(filters: FigureFilters, metric: Metric) -> MapValues:
    """Return what the map shows of `metric` under `filters`."""
    return FigureReading(filters).map_values(metric)


def table_rows(filters: FigureFilters) -> list[PlaceRow]:
    """Return every place with something registered under `filters`, by department and name."""
    return FigureReading(filters).rows


def by_department(filters: FigureFilters) -> list[DepartmentRow]:
    """Return every department in scope, by name."""
    return FigureReading(filters).by_department()
