"""What the tests of imports find."""

from __future__ import annotations

import pytest

from tests.imports.makers import Country, make_country


@pytest.fixture
def country(db) -> Country:
    return make_country()
