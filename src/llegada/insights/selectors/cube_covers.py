"""Reads the coverings: counts where one cell answers, the exact sets joined where several do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import F, QuerySet, Value

from llegada.insights.counting.columns import Columns, read_values
from llegada.insights.cube_rules import TIMES, Dimension, Slice
from llegada.insights.grains import ALWAYS, BOUNDS, GRAINS, Grain, Span, place_code, place_number
from llegada.insights.models import CoverArrival, CoverCell, CoverSet
from llegada.insights.selectors.cube_rows import CubeRow
from llegada.insights.selectors.raw_rows import fetch, fetch_bytes
from llegada.insights.sets import count_members, is_large, join, pick_places, unpack

_PLACES: Final = (Dimension.DEPARTMENT, Dimension.MUNICIPALITY)
#: What is added up; the other figures are counted again.
SUMS: Final = ("sessions", "attendances")
_NOT_ASKED: Final = (None, None, None)
_COUNTS: Final = ("entities", "municipalities", "people")
#: Where a cell that was read has its people: after its key, the sums, entities and municipalities.
_PEOPLE: Final = 5
#: The covering that tells which services, places or entities there are under others, by what its first key is.
_HOMES: Final = {grain.keys[0]: grain for grain in GRAINS if grain.code in (9, 11, 14)}
#: Coverings that have many cells of the whole history for each value of their first key.
_MANY_ALWAYS: Final = frozenset({15, 16, 17, 19})
#: A covering, over which span of time, and by what it is asked.
Asked = tuple[Grain, Span, Sequence[Dimension]]
_Cells = Mapping[tuple[Any, ...], Sequence[tuple[Any, ...]]]
#: How many entities, municipalities and people each value has.
_Counts = Mapping[tuple[Any, ...], tuple[int, int, int]]


def find_grain(cut: Slice, by: Sequence[Dimension]) -> tuple[Grain, Span] | None:
    """Return the smallest covering, and its span, that keeps all that is asked; None if no covering does."""
    needed = (frozenset(by) | cut.restricted.keys()) - TIMES
    if Dimension.MONTH in by or not cut.is_whole_years:
        spans: tuple[Span, ...] = (Span.MONTH,)
    elif Dimension.YEAR in by or not cut.is_always:
        spans = (Span.YEAR,)
    else:
        spans = (Span.ALWAYS, Span.YEAR)
    for span in spans:
        for grain in GRAINS:
            if span in grain.spans and needed <= set(grain.keys):
                return grain, span
    return None


def read_covers(cut: Slice, asked: Sequence[Asked], *, distinct: bool) -> list[list[CubeRow]]:
    """Return the figures of `cut` for each of some ways to part it, from the cells of its covering; two queries for all."""
    return _put_together(_read_cells(cut, asked, distinct=distinct), asked, distinct=distinct)


def read_covers_under(grain: Grain, cut: Slice, by: Sequence[Dimension], *, under: Dimension) -> list[CubeRow]:
    """Return the figures of `cut`, of whole years, by `by`, with the values of `under` that each has, from the same cells."""
    span, width = Span.YEAR, len(by)
    (read,) = _read_cells(cut, [(grain, span, (*by, under))], distinct=True)
    there: defaultdict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for *key, value in _told([row[: width + 1] for row in read], (*by, under)):
        there[tuple(key)].add(value)
    (rows,) = _put_together([[row[:width] + row[width + 1 :] for row in read]], [(grain, span, by)], distinct=True)
    return [row._replace(under=frozenset(there[row.key])) for row in rows]


def read_cover_figure(
    grain: Grain, span: Span, cut: Slice, by: Sequence[Dimension], figure: str
) -> dict[tuple[Any, ...], int] | None:
    """Return one figure of `cut` by `by`, where each value is in one cell of the covering; None where several make it."""
    if not _is_one_period(span, cut, by):
        return None
    keys = {f"d{place}": _column(one, grain) for place, one in enumerate(by)}
    read = fetch(_cells(grain, span, cut).annotate(**keys).values_list(*keys, figure))
    width = len(by)
    found = dict(zip(_told([row[:width] for row in read], by), [row[width] for row in read], strict=True))
    return found if len(found) == len(read) else None


def _is_one_period(span: Span, cut: Slice, by: Sequence[Dimension]) -> bool:
    """Return whether time is not what puts several cells together."""
    if span == Span.MONTH:
        return Dimension.YEAR not in by and (
            Dimension.MONTH in by or (cut.since is not None and cut.since == cut.until)
        )
    if span == Span.YEAR and Dimension.YEAR not in by:
        return cut.only_year is not None
    return True


def _read_cells(cut: Slice, asked: Sequence[Asked], *, distinct: bool) -> list[list[tuple[Any, ...]]]:
    """Return, for each way to part `cut`, the values of `by` of each cell, then its key and what it holds; one query."""
    most = max(len(by) for _grain, _span, by in asked)
    held = ("pk", *SUMS, *(_COUNTS if distinct else ()))
    questions = []
    for place, (grain, span, by) in enumerate(asked):
        keys = {f"d{at}": _column(by[at], grain) if at < len(by) else Value(0) for at in range(most)}
        which = {"asked": Value(place)} if len(asked) > 1 else {}
        questions.append(_cells(grain, span, cut).annotate(**which, **keys).values_list(*which, *keys, *held))
    if len(asked) == 1:
        return [fetch(questions[0])]
    read: list[list[tuple[Any, ...]]] = [[] for _one in asked]
    widths = [len(by) for _grain, _span, by in asked]
    for place, *row in fetch(questions[0].union(*questions[1:], all=True)):
        read[place].append((*row[: widths[place]], *row[most:]))
    return read


def _put_together(
    read: Sequence[list[tuple[Any, ...]]], asked: Sequence[Asked], *, distinct: bool
) -> list[list[CubeRow]]:
    """Return a row for each value of `by` in the cells that were read, for each way to part them; one query for all sets."""
    found = [_gathered(cells, span, by) for cells, (_grain, span, by) in zip(read, asked, strict=True)]
    sets = _joined_sets(found) if distinct else [{} for _one in found]
    return [
        _rows(some, by, counts, distinct=distinct)
        for some, (_grain, _span, by), counts in zip(found, asked, sets, strict=True)
    ]


def _gathered(read: Sequence[tuple[Any, ...]], span: Span, by: Sequence[Dimension]) -> _Cells:
    """Return the cells of each value of `by`."""
    width = len(by)
    found: defaultdict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in read:
        found[row[:width]].append(row[width:])
    return _by_year(found, list(by).index(Dimension.YEAR)) if span == Span.MONTH and Dimension.YEAR in by else found


def _rows(found: _Cells, by: Sequence[Dimension], counts: _Counts, *, distinct: bool) -> list[CubeRow]:
    rows = []
    for (key, some), told in zip(found.items(), _told(found, by), strict=True):
        if len(some) == 1:
            _, sessions, attendances, *told_counts = some[0]
            rows.append(CubeRow(told, sessions, attendances, *(told_counts or _NOT_ASKED)))
            continue
        _, sessions, attendances, *_counts = zip(*some, strict=True)
        rows.append(CubeRow(told, sum(sessions), sum(attendances), *(counts[key] if distinct else _NOT_ASKED)))
    return rows


def cover_entities(grain: Grain, span: Span, cut: Slice, *, summed: bool) -> Columns:
    """Return the entity of each cell of one covering in `cut`, with its sessions if they are `summed`."""
    names = ("entity", "sessions") if summed else ("entity",)
    columns = (f"key{grain.keys.index(Dimension.ENTITY) + 1}", "sessions")[: len(names)]
    return read_values(_cells(grain, span, cut).values_list(*columns), names, is_page=True)


def cover_members(grain: Grain, span: Span, cut: Slice) -> tuple[frozenset[int], frozenset[str]]:
    """Return the entities, and the codes of the municipalities, that are in the sets of the cells of one covering in `cut`."""
    cells = _cells(grain, span, cut).values("pk")
    written, arrived = (model.objects.order_by().filter(cell__in=cells) for model in (CoverSet, CoverArrival))
    stored = fetch_bytes(written.values_list("members").union(arrived.values_list("members"), all=True))
    entities, places = pick_places(join([unpack(members) for (members,) in stored]))
    codes = (place_code(number, Dimension.MUNICIPALITY) for number in places)
    return frozenset(entities), frozenset(code for code in codes if code is not None)


def _cells(grain: Grain, span: Span, cut: Slice) -> QuerySet[CoverCell]:
    cells = CoverCell.objects.order_by().filter(grain=grain.code)
    if span == Span.ALWAYS:
        cells = cells.filter(period=ALWAYS)
    else:
        unit = 1 if span == Span.MONTH else 100
        # Years have four figures, months six: no year is taken for a month.
        first, last = BOUNDS[span]
        since = cut.since // unit if cut.since is not None else first
        until = cut.until // unit if cut.until is not None else last
        cells = cells.filter(period__range=(since, until))
    for dimension, values in cut.restricted.items():
        column = f"key{grain.keys.index(dimension) + 1}"
        cells = cells.filter(**{f"{column}__in": sorted(_number(dimension, value) for value in values)})
    return _narrowed(cells, grain, span, cut)


def _narrowed(cells: QuerySet[CoverCell], grain: Grain, span: Span, cut: Slice) -> QuerySet[CoverCell]:
    """Name the values of the first key where what is above it is restricted: the cells are in its order."""
    home = _HOMES.get(grain.keys[0]) if grain.keys else None
    restricted = cut.restricted
    if home is None or grain.keys[0] in restricted or not restricted.keys() & set(home.keys):
        return cells
    if span == Span.ALWAYS and grain.code not in _MANY_ALWAYS:
        return cells
    above = CoverCell.objects.order_by().filter(grain=home.code, period=ALWAYS)
    for dimension in restricted.keys() & set(home.keys):
        values = sorted(_number(dimension, value) for value in restricted[dimension])
        above = above.filter(**{f"key{home.keys.index(dimension) + 1}__in": values})
    return cells.filter(key1__in=sorted({row[0] for row in fetch(above.values_list("key1"))}))


def _joined_sets(found: Sequence[_Cells]) -> list[_Counts]:
    """Return, for each way to part, how many entities, municipalities and people the cells of each group have together."""
    several = [{key: some for key, some in one.items() if len(some) > 1} for one in found]
    rows = [row for one in several for some in one.values() for row in some]
    if not rows:
        return [{} for _one in found]
    stored = _stored_sets(sorted({row[0] for row in rows}), sorted({row[0] for row in rows if is_large(row[_PEOPLE])}))
    return [
        {
            key: count_members(join([unpack(members) for row in some for members in stored.get(row[0], ())]))
            for key, some in one.items()
        }
        for one in several
    ]


def _stored_sets(cells: list[int], large: list[int]) -> dict[int, list[bytes]]:
    """Return cell → its set and, of the `large` ones, who came to it since it was written whole, as bytes; one query.

    By their keys, given in order, of which there may be few among many cells: a plan that no statistics spoil. In one
    statement, so that who is put into the set meanwhile is in one of both.
    """
    of_each = [(CoverSet, cells), (CoverArrival, large)]
    asked = [(model._meta.db_table, pks) for model, pks in of_each if pks]
    if connection.vendor == "postgresql":
        import psycopg

        # One array of keys, in one word, and bytes as they are: thousands of either take longer than the reading.
        statement = " UNION ALL ".join(
            f"SELECT cell_id, members FROM {table} WHERE cell_id = ANY(%s::bigint[])"  # noqa: S608
            for table, _pks in asked
        )
        arrays = [f"{{{','.join(map(str, pks))}}}" for _table, pks in asked]
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            rows = cursor.execute(statement, arrays, binary=True).fetchall()
    else:
        # Written out: thousands of keys as parameters take longer than what they ask for. They are numbers of ours.
        statement = " UNION ALL ".join(
            f"SELECT cell_id, members FROM {table} WHERE cell_id IN ({', '.join(map(str, pks))})"  # noqa: S608
            for table, pks in asked
        )
        with connection.cursor() as sqlite:
            rows = sqlite.execute(statement).fetchall()
    stored: defaultdict[int, list[bytes]] = defaultdict(list)
    for cell, members in rows:
        stored[cell].append(members)
    return stored


def _column(dimension: Dimension, grain: Grain) -> Any:
    """Return the column of a covering's cells that keeps a dimension."""
    return F("period") if dimension in TIMES else F(f"key{grain.keys.index(dimension) + 1}")


def _by_year(found: _Cells, place: int) -> defaultdict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Return the cells by key with the month at `place` of each key made its year."""
    together: defaultdict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, some in found.items():
        together[(*key[:place], key[place] // 100, *key[place + 1 :])].extend(some)
    return together


def _told(keys: Collection[tuple[Any, ...]], by: Sequence[Dimension]) -> Collection[tuple[Any, ...]]:
    """Return keys with places by their code."""
    if not any(one in _PLACES for one in by) or not keys:
        return keys
    columns = list(zip(*keys, strict=True))
    for place, one in enumerate(by):
        if one in _PLACES:
            codes = {number: place_code(number, one) for number in set(columns[place])}
            columns[place] = tuple([codes[number] for number in columns[place]])
    return list(zip(*columns, strict=True))


def _number(dimension: Dimension, value: int | str) -> int:
    return place_number(str(value)) if dimension in _PLACES else int(value)
