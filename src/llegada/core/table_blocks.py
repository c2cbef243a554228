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
_Key = TypeVar("_Key")
_Made = TypeVar("_Made")


class Kept(dict[_Key, _Made]):
    """What is made of each key when it is first asked for, kept as far as memory allows."""

    def __init__(self, make: Callable[[_Key], _Made]) -> None:
        """Make it with `make`."""
        super().__init__()
        self._make: Callable[[_Key], _Made] = make

    def __missing__(self, key: _Key) -> _Made:
        """Make what is asked for; where there is no more room, all is forgotten."""
        if len(self) >= MOST_KEPT:
            self.clear()
        made = self[key] = self._make(key)
        return made


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
        self._kept: dict[int, Kept[Any, _Text]] = {}
        self._cells: dict[int, Mapping[Any, Sequence[Any]]] = {}

    def of(self, first: int, strand: Strand) -> Sequence[_Text]:
        """Return what stands for each row of a strand that has `cells`, of which the first is that column."""
        self._cells[first] = {} if strand.cells is None else strand.cells
        if first not in self._kept:
            self._kept[first] = Kept(lambda key: self._write(first, self._cells[first][key]))
        return list(map(self._kept[first].__getitem__, strand.keys))
