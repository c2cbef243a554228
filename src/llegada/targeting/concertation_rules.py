"""Rules of the concertation matrix: offer, demand and capacity brought together (PRD-25, FOC-10; seed S4, C5 1). No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

#: (state, action) → state of a matrix.
MATRIX_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "agree"): "agreed",
    ("agreed", "supersede"): "superseded",
}
#: What a person does with a matrix by itself; superseding comes with agreeing on another.
MATRIX_ACTIONS: Final = ("agree",)


@dataclass(frozen=True)
class RowSaid:
    """What a row says: entities that ask or are prioritised, person-months of each, entities agreed. None is «sin dato»."""

    demand: int | None
    months_each: Decimal | None
    agreed: int | None
    has_reason: bool = False


def next_matrix_status(current: str, action: str) -> str | None:
    """Return where `action` leads a matrix from `current`, or None if nowhere."""
    return MATRIX_TRANSITIONS.get((current, action))


def capacity(people: Decimal | None, months: Decimal | None, share: int | None) -> Decimal | None:
    """Return the person-months that a unit has for assistance: people × months × share of their time (%); None without a datum."""
    if people is None or months is None or share is None:
        return None
    return people * months * share / 100


def needed(row: RowSaid, *, of: str = "agreed") -> Decimal | None:
    """Return the person-months of the entities agreed, or of the `demand`; None without a datum."""
    count = row.agreed if of == "agreed" else row.demand
    return None if count is None or row.months_each is None else count * row.months_each


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, or None where some part of it has no datum: a sum without it would be another figure."""
    found = list(values)
    return None if any(one is None for one in found) else sum((one for one in found if one is not None), Decimal(0))


def affordable(available: Decimal | None, months_each: Decimal | None) -> int | None:
    """Return for how many entities some person-months are enough; None without a datum."""
    if available is None or not months_each:
        return None
    return int((available / months_each).to_integral_value(rounding=ROUND_DOWN)) if available > 0 else 0


def matrix_gaps(
    rows: Iterable[tuple[str, RowSaid]], *, available: Decimal | None, has_reason: bool
) -> list[tuple[str, str]]:
    """Return what a matrix lacks to be agreed on, as (what, service); the service is empty for what is of the whole.

    «capacity», «rows», «demand», «months», «agreed»: it does not say it. «beyond_demand»: more is agreed than is asked, and no
    reason says why. «over»: what is agreed needs more than there is, and no reason says how.
    """
    found: list[tuple[str, str]] = []
    said = list(rows)
    if available is None:
        found.append(("capacity", ""))
    if not any(row.agreed for _, row in said):
        found.append(("rows", ""))
    for name, row in said:
        for what, value in (("demand", row.demand), ("months", row.months_each), ("agreed", row.agreed)):
            if value is None and row.agreed != 0:
                found.append((what, name))
        if row.demand is not None and (row.agreed or 0) > row.demand and not row.has_reason:
            found.append(("beyond_demand", name))
    need = total(needed(row) for _, row in said if row.agreed)
    if need is not None and available is not None and need > available and not has_reason:
        found.append(("over", ""))
    return found
