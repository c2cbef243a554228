"""The views over the whole history: whole requests, the questions below them, how both grow, and against SQL over the facts."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.db import OperationalError, connection

from benchmarks.country import Country
from benchmarks.kept import countries
from benchmarks.measure import Measure
from benchmarks.view_requests import requests_of
from llegada.config.wsgi import settle
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.selectors.cube import CubeRow, last_reached, reached_entities, reached_municipalities, read_cube
from llegada.insights.selectors.cube_facts import read_facts

#: Sessions of the small country and of the large one, in a few minutes and in full.
SIZES = (10_000, 300_000)
FULL = (100_000, 10_000_000)
#: Most milliseconds of one question at the median, most growth from the small country, and least gain over the facts.
AT_MOST, GROWTH, GAIN = 50.0, 8.0, 30.0
#: Below this a question is as fast as a request is: its growth says nothing.
NOTHING = 1.0
TIMES, FACT_TIMES = 7, 3
#: How long the facts may take to answer one question.
MOST_SECONDS = 10.0
YEAR = 2024
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Question:
    """One question of a page."""

    name: str
    cut: Slice
    by: tuple[Dimension, ...]

    def ask(self) -> list[CubeRow]:
        """Ask the cube."""
        return read_cube(self.cut, self.by)

    def count(self) -> list[CubeRow]:
        """Count the same from the facts."""
        return read_facts(self.cut, self.by)


def run(*, full: bool) -> Iterable[Measure]:
    """Ask a small country and a large one, made from the same bodies."""
    made = countries(*(FULL if full else SIZES))
    first = next(made)
    settle()
    before = dict(_times(first))
    yield from _same(first)
    country = next(made)
    for name, milliseconds in _times(country):
        yield Measure(name=f"views.{name}", value=milliseconds, unit="ms", at_most=AT_MOST)
        if milliseconds > NOTHING:
            growth = milliseconds / max(before[name], NOTHING)
            yield Measure(name=f"views.{name}.growth", value=growth, unit="times", at_most=GROWTH)
    yield from _against_facts(country, is_full=full)


def _same(country: Country) -> Iterator[Measure]:
    """Check that the cube says what the facts say: of a small country, where no counting is too long."""
    for question in questions(country):
        is_same = question.ask() == question.count()
        yield Measure(name=f"views.{question.name}.same", value=float(is_same), unit="yes", at_least=1)


def questions(country: Country) -> list[Question]:
    """Return what the pages ask: matrices, maps, time, totals, one of each, with filters and without."""
    at = Dimension
    one_year = Slice(*years(YEAR))
    some_years = Slice(*years(YEAR - 4, YEAR))
    unit, line = frozenset({country.unit}), frozenset({country.line})
    department = frozenset({country.department})
    return [
        Question("total", Slice(), ()),
        Question("total_year", one_year, ()),
        Question("who_where", Slice(), (at.ORGANIZATION, at.DEPARTMENT)),
        Question("who_where_year", one_year, (at.ORGANIZATION, at.DEPARTMENT)),
        Question("who_where_years", some_years, (at.ORGANIZATION, at.DEPARTMENT)),
        Question("who_where_line", Slice(line_ids=line), (at.ORGANIZATION, at.DEPARTMENT)),
        Question("unit_where", Slice(), (at.UNIT, at.DEPARTMENT)),
        Question("what_where", Slice(), (at.LINE, at.DEPARTMENT)),
        Question("what_where_year", one_year, (at.LINE, at.DEPARTMENT)),
        Question("what_where_unit", Slice(unit_ids=unit), (at.LINE, at.DEPARTMENT)),
        Question("service_where_line", Slice(line_ids=line), (at.SERVICE, at.DEPARTMENT)),
        Question("who_what", Slice(), (at.ORGANIZATION, at.LINE)),
        Question("who_service", Slice(organization_ids=frozenset({country.organization})), (at.UNIT, at.SERVICE)),
        Question("map", Slice(), (at.MUNICIPALITY,)),
        Question("map_year", one_year, (at.MUNICIPALITY,)),
        Question("map_line", Slice(line_ids=line), (at.MUNICIPALITY,)),
        Question("map_line_year", Slice(*years(YEAR), line_ids=line), (at.MUNICIPALITY,)),
        Question("map_unit", Slice(unit_ids=unit), (at.MUNICIPALITY,)),
        Question("months", Slice(), (at.MONTH,)),
        Question("months_line", Slice(line_ids=line), (at.MONTH,)),
        Question("months_who", one_year, (at.MONTH, at.ORGANIZATION)),
        Question("years", Slice(), (at.YEAR,)),
        Question("years_where", Slice(department_ids=department), (at.YEAR, at.LINE)),
        Question("half_year_where", Slice(YEAR * 100 + 1, YEAR * 100 + 6), (at.ORGANIZATION, at.DEPARTMENT)),
        Question("entity", Slice(entity_ids=frozenset({country.entity})), (at.YEAR, at.UNIT, at.SERVICE)),
        Question("unit", Slice(unit_ids=unit), (at.YEAR, at.SERVICE)),
        Question("unit_entities", Slice(*years(YEAR), unit_ids=unit), (at.ENTITY,)),
        Question("service", Slice(service_ids=frozenset({country.service})), (at.YEAR, at.DEPARTMENT)),
        Question("advisor", Slice(advisor_ids=frozenset({country.advisor})), (at.ADVISOR, at.YEAR)),
        Question("municipality", Slice(municipality_ids=frozenset({country.municipality})), (at.YEAR, at.ORGANIZATION)),
        Question("department", Slice(department_ids=department), (at.MUNICIPALITY,)),
    ]


def _times(country: Country) -> Iterator[tuple[str, float]]:
    for question in questions(country):
        yield question.name, median_ms(question.ask)
    yield "coverage_entities", median_ms(lambda: reached_entities(Slice(*years(YEAR))))
    yield "coverage_municipalities", median_ms(lambda: reached_municipalities(Slice(*years(YEAR))))
    yield "silence", median_ms(last_reached)
    for name, request in requests_of(country, YEAR).items():
        yield f"request.{name}", median_ms(request)


def _against_facts(country: Country, *, is_full: bool) -> Iterator[Measure]:
    """Ask cube and facts by turns, check that they say the same, and tell how many times faster the cube is.

    At ten million the facts take minutes: a counting that passes MOST_SECONDS is stopped, and the gain is more than what is told.
    """
    for question in questions(country):
        facts, cube = [], []
        read: list[CubeRow] = []
        counted: list[CubeRow] | None = None
        for _ in range(1 if is_full else FACT_TIMES):
            took, counted = seconds_of(lambda one=question: _counted_in_time(one))  # type: ignore[misc]
            facts.append(took)
            for _ in range(TIMES):
                took, read = seconds_of(question.ask)
                cube.append(took)
        if counted is None:
            print(f"{question.name}: the facts were stopped after {facts[-1]:.1f} s", file=sys.stderr)
        else:
            yield Measure(name=f"views.{question.name}.equal", value=float(read == counted), unit="yes", at_least=1)
        gain = statistics.median(facts) / statistics.median(cube)
        yield Measure(name=f"views.{question.name}.gain", value=gain, unit="times", at_least=GAIN if is_full else 1)


def _counted_in_time(question: Question) -> list[CubeRow] | None:
    """Return what the facts say; None if it took too long."""
    try:
        with at_most(MOST_SECONDS):
            return question.count()
    except OperationalError:
        return None


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let the database stop a statement that takes longer: OperationalError."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [int(seconds * 1000)])
            try:
                yield
            finally:
                cursor.execute("SET statement_timeout = 0")
        return
    connection.ensure_connection()
    end = time.perf_counter() + seconds
    connection.connection.set_progress_handler(lambda: time.perf_counter() > end, 100_000)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def median_ms(work: Callable[[], object]) -> float:
    """Return the milliseconds of `work` at the median, after one time that does not count."""
    work()
    return statistics.median(seconds_of(work)[0] for _ in range(TIMES)) * 1000


def seconds_of(work: Callable[[], _Answer]) -> tuple[float, _Answer]:
    """Return how long `work` took, and what it said."""
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer
