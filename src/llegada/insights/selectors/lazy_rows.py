"""Rows of which only those that are shown are read: a page has fifty of thousands."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

_Row = TypeVar("_Row")


class LazyRows(Sequence[_Row]):
    """Rows that are counted all, and read where they are asked for: one, those of a page, or all of them at once."""

    @abstractmethod
    def read(self, places: range) -> list[_Row]:
        """Return the rows at some places, in their order."""

    def __iter__(self) -> Iterator[_Row]:
        """Go through all of them, read once."""
        return iter(self[:])

    @overload
    def __getitem__(self, asked: int) -> _Row: ...
    @overload
    def __getitem__(self, asked: slice) -> list[_Row]: ...
    def __getitem__(self, asked: int | slice) -> _Row | list[_Row]:
        """Return one, or those of a page. Raises IndexError where there is none at that place."""
        every = range(len(self))
        if isinstance(asked, slice):
            return self.read(every[asked])
        place = every[asked]
        return self.read(range(place, place + 1))[0]
