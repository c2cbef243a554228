"""Groups what was counted into the cells of the coverings: sums, and who and what is distinct in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from llegada.insights.cube_rules import Dimension
from llegada.insights.grains import ALWAYS, KEYS, Grain, Span
from llegada.insights.sets import distinct

Ints = npt.NDArray[np.int64]


@dataclass
class Members:
    """The members of the set of each cell, in order: those of cell n from starts[n] to starts[n + 1]."""

    starts: Ints
    values: npt.NDArray[np.uint32]

    @property
    def counts(self) -> Ints:
        """Return how many each cell has."""
        return np.diff(self.starts)

    @classmethod
    def of(cls, cells: Ints, values: Ints, count: int) -> Members:
        """Group pairs of a cell and a member, each pair once."""
        width = int(values.max(initial=0)) + 1
        pairs = distinct(cells * width + values)
        starts = np.searchsorted(pairs, np.arange(count + 1, dtype=np.int64) * width)
        return cls(starts, (pairs % width).astype(np.uint32))

    @property
    def cells(self) -> Ints:
        """Return the cell of each member."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int64), self.counts)


@dataclass
class Base:
    """What coverings are made from: cells with the value of each dimension, their month or year, sums, and people."""

    values: Mapping[Dimension, Ints]
    #: 202409, or 2024, or ALWAYS: as fine as the base is.
    periods: Ints
    sessions: Ints
    attendances: Ints
    last_days: Ints
    people: Members


@dataclass
class Block:
    """The cells of one covering over one span, in the order of their keys (period, key1 to key4)."""

    grain: int
    keys: Ints
    sessions: Ints
    attendances: Ints
    last_days: Ints
    entities: Members
    municipalities: Members
    people: Members


def group(base: Base, grain: Grain, span: Span) -> Block:
    """Return the cells of a covering over one span; the base is as fine as the span, or finer."""
    periods = {Span.MONTH: base.periods, Span.YEAR: base.periods // 100, Span.ALWAYS: base.periods * 0 + ALWAYS}[span]
    if span == Span.YEAR and (base.periods < 10000).all():
        periods = base.periods
    columns = [periods, *(base.values[one] for one in grain.keys)]
    cell, example = grouped(columns)
    count = len(example)
    keys = np.zeros((count, 1 + KEYS), dtype=np.int64)
    for place, column in enumerate(columns):
        keys[:, place] = column[example]
    towns = base.values[Dimension.MUNICIPALITY]
    return Block(
        grain=grain.code,
        keys=keys,
        sessions=added(cell, base.sessions, count),
        attendances=added(cell, base.attendances, count),
        last_days=latest(cell, base.last_days, count),
        entities=Members.of(cell, base.values[Dimension.ENTITY], count),
        municipalities=Members.of(cell[towns > 0], towns[towns > 0], count),
        people=Members.of(cell[base.people.cells], base.people.values.astype(np.int64), count),
    )


def grouped(columns: list[Ints]) -> tuple[Ints, Ints]:
    """Return the group of each row, groups in the order of their columns, and one row of each group."""
    code = columns[0]
    for column in columns[1:]:
        width = int(column.max(initial=0)) + 1
        if (int(code.max(initial=0)) + 1) * width >= 1 << 62:
            code = np.searchsorted(distinct(code), code)
        code = code * width + column
    groups = distinct(code)
    cell = np.searchsorted(groups, code)
    example = np.zeros(len(groups), dtype=np.int64)
    example[cell] = np.arange(len(code))
    return cell, example


def added(cell: Ints, values: Ints, count: int) -> Ints:
    """Return the sum of `values` in each cell; exact below 2^53."""
    return np.bincount(cell, weights=values, minlength=count).astype(np.int64)


def latest(cell: Ints, values: Ints, count: int) -> Ints:
    """Return the highest of `values` in each cell."""
    found = np.zeros(count, dtype=np.int64)
    np.maximum.at(found, cell, values)
    return found


def laid_end_to_end(parts: list[Any]) -> Ints:
    """Return arrays as one."""
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
