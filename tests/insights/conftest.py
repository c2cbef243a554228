"""A small world in which sessions can be counted."""

from __future__ import annotations

import pytest

from tests.counted_world import World


@pytest.fixture
def world(db):
    return World()
