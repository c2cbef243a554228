"""Cells that name several places: what divides them, and what each part says. No Django here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from llegada.core.text import fold

#: What may divide the places of a cell, by the sign that stands for it.
MARKS: Final = {
    "|": re.compile(r"\|"),
    ";": re.compile(";"),
    "line": re.compile("\n"),
    ",": re.compile(","),
    "/": re.compile("/"),
    "-": re.compile(r"\s[-–—]\s"),
}
#: «Tunja, Duitama y Sogamoso»: the last is divided by a word.
_AND: Final = re.compile(r"\s+[ye]\s+", re.IGNORECASE)
_LEADING_AND: Final = re.compile(r"[ye]\s+", re.IGNORECASE)
#: What stands for no place of its own, however like the name of one it is.
_NO_PLACE: Final = frozenset(
    {"nacional", "nivel nacional", "territorio nacional", "todo el pais", "pais", "colombia", "nacion", "varios", "varias",
     "todos", "todas", "todos los municipios", "varios municipios", "general", "virtual", "no aplica"}
)  # fmt: skip

#: Whether a text is the name of a place that is known.
Knows = Callable[[str], bool]


def codes_of(cell: Any, mark: str) -> list[str]:
    """Return the parts of a cell, each once and with something in it."""
    if not isinstance(cell, str):
        return []
    return list(dict.fromkeys(part.strip() for part in MARKS[mark].split(cell) if part.strip()))


def names_of(cell: Any, mark: str, knows: Knows, is_department: Knows | None = None) -> list[str]:
    """Return the names that a cell holds, each once; one that is known as a whole is not divided: «Bogotá, D.C.».

    What another mark divides into names that are all known is divided by it: offices write each cell in a way of its own.

    A department after a name that nobody knows is of it, and no place of its own: «Cúcuta, Norte de Santander».
    """
    if not isinstance(cell, str):
        return []
    if knows(cell):
        return [cell.strip()]
    found = _divided(cell, mark, knows, is_department)
    other = mark_between(cell, knows) if len(found) == 1 else ""
    return _divided(cell, other, knows) if other else found


def _divided(cell: str, mark: str, knows: Knows, is_department: Knows | None = None) -> list[str]:
    found: dict[str, str] = {}
    for part in _with_departments(codes_of(cell, mark), knows, is_department):
        name = part if knows(part) else _LEADING_AND.sub("", part, count=1) if _LEADING_AND.match(part) else part
        both = [name] if knows(name) else _AND.split(name)
        for one in both if all(map(knows, both)) else [name]:
            found.setdefault(fold(one), one)
    return list(found.values())


def _with_departments(parts: list[str], knows: Knows, is_department: Knows | None) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if is_department and joined and is_department(part) and not knows(joined[-1]):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def mark_between(cell: Any, knows: Knows) -> str:
    """Return what divides the names of a cell where all of them are known, and are two at least; else nothing."""
    for mark in MARKS if isinstance(cell, str) and not knows(cell) else ():
        names = _divided(cell, mark, knows)
        if len(names) > 1 and all(map(knows, names)):
            return mark
    return ""


def names_no_place(text: str) -> bool:
    """Tell whether a text says that something is of the whole country, or of none in particular."""
    return fold(text) in _NO_PLACE
