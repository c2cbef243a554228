"""Loads what many tests of a module only read, once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def loaded_for_a_module(blocker) -> Iterator[None]:
    """Keep what the block loads until its module ends: each test then undoes only what it did itself.

    The module's tests must not be transactional, and those that want an empty catalogue live in another one.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
