"""The coverings of the cube: which dimensions each keeps, over which spans of time, and in which cells a session is counted.

A covering adds up the cells of the detail (`AssistanceCell`) over what it does not keep. They are declared here alone: to add one,
write a line with a code never used before and run `rebuild_figures`. The order is that of their size: the first that keeps all that
is asked is read.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    Grain(14, (_D.ENTITY, _D.MUNICIPALITY, _D.DEPARTMENT), _LONG),
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


def cells_of(fact: SessionFact) -> Iterator[CoverKey]:
    """Yield every cell of every covering in which a session is counted: some forty, one more of each span for each advisor."""
    values = {
        Dimension.ORGANIZATION: fact.organization_id,
        Dimension.UNIT: fact.unit_id,
        Dimension.LINE: fact.line_id,
        Dimension.SERVICE: fact.service_id,
        Dimension.DEPARTMENT: place_number(fact.department_id),
        Dimension.MUNICIPALITY: place_number(fact.municipality_id),
        Dimension.ENTITY: fact.entity_id,
    }
    periods = {span: period_of(fact.month, span) for span in Span}
    for grain in GRAINS:
        if Dimension.ADVISOR in grain.keys:
            keyed: list[tuple[int, ...]] = [(advisor,) for advisor in sorted(fact.advisor_ids)]
        else:
            keyed = [tuple(values[one] for one in grain.keys)]
        for keys in keyed:
            for span in grain.spans:
                yield CoverKey(grain.code, periods[span], *keys)
