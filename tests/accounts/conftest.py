"""The cast: who administers everything, who administers one organisation, and who administers nothing."""

from __future__ import annotations

import pytest

from llegada.core.roles import Role
from tests import factories as make


@pytest.fixture
def installation_admin(db):
    return make.make_actor(Role.IT_ADMIN, person=make.make_person("Irene Instalación", "irene@ejemplo.gov.co"))


@pytest.fixture
def organization(db):
    return make.make_organization("Instituto Uno", "IU")


@pytest.fixture
def elsewhere(db):
    return make.make_organization("Instituto Dos", "ID")


@pytest.fixture
def admin(organization):
    person = make.make_person("Olga Organización", "olga@ejemplo.gov.co")
    return make.make_actor(Role.IT_ADMIN, person=person, organization=organization)


@pytest.fixture
def advisor(organization):
    return make.make_actor(Role.ADVISOR, unit=make.make_unit(organization))
