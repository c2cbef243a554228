"""Work in columns done in a second thread: numpy and the drivers of the databases let go of Python's lock while they are at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import repeat
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")


def done_beside(work: Callable[[One], Other], items: Iterable[One]) -> Iterator[Other]:
    """Yield what `work` makes of each item, in their order, made in another thread while the next item is looked for.

    It must ask the database nothing: a connection is of one thread.
    """
    with ThreadPoolExecutor(1) as beside:
        before: Future[Other] | None = None
        for item in items:
            doing = beside.submit(work, item)
            if before is not None:
                yield before.result()
            before = doing
        if before is not None:
            yield before.result()


def made_ahead(items: Iterator[One]) -> Iterator[One]:
    """Yield items, each made in another thread while the one before is used; to make them must ask the database nothing."""
    for item in done_beside(lambda made: next(made, None), repeat(items)):
        if item is None:
            return
        yield item
