"""A small world in which sessions can be counted."""

from __future__ import annotations

import pytest

from llegada.delivery.facts import SessionFact
from tests import factories as make
from tests.counted_world import World


@pytest.fixture
def make_fact(db):
    """Return a function that gives a session fact: two services of two organisations and lines, two entities."""
    versions = [
        make.make_service(make.make_unit(make.make_organization(f"Instituto {name}")), line=make.make_line(line))
        for name, line in (("Uno", "Finanzas"), ("Dos", "Catastro"))
    ]
    entities = [
        make.make_entity(make.make_municipality(*place)) for place in (("05001", "Medellín"), ("52001", "Pasto"))
    ]

    def _make(service: int = 0, entity: int = 0, people: tuple[int, ...] = (), year: int = 2026) -> SessionFact:
        version, place = versions[service], entities[entity]
        return SessionFact(
            year=year,
            organization_id=version.service.organization_id,
            line_id=version.line_id,
            service_id=version.service_id,
            entity_id=place.pk,
            department_id=place.department_id,
            municipality_id=place.municipality_id,
            person_keys=frozenset(people),
        )

    return _make


@pytest.fixture
def world(db):
    return World()
