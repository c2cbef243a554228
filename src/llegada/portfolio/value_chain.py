"""The value chain of a service: six columns of elements, and which leads to which in the next column (PRD-04). No Django here.

An element is known by its column and its row in the matrix, so that its links outlive a change of its words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

COLUMNS: Final = ("input", "process", "product", "intermediate_result", "final_result", "impact")
#: Rows of the matrix at most, and characters of one element.
MOST_ROWS: Final = 12
MOST_CHARACTERS: Final = 300

Link = tuple[int, int, int]


@dataclass(frozen=True)
class ValueChain:
    """Elements by column and row («» where there is none), and links: column, row, and row of the next column."""

    cells: tuple[tuple[str, ...], ...] = ((),) * len(COLUMNS)
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the elements; leave out the rows where nothing is said and the links that lead from or to nothing."""
        height = max((len(column) for column in self.cells), default=0)
        columns = [
            [*(" ".join(text.split()) for text in column), *[""] * (height - len(column))] for column in self.cells
        ]
        kept = [row for row in range(height) if any(column[row] for column in columns)]
        place = {row: index for index, row in enumerate(kept)}
        object.__setattr__(self, "cells", tuple(tuple(column[row] for row in kept) for column in columns))
        links = {
            (column, place[start], place[end])
            for column, start, end in self.links
            if start in place and end in place and self._leads(columns, column, start, end)
        }
        object.__setattr__(self, "links", tuple(sorted(links)))

    @staticmethod
    def _leads(columns: Sequence[Sequence[str]], column: int, start: int, end: int) -> bool:
        return 0 <= column < len(COLUMNS) - 1 and bool(columns[column][start]) and bool(columns[column + 1][end])

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return not any(any(column) for column in self.cells)

    @property
    def rows(self) -> int:
        """Return how many rows the matrix has."""
        return len(self.cells[0])

    def gaps(self) -> tuple[list[str], list[str]]:
        """Return the columns without elements, and those from which nothing leads to the next."""
        empty = [name for name, column in zip(COLUMNS, self.cells, strict=True) if not any(column)]
        linked = {column for column, _, _ in self.links}
        loose = [name for place, name in enumerate(COLUMNS[:-1]) if place not in linked]
        return empty, loose

    def plain(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"cells": [list(column) for column in self.cells], "links": [list(link) for link in self.links]}


def read_chain(stored: Mapping[str, Any]) -> ValueChain:
    """Return what was stored. Raises ValueError where it is no value chain."""
    if not stored:
        return ValueChain()
    cells, links = stored.get("cells"), stored.get("links", [])
    if not isinstance(cells, list) or len(cells) != len(COLUMNS):
        raise ValueError("cells")
    if not all(isinstance(column, list) and all(isinstance(text, str) for text in column) for column in cells):
        raise ValueError("cells")
    if not all(isinstance(link, list | tuple) and len(link) == 3 for link in links):
        raise ValueError("links")
    return ValueChain(tuple(tuple(column) for column in cells), tuple((int(a), int(b), int(c)) for a, b, c in links))


def too_long(cells: Collection[Sequence[str]]) -> list[str]:
    """Return the elements that say too much."""
    return [text for column in cells for text in column if len(text) > MOST_CHARACTERS]
