"""The cast of every story of a work plan: the provider's side, the entity's side, and strangers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import FOR_ACTION
from tests.factories import (
    assign,
    build_actor,
    make_department,
    make_entity,
    make_municipality,
    make_person,
    make_plan,
    make_service,
    make_unit,
)
from tests.loaded_once import made_once

ROLES = {
    "advisor": Role.ADVISOR,
    "colleague": Role.ADVISOR,
    "manager": Role.TERRITORIAL_MANAGER,
    "coordinator": Role.GROUP_COORDINATOR,
    "head": Role.UNIT_HEAD,
    "other_head": Role.UNIT_HEAD,
    "monitor": Role.MONITORING_ADMIN,
    "control": Role.INTERNAL_CONTROL,
    "expert": Role.EXPERT,
    "other_expert": Role.EXPERT,
    "contact": Role.ENTITY_CONTACT,
    "legal": Role.LEGAL_REPRESENTATIVE,
    "other_legal": Role.LEGAL_REPRESENTATIVE,
    "stranger": Role.ADVISOR,
}
FOR_PERMISSION = {
    "socialize": "advisor",
    "request_changes": "contact",
    "agree": "contact",
    "sign": "legal",
    "start": "advisor",
    "direct": "head",
    "finish": "advisor",
    "close": "head",
}


class Cast:
    """Who takes part, each acting under one role; each enters when first called, as `cast.head` or `cast.person("head")`."""

    def __init__(self) -> None:
        self.unit = make_unit(name="Dirección de Fortalecimiento")
        self.entity = make_entity()
        self._people: dict[str, Person] = {}
        self._actors: dict[str, Actor] = {}

    def _scope(self, name: str) -> dict[str, Any]:
        organization = self.unit.organization
        special: dict[str, Callable[[], dict[str, Any]]] = {
            "manager": lambda: {"organization": organization, "departments": [make_department("05")]},
            "other_head": lambda: {"unit": make_unit(organization)},
            "expert": lambda: {"unit": make_unit(organization)},
            "other_expert": lambda: {"organization": organization},
            "monitor": lambda: {"organization": organization},
            "control": lambda: {"organization": organization},
            "contact": lambda: {"entity": self.entity},
            "legal": lambda: {"entity": self.entity},
            "other_legal": lambda: {"entity": make_entity(make_municipality("52001", "Pasto"))},
            "stranger": lambda: {"unit": make_unit()},
        }
        return special.get(name, lambda: {"unit": self.unit})()

    def person(self, name: str) -> Person:
        if name not in self._people:
            person = make_person(f"{name.capitalize()} de Prueba", f"{name}@ejemplo.gov.co")
            self._people[name] = person
            self._actors[name] = build_actor(
                person=person, assignments=[assign(person, ROLES[name], **self._scope(name))]
            )
        return self._people[name]

    def actor(self, name: str) -> Actor:
        self.person(name)
        return self._actors[name]

    def __getattr__(self, name: str) -> Actor:
        if name not in ROLES:
            raise AttributeError(name)
        return self.actor(name)

    def for_action(self, action: str) -> Actor:
        """Return somebody who may carry out `action`."""
        return self.actor(FOR_PERMISSION[FOR_ACTION[action]])


cast = made_once(Cast)


@pytest.fixture
def plan_in(cast):
    """Return a function that makes the cast's plan in a state, complete enough to be shown."""

    def _plan_in(status: str = "in_execution", **values) -> WorkPlan:
        values.setdefault("versions", [make_service(cast.unit, name="Manual de funciones")])
        values.setdefault("counterpart_name", "Secretaría de Planeación")
        values.setdefault("advisor", cast.person("advisor"))
        return make_plan(unit=cast.unit, entity=values.pop("entity", cast.entity), status=status, **values)

    return _plan_in


@pytest.fixture
def browser(cast, login):
    """Return a function that gives the browser of one of the cast."""
    return lambda name: login(cast.person(name))
