"""The questions and pages of «Avance», today and as of past days: server time, growth with the plans, against SQL over versions."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from benchmarks.country_plans import TODAY, Chosen, PlanBuilder
from benchmarks.measure import Measure, peak_memory
from benchmarks.progress_pages import requests, somebody
from llegada.config.wsgi import settle
from llegada.core.actors import Actor, Grant
from llegada.core.roles import Role
from llegada.insights.models import LateSpell, ProgressCell
from llegada.insights.progress_rebuild import rebuild_progress
from llegada.insights.progress_rows import ProgressRow, ProgressTable
from llegada.insights.selectors.cost import list_cost
from llegada.insights.selectors.lateness import list_late, read_late_page, read_lateness
from llegada.insights.selectors.progress import By, Cut, list_progress

#: Plans of the small country and of the large one, in a few minutes and in full (10 million sessions are 400,000 plans).
SIZES = (2_000, 20_000)
FULL = (10_000, 400_000)
#: Most milliseconds of one question at the median, most growth, and least gain over plain SQL.
AT_MOST, GROWTH, GAIN = 50.0, 8.0, 30.0
#: Most seconds to make the figures again.
REBUILD = 180.0
#: Below this a question is as fast as a request is: its growth says nothing.
NOTHING = 1.0
TIMES = 7
#: Rows of one page.
PAGE = 25
PAST, LONG_AGO, MID_YEAR = date(2026, 3, 14), date(2019, 8, 17), date(2025, 7, 1)
EVERYBODY = Actor(person_id=0, grants=(Grant(role=Role.EXECUTIVE, covers_installation=True),))


@dataclass(frozen=True)
class Question:
    """One table of the page: what by what, as of which day."""

    name: str
    by: By
    cut: Cut

    def ask(self) -> list[ProgressRow]:
        """Ask the figures, as the page does: every group put in its order, and the first page of them made."""
        return self.groups()[:PAGE]

    def groups(self) -> ProgressTable:
        """Return every group, in the order of the page."""
        return list_progress(actor=EVERYBODY, by=self.by, cut=self.cut)[0].ranked("")

    def reasons(self) -> Any:
        """Ask how late the groups of the first page are, and why."""
        late = [row.pk for row in self.ask() if row.totals.late]
        return read_lateness(actor=EVERYBODY, by=self.by, cut=self.cut, groups=late)


def questions(chosen: Chosen) -> list[Question]:
    """Return what the page asks: by everything today; of one year, of all; as of past days; with each filter."""
    this = TODAY.year
    found = []
    for by in By:
        found += [
            Question(f"{by}_today", by, Cut(TODAY, year=this)),
            Question(f"{by}_ever", by, Cut(TODAY)),
            Question(f"{by}_past", by, Cut(PAST, year=this)),
            Question(f"{by}_ever_past", by, Cut(LONG_AGO)),
        ]
    return [
        *found,
        Question("unit_mid_year", By.UNIT, Cut(MID_YEAR, year=2025)),
        Question("organization_entity", By.ENTITY, Cut(PAST, year=this, organization_id=chosen.organization)),
        Question("unit_service", By.SERVICE, Cut(PAST, year=this, unit_id=chosen.unit)),
        Question("service_entity", By.ENTITY, Cut(PAST, year=this, service_id=chosen.service)),
        Question("line_unit", By.UNIT, Cut(PAST, year=this, line_id=chosen.line)),
        Question("strategy_unit", By.UNIT, Cut(PAST, year=this, strategy_id=chosen.strategy)),
        Question("department_entity", By.ENTITY, Cut(PAST, year=this, department_id=chosen.department)),
        Question("entity_service", By.SERVICE, Cut(PAST, entity_id=chosen.entity)),
        Question("advisor_entity", By.ENTITY, Cut(PAST, advisor_id=chosen.advisor)),
    ]


def run(*, full: bool) -> Iterable[Measure]:
    """Ask of few plans and of many, in the same installation."""
    yield from measure(*(FULL if full else SIZES))


def measure(small: int, large: int) -> Iterator[Measure]:
    """Yield the figures of a country of `small` plans that grows to `large`."""
    settle()
    builder = PlanBuilder()
    chosen = builder.grow_to(small)
    rebuilt(small)
    before = dict(_times(chosen))
    chosen = builder.grow_to(large)
    seconds = rebuilt(large)
    yield Measure(name="progress.rebuild", value=seconds, unit="s", at_most=REBUILD)
    peak = peak_memory()
    yield Measure(name="progress.memory", value=peak, unit="MiB", at_most=3072)
    for name, milliseconds in _times(chosen):
        yield Measure(name=f"progress.{name}", value=milliseconds, unit="ms", at_most=AT_MOST)
        if milliseconds > NOTHING:
            growth = milliseconds / max(before[name], NOTHING)
            yield Measure(name=f"progress.{name}.growth", value=growth, unit="times", at_most=GROWTH)
    yield from _requests(chosen)
    yield from _against_sql(chosen)


def _requests(chosen: Chosen) -> Iterator[Measure]:
    """Ask for whole pages, as somebody who sees the whole installation."""
    with somebody() as client:
        for name, ask in requests(client, chosen):
            yield Measure(name=f"progress.page.{name}", value=_median(ask), unit="ms", at_most=AT_MOST)


def rebuilt(plans: int) -> float:
    """Book everything again; return the seconds."""
    started = time.perf_counter()
    cells = rebuild_progress()
    took = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{plans} plans: {cells} cells in {took:.0f} s", file=sys.stderr)
    return took


def _times(chosen: Chosen) -> Iterator[tuple[str, float]]:
    for question in questions(chosen):
        yield question.name, _median(question.ask)
    for by in By:
        yield f"reasons_{by}", _median(Question("", by, Cut(PAST, year=TODAY.year)).reasons)
    for name, cut in (("late", Cut(PAST, year=TODAY.year)), ("late_ever", Cut(LONG_AGO)), ("late_today", Cut(TODAY))):
        rows = list_late(actor=EVERYBODY, cut=cut).values_list("pk", flat=True)
        yield f"{name}_count", _median(rows.count)
        yield name, _median(partial(_first_page, rows, cut))
    yield "cost", _median(lambda: list_cost(actor=EVERYBODY, by="unit", year=None))


def _first_page(rows: QuerySet[LateSpell, int], cut: Cut) -> list[LateSpell]:
    return read_late_page(cut=cut, keys=rows.all()[:50])


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(TIMES)) * 1000


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


#: What groups are in plain SQL; a plan has one service here.
_GROUPS = {
    By.UNIT: "p.unit_id",
    By.ENTITY: "p.entity_id",
    By.ADVISOR: "p.advisor_id",
    By.DEPARTMENT: "e.department_id",
    By.SERVICE: "v.service_id",
    By.STRATEGY: "t.strategy_id",
}


def recount(question: Question) -> dict[str, tuple[int, int, int]]:
    """Count (milestones, validated, late) of each group by plain SQL: rows as they are today, or their last versions by the day."""
    on, is_past = question.cut.on, question.cut.on < TODAY
    end = f"'{date.fromordinal(on.toordinal() + 1).isoformat()} 05:00:00'"
    version = (
        "(SELECT h.status FROM workplans_historical{0} h WHERE h.id = {1}.id AND h.history_date < {2} "
        "ORDER BY h.history_date DESC, h.history_id DESC LIMIT 1)"
    )
    of_plan = version.format("workplan", "p", end) if is_past else "p.status"
    of_milestone = version.format("planmilestone", "m", end) if is_past else "m.status"
    year = question.cut.year
    begins = f"WHERE p.starts_on BETWEEN '{year}-01-01' AND '{year}-12-31'" if year else ""
    strategy = (
        "JOIN portfolio_versionstrategy t ON t.version_id = s.service_version_id" if question.by is By.STRATEGY else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT one, COUNT(*), SUM(CASE WHEN step = 'validated' THEN 1 ELSE 0 END), "  # noqa: S608
            f"SUM(CASE WHEN step IN ('pending', 'returned') AND state = 'in_execution' AND due_on < '{on.isoformat()}' "
            "THEN 1 ELSE 0 END) "
            f"FROM (SELECT q.one, q.state, m.due_on, {of_milestone} AS step FROM (SELECT p.id, {_GROUPS[question.by]} AS one, "
            f"{of_plan} AS state FROM workplans_workplan p JOIN territory_entity e ON e.id = p.entity_id "
            f"JOIN workplans_workplanservice s ON s.plan_id = p.id JOIN portfolio_serviceversion v ON v.id = s.service_version_id "
            f"{strategy} {begins}) q JOIN workplans_planmilestone m ON m.plan_id = q.id "
            f"WHERE q.state IN ('signed', 'in_execution', 'suspended', 'finished', 'closed')) r GROUP BY one"
        )
        return {str(one): (int(count), int(done), int(late)) for one, count, done, late in cursor.fetchall()}


def _against_sql(chosen: Chosen) -> Iterator[Measure]:
    """Ask figures and plain SQL by turns, see that they say the same, and tell how many times faster the figures are."""
    with connection.cursor() as cursor:
        for name in ("workplan", "planmilestone"):  # the best index for the last version by a day
            cursor.execute(
                f"CREATE INDEX bench_{name} ON workplans_historical{name} (id, history_date, history_id, status)"
            )
        cursor.execute("ANALYZE")
    for question in questions(chosen)[: 4 * len(By)]:
        plain, figures = [], []
        for _ in range(2):
            started = time.perf_counter()
            counted = recount(question)
            plain.append(time.perf_counter() - started)
            figures += [_seconds(question.ask) for _ in range(TIMES)]
        told = {
            str(row.pk): (row.totals.milestones, row.totals.validated, row.totals.late)
            for row in question.groups()
            if row.totals.milestones
        }
        yield Measure(name=f"progress.{question.name}.equal", value=float(told == counted), unit="yes", at_least=1)
        gain = statistics.median(plain) / statistics.median(figures)
        yield Measure(name=f"progress.{question.name}.gain", value=gain, unit="times", at_least=GAIN)
    print(f"{ProgressCell.objects.count()} cells", file=sys.stderr)
