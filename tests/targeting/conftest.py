"""The catalogue of places and of indices, loaded."""

from __future__ import annotations

import pytest

from llegada.core.actors import SYSTEM
from llegada.targeting.services.index_catalogue import load_catalogue
from llegada.territory.services import load_reference
from tests.factories import NOW
from tests.loaded_once import loaded_for_a_module


@pytest.fixture(scope="module")
def _catalogue_of_module(django_db_setup, django_db_blocker):
    with loaded_for_a_module(django_db_blocker):
        load_reference(actor=SYSTEM, now=NOW)
        load_catalogue(actor=SYSTEM, now=NOW)
        yield


@pytest.fixture
def catalogue(_catalogue_of_module, db):
    """Load every place of DIVIPOLA and every index that the product knows."""
