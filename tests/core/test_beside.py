"""What a second thread makes comes in its order, and what fails in it fails where it is asked for."""

from __future__ import annotations

import threading

import pytest

from llegada.core.beside import done_beside, made_ahead


def test_comes_in_order_made_in_another_thread() -> None:
    here = threading.get_ident()
    made = done_beside(lambda one: (one, threading.get_ident() == here), range(3))
    assert list(made) == [(0, False), (1, False), (2, False)]
    assert list(made_ahead(iter("abc"))) == ["a", "b", "c"]
    assert list(made_ahead(iter(()))) == []


def test_the_next_is_looked_for_while_the_one_before_is_made() -> None:
    asked = threading.Event()

    def items():
        yield 1
        asked.set()
        yield 2

    assert list(done_beside(lambda one: (one, asked.wait(5)), items())) == [(1, True), (2, True)]


def test_what_fails_fails_here() -> None:
    failing = done_beside(lambda one: 1 // one, [1, 0, 1])
    assert next(failing) == 1
    with pytest.raises(ZeroDivisionError):
        next(failing)
