"""How a strategy is read: its sections with what each says and lacks, and what the next gate asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import short_date
from llegada.portfolio import rules
from llegada.portfolio.choices import StrategyAspect, StrategyStatus
from llegada.portfolio.models import Strategy
from llegada.portfolio.services import missing_to_close
from llegada.portfolio.strategy_words import SECTION_TITLES, key_label

#: Section → the beginning of the keys of its aspects.
_GROUPS: Final = {"orientation": "orientation", "conduct": "conduct", "triggers": "trigger", "switches": "switch"}
#: Which action each state awaits that a gate may hold back.
_GATED: Final = {
    StrategyStatus.DRAFT: "submit",
    StrategyStatus.IN_REVIEW: "present",
    StrategyStatus.IN_ADJUSTMENT: "resume",
}


@dataclass(frozen=True)
class ReadSection:
    """One section as it is read: (label, text) rows, and how many of the things it must say are said."""

    key: str
    title: str | Promise
    rows: list[tuple[str, str]]
    done: int
    total: int
    missing: str


@dataclass(frozen=True)
class Gates:
    """The actions that cannot be carried out yet, and what they lack: (sentence, address where it is mended)."""

    closed: frozenset[str]
    items: list[tuple[str, str]]


def sections_of(strategy: Strategy, missing: dict[str, list[str]]) -> list[ReadSection]:
    """Return what a strategy says, section by section. Makes no query if its parts are loaded."""
    said = {one.aspect: one.text for one in strategy.aspects.all()}
    return [
        ReadSection(
            key=key,
            title=title,
            rows=_rows(strategy, key, said),
            total=len(rules.STRATEGY_SECTIONS[key]),
            done=len(rules.STRATEGY_SECTIONS[key]) - len(missing.get(key, [])),
            missing=", ".join(key_label(one) for one in missing.get(key, [])),
        )
        for key, title in SECTION_TITLES.items()
    ]


def gates_of(strategy: Strategy, missing: dict[str, list[str]]) -> Gates:
    """Return what holds the strategy back in its state, with links to where each thing is mended."""
    if strategy.status == StrategyStatus.IN_IMPLEMENTATION:
        url = reverse("strategies:closing", args=[strategy.public_id])
        texts = [(key_label(name).capitalize(), f"{url}#id_{name}") for name in missing_to_close(strategy)]
        return Gates(frozenset({"close"} if texts else ()), texts)
    action = _GATED.get(StrategyStatus(strategy.status))
    if action is None or not missing:
        return Gates(frozenset(), [])
    url = reverse("strategies:edit", args=[strategy.public_id])
    items = [
        (
            _("%(section)s: %(missing)s")
            % {"section": SECTION_TITLES[key], "missing": ", ".join(key_label(one) for one in keys)},
            f"{strategy.get_absolute_url()}#soportes" if keys == ["proofs"] else f"{url}#{key}",
        )
        for key, keys in missing.items()
    ]
    return Gates(frozenset({action}), items)


def _rows(strategy: Strategy, key: str, said: dict[str, str]) -> list[tuple[str, str]]:
    if key in _GROUPS:
        group = [one for one in StrategyAspect if one.value.startswith(f"{_GROUPS[key]}_")]
        is_list = key in {"triggers", "switches"}  # suggestions: only those that were chosen are read
        return [(str(one.label), said.get(one.value, "")) for one in group if one.value in said or not is_list]
    if key == "goals":
        return []
    names = [name for name in rules.STRATEGY_SECTIONS[key] if not name.startswith("is_") and name != "proofs"]
    if key == "responsible":
        names = [*names, "partners"]
    if key == "scope":
        names.append("external_funding")
    rows = [(_label(name), _words(strategy, name)) for name in names]
    if key == "objective":
        marks = [
            _label(name) for name in rules.STRATEGY_SECTIONS[key] if name.startswith("is_") and getattr(strategy, name)
        ]
        rows.append((_("Lo que se declara"), "; ".join(marks)))
    return rows


def _label(name: str) -> str:
    label = key_label(name)
    return label[:1].upper() + label[1:]


def _words(strategy: Strategy, name: str) -> str:
    display: Any = getattr(strategy, f"get_{name}_display", None)
    value = display() if display else getattr(strategy, name)
    if name == "partners":
        return "; ".join(one.name for one in strategy.partners.all())
    if isinstance(value, date):
        return str(short_date(value))
    return "" if value is None else str(value)
