"""Contents of sheets for the tests of the indicators, and the cast that works on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.core.text import fold
from llegada.indicators.choices import Criterion
from llegada.indicators.content import Answer, SheetContent
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget
from tests import factories as make

FULL: dict[str, Any] = {
    "name": "Municipios con plan adoptado",
    "level": "outcome",
    "description": "Cuenta los planes adoptados por acto administrativo.",
    "measure_unit": "municipios",
    "formula": "Σ A",
    "variables": "A = municipios con acto",
    "source": "Registro de la dirección",
    "baseline_value": Decimal(40),
    "baseline_year": 2025,
    "direction": "more",
    "accumulation": "capacity",
    "periodicity": "quarterly",
}


def answers(**changed: Answer) -> tuple[Answer, ...]:
    return tuple(
        changed.get(one.value, Answer(one.value, holds=True, justification="Sí, por esto.")) for one in Criterion
    )


def targets(*values: int | str, start: int = 2026) -> tuple[tuple[int, Decimal], ...]:
    return tuple((start + index, Decimal(value)) for index, value in enumerate(values))


@dataclass(frozen=True)
class Cast:
    """The people of one unit, those who put in force, and a stranger from another organisation."""

    unit: OrgUnit
    lead: Actor
    head: Actor
    planner: Actor
    monitor: Actor
    reader: Actor
    stranger: Actor

    def content(self, **changes: Any) -> SheetContent:
        """Return all that a complete sheet says, with `changes`."""
        responsible = Person.objects.get(pk=self.lead.person_id)
        values = {**FULL, "responsible": responsible, "targets": targets(50, 60, 80), "answers": answers()}
        return SheetContent(**(values | changes))


def make_cast() -> Cast:
    unit = make.make_unit(make.make_organization("Instituto de Medidas de Prueba", "IMP"), name="Dirección de Metas")
    organization = unit.organization
    return Cast(
        unit=unit,
        lead=make.make_actor(Role.TECHNICAL_LEAD, unit=unit),
        head=make.make_actor(Role.UNIT_HEAD, unit=unit),
        planner=make.make_actor(Role.PLANNING_OFFICE, organization=organization),
        monitor=make.make_actor(Role.MONITORING_ADMIN, organization=organization),
        reader=make.make_actor(Role.ADVISOR, unit=unit),
        stranger=make.make_actor(Role.PLANNING_OFFICE, organization=make.make_organization()),
    )


def make_sheet(unit: OrgUnit, *, name: str = "Indicador de prueba") -> IndicatorSheet:
    """Return a complete draft, written by nobody of the cast, straight into the tables."""
    author = make.make_person()
    values = FULL | {"name": name, "responsible": author, "edited_by": author, "search_text": fold(name)}
    sheet = IndicatorSheet.objects.create(unit=unit, created_at=make.NOW, updated_at=make.NOW, **values)
    for year, value in targets(50, 60, 80):
        IndicatorTarget.objects.create(sheet=sheet, year=year, value=value)
    for one in answers():
        CremasAnswer.objects.create(sheet=sheet, **vars(one))
    return sheet
