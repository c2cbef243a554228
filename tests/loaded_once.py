"""Loads what many tests only read, once for all of them."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction


class Kept:
    """The worlds that are in the database now, each with who made it, and the folder of their files."""

    def __init__(self) -> None:
        self.worlds: dict[Callable[[], Any], Any] = {}
        self.files: Path | None = None
        self._stack = ExitStack()

    def open(self, makers: tuple[Callable[[], Any], ...], *, written_in: Path, files: Path) -> None:
        self._stack.enter_context(_undone_at_the_end())
        self.worlds = {make: make() for make in makers}
        if written_in.exists():
            self.files = shutil.copytree(written_in, files, dirs_exist_ok=True)

    def close(self) -> None:
        self.worlds, self.files = {}, None
        self._stack.close()


_kept = Kept()


@contextmanager
def _undone_at_the_end() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def loaded_for_a_module(blocker) -> Iterator[None]:
    """Keep what the block loads until its module ends: each test then undoes only what it did itself.

    The module's tests must not be transactional, and those that want an empty catalogue live in another one.
    """
    with blocker.unblock():
        _kept.close()
        with _undone_at_the_end():
            yield
            _kept.close()


def made_once(make: Callable[[], Any]):
    """Return a fixture that gives what `make` leaves in the database, made once for the tests in a row that ask for it.

    Each test gets a copy of its own to change, and undoes what it does to the rows and the files. A test that does not ask
    for it finds the database without it; a transactional one has it made anew.
    """

    def given(db, tmp_path):
        if make not in _kept.worlds:
            return make()
        if _kept.files is not None:
            shutil.copytree(_kept.files, tmp_path / "files", dirs_exist_ok=True)
        return copy.deepcopy(_kept.worlds[make])

    given.make = make
    return pytest.fixture(given)


def _makers_of(item: pytest.Item) -> tuple[Callable[[], Any], ...]:
    """Return who makes the worlds that a test asks for by its arguments, straight or through other fixtures."""
    known = item._fixtureinfo.name2fixturedefs
    asked = (known[name][-1].func for name in item.fixturenames if name in known)
    return tuple(function.make for function in asked if hasattr(function, "make"))


def keep_what_is_asked(item: pytest.Item, request: pytest.FixtureRequest, *, is_transactional: bool) -> None:
    """Leave in the database the worlds that a test is about to ask for, and no other: before the transaction of the test."""
    makers = () if is_transactional else _makers_of(item)
    if makers == tuple(_kept.worlds):
        return
    with request.getfixturevalue("django_db_blocker").unblock():
        _kept.close()
        if makers:
            request.getfixturevalue("_plain_settings")
            files = request.getfixturevalue("tmp_path_factory").mktemp("world")
            _kept.open(makers, written_in=request.getfixturevalue("tmp_path") / "files", files=files)


def forget_what_is_kept() -> None:
    """Take everything out of the database: nobody will ask for it any more."""
    _kept.close()
