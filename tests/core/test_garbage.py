"""Putting off the search for garbage leaves it as it was, whoever else does so meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from llegada.core import garbage
from llegada.core.garbage import seldom_looked_for


@pytest.fixture(autouse=True)
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)


def test_leaves_it_as_it_was_after_what_failed(usual):
    with pytest.raises(ZeroDivisionError), seldom_looked_for():
        gc.get_threshold()[0] // (gc.get_threshold()[0] - garbage._THINGS)
    assert gc.get_threshold() == usual


def test_goes_on_until_the_last_of_several_is_done(usual):
    first, second = seldom_looked_for(), seldom_looked_for()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] > usual[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual
