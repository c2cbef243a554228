"""What the tests of the public pages start from."""

import pytest

from tests.counted_world import World


@pytest.fixture
def world(db):
    return World()
