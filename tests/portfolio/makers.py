"""Contents of services for the tests of the portfolio, and the cast that works on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.portfolio import rules, services
from llegada.portfolio.content import MilestoneContent, ServiceContent
from llegada.portfolio.models import Service
from tests import factories as make
from tests.portfolio.design_makers import make_operating, make_whole


def milestones(*weights: float | str) -> tuple[MilestoneContent, ...]:
    return tuple(
        MilestoneContent(f"Hito {number}", Decimal(str(weight)), "Acta", 30, "Se revisó")
        for number, weight in enumerate(weights, 1)
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
    monitor: Actor
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
        monitor=make.make_actor(Role.MONITORING_ADMIN, organization=unit.organization),
        reader=make.make_actor(Role.ADVISOR, unit=unit),
        importer=make.make_actor(Role.MONITORING_ADMIN),
        stranger=make.make_actor(Role.TECHNICAL_LEAD, unit=make.make_unit()),
    )


def create_whole(cast: Cast, **changes: Any) -> Service:
    """Create a service, by the lead, whose pre-design says all it must."""
    service = services.create_service(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)
    make.make_predesign(service.versions.get())
    return service


def make_ready(service: Service, stage: str = "parametrized") -> None:
    """Put the version in edition in `stage`, as if everybody had done their part."""
    version = service.versions.get(status__in=rules.IN_EDITION)
    if stage in {"design", "protocol_in_review"}:
        make_whole(version)
    make.put_in_stage(version, stage)


def publish(cast: Cast, service: Service, now: datetime = make.NOW) -> Service:
    """Publish the version in edition, once the others have done their part."""
    make_ready(service)
    make_operating(service)
    return services.publish_service(actor=cast.coordinator, public_id=service.public_id, now=now)


def retire(cast: Cast, service: Service, now: datetime = make.NOW, reason: str = "Sin demanda") -> Service:
    """Take a service out, closing it first where it was ever offered."""
    service.refresh_from_db()
    actions = ["retire"] if service.status == "in_design" else ["start_closure", "retire"]
    if "start_closure" in actions:
        make_operating(service)
    for action in actions:
        services.move_service(actor=cast.head, public_id=service.public_id, action=action, reason=reason, now=now)
    service.refresh_from_db()
    return service
