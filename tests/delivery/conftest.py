"""What the tests of delivery find: the cast of a plan, and the facts that were announced."""

from __future__ import annotations

import pytest

from llegada.core import facts
from llegada.delivery.facts import KIND
from tests.delivery.cast import make_cast
from tests.loaded_once import made_once

cast = made_once(make_cast)


@pytest.fixture
def announced(monkeypatch):
    """Return the list of (before, after) announced while the test runs, with nobody else listening."""
    heard = []
    monkeypatch.setitem(facts._listeners, KIND, [lambda before, after: heard.append((before, after))])
    return heard
