"""Rules of the indicators: the life of a sheet, what putting it in force asks, and the algebra of progress. No Django here.

The algebra is the table of facts B.4 (working version of DNP's *Guía para la construcción y análisis de indicadores*, to be
confirmed against its page): A is what was achieved, M the target, LB the baseline, t the year, C the whole period. Progress
is always a numerator and a denominator. Nothing is clipped: over 1 stays over 1, and below 0 is a step back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

#: (state, action) → state. Anything else is refused. `supersede` is what putting a correction in force does to the former one.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "put_in_force"): "in_force",
    ("draft", "discard"): "retired",
    ("in_force", "correct"): "in_force",
    ("in_force", "supersede"): "superseded",
    ("in_force", "retire"): "retired",
}
#: Actions that nobody carries out without saying why.
NEEDS_REASON: Final = frozenset({"discard", "retire"})
#: Types that take the baseline away before dividing.
USES_BASELINE: Final = frozenset({"capacity", "reduction", "annual_reduction"})
#: Types whose formula only makes sense in one direction.
DIRECTION_OF: Final[Mapping[str, str]] = {"capacity": "more", "reduction": "less", "annual_reduction": "less"}
#: The measure is taken at least this often, by level: impact yearly (MON-07 states it); quarterly and monthly are suggestions.
PERIODICITY_OF: Final[Mapping[str, str]] = {"impact": "yearly", "outcome": "quarterly", "output": "monthly"}
YEARS: Final = range(2000, 2101)

ByYear = Mapping[int, Decimal]


@dataclass(frozen=True)
class Ratio:
    """Progress as a numerator over a denominator, which is never zero; both in the indicator's unit of measure."""

    numerator: Decimal
    denominator: Decimal

    def __post_init__(self) -> None:
        """Refuse a division by zero. Raises ValueError: whoever divides must have asked before."""
        if not self.denominator:
            raise ValueError("a ratio over zero")

    @property
    def is_step_back(self) -> bool:
        """Return whether things are worse than at the start."""
        return bool(self.numerator) and (self.numerator < 0) != (self.denominator < 0)


class Why(StrEnum):
    """Why there is no progress to tell. None of them is zero."""

    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    NO_RESULT = "no_result"
    NO_PREVIOUS_YEAR = "no_previous_year"
    TARGET_IS_BASELINE = "target_is_baseline"
    TARGET_IS_ZERO = "target_is_zero"
    NOTHING_TO_ADD = "nothing_to_add"


@dataclass(frozen=True)
class NotCalculable:
    """What takes the place of progress when it cannot be calculated."""

    why: Why


Progress = Ratio | NotCalculable


def _over(numerator: Decimal, denominator: Decimal, otherwise: Why) -> Progress:
    return Ratio(numerator, denominator) if denominator else NotCalculable(otherwise)


def _of_target(achieved: Decimal, target: Decimal, start: Decimal) -> Progress:
    return _over(achieved, target, Why.TARGET_IS_ZERO)


def _risen(achieved: Decimal, target: Decimal, start: Decimal) -> Progress:
    return _over(achieved - start, target - start, Why.TARGET_IS_BASELINE)


def _fallen(achieved: Decimal, target: Decimal, start: Decimal) -> Progress:
    return _over(start - achieved, start - target, Why.TARGET_IS_BASELINE)


#: Type → its formula of (achieved, target, start): the start is the baseline, or the former year's value.
_FORMULAS: Final[Mapping[str, Callable[[Decimal, Decimal, Decimal], Progress]]] = {
    "cumulative": _of_target,
    "flow": _of_target,
    "stock": _of_target,
    "capacity": _risen,
    "reduction": _fallen,
    "annual_reduction": _fallen,
}


def yearly_progress(
    kind: str,
    *,
    year: int,
    results: ByYear,
    targets: ByYear,
    baseline: Decimal | None,
    baseline_year: int | None = None,
) -> Progress:
    """Return the progress of one year (facts B.4, column «% año t»).

    Acumulado, flujo, stock: A_t / M_t. Capacidad: (A_t − LB) / (M_t − LB). Reducción: (LB − A_t) / (LB − M_t). Reducción
    anual: (A_{t−1} − A_t) / (A_{t−1} − M_t), where A_{t−1} is the result of the year before, or the baseline if it is of
    that year or the first target's year has none before.
    """
    if year not in targets:
        return NotCalculable(Why.NO_TARGET)
    if year not in results:
        return NotCalculable(Why.NO_RESULT)
    start = _start(kind, year, results, targets, baseline, baseline_year)
    if isinstance(start, NotCalculable):
        return start
    return _FORMULAS[kind](results[year], targets[year], start)


def _start(
    kind: str, year: int, results: ByYear, targets: ByYear, baseline: Decimal | None, baseline_year: int | None
) -> Decimal | NotCalculable:
    """Return from where a year starts; types that use no baseline start anywhere."""
    if kind not in USES_BASELINE:
        return Decimal(0)
    if kind == "annual_reduction" and year - 1 in results:
        return results[year - 1]
    if kind == "annual_reduction" and year != min(targets) and baseline_year != year - 1:
        return NotCalculable(Why.NO_PREVIOUS_YEAR)
    return NotCalculable(Why.NO_BASELINE) if baseline is None else baseline


def period_progress(
    kind: str, *, results: ByYear, targets: ByYear, baseline: Decimal | None, baseline_year: int | None = None
) -> Progress:
    """Return the progress of the whole period (facts B.4, column «% cuatrienio»).

    Acumulado: ΣA / ΣM over the years with a target. Stock and flujo: A_last / M_C. Capacidad: (A_last − LB) / (M_C − LB).
    Reducción: (LB − A_last) / (LB − M_C). Reducción anual: that of the last year with a result. M_C is the last year's target.
    For flujo and reducción anual the source gives two variants; a mean of yearly percentages is never taken here, so it is
    the other one: the last year (as EVAPLAN does).
    """
    if not targets:
        return NotCalculable(Why.NO_TARGET)
    known = {year: value for year, value in results.items() if year in targets}
    if not known:
        return NotCalculable(Why.NO_RESULT)
    if kind == "cumulative":
        return _over(sum(known.values(), Decimal(0)), sum(targets.values(), Decimal(0)), Why.TARGET_IS_ZERO)
    last = max(known)
    if kind == "annual_reduction":
        return yearly_progress(
            kind, year=last, results=results, targets=targets, baseline=baseline, baseline_year=baseline_year
        )
    if kind in USES_BASELINE and baseline is None:
        return NotCalculable(Why.NO_BASELINE)
    return _FORMULAS[kind](known[last], period_target(kind, targets), baseline or Decimal(0))


def period_target(kind: str, targets: ByYear) -> Decimal:
    """Return the target of the whole period, M_C: the sum where years add up, the last year's otherwise (facts B.4).

    `targets` has at least one year.
    """
    return sum(targets.values(), Decimal(0)) if kind == "cumulative" else targets[max(targets)]


def aggregate(parts: Iterable[Progress]) -> Progress:
    """Return Σ numerators over Σ denominators of the same indicator in several places: percentages are never averaged.

    All parts are in the same unit of measure and of the same type. What is not calculable stays out, and does not count as
    zero. A fall is told as a rise, so that the signs of two places do not cancel.
    """
    ratios = [part for part in parts if isinstance(part, Ratio)]
    numerator = sum((one.numerator * _sign(one) for one in ratios), Decimal(0))
    denominator = sum((abs(one.denominator) for one in ratios), Decimal(0))
    return _over(numerator, denominator, Why.NOTHING_TO_ADD)


def _sign(ratio: Ratio) -> int:
    return 1 if ratio.denominator > 0 else -1


def expected_progress(
    kind: str, *, year: int, targets: ByYear, baseline: Decimal | None, baseline_year: int | None = None
) -> Progress:
    """Return how far the period should be at the end of `year`, if every year until then gives exactly its target."""
    planned = {one: value for one, value in targets.items() if one <= year}
    return period_progress(kind, results=planned, targets=targets, baseline=baseline, baseline_year=baseline_year)


def uncalculable_years(
    kind: str, *, targets: ByYear, baseline: Decimal | None, baseline_year: int | None = None
) -> dict[int, Why]:
    """Return the years whose progress could not be calculated even if every target were met, each with its reason."""
    found: dict[int, Why] = {}
    for year in sorted(targets):
        planned = yearly_progress(
            kind, year=year, results=targets, targets=targets, baseline=baseline, baseline_year=baseline_year
        )
        if isinstance(planned, NotCalculable):
            found[year] = planned.why
    return found


def backward_years(kind: str, *, targets: ByYear, baseline: Decimal | None) -> list[int]:
    """Return the years whose target is on the wrong side of where they start: a capacity that falls, a reduction that rises."""
    if kind not in USES_BASELINE:
        return []
    found = []
    for year in sorted(targets):
        start = targets.get(year - 1, baseline) if kind == "annual_reduction" else baseline
        if start is not None and (targets[year] < start if kind == "capacity" else targets[year] > start):
            found.append(year)
    return found


def fits_direction(kind: str, direction: str) -> bool:
    """Return whether a type goes with a direction: a capacity grows, a reduction falls, the others go either way."""
    return DIRECTION_OF.get(kind, direction) == direction


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def is_own_work(*, designer_ids: Collection[int | None], person_id: int | None) -> bool:
    """Return whether the person would put in force what they wrote, wholly or in part (designer ≠ approver)."""
    return person_id is not None and person_id in designer_ids
