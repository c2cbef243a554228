"""The groups of progress as a table of columns: put in order as numbers, and only those that are shown are made. No query here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from llegada.insights.progress_rules import AT, Totals, expected_weight
from llegada.insights.rules import AT_RISK_FROM, ON_TIME_FROM, Pace, pace
from llegada.insights.selectors.lazy_rows import LazyRows
from llegada.insights.selectors.raw_rows import dashed
from llegada.insights.timelines import Numbers
from llegada.workplans.rules import MEASURED

#: The paces in the order in which they are shown: the latest first.
PACES: Final = (Pace.LATE, Pace.AT_RISK, Pace.ON_TIME, Pace.NO_DATA)
#: More milestones than there will be: a rank counts by it, and by what is late below it.
_ROOM: Final = 1 << 40


class ProgressRow(NamedTuple):
    """One group; `code` is its key in the database's own writing."""

    pk: int | str
    code: str
    name: str
    totals: Totals

    @property
    def key(self) -> str:
        """Return what addresses call it. Only what is shown is written out."""
        return dashed(self.code)

    @property
    def done(self) -> Decimal:
        """Return the validated weight, in points."""
        return Decimal(self.totals.validated_weight) / 100

    @property
    def total(self) -> Decimal:
        """Return the whole weight, in points."""
        return Decimal(self.totals.weight) / 100

    @property
    def expected(self) -> Decimal:
        """Return the weight expected by the day, in points."""
        return Decimal(self.totals.expected_weight) / 100

    @property
    def pace(self) -> Pace:
        """Return how what was done compares with what was expected."""
        whole, validated, expected = self.totals.weights
        # The whole weight is the same below both: it does not change how they compare.
        return pace(validated, expected) if whole else Pace.NO_DATA


class ZoneRow(ProgressRow):
    """One zone; `code` is already what addresses call it."""

    @property
    def key(self) -> str:
        """Return what addresses call it."""
        return self.code


@dataclass(frozen=True)
class ProgressTable(LazyRows[ProgressRow]):
    """Groups by their ranks, those of the same rank by name (or as they are, without `is_by_name`)."""

    keys: Sequence[Any]
    #: Returns the code and the name of each of some keys: asked only of those that are shown, or of one rank with them.
    named: Callable[[Sequence[Any]], Mapping[Any, tuple[str, str]]]
    #: A row for each group, a column for each of MEASURES.
    amounts: Numbers
    on: date
    row_type: type[ProgressRow] = ProgressRow
    is_by_name: bool = True
    ranks: npt.NDArray[Any] | None = None

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.keys)

    def ranked(self, order: str) -> ProgressTable:
        """Return the same groups in one of RANKS; what is none of them leaves the latest first."""
        return replace(self, ranks=RANKS.get(order, RANKS["ritmo"])(self.amounts, self.on))

    def nothing(self) -> ProgressTable:
        """Return a table with none of the groups."""
        return replace(self, keys=(), amounts=self.amounts[:0], ranks=None)

    def read(self, places: range) -> list[ProgressRow]:
        """Make the rows at some places of the order: names tell apart only those of the same rank."""
        if not places:
            return []
        start, stop = min(places), max(places) + 1
        ranks = np.zeros(len(self), dtype=np.int64) if self.ranks is None else self.ranks
        order = np.argsort(ranks, kind="stable")
        ordered = ranks[order]
        low = int(np.searchsorted(ordered, ordered[start], "left"))
        high = int(np.searchsorted(ordered, ordered[stop - 1], "right"))
        groups: list[int] = order[low:high].tolist()
        keys = [self.keys[group] for group in groups]
        named = self.named(keys)
        found = [
            (rank, *reversed(named.get(key, (str(key), str(key)))), group)
            for rank, key, group in zip(ordered[low:high].tolist(), keys, groups, strict=True)
        ]
        if self.is_by_name:
            found.sort()
        return [
            self.row_type(self.keys[group], code, name, Totals(tuple(self.amounts[group].tolist()), self.on))
            for _rank, name, code, group in (found[place - low] for place in places)
        ]


def paces(amounts: Numbers, on: date) -> Numbers:
    """Return the place in PACES of each group: the same as `ProgressRow.pace`, of columns."""
    whole, validated = amounts[:, AT["weight"]], amounts[:, AT["validated_weight"]]
    expected = expected_weight(amounts[:, AT["expected_base"]], amounts[:, AT["expected_slope"]], on)
    on_time, at_risk = (validated * 100 >= expected * int(share * 100) for share in (ON_TIME_FROM, AT_RISK_FROM))
    told = np.select(
        [whole == 0, (expected <= 0) | on_time, at_risk],
        [PACES.index(one) for one in (Pace.NO_DATA, Pace.ON_TIME, Pace.AT_RISK)],
        PACES.index(Pace.LATE),
    )
    return np.asarray(told, dtype=np.int64)


def _by_progress(amounts: Numbers, _on: date) -> npt.NDArray[Any]:
    whole, validated = amounts[:, AT["weight"]], amounts[:, AT["validated_weight"]]
    return np.where(whole == 0, 1.0, -(validated / np.maximum(whole, 1)))


#: What addresses call each order → the rank of each group in it, the smallest first.
RANKS: Final[Mapping[str, Callable[[Numbers, date], npt.NDArray[Any]]]] = {
    "ritmo": lambda amounts, on: paces(amounts, on) * _ROOM - amounts[:, AT["late"]],
    "vencidos": lambda amounts, _on: -amounts[:, AT["late"]],
    "avance": _by_progress,
    "planes": lambda amounts, _on: -amounts[:, [AT[name] for name in MEASURED]].sum(axis=1),
    "nombre": lambda amounts, _on: np.zeros(len(amounts), dtype=np.int64),
}
