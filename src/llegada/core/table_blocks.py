"""Tables on their way out, by blocks of rows looked at by columns: what many rows share is worked out once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any, Final, Generic, TypeVar

#: What is kept of the keys of a strand, at most: memory must not grow with the rows.
MOST_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Strand:
    """Some columns side by side of a block. One key a row decides them: it is the cell itself, or `cells` says which they are."""

    keys: Sequence[Any]
    cells: Mapping[Any, Sequence[Any]] | None = None
    width: int = 1


Block = Sequence[Strand]
_Text = TypeVar("_Text", str, bytes)


def blocks_of(rows: Iterable[Sequence[Any]], size: int) -> Iterator[Block]:
    """Yield plain rows as blocks of so many; a row shorter than others of its block has blanks at its end."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield [Strand(values) for values in zip_longest(*chunk)]


def rows_of(blocks: Iterable[Block]) -> Iterator[Sequence[Any]]:
    """Yield the plain rows of some blocks."""
    for block in blocks:
        columns: list[Sequence[Any]] = []
        for strand in block:
            if strand.cells is None:
                columns.append(strand.keys)
            else:
                columns.extend(zip(*map(strand.cells.__getitem__, strand.keys), strict=True))
        yield from zip(*columns, strict=True)


class Written(Generic[_Text]):
    """What was written of each key of each strand, kept for the blocks that follow as far as memory allows."""

    def __init__(self, write: Callable[[int, Sequence[Any]], _Text]) -> None:
        """Write with `write`, which gets the number of the first column and the cells that a key stands for."""
        self._write: Callable[[int, Sequence[Any]], _Text] = write
        self._kept: dict[int, dict[Any, _Text]] = {}

    def of(self, first: int, strand: Strand) -> Iterable[_Text]:
        """Return what stands for each row of a strand that has `cells`, of which the first is that column."""
        cells = strand.cells or {}
        kept = self._kept.setdefault(first, {})
        missing = set(strand.keys).difference(kept)
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
            missing = set(strand.keys)
        for key in missing:
            kept[key] = self._write(first, cells[key])
        return map(kept.__getitem__, strand.keys)
