"""Compares every figure, sets included, with what the facts say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from llegada.insights.counting.blocks import Block
from llegada.insights.counting.laying import Laid, lay_cover, lay_detail, lay_sets
from llegada.insights.counting.mass import UNKNOWN, Mass, read_mass
from llegada.insights.counting.tally import Detail, tally
from llegada.insights.cube_upserts import COVER_KEY, DETAIL_KEY, PLACE
from llegada.insights.models import AssistanceCell, CoverArrival, CoverCell, CoverSet, PersonNumber
from llegada.insights.services.holding import one_moment
from llegada.insights.sets import join, unpack

Key = tuple[int, ...]
_DETAIL_VALUES = (*PLACE, "sessions", "attendances", "people", "people_set")
_COVER_VALUES = ("sessions", "attendances", "entities", "municipalities", "people", "last_on")


@dataclass(frozen=True)
class Difference:
    """What does not say what the facts say: of which table, which row, what of it, and both values (None: no row)."""

    table: str
    key: Key
    what: str
    stored: Any
    expected: Any


def find_differences() -> list[Difference]:
    """Compare every cell with the facts, as of one moment, and return what differs; empty when all is well."""
    with one_moment():
        mass = read_mass()
        found: list[Difference] = []
        years: set[int] = set()
        periods: set[tuple[int, int]] = set()
        for part in tally(mass, _stored_numbers(mass)):
            if isinstance(part, Detail):
                years.add(part.year)
                found += _compare_detail(part)
            else:
                periods.update((part.grain, period) for period in np.unique(part.keys[:, 0]).tolist())
                found += _compare_cover(part)
        found += _left_over(years, periods)
    return found


def _stored_numbers(mass: Mass) -> npt.NDArray[np.int64]:
    """Return the number of each person of the mass as the table has it; UNKNOWN for those it has not."""
    stored = dict(PersonNumber.objects.values_list("person_key", "number").iterator(chunk_size=10000))
    return np.fromiter((stored.get(key, UNKNOWN) for key in mass.keys.tolist()), dtype=np.int64, count=len(mass.keys))


def _compare_detail(detail: Detail) -> Iterator[Difference]:
    rows = AssistanceCell.objects.order_by().filter(year=detail.year)
    stored: dict[Key, tuple[Any, ...]] = {
        tuple(row[:6]): (*row[6:-1], bytes(row[-1]))
        for row in rows.values_list(*DETAIL_KEY, *_DETAIL_VALUES).iterator(chunk_size=10000)
    }
    expected = _by_key(lay_detail(detail), DETAIL_KEY, _DETAIL_VALUES)
    yield from _compare("detail", _DETAIL_VALUES, stored, expected)


def _compare_cover(block: Block) -> Iterator[Difference]:
    first, last = int(block.keys[0, 0]), int(block.keys[-1, 0])
    cells = CoverCell.objects.order_by().filter(grain=block.grain, period__range=(first, last))
    stored: dict[Key, tuple[Any, ...]] = {}
    keys: dict[int, Key] = {}
    for pk, *row in cells.values_list("pk", *COVER_KEY, *_COVER_VALUES).iterator(chunk_size=10000):
        stored[tuple(row[:6])] = tuple(row[6:])
        keys[pk] = tuple(row[:6])
    expected = _by_key(lay_cover(block), COVER_KEY, _COVER_VALUES)
    packed = dict(zip(expected, lay_sets(block), strict=True))
    yield from _compare("cover", _COVER_VALUES, stored, expected)
    there = CoverSet.objects.order_by().filter(cell__grain=block.grain, cell__period__range=(first, last))
    came = CoverArrival.objects.order_by().filter(cell__grain=block.grain, cell__period__range=(first, last))
    late = dict(came.values_list("pk", "members"))
    seen = set()
    for pk, written in there.values_list("pk", "members").iterator(chunk_size=2000):
        key = keys[pk]
        seen.add(key)
        want = packed.get(key)
        if want is None or (pk not in late and bytes(written) == want):
            continue
        have = _members(written, *([late[pk]] if pk in late else []))
        if have != unpack(want):
            yield Difference("cover", key, "members", None if have is None else len(have), len(unpack(want)))
    for key in sorted(stored.keys() - seen):
        yield Difference("cover", key, "members", None, 1)


def _members(*stored: Any) -> BitMap | None:
    """Return what is in any of some sets; None where the bytes of one are no set."""
    try:
        return join([unpack(one) for one in stored])
    except (ValueError, IndexError):
        return None


def _by_key(laid: Laid, key: Sequence[str], names: Sequence[str]) -> dict[Key, tuple[Any, ...]]:
    """Return what each row should say, by its key; a column that is not laid out is null."""
    columns = {name: column if isinstance(column, list) else column.tolist() for name, column in laid.items()}
    nulls = [None] * len(columns[key[0]])
    keys = zip(*(columns[name] for name in key), strict=True)
    values = zip(*(columns.get(name, nulls) for name in names), strict=True)
    return dict(zip(keys, values, strict=True))


def _compare(
    table: str, names: tuple[str, ...], stored: dict[Key, tuple[Any, ...]], expected: dict[Key, tuple[Any, ...]]
) -> Iterator[Difference]:
    for key in sorted(stored.keys() | expected.keys()):
        have, want = stored.get(key), expected.get(key)
        if have is None or want is None:
            place = names.index("sessions")
            yield Difference(table, key, "sessions", have and have[place], want and want[place])
            continue
        for name, one, other in zip(names, have, want, strict=True):
            if one != other:
                yield Difference(table, key, name, _short(one), _short(other))


def _short(value: Any) -> Any:
    return f"{len(value) // 4} people" if isinstance(value, bytes) else value


def _left_over(years: set[int], periods: set[tuple[int, int]]) -> Iterator[Difference]:
    """Yield the cells of years and months in which nothing counts."""
    for row in AssistanceCell.objects.exclude(year__in=years).values_list(*DETAIL_KEY, "sessions"):
        yield Difference("detail", tuple(row[:-1]), "sessions", row[-1], None)
    for grain, period in CoverCell.objects.order_by().values_list("grain", "period").distinct():
        if (grain, period) not in periods:
            for row in CoverCell.objects.filter(grain=grain, period=period).values_list(*COVER_KEY, "sessions"):
                yield Difference("cover", tuple(row[:-1]), "sessions", row[-1], None)
