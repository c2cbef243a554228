"""How one sheet is read: where its headings are and which columns make each field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from llegada.core.text import fold
from llegada.imports.fields import FIELDS, GROUPS

#: What the table of the rows that did not go in adds to their columns: when it comes back corrected, they are nobody's.
ADDED_HEADINGS: Final = ("Fila en su archivo", "Por qué no entra")


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
    """How one sheet is read. `date_order` is «dmy» or «mdy», for dates written as text.

    `header_row` is the first of its `header_rows` rows of headings and counts from 1.
    """

    target: str
    sheet: str
    header_row: int
    fields: Mapping[str, Source] = field(default_factory=dict)
    date_order: str = "dmy"
    header_rows: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads back."""
        return {
            "target": self.target,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "header_rows": self.header_rows,
            "date_order": self.date_order,
            "fields": {
                name: {"columns": list(one.columns), "value": one.value, "split": one.split}
                for name, one in self.fields.items()
            },
        }


def from_json(data: Mapping[str, Any]) -> Layout:
    """Return the layout that was kept."""
    fields = {name: Source(tuple(one["columns"]), one["value"], one["split"]) for name, one in data["fields"].items()}
    place = (data["target"], data["sheet"], data["header_row"])
    return Layout(*place, fields, data["date_order"], data.get("header_rows", 1))  # those of before have one


def with_stand_ins(target: str, fields: Mapping[str, Source]) -> dict[str, Source]:
    """Return where fields come from, and for those that nothing says the column or value that says them too."""
    found = dict(fields)
    for one in FIELDS[target]:
        if one.otherwise in fields and one.name not in fields:
            found[one.name] = Source(fields[one.otherwise].columns, fields[one.otherwise].value)
    return found


def stands_in(target: str, fields: Mapping[str, Source], name: str) -> bool:
    """Tell whether a field has no column of its own, but that of the one which says it too."""
    other = next((one.otherwise for one in FIELDS[target] if one.name == name), "")
    return other in fields and name in fields and fields[name].columns == fields[other].columns


def signature(headings: Sequence[str]) -> str:
    """Return what is the same for two tables with the same headings, in any order."""
    return hashlib.sha256("\n".join(sorted({fold(one) for one in headings})).encode()).hexdigest()


def missing_fields(layout: Layout) -> list[str]:
    """Return, in words, what the layout still needs so that any row can go in."""
    said = {name for name, one in layout.fields.items() if one.columns or one.value}
    fields = FIELDS[layout.target]
    needed = [one for one in fields if one.is_required and one.unless not in said]
    # Who lacks the field that says another too is asked for that one only.
    asked = {one.name for one in needed}
    needed = [one for one in needed if one.otherwise not in asked or one.otherwise in said]
    missing = [str(one.label) for one in needed if one.name not in said]
    groups = dict.fromkeys(one.group for one in fields if one.group)
    empty = [name for name in groups if not any(one.name in said for one in fields if one.group == name)]
    has_plan = "plan" in said and layout.target == "sessions"
    missing += [str(GROUPS[name]) for name in empty if not (has_plan and name == "entity")]
    if layout.target == "sessions" and not {"plan", "unit"} & said:
        missing.append(str(next(one.label for one in fields if one.name == "unit")))
    return missing
