"""Whole sections of a design and of an operation, for the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from llegada.accounts.models import OrgUnit
from llegada.indicators.models import IndicatorSheet
from llegada.portfolio.content import MILESTONE_FIELDS, MilestoneContent
from llegada.portfolio.design_content import SectionContent
from llegada.portfolio.design_rules import CONDITIONS, LEVELS, Row
from llegada.portfolio.models import (
    CapacityGap,
    CapacityObjective,
    DesignSheet,
    OperationSheet,
    Service,
    ServiceVersion,
    UnitField,
)
from tests.indicators.makers import make_sheet

GAP_KEY = UUID("11111111-1111-4111-8111-111111111111")
OTHER_KEY = UUID("22222222-2222-4222-8222-222222222222")


def make_indicator(unit: OrgUnit, *, has_check: bool = True, **values: Any) -> IndicatorSheet:
    """Return a complete sheet of `unit`, with or without its CREMAS check."""
    sheet = make_sheet(unit, name=f"Indicador {IndicatorSheet.objects.count() + 1}")
    if not has_check:
        sheet.answers.all().delete()
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.save()
    return sheet


def gap(**changes: Any) -> Row:
    return {
        "key": GAP_KEY,
        "description": "Sin análisis de cargas",
        "level": "methods",
        "kind": "administrative",
        "capacity": "administrative",
        "measure": "alcaldías",
        "present_value": Decimal(12),
        "wanted_value": Decimal("60.5"),
        "workshop_on": date(2026, 3, 12),
        "workshop_record": "Acta 4",
    } | changes


def objective(**changes: Any) -> Row:
    conditions = {
        name: value for one in CONDITIONS for name, value in ((f"is_{one}", True), (f"{one}_how", "Porque sí"))
    }
    return {"text": "Adoptar el manual", "gaps": (str(GAP_KEY),)} | conditions | changes


def cost(**changes: Any) -> Row:
    return {
        "item": "Viajes",
        "source": "investment",
        "year": 2027,
        "amount": Decimal(48000000),
        "operation": "Directa",
        "administration": "Secretaría general",
    } | changes


def indicator(sheet: IndicatorSheet, **changes: Any) -> Row:
    return {"sheet": sheet, "goal_value": Decimal(60), "goal_year": 2028} | changes


def milestone(weight: int, **changes: Any) -> Row:
    said = MilestoneContent("Diagnóstico", Decimal(weight), "Acta", 30, "Se recibió", None, 0)
    return {name: getattr(said, name) for name in MILESTONE_FIELDS} | changes


def delivery(**changes: Any) -> SectionContent:
    said = {"ending": "report", "topics": "Planta\nManual", "day_kind": "working", "modalities": ("onsite_ta",)}
    rows = changes.pop("rows", (milestone(40), milestone(60, name="Propuesta", wait_days=5)))
    return SectionContent(said | changes, rows)


def actor_row(**changes: Any) -> Row:
    said = {"name": "Federación", "ecosystem": "external", "interest": "high", "influence": "low", "stance": "for"}
    return said | {"brings": "Convoca"} | changes


def body_row(**changes: Any) -> Row:
    return {"name": "Mesa", "tier": "joint", "role": "Sigue el avance", "frequency": "Cada mes"} | changes


def step_row(**changes: Any) -> Row:
    return {"what": "Entrenar", "kind": "training", "done_on": date(2026, 2, 15), "proof": "Lista"} | changes


def rows(*several: Row) -> SectionContent:
    return SectionContent({}, several)


def grow_design(service: Service, unit: OrgUnit, number: int) -> None:
    """Add a row to every part of the design and of the operation of a service."""
    version, sheet = service.versions.get(), make_sheet(unit)
    field = UnitField.objects.create(unit=unit, name=f"Campo {number}", kind="text", is_required=True)
    gap = version.gaps.create(position=number, description="Falta")
    version.objectives.create(position=number, text="Lograr").gaps.add(gap)
    version.indicators.create(position=number, sheet=sheet, goal_value=60, goal_year=2027)
    version.costs.create(position=number, item="Viajes", source="own", year=2027 + number % 9, amount=5)
    version.answers.create(field=field, text="Ley")
    service.actors.create(position=number, name="Federación")
    service.bodies.create(position=number, name="Mesa")
    service.steps.create(position=number, what="Entrenar")


def make_whole(version: ServiceVersion) -> None:
    """Say every section of the design of a version that is being written, straight into the tables."""
    unit = version.service.unit
    if unit is None or version.gaps.exists():
        return
    DesignSheet.objects.create(version=version, ending="report", topics="Uno\nDos")
    version.milestones.filter(control_point="").update(
        control_point="Se recibió", expected_evidence="Acta", typical_days=30
    )
    key = {"version": version, "position": 1}
    said = {name: value for name, value in gap().items() if name != "key"}
    objectives = {name: value for name, value in objective().items() if name != "gaps"}
    CapacityObjective.objects.create(**key, **objectives).gaps.add(CapacityGap.objects.create(**key, **said))
    version.costs.create(position=1, **cost())
    for level in LEVELS:
        version.indicators.create(position=1, **indicator(make_indicator(unit, level=level)))


def make_operating(service: Service) -> None:
    """Say every section of the operation of a service, and of its closure."""
    if OperationSheet.objects.filter(service=service).exists():
        return
    OperationSheet.objects.create(
        service=service, national_role="Guía", territorial_role="Acompaña", closing_review="Se dio", replacement="Nada"
    )
    service.actors.create(position=1, **actor_row())
    service.bodies.create(position=1, **body_row())
    service.steps.create(position=1, **step_row())
