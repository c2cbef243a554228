"""Questions about what is programmed in a month: the lines of a plan, their people, their steps, and what the catalogue says."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Sum

from llegada.accounts.models import Person
from llegada.accounts.selectors import find_people_of_units
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.core.working_days import working_days_of
from llegada.planning import month_rules, rules
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineMonth, MonthStep, UnitCapacity
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.selectors.lines import get_line
from llegada.portfolio.choices import DayKind
from llegada.portfolio.design_rules import Planned, schedule, whole_length
from llegada.portfolio.models import Milestone

#: Who does the work of a line.
TEAM_ROLES = (
    Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.GROUP_COORDINATOR, Role.LIAISON, Role.ADVISOR, Role.TERRITORIAL_MANAGER,
    Role.EXPERT, Role.STUDENT,
)  # fmt: skip
_TEAMS = LineMonth.team.through.objects


@dataclass(frozen=True)
class MonthRow:
    """A line in a month: what is programmed of it, or None, and what the catalogue says against it."""

    line: AnnualPlanLine
    programming: LineMonth | None
    warnings: list[str]
    duration: month_rules.Duration | None

    @property
    def is_programmable(self) -> bool:
        """Return whether the state of the line admits that its month is programmed."""
        return self.line.status in rules.LINE_PROGRAMMABLE

    @property
    def done_steps(self) -> int:
        """Return how many steps are done."""
        return sum(1 for one in self.programming.steps.all() if one.done_on) if self.programming else 0

    @property
    def pending_steps(self) -> list[MonthStep]:
        """Return the steps that nobody has marked as done."""
        return [one for one in self.programming.steps.all() if one.done_on is None] if self.programming else []


@dataclass(frozen=True)
class MonthSummary:
    """A month of a plan: its lines, those programmed, their days of people against what the unit has, and who has too many."""

    lines: int
    programmed: int
    missing: int
    days: rules.Balance
    #: What is programmed says no days at all: their sum is «sin dato», not zero.
    has_unknown_days: bool
    working_days: int
    overbooked: list[tuple[Person, Decimal]]


def list_lines_in_month(
    plan: AnnualPlan, month: date, *, is_programmed: bool | None = None
) -> QuerySet[AnnualPlanLine]:
    """Return the lines of a plan, not cancelled, whose dates touch a month, by their start; only those programmed, or not."""
    programmed = LineMonth.objects.filter(line=OuterRef("pk"), month=month.month)
    lines = (
        lines_touching(AnnualPlanLine.objects.filter(plan=plan), month)
        .exclude(status=LineStatus.CANCELLED)
        .annotate(is_programmed=Exists(programmed))
        .order_by("starts_on", "pk")
    )
    return lines if is_programmed is None else lines.filter(is_programmed=is_programmed)


def lines_touching(lines: QuerySet[AnnualPlanLine], month: date) -> QuerySet[AnnualPlanLine]:
    """Keep the lines whose dates touch the month of a day."""
    last = date(month.year, month.month, monthrange(month.year, month.month)[1])
    return lines.filter(starts_on__lte=last, ends_on__gte=month.replace(day=1))


def lines_to_program(lines: QuerySet[AnnualPlanLine], month: date) -> QuerySet[AnnualPlanLine]:
    """Keep the lines in course whose month nobody has programmed."""
    programmed = LineMonth.objects.filter(line=OuterRef("pk"), month=month.month)
    in_course = lines_touching(lines, month).filter(status__in=rules.LINE_PROGRAMMABLE)
    return in_course.filter(~Exists(programmed))


def month_rows(lines: QuerySet[AnnualPlanLine], month: date) -> list[MonthRow]:
    """Return lines with what is programmed of them in a month, in a fixed number of queries."""
    programmed = LineMonth.objects.filter(month=month.month).prefetch_related("team", "steps")
    found = list(
        lines.select_related("entity__department", "topic", "service__published_version__design").prefetch_related(
            Prefetch("months", queryset=programmed, to_attr="in_month")
        )
    )
    typical = _typical_days(found)
    return [MonthRow(line, next(iter(line.in_month), None), *_against(line, typical)) for line in found]


def summarize_month(plan: AnnualPlan, month: date) -> MonthSummary:
    """Return how a month of a plan is programmed."""
    here = FilteredRelation("months", condition=Q(months__month=month.month))
    found = (
        list_lines_in_month(plan, month)
        .alias(here=here)
        .aggregate(
            lines=Count("pk"),
            programmed=Count("pk", filter=Q(is_programmed=True)),
            missing=Count("pk", filter=Q(is_programmed=False, status__in=rules.LINE_PROGRAMMABLE)),
            days=Sum("here__person_days"),
        )
    )
    capacity = UnitCapacity.objects.filter(unit=plan.unit_id, year=month.year, month=month.month)
    working_days = working_days_of(month.year, month.month)
    return MonthSummary(
        lines=found["lines"],
        programmed=found["programmed"],
        missing=found["missing"],
        days=rules.Balance(Decimal(str(found["days"] or 0)), capacity.values_list("person_days", flat=True).first()),
        has_unknown_days=bool(found["programmed"]) and found["days"] is None,
        working_days=working_days,
        overbooked=_overbooked(plan, month, working_days),
    )


def find_month(line: AnnualPlanLine, month: date) -> LineMonth | None:
    """Return what is programmed of a line in a month, with its team and its steps, or None."""
    return line.months.filter(month=month.month).prefetch_related("team", "steps__done_by").first()


def find_month_before(line: AnnualPlanLine, month: date) -> LineMonth | None:
    """Return the last month of a line that was programmed before a month, or None."""
    before = line.months.filter(month__lt=month.month).order_by("-month")
    return before.prefetch_related("team", "steps").first()


def list_months(line: AnnualPlanLine) -> list[tuple[date, LineMonth | None]]:
    """Return the months of a line with what is programmed in each: those of its dates, and any that it no longer touches."""
    found = {one.month: one for one in line.months.prefetch_related("team", "steps")}
    months = sorted({*rules.months_of(line.starts_on, line.ends_on), *found})
    return [(date(line.starts_on.year, month, 1), found.get(month)) for month in months]


def get_line_in_month(*, actor: Actor, public_id: UUID, month: date) -> AnnualPlanLine:
    """Return a line in a month of its year in which it happens or was programmed. Raises NotFound."""
    line = get_line(actor=actor, public_id=public_id)
    touches = month.month in rules.months_of(line.starts_on, line.ends_on)
    if month.year != line.plan.cycle.year or not (touches or line.months.filter(month=month.month).exists()):
        raise NotFound(month=str(month))
    return line


def get_step(*, actor: Actor, public_id: UUID) -> MonthStep:
    """Return one step with its line and plan. Raises NotFound if hidden or absent."""
    plans = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all())
    try:
        return MonthStep.objects.select_related(
            "programming__line__plan__cycle", "programming__line__plan__unit__organization"
        ).get(public_id=public_id, programming__line__plan__in=plans)
    except MonthStep.DoesNotExist:
        raise NotFound(step=str(public_id)) from None


def list_team_choices(line: AnnualPlanLine, *, today: date, besides: Iterable[Person] = ()) -> QuerySet[Person]:
    """Return who may be in the team of a line on `today`: the people of its unit and of those with which it is made.

    Also `besides`, who are in it already though they may have left since.
    """
    offered = find_people_of_units([line.plan.unit, *line.partners.all()], roles=TEAM_ROLES, today=today)
    kept = Q(pk__in=[one.pk for one in besides])
    return Person.objects.filter(Q(pk__in=offered.order_by().values("pk")) | kept).order_by("full_name", "pk")


def catalogue_warnings_of(line: AnnualPlanLine) -> tuple[list[str], month_rules.Duration | None]:
    """Return what the catalogue says against one line, and how the milestones of its service fit it."""
    return _against(line, _typical_days([line]))


def _typical_days(lines: Sequence[AnnualPlanLine]) -> dict[int, int]:
    """Return service → days that the milestones of its version in force take; those with no known end are not there."""
    services = {line.service.published_version_id: line.service_id for line in lines}
    steps: dict[int, list[Planned]] = defaultdict(list)
    for one in Milestone.objects.filter(version__in=[key for key in services if key]).order_by("version", "position"):
        steps[services[one.version_id]].append(Planned(one.typical_days, one.starts_after, one.wait_days))
    lengths = {service: whole_length(schedule(planned)) for service, planned in steps.items()}
    return {service: length for service, length in lengths.items() if length is not None}


def _against(line: AnnualPlanLine, typical: dict[int, int]) -> tuple[list[str], month_rules.Duration | None]:
    version = line.service.published_version
    sheet = getattr(version, "design", None)
    duration = month_rules.duration_of(
        typical_days=typical.get(line.service_id),
        kind=sheet.day_kind if sheet else DayKind.CALENDAR.value,  # what was never designed here says only «days»
        starts_on=line.starts_on,
        ends_on=line.ends_on,
    )
    warnings = month_rules.catalogue_warnings(
        service_status=line.service.status, is_published=version is not None, duration=duration
    )
    return warnings, duration


def _overbooked(plan: AnnualPlan, month: date, working_days: int) -> list[tuple[Person, Decimal]]:
    """Return who of the teams of a plan has too many days in a month, counting what other units of its cycle programmed."""
    teams: dict[int, set[int]] = defaultdict(set)
    days: dict[int, Decimal | None] = {}
    mine: set[int] = set()
    rows = _TEAMS.filter(linemonth__month=month.month, linemonth__line__plan__cycle=plan.cycle_id).exclude(
        linemonth__line__status=LineStatus.CANCELLED
    )
    for key, person, amount, plan_id in rows.values_list(
        "linemonth_id", "person_id", "linemonth__person_days", "linemonth__line__plan_id"
    ):
        teams[key].add(person)
        days[key] = amount
        if plan_id == plan.pk:
            mine.add(person)
    bookings = [month_rules.Booking(frozenset(team), days[key]) for key, team in teams.items()]
    over = {
        person: amount
        for person, amount in month_rules.overbooked(bookings, working_days=working_days).items()
        if person in mine
    }
    people = Person.objects.filter(pk__in=over).order_by("full_name", "pk") if over else ()
    return [(person, rules.round_days(over[person.pk])) for person in people]
