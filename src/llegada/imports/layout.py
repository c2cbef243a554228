"""How one sheet is read: where its headings are and which columns make each field; and the first guess of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from llegada.core.text import fold
from llegada.imports import cell_rules
from llegada.imports.fields import FIELDS, GROUPS, Field, Kind
from llegada.imports.matching_rules import likeness

#: A heading so like an alias is taken for it.
_ALIKE: Final = 0.62
_SAMPLE: Final = 60


@dataclass(frozen=True)
class Source:
    """Where a field comes from: columns by their headings, put together if several; or the same `value` for every row.

    `split` is what divides several in one cell: each makes a row of its own.
    """

    columns: tuple[str, ...] = ()
    value: str = ""
    split: str = ""


@dataclass(frozen=True)
class Layout:
    """How one sheet is read. `header_row` counts from 1; `date_order` is «dmy» or «mdy», for dates written as text."""

    target: str
    sheet: str
    header_row: int
    fields: Mapping[str, Source] = field(default_factory=dict)
    date_order: str = "dmy"

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads back."""
        return {
            "target": self.target,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "date_order": self.date_order,
            "fields": {
                name: {"columns": list(one.columns), "value": one.value, "split": one.split}
                for name, one in self.fields.items()
            },
        }


def from_json(data: Mapping[str, Any]) -> Layout:
    """Return the layout that was kept."""
    fields = {name: Source(tuple(one["columns"]), one["value"], one["split"]) for name, one in data["fields"].items()}
    return Layout(data["target"], data["sheet"], data["header_row"], fields, data["date_order"])


def signature(headings: Sequence[str]) -> str:
    """Return what is the same for two tables with the same headings, in any order."""
    return hashlib.sha256("\n".join(sorted({fold(one) for one in headings})).encode()).hexdigest()


def missing_fields(layout: Layout) -> list[str]:
    """Return, in words, what the layout still needs so that any row can go in."""
    said = {name for name, one in layout.fields.items() if one.columns or one.value}
    fields = FIELDS[layout.target]
    missing = [str(one.label) for one in fields if one.is_required and one.name not in said]
    groups = dict.fromkeys(one.group for one in fields if one.group)
    empty = [name for name in groups if not any(one.name in said for one in fields if one.group == name)]
    has_plan = "plan" in said and layout.target == "sessions"
    missing += [str(GROUPS[name]) for name in empty if not (has_plan and name == "entity")]
    if layout.target == "sessions" and not {"plan", "unit"} & said:
        missing.append(str(next(one.label for one in fields if one.name == "unit")))
    return missing


def suggest(target: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Source]:
    """Return which column is most likely each field, from the headings first and from what the cells hold after."""
    folded = [fold(heading) for heading in headings]
    samples = [[row[place] for row in rows[:_SAMPLE] if place < len(row)] for place in range(len(headings))]
    scored = sorted(
        (
            (-_score(one, folded[place], samples[place]), order, place)
            for order, one in enumerate(FIELDS[target])
            for place in range(len(headings))
        ),
    )
    chosen: dict[str, Source] = {}
    taken: set[int] = set()
    for minus, order, place in scored:
        one = FIELDS[target][order]
        if -minus < _ALIKE or one.name in chosen or place in taken:
            continue
        chosen[one.name] = Source((headings[place],), split=_split_of(one, samples[place]))
        taken.add(place)
    if "entity" in chosen and "code" not in chosen:
        chosen["entity"] = _with_department(chosen["entity"], headings, folded)
    return chosen


def _score(one: Field, heading: str, sample: Sequence[Any]) -> float:
    named = max((_named(heading, alias) for alias in (fold(str(one.label)), *one.aliases)), default=0.0)
    if one.kind in _SEEN:
        share = cell_rules.share(_SEEN[one.kind], sample)
        if share < 0.5:
            return named * 0.6 if named < 1 else named * 0.9
        return max(named, 0.5) + 0.3 * share
    return named


def _named(heading: str, alias: str) -> float:
    """Return how well a heading names what an alias does: one that says it and something more nearly as well («tema tratado»)."""
    says_all = set(alias.split()) <= set(heading.split())
    return max(likeness(heading, alias), 0.7 if says_all and len(alias) > 3 else 0.0)


_SEEN: Final = {
    Kind.DATE: cell_rules.looks_like_date,
    Kind.CODE: cell_rules.looks_like_code,
    Kind.EMAIL: cell_rules.looks_like_email,
    Kind.TIME: cell_rules.looks_like_time,
    Kind.YEAR: cell_rules.looks_like_year,
    Kind.NIT: cell_rules.looks_like_nit,
}


def _split_of(one: Field, sample: Sequence[Any]) -> str:
    """Return the mark that divides several codes in one cell, where some cell has it."""
    if one.kind is not Kind.CODE:
        return ""
    texts = [cell for cell in sample if isinstance(cell, str)]
    return next((mark for mark in "|;/," if any(cell_rules.are_codes(text.split(mark)) for text in texts)), "")


def _with_department(source: Source, headings: Sequence[str], folded: Sequence[str]) -> Source:
    """Put the column of the department beside that of the municipality: twenty names of municipalities are in several."""
    if any("departamento" in fold(column) for column in source.columns):
        return source
    beside = [
        headings[place] for place, heading in enumerate(folded) if heading in {"departamento", "nombre departamento"}
    ]
    return Source((*source.columns, *beside[:1]), source.value, source.split)
