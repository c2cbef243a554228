"""Fills every section of a design and of an operation on their pages, as the technical lead does."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_sound

Typed = Mapping[str, str | bool]
_CONDITIONS = ("realistic", "effective", "coherent", "quantifiable")
_GOALS = ("Índice de capacidad institucional", "Rendiciones de cuentas con diálogo", "Entidades con rediseño adoptado")
_DESIGN: Mapping[str, Typed] = {
    "brechas": {
        "rows-0-description": "Las alcaldías no saben qué documentos tienen.",
        "rows-0-level": "Sistemas de información",
        "rows-0-kind": "Administrativa",
        "rows-0-capacity": "Administrativa",
    },
    "objetivos": {
        "rows-0-text": "Que cada alcaldía asistida adopte sus tablas.",
        "rows-0-gaps": True,
        **{f"rows-0-is_{one}": True for one in _CONDITIONS},
        **{f"rows-0-{one}_how": "Como en la vigencia anterior." for one in _CONDITIONS},
    },
    "hitos": {
        "topics": "Inventario documental\nTablas de retención",
        "ending": "Informe",
        **{f"milestones-{number}-control_point": "La alcaldía lo recibe" for number in range(3)},
        **{f"milestones-{number}-expected_evidence": "Acta firmada" for number in range(3)},
        **{f"milestones-{number}-typical_days": "30" for number in range(3)},
    },
    "indicadores": {
        **{f"rows-{number}-sheet": name for number, name in enumerate(_GOALS)},
        **{f"rows-{number}-goal_value": "200" for number in range(3)},
        **{f"rows-{number}-goal_year": "2030" for number in range(3)},
    },
    "costos": {
        "rows-0-item": "Desplazamientos",
        "rows-0-source": "Inversión",
        "rows-0-year": "2027",
        "rows-0-amount": "48.000.000",
        "rows-0-operation": "Directa",
        "rows-0-administration": "Secretaría general",
    },
}
_OPERATION: Mapping[str, Typed] = {
    "actores": {
        "rows-0-name": "Archivo departamental",
        "rows-0-interest": "Alto",
        "rows-0-influence": "Medio",
        "rows-0-stance": "A favor",
    },
    "gobernanza": {
        "national_role": "Da el método.",
        "territorial_role": "Acompañan las sesiones.",
        "rows-0-name": "Mesa de seguimiento",
        "rows-0-tier": "Conjunta",
        "rows-0-frequency": "Cada mes",
        "rows-0-role": "Revisa el avance.",
    },
    "activacion": {"rows-0-what": "Entrenar a los equipos", "rows-0-done_on": "2026-02-15"},
}


def write_design(page: Page, service: str) -> None:
    """Fill every section of the design of the service at the address `service`."""
    _write(page, f"{service}diseno/", _DESIGN)


def write_operation(page: Page, service: str) -> None:
    """Fill every section that the operation of the service needs to be activated."""
    _write(page, f"{service}operacion/", _OPERATION)


def _write(page: Page, address: str, sections: Mapping[str, Typed]) -> None:
    for section, typed in sections.items():
        page.goto(f"{address}{section}/")
        assert_sound(page)
        for name, value in typed.items():
            _fill(page, name, value)
        page.get_by_role("button", name="Guardar", exact=True).click()
        expect(page.get_by_text("Guardado:")).to_be_visible()
    assert_sound(page)


def _fill(page: Page, name: str, value: str | bool) -> None:
    field = page.locator(f"[name='{name}']")
    if not field.count():
        page.get_by_role("button", name="Agregar").last.click()
    if isinstance(value, bool):
        field.first.check()
    elif field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)
