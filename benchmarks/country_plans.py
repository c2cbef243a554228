"""The plans of the invented country with what people did to them: five milestones each, reported and validated day by day.

The bodies are those of `country`; the services get a second version with five milestones. What was done is in the versions that
plans and milestones keep, so that the figures are booked from them. Past years are all but done; of the last one half is to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from benchmarks.bulk import day_text, indexes_last, quoted, spread, uuid_text
from benchmarks.country import ADVISORS, FIRST_YEAR, PART, SERVICES, YEARS, Builder
from benchmarks.volume import publish
from llegada.accounts.models import Person
from llegada.portfolio.models import Milestone, ServiceVersion, Strategy, VersionStrategy
from llegada.workplans.models import PlanMilestone, PlanObstacle, WorkPlan, WorkPlanService, WorkPlanVersion

#: The day on which everything stands as it does.
TODAY: Final = date(2026, 6, 15)
MILESTONES: Final = 5
STATES: Final = (
    "draft", "socialized", "agreed", "signed", "in_execution", "suspended", "finished", "closed", "terminated",
)  # fmt: skip
STEPS: Final = ("pending", "reported", "returned", "validated")
_NEVER: Final = 10**9
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """One of each kind to ask for: what a plan of the last year in the middle is about."""

    unit: int
    organization: int
    line: int
    service: int
    strategy: int
    entity: int
    department: str
    advisor: int


class PlanBuilder:
    """Makes the bodies, and lets the plans grow: what is asked of few is asked of the same units and places of many."""

    def __init__(self) -> None:
        """Fill an empty installation, that holds the reference data, with bodies, services of five milestones and strategies."""
        builder = Builder()
        self.chance, self.bodies, self.plans = np.random.default_rng(2), builder.bodies, 0
        with transaction.atomic():
            self.versions, self.milestones = _make_versions(Person.objects.get(pk=self.bodies.head))
        self.chosen: Chosen | None = None

    def grow_to(self, plans: int) -> Chosen:
        """Add plans until there are `plans`. Figures are not counted."""
        models: list[type[Model]] = [
            WorkPlan, WorkPlanVersion, WorkPlanService, PlanMilestone, PlanObstacle, WorkPlan.history.model,
            PlanMilestone.history.model,
        ]  # fmt: skip
        with indexes_last(*(one._meta.db_table for one in models)):
            while self.plans < plans:
                with transaction.atomic():
                    count = min(PART, plans - self.plans)
                    self._make_part(count)
                self.plans += count
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            cursor.execute("ANALYZE")
        self.chosen = self.chosen or _choose(self.plans)
        return self.chosen

    def _make_part(self, count: int) -> None:
        chance, bodies = self.chance, self.bodies
        plan = np.arange(self.plans + 1, self.plans + count + 1)
        unit = _uneven(chance, count, len(bodies.units))
        service = _uneven(chance, count, SERVICES)
        year = FIRST_YEAR + YEARS - 1 - chance.integers(0, YEARS, count)
        starts = _ordinals(year) + chance.integers(5, 70, count)
        ends = starts + chance.integers(150, 290, count)
        lasts = year < TODAY.year
        acts = _Acts(chance, starts, ends, lasts)
        spread(_staged(("id", "unit", "version", "advisor", "entity", "starts", "ends", "made", "signed", "ended", "status"),
                plan, np.array(bodies.units)[unit], self.versions[unit, service],
                bodies.advisors[unit, chance.integers(0, ADVISORS, count)],
                bodies.entities[_uneven(chance, count, len(bodies.entities))], _codes(starts), _codes(ends),
                _codes(starts - 25), _codes(acts.signed), _codes(acts.ended), acts.state,
            ),
            *_plan_statements(bodies.head),
        )  # fmt: skip
        whose, day, state = acts.plan_events
        spread(_staged(("plan", "day", "status"), plan[whose], _codes(day), state), _history(WorkPlan, "plan", STATES))
        key = ((plan[:, None] - 1) * MILESTONES + np.arange(1, MILESTONES + 1)).ravel()
        spread(_staged(("id", "plan", "milestone", "position", "due", "status", "reported", "reviewed", "advisor"),
                key, np.repeat(plan, MILESTONES), self.milestones[unit, service].ravel(),
                np.tile(np.arange(1, MILESTONES + 1), count), _codes(acts.due.ravel()), acts.step.ravel(),
                _codes(acts.last_report.ravel()), _codes(acts.last_review.ravel()), np.zeros(count * MILESTONES, np.int64),
            ),
            *_milestone_statements(bodies.head),
        )  # fmt: skip
        whose, day, step = acts.milestone_events
        statement = _history(PlanMilestone, "milestone", STEPS)
        spread(_staged(("milestone", "day", "status"), key[whose], _codes(day), step), statement)
        obstructed = plan[chance.random(count) < 0.1]
        spread(_staged(("plan",), obstructed), _obstacles(bodies.head))


class _Acts:
    """What was done to some plans until TODAY: days as ordinals, _NEVER what was not done."""

    def __init__(self, chance: np.random.Generator, starts: Numbers, ends: Numbers, lasts: Any) -> None:
        count, today = len(starts), TODAY.toordinal()
        self.signed = starts - chance.integers(1, 8, count)
        begun = starts + chance.integers(0, 10, count)
        parts = np.arange(1, MILESTONES + 1)
        self.due: Numbers = starts[:, None] + (ends - starts)[:, None] * parts // MILESTONES
        shape = self.due.shape
        first = np.maximum(self.due + chance.integers(-25, 40, shape), begun[:, None] + 1)
        skipped = chance.random(shape) < np.where(lasts, 0.01, 0.1)[:, None]
        stopped = np.where(chance.random(count) < 0.03, begun + 100, _NEVER)
        first = np.where(skipped | (first >= stopped[:, None]), _NEVER, first)
        returned = np.where(chance.random(shape) < 0.1, first + 4, _NEVER)
        again = np.where((returned < _NEVER) & (first < _NEVER), returned + 6, _NEVER)
        last = np.where(again < _NEVER, again, first)
        validated = np.where(last < _NEVER, last + chance.integers(1, 20, shape), _NEVER)
        returned, again, validated = (np.where(first < _NEVER, one, _NEVER) for one in (returned, again, validated))
        validated = np.where(validated >= stopped[:, None], _NEVER, validated)
        rests = np.where(chance.random(count) < 0.04, begun + 60, _NEVER)
        wakes = np.where(rests < _NEVER, rests + 1, _NEVER)
        done = np.maximum(validated.max(axis=1), ends) + 3
        finished = np.where((validated.max(axis=1) < _NEVER) & (stopped == _NEVER), done, _NEVER)
        closed = np.where(finished < _NEVER, finished + 20, _NEVER)
        in_course = [
            (starts - 25, 0),
            (starts - 20, 1),
            (starts - 12, 2),
            (self.signed, 3),
            (begun, 4),
            (rests, 5),
            (wakes, 4),
        ]
        self.plan_events, self.state = _events([*in_course, (finished, 6), (closed, 7), (stopped, 8)], today)
        self.signed, self.ended = _by(self.signed, today), _by(stopped, today)
        made = np.repeat(starts - 25, MILESTONES).reshape(shape)
        steps = [(made, 0), (first, 1), (returned, 2), (again, 1), (validated, 3)]
        self.milestone_events, step = _events([(day.ravel(), what) for day, what in steps], today)
        self.step = step.reshape(shape)
        self.last_report = np.where(again <= today, again, _by(first, today))
        self.last_review = np.where(
            validated <= today, validated, np.where(again <= today, _NEVER, _by(returned, today))
        )


def _by(day: Numbers, today: int) -> Numbers:
    return np.where(day <= today, day, _NEVER)


def _events(steps: list[tuple[Numbers, int]], today: int) -> tuple[tuple[Numbers, Numbers, Numbers], Numbers]:
    """Return (whose, day, what) of each step taken by `today`, each one's in their order, and what each did last."""
    days = np.stack([day for day, _what in steps], axis=1)
    what = np.array([what for _day, what in steps])
    order = np.argsort(days, axis=1, kind="stable")
    days = np.take_along_axis(days, order, axis=1)
    whats = what[order]
    taken = days <= today
    whose, _place = np.nonzero(taken)
    last = whats[np.arange(len(days)), np.maximum(taken.sum(axis=1) - 1, 0)]
    return (whose, days[taken], whats[taken]), last


def _staged(names: tuple[str, ...], *columns: Numbers) -> dict[str, Numbers]:
    return {name: np.asarray(column, dtype=np.int64) for name, column in zip(names, columns, strict=True)}


def _ordinals(year: Numbers) -> Numbers:
    """Return the ordinal of the first day of each year."""
    first = np.array([date(FIRST_YEAR + n, 1, 1).toordinal() for n in range(YEARS)])
    return first[year - FIRST_YEAR]


def _codes(ordinals: Numbers) -> Numbers:
    """Return each ordinal as yyyymmdd; 0 for what never was."""
    known = np.where(ordinals >= _NEVER, 1, ordinals)
    days = (known - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.where(ordinals >= _NEVER, 0, year * 10_000 + month * 100 + day)


def _uneven(chance: np.random.Generator, count: int, among: int) -> Numbers:
    return (among * chance.random(count) ** 1.7).astype(np.int64)


def _instant(column: str) -> str:
    """Return the instant, ten in the morning in Bogotá, of a number (20240930); NULL for 0."""
    if connection.vendor == "postgresql":
        return f"CASE WHEN {column} > 0 THEN ({day_text(column)} + interval '15 hours') AT TIME ZONE 'UTC' END"
    return f"CASE WHEN {column} > 0 THEN {day_text(column)} || ' 15:00:00' END"


def _named(column: str, names: tuple[str, ...]) -> str:
    return f"CASE {column} {' '.join(f'WHEN {place} THEN {name!r}' for place, name in enumerate(names))} END"


def _history(model: Any, key: str, names: tuple[str, ...]) -> str:
    """Return the statement that writes a version of each row of `model` for each staged step: as it is now but for its state."""
    kept = model.history.model
    columns = [one.column for one in model._meta.local_fields]
    told = [_named("s.status", names) if column == "status" else f"t.{quoted(column)}" for column in columns]
    return (
        f"INSERT INTO {quoted(kept._meta.db_table)} ({', '.join(map(quoted, columns))}, history_date, history_type) "  # noqa: S608
        f"SELECT {', '.join(told)}, {_instant('s.day')}, CASE WHEN s.status = 0 THEN '+' ELSE '~' END "
        f"FROM staged s JOIN {quoted(model._meta.db_table)} t ON t.id = s.{key}"
    )


def _plan_statements(head: int) -> list[str]:
    plans, shown, services = (quoted(one._meta.db_table) for one in (WorkPlan, WorkPlanVersion, WorkPlanService))
    version = "CASE WHEN signed > 0 THEN id END"
    signer = f"CASE WHEN signed > 0 THEN {head} END"
    return [
        (
            f"INSERT INTO {plans} (id, public_id, title, unit_id, entity_id, unplanned_reason, unplanned_note, objectives, "  # noqa: S608
            "expected_results, starts_on, ends_on, advisor_id, counterpart_name, counterpart_post, counterpart_email, status, "
            "consent_given_at, consent_given_by_id, signed_version_id, signed_at, signed_by_id, ended_on, end_reason, "
            f"created_by_id, created_at, updated_at) SELECT id, {uuid_text('id')}, 'Plan ' || id, unit, "
            f"entity, 'no_annual_plan', '', 'o', '', {day_text('starts')}, {day_text('ends')}, advisor, "
            f"'', '', '', {_named('status', STATES)}, {_instant('signed')}, "
            f"{signer}, {version}, {_instant('signed')}, {signer}, CASE WHEN ended > 0 THEN {day_text('ended')} END, "
            f"CASE WHEN ended > 0 THEN 'r' ELSE '' END, {head}, {_instant('made')}, {_instant('made')} FROM staged"
        ),
        (
            f"INSERT INTO {shown} (id, public_id, plan_id, number, content, sha256, created_at, created_by_id) SELECT id, "  # noqa: S608
            f"{uuid_text('id')}, id, 1, '{{}}', '{'0' * 64}', {_instant('made')}, {head} FROM staged"
        ),
        f"INSERT INTO {services} (plan_id, service_version_id, id) SELECT id, version, id FROM staged",  # noqa: S608
    ]


def _milestone_statements(head: int) -> list[str]:
    """Whoever directs validates; the advisor of the plan reports."""
    milestones, plans = quoted(PlanMilestone._meta.db_table), quoted(WorkPlan._meta.db_table)
    return [
        (
            f"INSERT INTO {milestones} (id, public_id, plan_service_id, plan_id, milestone_id, position, name, weight, due_on, "  # noqa: S608
            "status, report, reported_at, reported_by_id, reviewed_at, reviewed_by_id, observation, reported_name, reviewed_name) "
            f"SELECT s.id, {uuid_text('s.id')}, s.plan, s.plan, s.milestone, s.position, 'Hito ' || s.position, "
            f"{100 // MILESTONES}, {day_text('s.due')}, {_named('s.status', STEPS)}, '', {_instant('s.reported')}, "
            f"CASE WHEN s.reported > 0 THEN p.advisor_id END, {_instant('s.reviewed')}, "
            f"CASE WHEN s.reviewed > 0 THEN {head} END, '', '', '' FROM staged s JOIN {plans} p ON p.id = s.plan"
        )
    ]


def _obstacles(head: int) -> str:
    """One for the whole of each plan that is staged, recorded a month after it began."""
    table, plans = quoted(PlanObstacle._meta.db_table), quoted(WorkPlan._meta.db_table)
    month_after = "date(p.starts_on, '+30 days')" if connection.vendor == "sqlite" else "(p.starts_on + 30)"
    raised = f"{month_after} || ' 15:00:00'" if connection.vendor == "sqlite" else f"{month_after}::timestamptz"
    return (
        f"INSERT INTO {table} (public_id, plan_id, kind, what, since, side, due_on, status, raised_by_id, raised_at, resolution) "  # noqa: S608
        f"SELECT {uuid_text('p.id')}, p.id, CASE p.id % 2 WHEN 0 THEN 'information' ELSE 'staff' END, 'q', {month_after}, "
        f"'provider', {month_after}, 'open', {head}, {raised}, '' FROM staged s JOIN {plans} p ON p.id = s.plan"
    )


def _make_versions(head: Person) -> tuple[Numbers, Numbers]:
    """Give each service a version of five milestones, of a strategy of its unit; return the keys by unit and service."""
    now = timezone.now()
    versions: list[int] = []
    milestones: list[list[int]] = []
    strategies: dict[int, list[Strategy]] = {}
    for old in ServiceVersion.objects.select_related("service").order_by("pk"):
        unit = old.service.unit
        assert unit is not None  # those of the country have one
        if unit.pk not in strategies:
            strategies[unit.pk] = [
                Strategy.objects.create(
                    organization=unit.organization, unit=unit, year=2026, name=f"Estrategia {unit.pk}.{n}", edited_by=head,
                    created_at=now, updated_at=now,
                )
                for n in range(2)
            ]  # fmt: skip
        version = ServiceVersion.objects.create(
            service=old.service, number=2, name=old.name, line=old.line, kind=old.kind, objective="o", deliverable="d",
            search_text=old.search_text,
        )  # fmt: skip
        made = Milestone.objects.bulk_create(
            Milestone(version=version, position=n + 1, name=f"Hito {n + 1}", weight=Decimal(100) / MILESTONES)
            for n in range(MILESTONES)
        )
        VersionStrategy.objects.create(version=version, strategy=strategies[unit.pk][len(versions) % 2])
        ServiceVersion.objects.filter(pk=old.pk).update(status="superseded")
        publish(version, head, now)
        versions.append(version.pk)
        milestones.append([one.pk for one in made])
    numbers = np.array(versions).reshape(-1, SERVICES)
    return numbers, np.array(milestones).reshape(*numbers.shape, MILESTONES)


def _choose(plans: int) -> Chosen:
    found = WorkPlan.objects.select_related("entity", "unit").filter(
        pk__gt=plans // 2, starts_on__year=TODAY.year, entity__kind="mayoralty"
    )
    plan = found.order_by("pk")[0]
    version = ServiceVersion.objects.select_related("service").get(plan_services__plan=plan)
    return Chosen(
        unit=plan.unit_id,
        organization=plan.unit.organization_id,
        line=version.line_id,
        service=version.service_id,
        strategy=VersionStrategy.objects.get(version=version).strategy_id,
        entity=plan.entity_id,
        department=str(plan.entity.department_id),
        advisor=plan.advisor_id,
    )
