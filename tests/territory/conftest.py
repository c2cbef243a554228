"""The catalogue that the product ships, loaded; and the folder of real files, where there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from llegada.core.actors import SYSTEM
from llegada.territory.services import load_reference
from tests.factories import NOW


@pytest.fixture
def reference(db):
    """Return the report of loading departments, municipalities, alcaldías and gobernaciones."""
    return load_reference(actor=SYSTEM, now=NOW)


@pytest.fixture
def real_data() -> Path:
    """Return the folder of real files; the test is skipped, saying so, without it."""
    folder = os.environ.get("LLEGADA_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("LLEGADA_REAL_DATA does not name the folder of real files")
    return Path(folder)
