"""Undoing an import of services or entities puts the figures back too: what was counted elsewhere is counted where it was."""

from __future__ import annotations

from dataclasses import replace

from llegada.core.roles import Role
from llegada.insights.progress_rebuild import find_progress_differences, rebuild_progress
from llegada.insights.services import find_differences, rebuild_figures
from llegada.insights.services.sharing import find_shared_differences, rebuild_shared
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity
from tests.factories import make_actor, make_entity, make_municipality, make_plan, make_service, make_session, make_unit
from tests.imports.makers import Country, counts, undone
from tests.imports.test_undoing_catalogues import brought


def given_to(country: Country, entity: Entity, version: ServiceVersion) -> None:
    """Have a session of a service held with an entity, on the line of the plan of somebody else."""
    plan = make_plan(unit=country.unit, entity=entity, versions=[version])
    make_session(plan, status="held")
    other = make_unit()
    make_plan(unit=other, entity=entity, versions=[make_service(other, line=version.line)])
    for rebuild in (rebuild_figures, rebuild_progress, rebuild_shared):
        rebuild()


def differences() -> list[object]:
    return [*find_differences(), *find_progress_differences(), *find_shared_differences()]


class TestFigures:
    def test_of_an_entity_whose_seat_it_had_moved_go_back_to_where_they_were(self, country):
        keeper = replace(country, actor=make_actor(Role.MONITORING_ADMIN))
        make_municipality("52001", "Pasto")
        entity = make_entity(country.medellin.municipality, name="Aguas del Valle", kind="other", nit="900000001")
        given_to(country, entity, country.version)

        run = brought(
            keeper,
            "entities",
            "Identificador;Nombre;NIT;Orden;Clase;Código del municipio",
            f"{entity.public_id};Aguas del Valle;900000001;Territorial;Otra entidad;52001",
        )
        assert counts(run) == {"changed": 1}
        assert Entity.objects.get(pk=entity.pk).department_id == "52"
        assert differences() == []

        undone(keeper, run)

        assert Entity.objects.get(pk=entity.pk).department_id == "05"
        assert differences() == []

    def test_of_a_service_in_design_whose_line_it_had_changed_go_back_to_its_line(self, country):
        draft = brought_draft(country)
        given_to(country, country.amaga, draft)
        run = brought(country, "services", "Identificador;Nombre;Línea temática", "S-1;Rentas al día;Otra línea")
        assert ServiceVersion.objects.get(pk=draft.pk).line.name == "Otra línea"
        assert differences() == []

        undone(country, run)

        assert ServiceVersion.objects.get(pk=draft.pk).line == draft.line
        assert differences() == []


def brought_draft(country: Country) -> ServiceVersion:
    heading = "Identificador;Nombre;Línea temática"
    brought(country, "services", heading, f"S-1;Rentas al día;{country.version.line.name}")
    return ServiceVersion.objects.get(service__external_id="S-1")
