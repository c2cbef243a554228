"""Rules of the design and operation of services: closing by kind, what each section must say, schedule, totals. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from llegada.portfolio import rules

Row = Mapping[str, Any]


# --- how each kind of service closes ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class KindRule:
    """How a kind of service begins and ends (PRD-18; seed S2, section 5).

    `endings` are values of `Ending`; `has_plan` is false where nothing is planned: it answers a petition. `least_topics` is
    how many topics it takes up at least.
    """

    endings: tuple[str, ...]
    has_plan: bool = True
    least_topics: int = 1


KIND_RULES: Final[Mapping[str, KindRule]] = {
    "advisory": KindRule(("concept", "record", "report")),
    "technical_assistance": KindRule(("record", "report"), least_topics=2),
    "training": KindRule(("record", "report")),
    "guidance": KindRule(("record",), has_plan=False),
}


#: Kinds of service that no work plan brings.
UNPLANNED_KINDS: Final = frozenset(kind for kind, rule in KIND_RULES.items() if not rule.has_plan)


def ends_well(kind: str, ending: str) -> bool:
    """Return whether a service of that kind may end so; of an unknown kind nothing does."""
    return kind in KIND_RULES and ending in KIND_RULES[kind].endings


def has_plan(kind: str) -> bool:
    """Return whether a service of that kind is brought by a work plan; one with no kind yet is taken as planned."""
    return kind not in UNPLANNED_KINDS


def topics_in(text: str) -> list[str]:
    """Return the topics written one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- what each section must say before the protocol is sent -----------------------------------------------------------
@dataclass(frozen=True)
class Lack:
    """Something that a section does not say: a code of `design_words.LACKS`, and in which row (0: in the section itself)."""

    code: str
    row: int = 0


#: The sections of a design, in the order of the steps of seed S4, Dis 1 to Dis 7.
DESIGN_SECTIONS: Final = ("gaps", "objectives", "delivery", "indicators", "costs", "fields")
#: The four conditions of an objective (PRD-09).
CONDITIONS: Final = ("realistic", "effective", "coherent", "quantifiable")
#: The levels of which a design has at least one indicator (PRD-12).
LEVELS: Final = ("impact", "outcome", "output")


def _lacking(rows: Sequence[Row], needed: Mapping[str, str]) -> list[Lack]:
    """Return a lack for each row in which one of the fields that share a code says nothing, once for each code."""
    return [
        Lack(code, number)
        for number, row in enumerate(rows, 1)
        for code in dict.fromkeys(needed.values())
        if any(row[name] in ("", None, ()) for name, its_code in needed.items() if its_code == code)
    ]


def lacks_of_gaps(rows: Sequence[Row]) -> list[Lack]:
    """Return what the capacity gaps lack. Figures are asked where they are possible: a measure needs the value wanted."""
    if not rows:
        return [Lack("no_gaps")]
    found = _lacking(
        rows, {"level": "gap_class", "kind": "gap_class", "capacity": "gap_class", "description": "gap_words"}
    )
    return found + [
        Lack("gap_wanted", number)
        for number, row in enumerate(rows, 1)
        if row["measure"] and row["wanted_value"] is None
    ]


def lacks_of_objectives(rows: Sequence[Row]) -> list[Lack]:
    """Return what the objectives lack: text, the gaps that each closes, and how it fulfils the four conditions."""
    if not rows:
        return [Lack("no_objectives")]
    found = _lacking(rows, {"text": "objective_words", "gaps": "objective_gaps"})
    return found + [
        Lack(f"not_{condition}", number)
        for number, row in enumerate(rows, 1)
        for condition in CONDITIONS
        if not (row[f"is_{condition}"] and row[f"{condition}_how"])
    ]


def lacks_of_delivery(
    *, kind: str, ending: str, topics: str, modalities: Collection[str], milestones: Sequence[Row]
) -> list[Lack]:
    """Return what the delivery lacks: kind and its ending, topics, modalities, and milestones with all that controls them."""
    found = [Lack("no_kind")] if not kind else []
    if kind and not ending:
        found.append(Lack("no_ending"))
    elif kind and not ends_well(kind, ending):
        found.append(Lack("wrong_ending"))
    if kind and len(topics_in(topics)) < KIND_RULES[kind].least_topics:
        found.append(Lack("few_topics" if KIND_RULES[kind].least_topics > 1 else "no_topics"))
    if not modalities:
        found.append(Lack("no_modalities"))
    if rules.missing_weight(row["weight"] for row in milestones):
        found.append(Lack("weights"))
    needed = {
        "control_point": "milestone_control",
        "expected_evidence": "milestone_evidence",
        "typical_days": "milestone_days",
    }
    return found + _lacking(milestones, needed)


def lacks_of_indicators(rows: Sequence[Row]) -> list[Lack]:
    """Return what the indicators lack: one of each level, a goal with its year, and sheets whose progress can be told.

    Each row says besides its `level`, whether its sheet `is_current`, and whether it `has_problems`.
    """
    levels = {row["level"] for row in rows}
    found = [Lack(f"no_{level}") for level in LEVELS if level not in levels]
    found += _lacking(rows, {"goal_value": "goal", "goal_year": "goal"})
    for number, row in enumerate(rows, 1):
        if not row["is_current"]:
            found.append(Lack("old_sheet", number))
        elif row["has_problems"]:
            found.append(Lack("sheet_problems", number))
    return found


def lacks_of_costs(rows: Sequence[Row]) -> list[Lack]:
    """Return what the costs lack: each says its item, source, year, amount, and who operates and administers it (PRD-13)."""
    if not rows:
        return [Lack("no_costs")]
    forms = {"operation": "cost_forms", "administration": "cost_forms"}
    return _lacking(rows, {"item": "cost", "source": "cost", "year": "cost", "amount": "cost", **forms})


def unanswered_fields(required: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names of the fields, given as (name, answer), that the unit requires and have no answer."""
    return [name for name, answer in required if not answer]


# --- fields defined by the unit ---------------------------------------------------------------------------------------
def read_answer(kind: str, text: str, options: Sequence[str]) -> str | None:
    """Return an answer as it is stored (text; 1234,5; 2026-11-21; an option), or None if the field does not take it.

    What is stored reads as itself.
    """
    text = text.strip()
    if not text:
        return ""
    if kind == "number":
        amount = rules.read_amount(text)
        return None if amount is None else f"{amount.normalize():f}".replace(".", ",")
    if kind == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return None
    return text if kind == "text" or text in options else None


def keeps_options(before: Sequence[str], after: Sequence[str]) -> bool:
    """Return whether every option that a field had is still there: somebody may have chosen it."""
    return set(before) <= set(after)


# --- costs ------------------------------------------------------------------------------------------------------------
def read_money(text: str) -> Decimal | None:
    """Return pesos written as people do ($ 1.234.567,5), never negative; None if it is no amount of money."""
    amount = rules.read_amount(text.replace("$", "").upper().removesuffix("COP").strip())
    return None if amount is None or amount < 0 or amount != round(amount, 2) else amount


def write_amount(value: Decimal) -> str:
    """Return a number as Colombians write it, with its thousands and no needless zeros: 1.234,5."""
    whole, _, part = f"{abs(value):f}".partition(".")
    part = part.rstrip("0")
    sign = "−" if value < 0 else ""
    return f"{sign}{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")


@dataclass(frozen=True)
class Totals:
    """What the costs add up to, in pesos: by (source, year), by source, by year, and in all."""

    cells: dict[tuple[str, int], Decimal]
    sources: dict[str, Decimal]
    years: dict[int, Decimal]
    total: Decimal


def add_costs(costs: Iterable[tuple[str, int | None, Decimal | None]]) -> Totals:
    """Add (source, year, pesos). A cost without amount or year adds to nothing: it is not zero, it is not said yet."""
    cells: dict[tuple[str, int], Decimal] = {}
    sources: dict[str, Decimal] = {}
    years: dict[int, Decimal] = {}
    for source, year, amount in costs:
        if amount is None or year is None or not source:
            continue
        cells[source, year] = cells.get((source, year), Decimal(0)) + amount
        sources[source] = sources.get(source, Decimal(0)) + amount
        years[year] = years.get(year, Decimal(0)) + amount
    return Totals(cells, sources, dict(sorted(years.items())), sum(years.values(), Decimal(0)))


# --- schedule ---------------------------------------------------------------------------------------------------------
#: Days that a week has, by kind of day.
DAYS_A_WEEK: Final[Mapping[str, int]] = {"working": 5, "calendar": 7}


@dataclass(frozen=True)
class Planned:
    """A milestone as the schedule needs it, in days.

    It starts when the milestone number `starts_after` ends (None: the one before it; 0: on the first day), and `wait_days`
    later. `days` is None where nobody has said how long it takes.
    """

    days: int | None
    starts_after: int | None = None
    wait_days: int = 0


@dataclass(frozen=True)
class Span:
    """When a milestone runs, in days from day 0: [`start`, `end`). None is «sin dato», which is not zero."""

    start: int | None
    end: int | None


def schedule(milestones: Sequence[Planned]) -> list[Span]:
    """Return when each milestone runs, in their order. What depends on a duration that nobody has said has no dates either."""
    spans: list[Span] = []
    for number, one in enumerate(milestones, 1):
        before = number - 1 if one.starts_after is None else min(one.starts_after, number - 1)
        free = 0 if before == 0 else spans[before - 1].end
        start = None if free is None else free + one.wait_days
        end = None if start is None or one.days is None else start + one.days
        spans.append(Span(start, end))
    return spans


def whole_length(spans: Sequence[Span]) -> int | None:
    """Return how many days the whole takes, or None where a milestone has no end."""
    ends = [span.end for span in spans if span.end is not None]
    return max(ends) if ends and len(ends) == len(spans) else None


# --- operation --------------------------------------------------------------------------------------------------------
#: States of a service in which its operation is written.
OPERATION_WRITABLE: Final = ("in_design", "published", "in_operation", "suspended", "in_closure")
#: The sections of an operation (seed S4, Op 1 to Op 3), and that of its closure.
OPERATION_SECTIONS: Final = ("actors", "governance", "activation", "closure")


def lacks_of_actors(rows: Sequence[Row]) -> list[Lack]:
    """Return what the actor map lacks."""
    if not rows:
        return [Lack("no_actors")]
    return _lacking(rows, {"name": "actor", "interest": "actor", "influence": "actor", "stance": "actor"})


def lacks_of_governance(*, national_role: str, territorial_role: str, rows: Sequence[Row]) -> list[Lack]:
    """Return what the governance lacks: what the teams of each level do, and at least one body that meets (OPE-08)."""
    found = [] if national_role and territorial_role else [Lack("no_roles")]
    if not rows:
        found.append(Lack("no_bodies"))
    return found + _lacking(rows, {"name": "body", "tier": "body", "role": "body", "frequency": "body"})


def lacks_of_activation(rows: Sequence[Row]) -> list[Lack]:
    """Return what the activation lacks: at least one step, and each one done (OPE-09)."""
    if not rows:
        return [Lack("no_steps")]
    return _lacking(rows, {"what": "step"}) + [
        Lack("step_not_done", number) for number, row in enumerate(rows, 1) if row["done_on"] is None
    ]


def lacks_of_closure(*, closing_review: str, replacement: str) -> list[Lack]:
    """Return what the closure lacks: the review, and what takes the place of the service, even if it is nothing."""
    return [Lack(code) for code, text in (("no_review", closing_review), ("no_replacement", replacement)) if not text]
