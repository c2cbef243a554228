"""Contents of services for the tests of the portfolio, and the cast that works on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.portfolio.content import MilestoneContent, ServiceContent
from tests import factories as make


def milestones(*weights: float | str) -> tuple[MilestoneContent, ...]:
    return tuple(
        MilestoneContent(f"Hito {number}", Decimal(str(weight)), "Acta", 30) for number, weight in enumerate(weights, 1)
    )


def content(**changes: Any) -> ServiceContent:
    values: dict[str, Any] = {
        "name": "Asistencia en catastro multipropósito",
        "line": make.make_line("Ordenamiento territorial"),
        "kind": "technical_assistance",
        "objective": "Que el municipio mantenga su catastro.",
        "deliverable": "Base catastral actualizada",
        "modalities": ("onsite_ta", "remote_ta"),
        "milestones": milestones(30, 70),
    }
    return ServiceContent(**(values | changes))


@dataclass(frozen=True)
class Cast:
    """The people of one unit, and a stranger from another organisation."""

    unit: OrgUnit
    lead: Actor
    head: Actor
    coordinator: Actor
    reader: Actor
    importer: Actor
    stranger: Actor


def make_cast() -> Cast:
    unit = make.make_unit(make.make_organization("Instituto Geográfico de Prueba", "IGP"), name="Dirección de Catastro")
    return Cast(
        unit=unit,
        lead=make.make_actor(Role.TECHNICAL_LEAD, unit=unit),
        head=make.make_actor(Role.UNIT_HEAD, unit=unit),
        coordinator=make.make_actor(Role.COORDINATOR, organization=unit.organization),
        reader=make.make_actor(Role.ADVISOR, unit=unit),
        importer=make.make_actor(Role.MONITORING_ADMIN),
        stranger=make.make_actor(Role.TECHNICAL_LEAD, unit=make.make_unit()),
    )
