"""The catalogue that the product ships, loaded; and the folder of real files, where there is one."""

from __future__ import annotations

import pytest

from llegada.core.actors import SYSTEM
from llegada.core.roles import Role
from llegada.territory.services import load_reference
from tests.factories import NOW, make_actor, make_organization
from tests.loaded_once import loaded_for_a_module


@pytest.fixture(scope="module")
def _country_of_module(django_db_setup, django_db_blocker):
    with loaded_for_a_module(django_db_blocker):
        load_reference(actor=SYSTEM, now=NOW)
        yield


@pytest.fixture
def reference(db):
    """Return the report of loading departments, municipalities, alcaldías and gobernaciones."""
    return load_reference(actor=SYSTEM, now=NOW)


@pytest.fixture
def country(_country_of_module, db):
    """The same catalogue, loaded once for a module whose tests all begin with it."""


@pytest.fixture
def it_admin(db):
    """Return somebody who administers the installation."""
    return make_actor(Role.IT_ADMIN)


@pytest.fixture
def stranger(db):
    """Return somebody with a role that says nothing of the catalogue."""
    return make_actor(Role.ADVISOR, organization=make_organization())
