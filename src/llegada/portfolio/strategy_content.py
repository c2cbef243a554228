"""What a strategy says, as one value: what forms and the demonstration hand to the services."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from llegada.core.text import fold
from llegada.portfolio.models import Strategy

TEXT_FIELDS: Final = (
    "name", "objective", "expected_impact", "unit_experience", "earlier_results", "alignment", "external_funding",
    "sustainability_plan", "resources", "team", "travel", "offer", "guidelines", "alliances", "evidence",
)  # fmt: skip
CHOICE_FIELDS: Final = ("scale", "capacity_kind", "horizon", "origin", "delivery_mode", "execution_kind")
DAY_FIELDS: Final = ("phase_starts_on", "phase_ends_on")
MARK_FIELDS: Final = ("is_determinate", "is_measurable", "is_verifiable")
#: Fields of `StrategyContent` that are columns of the strategy.
STRATEGY_FIELDS: Final = ("year", *TEXT_FIELDS, *MARK_FIELDS, *CHOICE_FIELDS, *DAY_FIELDS)
#: Of which the content holds keys of other rows.
LINK_FIELDS: Final = ("technical_lead", "partners", "earlier")
STRATEGY_PARTS: Final = ("goals", "aspects", "earlier", "partners", "proofs")


@dataclass(frozen=True)
class GoalContent:
    """A quantified goal: `target` in `measure`, to be reached in `due_year`."""

    name: str
    measure: str
    target: Decimal
    due_year: int


@dataclass(frozen=True)
class StrategyContent:
    """All that a strategy says. `aspects` maps keys of `choices.StrategyAspect` to their justification; goals come in order."""

    name: str
    year: int
    objective: str = ""
    is_determinate: bool = False
    is_measurable: bool = False
    is_verifiable: bool = False
    expected_impact: str = ""
    unit_experience: str = ""
    earlier_results: str = ""
    scale: str = ""
    capacity_kind: str = ""
    horizon: str = ""
    origin: str = ""
    external_funding: str = ""
    sustainability_plan: str = ""
    evidence: str = ""
    goals: tuple[GoalContent, ...] = ()
    aspects: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[int, ...] = ()
    alignment: str = ""
    phase_starts_on: date | None = None
    phase_ends_on: date | None = None
    resources: str = ""
    delivery_mode: str = ""
    team: str = ""
    travel: str = ""
    offer: str = ""
    execution_kind: str = ""
    guidelines: str = ""
    alliances: str = ""
    technical_lead: int | None = None
    partners: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the text; leave out the aspects of which nothing is said; earlier strategies in one order, each once."""
        for name in TEXT_FIELDS:
            object.__setattr__(self, name, tidy(getattr(self, name)))
        said = {key: tidy(text) for key, text in self.aspects.items() if tidy(text)}
        object.__setattr__(self, "aspects", dict(sorted(said.items())))
        for name in ("earlier", "partners"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))


def tidy(text: str) -> str:
    """Return `text` with one kind of line break and no blanks at the ends."""
    return "\n".join(str(text).splitlines()).strip()


def strategy_content_of(strategy: Strategy) -> StrategyContent:
    """Return what `strategy` says. Makes no query if its goals, aspects and earlier strategies are loaded."""
    return StrategyContent(
        **{name: getattr(strategy, name) for name in STRATEGY_FIELDS},
        goals=tuple(
            GoalContent(one.name, one.measure, one.target.normalize() + 0, one.due_year)
            for one in sorted(strategy.goals.all(), key=lambda goal: goal.position)
        ),
        aspects={one.aspect: one.text for one in strategy.aspects.all()},
        earlier=tuple(one.pk for one in strategy.earlier.all()),
        technical_lead=strategy.technical_lead_id,
        partners=tuple(one.pk for one in strategy.partners.all()),
    )


def said_in(content: StrategyContent, *, besides: Collection[str] = ()) -> frozenset[str]:
    """Return the keys of `rules.STRATEGY_SECTIONS` of which `content` says something, and those `besides` it."""
    names = (*TEXT_FIELDS, *CHOICE_FIELDS, *MARK_FIELDS, *DAY_FIELDS, "technical_lead")
    said = {name for name in names if getattr(content, name)} | set(besides)
    said |= content.aspects.keys()
    if content.goals:
        said.add("goals")
    for group in ("trigger", "switch"):
        if any(key.startswith(f"{group}_") for key in content.aspects):
            said.add("triggers" if group == "trigger" else "switches")
    return frozenset(said)


def changed_strategy_fields(before: StrategyContent, after: StrategyContent) -> list[str]:
    """Return the names of the fields in which two contents differ; an aspect counts under its own key."""
    names = [
        name for name in (*STRATEGY_FIELDS, "goals", *LINK_FIELDS) if getattr(before, name) != getattr(after, name)
    ]
    keys = sorted(before.aspects.keys() | after.aspects.keys())
    return [*names, *(key for key in keys if before.aspects.get(key) != after.aspects.get(key))]


def said_before(content: StrategyContent, name: str) -> Any:
    """Return what `content` says of a field or of an aspect, for the history."""
    if name == "goals":
        return [f"{goal.name}: {goal.target} {goal.measure} ({goal.due_year})" for goal in content.goals]
    if name in DAY_FIELDS:
        day = getattr(content, name)
        return day.isoformat() if day else None
    if name in StrategyContent.__dataclass_fields__:
        return getattr(content, name)
    return content.aspects.get(name, "")


def strategy_search_text(content: StrategyContent, unit_name: str) -> str:
    """Return the folded text by which a strategy is searched."""
    return fold(" ".join((content.name, unit_name, content.objective, content.expected_impact)))
