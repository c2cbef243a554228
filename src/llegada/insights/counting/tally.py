"""Counts the mass into the detail and the coverings, a year at a time, so that only one year's people are spread out at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from llegada.insights.counting.blocks import Base, Block, Members, added, group, grouped, laid_end_to_end, latest
from llegada.insights.counting.mass import Mass
from llegada.insights.cube_rules import Dimension
from llegada.insights.grains import GRAINS, Span

Ints = npt.NDArray[np.int64]


@dataclass
class Detail:
    """The cells of the detail of one year: the value of each dimension, sums and people."""

    year: int
    base: Base


@dataclass
class _Years:
    """What the whole history is made from: what each year left, one after another."""

    bases: list[Base] = field(default_factory=list)

    def joined(self) -> Base:
        """Return the cells of all years, of whatever period, still apart."""
        bases = self.bases
        counts = [len(base.sessions) for base in bases]
        people = Members(
            np.concatenate([[0], np.cumsum(laid_end_to_end([base.people.counts for base in bases]))]).astype(np.int64),
            laid_end_to_end([base.people.values for base in bases]).astype(np.uint32),
        )
        values = {
            one: laid_end_to_end([base.values[one] for base in bases]) for one in (bases[0].values if bases else {})
        }
        return Base(
            values=values,
            periods=np.zeros(sum(counts), dtype=np.int64),
            sessions=laid_end_to_end([base.sessions for base in bases]),
            attendances=laid_end_to_end([base.attendances for base in bases]),
            last_days=laid_end_to_end([base.last_days for base in bases]),
            people=people,
        )


def tally(mass: Mass, numbers: npt.NDArray[np.int64]) -> Iterator[Detail | Block]:
    """Yield the detail of each year and every covering over every span; `numbers` is the number of each person of the mass."""
    always, by_advisor = _Years(), _Years()
    attended = np.diff(mass.first)
    years = mass.days // 10000
    for year in np.flatnonzero(np.bincount(years)).tolist() if len(years) else []:
        chosen = np.flatnonzero(years == year)
        months = _months(mass, chosen, attended, numbers)
        detail = coarser(months, year)
        yield Detail(year, detail)
        yield from _covers(months, (Span.MONTH,), of_advisors=False)
        yield from _covers(detail, (Span.YEAR,), of_advisors=False)
        advisors = _advisors(mass, chosen, attended, numbers, year)
        yield from _covers(advisors, (Span.YEAR,), of_advisors=True)
        always.bases.append(detail)
        by_advisor.bases.append(advisors)
    if always.bases:
        yield from _covers(coarser(always.joined(), 0), (Span.ALWAYS,), of_advisors=False)
        yield from _covers(by_advisor.joined(), (Span.ALWAYS,), of_advisors=True)


def _covers(base: Base, spans: tuple[Span, ...], *, of_advisors: bool) -> Iterator[Block]:
    for grain in GRAINS:
        if (Dimension.ADVISOR in grain.keys) == of_advisors:
            for span in spans:
                if span in grain.spans and len(base.sessions):
                    yield group(base, grain, span)


def _values(mass: Mass, plan: Any, offer: Any) -> dict[Dimension, Ints]:
    return {
        Dimension.ENTITY: mass.plans["entity"][plan],
        Dimension.UNIT: mass.plans["unit"][plan],
        Dimension.SERVICE: mass.offers["service"][offer],
        Dimension.LINE: mass.offers["line"][offer],
        Dimension.ORGANIZATION: mass.offers["organization"][offer],
        Dimension.MUNICIPALITY: mass.plans["municipality"][plan],
        Dimension.DEPARTMENT: mass.plans["department"][plan],
    }


def _months(mass: Mass, chosen: Ints, attended: Ints, numbers: Ints) -> Base:
    """Return the sessions of a year by month, plan and offer: as fine as any covering asks."""
    plan, offer, days = mass.plan[chosen], mass.offer[chosen], mass.days[chosen].astype(np.int64)
    cell, example = grouped([days // 100, plan.astype(np.int64), offer.astype(np.int64)])
    count = len(example)
    places, owners = _spread(mass.first[chosen], attended[chosen])
    return Base(
        values=_values(mass, plan[example], offer[example]),
        periods=days[example] // 100,
        sessions=np.bincount(cell, minlength=count),
        attendances=added(cell, attended[chosen], count),
        last_days=latest(cell, days, count),
        people=Members.of(cell[owners], numbers[mass.people[places]], count),
    )


def coarser(base: Base, period: int) -> Base:
    """Return the cells of `base` with all months, or years, of the same detail together, in the order of its key."""
    names = [Dimension.ENTITY, Dimension.SERVICE, Dimension.UNIT, Dimension.LINE, Dimension.ORGANIZATION]
    cell, example = grouped([base.values[one] for one in names])
    count = len(example)
    return Base(
        values={one: values[example] for one, values in base.values.items()},
        periods=np.full(count, period, dtype=np.int64),
        sessions=added(cell, base.sessions, count),
        attendances=added(cell, base.attendances, count),
        last_days=latest(cell, base.last_days, count),
        people=Members.of(cell[base.people.cells], base.people.values.astype(np.int64), count),
    )


def _advisors(mass: Mass, chosen: Ints, attended: Ints, numbers: Ints, year: int) -> Base:
    """Return the sessions of a year by advisor and entity; a session of two counts with each."""
    here = np.zeros(len(mass.days), dtype=bool)
    here[chosen] = True
    rows = np.flatnonzero(here[mass.advised])
    session, advisor = mass.advised[rows], mass.advisor[rows].astype(np.int64)
    plan = mass.plan[session]
    entity = mass.plans["entity"][plan]
    cell, example = grouped([advisor, entity])
    count = len(example)
    places, owners = _spread(mass.first[session], attended[session])
    return Base(
        values={
            Dimension.ADVISOR: advisor[example],
            Dimension.ENTITY: entity[example],
            Dimension.MUNICIPALITY: mass.plans["municipality"][plan][example],
        },
        periods=np.full(count, year, dtype=np.int64),
        sessions=np.bincount(cell, minlength=count),
        attendances=added(cell, attended[session], count),
        last_days=latest(cell, mass.days[session].astype(np.int64), count),
        people=Members.of(cell[owners], numbers[mass.people[places]], count),
    )


def _spread(starts: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Return the places of `sizes` rows from each of `starts` on, and which start each belongs to."""
    owners = np.repeat(np.arange(len(starts), dtype=np.int64), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(len(owners), dtype=np.int64) - before[owners] + starts[owners], owners
