"""Makes the invented indicator sheets: written by one person, put in force by another of planning or monitoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from llegada.core.roles import Role
from llegada.demo.catalogue.indicators import INDICATORS, DemoIndicator
from llegada.demo.institutions import Cast
from llegada.indicators.choices import Criterion
from llegada.indicators.content import Answer, SheetContent, content_of
from llegada.indicators.rules import DIRECTION_OF, PERIODICITY_OF
from llegada.indicators.services import create_sheet, edit_sheet, open_correction, put_in_force, retire_sheet

_WRITERS: Final = {"INAT": "lider", "DOIL": "lider2", "EGL": "lider3"}
_OFFICES: Final = {"INAT": ("planeacion", Role.PLANNING_OFFICE), "DOIL": ("monitoreo2", Role.MONITORING_ADMIN)}
_ANSWERS: Final = {
    Criterion.CLEAR: "Las variables están definidas y no dan lugar a dos lecturas.",
    Criterion.RELEVANT: "Responde al objetivo de la dependencia.",
    Criterion.ECONOMIC: "Sale de registros que ya se llevan.",
    Criterion.MEASURABLE: "Otra persona puede repetir el cálculo con la misma fuente.",
    Criterion.ADEQUATE: "Con las metas del periodo basta para juzgar el desempeño.",
    Criterion.SENSITIVE: "Cambia de un corte al siguiente.",
}


def make_indicators(cast: Cast, *, now: datetime) -> int:
    """Make the sheets in every state that a sheet can have; returns how many indicators there are."""
    for one in INDICATORS:
        _make(cast, one, now=now)
    return len(INDICATORS)


def _make(cast: Cast, one: DemoIndicator, *, now: datetime) -> None:
    acronym = one.unit.split("-")[0]
    writer = cast.acting(_WRITERS[acronym], Role.TECHNICAL_LEAD)
    content = _content(cast, one, year=now.year + 1)
    sheet = create_sheet(actor=writer, unit=cast.units[one.unit], content=content, now=now)
    if one.fate == "draft":
        return
    login, role = _OFFICES[acronym]
    office = cast.acting(login, role)
    put_in_force(actor=office, public_id=sheet.public_id, now=now + timedelta(days=3))
    if one.fate == "retired":
        retire_sheet(
            actor=office, public_id=sheet.public_id, action="retire", now=now + timedelta(days=200),
            reason="Se mide mejor con los días de respuesta.",
        )  # fmt: skip
    if one.fate == "corrected":
        later = now + timedelta(days=90)
        draft = open_correction(actor=writer, public_id=sheet.public_id, now=later)
        said = replace(content_of(draft), source="Registro público de carrera administrativa", answers=content.answers)
        edit_sheet(actor=writer, public_id=draft.public_id, content=said, now=later + timedelta(days=1))


def _content(cast: Cast, one: DemoIndicator, *, year: int) -> SheetContent:
    what = one.name[0].lower() + one.name[1:]
    return SheetContent(
        name=one.name,
        level=one.level,
        description=f"Cuenta {what} en las entidades que reciben asistencia.",
        measure_unit=one.measure_unit,
        formula="A ÷ B × 100" if one.measure_unit == "porcentaje" else "Σ A",
        variables=f"A = {what}, según el último corte" + ("\nB = total" if one.measure_unit == "porcentaje" else ""),
        source="Registros de la dependencia",
        baseline_value=Decimal(one.baseline) if one.baseline else None,
        baseline_gap=one.gap,
        baseline_year=year - 1 if one.baseline else None,
        direction=DIRECTION_OF.get(one.accumulation, "more"),
        accumulation=one.accumulation,
        periodicity=PERIODICITY_OF.get(one.level, "quarterly"),
        responsible=cast.people[_WRITERS[one.unit.split("-")[0]]],
        targets=tuple((year + index, Decimal(value)) for index, value in enumerate(one.targets)),
        answers=tuple(Answer(criterion.value, holds=True, justification=why) for criterion, why in _ANSWERS.items()),
    )
