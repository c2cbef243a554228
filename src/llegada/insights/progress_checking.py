"""Compares the figures of progress that are kept with what the plans say, some at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import Count, Exists, Min, Model, OuterRef

from llegada.core.beside import made_ahead
from llegada.insights.counting.columns import Columns, read_columns, read_values
from llegada.insights.counting.plan_reading import day_column
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.numbering import numbered
from llegada.insights.progress_laying import Cells, CellsByDay, Way, ways
from llegada.insights.progress_rules import AXIS_COLUMNS, EVERY_YEAR, MEASURES, BookKey, SumKey
from llegada.insights.selectors.raw_rows import fetch
from llegada.insights.timelines import ENTRY, HEAD, NO_END, STARTS, Entries, Numbers, folded_by, opening_sums, unpacked
from llegada.workplans.models import PlanMilestone

#: Rows read at a time.
_ROWS: Final = 20_000
_NUMBERS: Final = (
    "milestone_id", "plan_id", "organization_id", "unit_id", "entity_id", "advisor_id", "version_id", "year", "length",
)  # fmt: skip
DAYS: Final = ("due_on", "from_on", "until_on")


@dataclass(frozen=True)
class ProgressDifference:
    """Rows that do not say what the plans say: in which table, of which unit or axis, and an example."""

    what: str
    of: int
    rows: int
    example: str


def find_wrong_spells(spells: dict[str, Numbers], low: int, high: int) -> Iterator[ProgressDifference]:
    """Compare the spells of the milestones of the plans between two keys with those that the plans tell, by the unit of each."""
    columns = (*_NUMBERS, *DAYS)
    days = ", ".join(f"{day_column(f's.{name}')} AS {name}" for name in DAYS)
    numbers = ", ".join(f"s.{name} AS {name}" for name in _NUMBERS)
    kept = read_columns(
        f"SELECT {numbers}, {days} FROM {_table(PlanMilestone)} m JOIN {_table(LateSpell)} s ON s.milestone_id = m.id "  # noqa: S608
        f"WHERE m.plan_id BETWEEN {low} AND {high}",
        columns,
    )
    told = [np.concatenate([spells[name], kept[name]]) for name in columns]
    number, first = numbered(told)
    told_times, kept_times = (
        np.bincount(some, minlength=len(first)) for some in np.split(number, [len(told[0]) - len(kept)])
    )
    wrong = first[told_times != kept_times]
    units = told[columns.index("unit_id")][wrong]
    for unit in np.unique(units).tolist():
        some = wrong[units == unit]
        example = ", ".join(f"{name}={column[some[0]]}" for name, column in zip(columns, told, strict=True))
        yield ProgressDifference("spells", unit, len(some), example)


def find_stray_spells() -> Iterator[ProgressDifference]:
    """Tell the spells of milestones that are not there, by unit."""
    stray = LateSpell.objects.filter(~Exists(PlanMilestone.objects.filter(pk=OuterRef("milestone_id"))))
    found = stray.order_by("unit_id").values("unit_id").annotate(rows=Count("pk"), one=Min("milestone_id"))
    for row in found:
        yield ProgressDifference("spells", row["unit_id"], row["rows"], f"milestone_id={row['one']}")


def find_wrong_cells(cells: Cells) -> Iterator[ProgressDifference]:
    """Compare the cells that are kept with those that the plans tell, by unit."""
    names = BookKey._fields
    kept = ProgressCell.objects.order_by("pk")
    keys = read_values(kept.values_list("pk", *names), ("id", *names))
    number, first = numbered([np.concatenate([cells.keys[:, at], keys[name]]) for at, name in enumerate(names)])
    ours, stored = np.split(number, [len(cells.keys)])
    # Of each key that is told, where its timeline is and what it belongs to; nothing of the others.
    told = np.zeros((len(first), 4), dtype=np.int64)
    told[ours] = np.column_stack([*cells.bounds(), cells.keys[:, len(names) :]])
    is_wrong = told[:, 0] < told[:, 1]
    for start in range(0, len(keys), _ROWS):
        some, numbers = keys["id"][start : start + _ROWS], stored[start : start + _ROWS]
        rows = fetch(
            kept.filter(pk__range=(int(some[0]), int(some[-1]))).values_list("moves", "organization_id", "department")
        )
        low, high, *place = told[numbers].T
        expected = cells.timelines(low, high)
        is_wrong[numbers] = [
            row[0] != data or (bool(data) and row[1:] != of)
            for row, data, of in zip(rows, expected, zip(*(one.tolist() for one in place), strict=True), strict=True)
        ]
    units = np.concatenate([cells.keys[:, 0], keys[names[0]]])[first]
    for unit in np.unique(units[is_wrong]).tolist():
        wrong = np.flatnonzero(is_wrong & (units == unit))
        yield ProgressDifference("cells", unit, len(wrong), _cell(wrong[0], cells, keys, first))


def _cell(number: int, cells: Cells, keys: Columns, first: Numbers) -> str:
    at = int(first[number])
    told = cells.keys[at, :5].tolist() if at < len(cells.keys) else [*keys[at - len(cells.keys)].tolist()[1:]]
    return str(BookKey(*told))


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def find_wrong_sums(cells: CellsByDay) -> Iterator[ProgressDifference]:
    """Compare the sums with the cells that plans tell: those that say something else, or whose rows do not follow one another."""
    wrong: dict[int, int] = defaultdict(int)
    examples: dict[int, str] = {}
    for way in made_ahead(ways(cells)):
        count, example = _compare(way, _stored(way))
        if count:
            wrong[way.axis.number] += count
            examples.setdefault(way.axis.number, example)
    for axis, count in wrong.items():
        yield ProgressDifference("sums", axis, count, examples[axis])


def _stored(way: Way) -> list[tuple[Any, ...]]:
    """Return the rows that are kept of the groups after those of the way before, up to the last of this one."""
    quote = connection.ops.quote_name
    names = (*SumKey._fields, "quarter", "until", "moves")
    asked = f"axis = %s AND quarter > {HEAD} AND year {'=' if way.is_every_year else '<>'} {EVERY_YEAR}"
    values = [way.axis.number]
    row = f"({', '.join(AXIS_COLUMNS)})"
    for sign, limit in ((">", way.after), ("<=", way.last)):
        if limit is not None:
            asked += f" AND {row} {sign} ({', '.join(['%s'] * len(limit))})"
            values += limit
    ordered = ", ".join((*SumKey._fields, "quarter"))
    with connection.cursor() as cursor:
        # Names come from the models and values travel apart.
        cursor.execute(
            f"SELECT {', '.join(map(quote, names))} FROM {_table(ProgressSum)} WHERE {asked} ORDER BY {ordered}",  # noqa: S608
            values,
        )
        return list(cursor.fetchall())


def _entries(data: list[bytes]) -> tuple[Numbers, Entries, Numbers]:
    """Return the timeline that each entry is of, by its place, the entries of all, and the places of those that are no timeline."""
    sizes = np.array([len(one) for one in data], dtype=np.int64)
    is_cut = sizes % ENTRY.itemsize != 0
    whole = b"".join(b"" if cut else one for one, cut in zip(data, is_cut.tolist(), strict=True))
    rows = np.repeat(np.arange(len(data)), np.where(is_cut, 0, sizes) // ENTRY.itemsize)
    entries = unpacked(whole)
    is_known = entries["measure"] < len(MEASURES)
    return rows[is_known], entries[is_known], np.union1d(np.flatnonzero(is_cut), rows[~is_known])


def _compare(way: Way, kept: list[tuple[Any, ...]]) -> tuple[int, str]:
    width = len(SumKey._fields)
    told = np.array([row[:width] for row in kept], dtype=np.int64).reshape(-1, width)
    every = np.concatenate([way.keys, told])
    number, known = numbered(list(every.T))
    of_keys, of_rows = number[: len(way.keys)], number[len(way.keys) :]
    quarters = np.array([row[width] for row in kept], dtype=np.int64)
    row, all_entries, unreadable = _entries([bytes(one[-1]) for one in kept])
    is_move = all_entries["day"] >= STARTS[quarters[row]]
    moves, row_of_move = all_entries[is_move], row[is_move]
    taken = moves.copy()
    taken["amount"] *= -1
    off, _left = folded_by(
        np.concatenate([of_keys[way.groups], of_rows[row_of_move]]), np.concatenate([way.entries, taken])
    )
    is_wrong = np.zeros(len(known), dtype=bool)
    is_wrong[off] = True
    is_wrong[of_rows[unreadable]] = True
    # The rows of a group follow one another, the last has no end, and each begins with what the ones before it add up to.
    if kept:
        is_next = of_rows[1:] == of_rows[:-1]
        base = np.append(np.flatnonzero(np.append([True], ~is_next)), len(kept))
        openings = np.zeros((len(kept), len(MEASURES)), dtype=np.int64)
        np.add.at(openings, (row[~is_move], all_entries[~is_move]["measure"]), all_entries[~is_move]["amount"])
        expected = opening_sums(row_of_move, moves, base, len(MEASURES))
        until = np.array([one[width + 1] for one in kept])
        ends = np.where(np.append(~is_next, [True]), NO_END, quarters + 1)
        follows = np.append([True], ~is_next | (quarters[1:] == quarters[:-1] + 1))
        is_wrong[of_rows[(openings != expected).any(axis=1) | (until != ends) | ~follows]] = True
    wrong = np.flatnonzero(is_wrong)
    return len(wrong), f"{SumKey(*every[known[wrong[0]]].tolist())}" if len(wrong) else ""
