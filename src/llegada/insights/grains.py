"""The coverings of the cube: which dimensions each keeps, over which spans of time, and in which cells a session is counted.

A covering adds up the cells of the detail (`AssistanceCell`) over what it does not keep. They are declared here alone: to add one,
write a line with a code never used before and run `rebuild_figures`. The order is that of their size: the first that keeps all that
is asked is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from llegada.delivery.facts import SessionFact
from llegada.insights.cube_rules import Dimension

#: A covering keeps at most so many dimensions: the columns key1, key2… of its cells.
KEYS: Final = 4
#: The period of a cell of the whole history.
ALWAYS: Final = 0
#: The key of a place that the entity has not; no row of a catalogue has it.
NOWHERE: Final = 0


class Span(StrEnum):
    """How long one cell lasts."""

    MONTH = "month"
    YEAR = "year"
    ALWAYS = "always"


_ALL: Final = (Span.MONTH, Span.YEAR, Span.ALWAYS)
_LONG: Final = (Span.YEAR, Span.ALWAYS)


@dataclass(frozen=True)
class Grain:
    """One covering: its code in the table, the dimensions that it keeps in the order of its keys, and its spans."""

    code: int
    keys: tuple[Dimension, ...]
    spans: tuple[Span, ...]


_D = Dimension
GRAINS: Final = (
    Grain(1, (), _ALL),
    Grain(2, (_D.LINE,), _ALL),
    Grain(3, (_D.ORGANIZATION,), _ALL),
    Grain(4, (_D.DEPARTMENT,), _ALL),
    Grain(5, (_D.UNIT,), _ALL),
    Grain(6, (_D.ORGANIZATION, _D.LINE), _ALL),
    Grain(7, (_D.LINE, _D.DEPARTMENT), _ALL),
    Grain(8, (_D.ORGANIZATION, _D.DEPARTMENT), _ALL),
    Grain(9, (_D.SERVICE, _D.ORGANIZATION, _D.LINE), _ALL),
    Grain(10, (_D.SERVICE, _D.UNIT, _D.ORGANIZATION, _D.LINE), _LONG),
    Grain(11, (_D.MUNICIPALITY, _D.DEPARTMENT), _ALL),
    Grain(12, (_D.UNIT, _D.DEPARTMENT), _LONG),
    Grain(13, (_D.ADVISOR,), _LONG),
    Grain(14, (_D.ENTITY, _D.MUNICIPALITY, _D.DEPARTMENT), _ALL),
    Grain(15, (_D.MUNICIPALITY, _D.LINE, _D.DEPARTMENT), _LONG),
    Grain(16, (_D.MUNICIPALITY, _D.ORGANIZATION, _D.DEPARTMENT), (Span.ALWAYS,)),
    Grain(17, (_D.SERVICE, _D.DEPARTMENT, _D.ORGANIZATION, _D.LINE), _LONG),
    Grain(18, (_D.UNIT, _D.LINE, _D.DEPARTMENT), (Span.ALWAYS,)),
    Grain(19, (_D.UNIT, _D.MUNICIPALITY, _D.DEPARTMENT), (Span.ALWAYS,)),
)
#: The covering of everything, one cell a period, and that which keeps the last day of each entity.
WHOLE: Final = 1
BY_ENTITY: Final = 14
#: The first and the last period of a span: the years are those that have a cell.
BOUNDS: Final = {Span.MONTH: (10_000, 999_999), Span.YEAR: (1, 9_999)}


class CoverKey(NamedTuple):
    """What makes a cell of a covering unique: the columns of `covercell_once`, in its order."""

    grain: int
    period: int
    key1: int = 0
    key2: int = 0
    key3: int = 0
    key4: int = 0


def place_number(code: str | None) -> int:
    """Return the DANE code of a place as the number that its cells keep: 5001 for 05001, NOWHERE for none."""
    return NOWHERE if code is None else int(code)


def place_code(number: int, dimension: Dimension) -> str | None:
    """Return the DANE code, with its zeros, of the number of a cell; None for NOWHERE."""
    if number == NOWHERE:
        return None
    return f"{number:02d}" if dimension == Dimension.DEPARTMENT else f"{number:05d}"


def period_of(month: int, span: Span) -> int:
    """Return the period of a month (202409) in cells of `span`: itself, its year or ALWAYS."""
    return {Span.MONTH: month, Span.YEAR: month // 100, Span.ALWAYS: ALWAYS}[span]


#: The dimensions by which a session is put in cells, the places of its keys in them, and the place of a key that a grain has not.
_TOLD: Final = (
    Dimension.ORGANIZATION, Dimension.UNIT, Dimension.LINE, Dimension.SERVICE, Dimension.DEPARTMENT, Dimension.MUNICIPALITY,
    Dimension.ENTITY,
)  # fmt: skip
_NO_KEY: Final = len(_TOLD)
#: Of each cell of a session that no advisor has for their own: the grain, the span, and the places of its four keys.
_CELLS: Final = tuple(
    (grain.code, tuple(Span).index(span), *(*map(_TOLD.index, grain.keys), *[_NO_KEY] * KEYS)[:KEYS])
    for grain in GRAINS
    if Dimension.ADVISOR not in grain.keys
    for span in grain.spans
)
_OF_ADVISORS: Final = tuple(
    (grain.code, tuple(Span).index(span)) for grain in GRAINS if Dimension.ADVISOR in grain.keys for span in grain.spans
)


def cells_of(fact: SessionFact) -> list[CoverKey]:
    """Return every cell of every covering in which a session is counted: some forty, one more of each span for each advisor."""
    values = (
        fact.organization_id,
        fact.unit_id,
        fact.line_id,
        fact.service_id,
        place_number(fact.department_id),
        place_number(fact.municipality_id),
        fact.entity_id,
        0,
    )
    periods = tuple(period_of(fact.month, span) for span in Span)
    make = tuple.__new__  # a part of an import or of its undoing has a hundred thousand of them
    found = [
        make(CoverKey, (code, periods[span], values[one], values[two], values[three], values[four]))
        for code, span, one, two, three, four in _CELLS
    ]
    found += [
        CoverKey(code, periods[span], advisor) for advisor in sorted(fact.advisor_ids) for code, span in _OF_ADVISORS
    ]
    return found
