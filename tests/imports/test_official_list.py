"""The official list of entities, as it is published: its headings are known, and its classes told from the legal nature."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llegada.core.roles import Role
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import upload_file
from llegada.territory.models import Entity
from tests.factories import NOW, make_actor, make_entity, make_municipality
from tests.imports.makers import Country, carried_out, counts, csv_upload, tried

HEADINGS = (
    "DM_INSTITUCION_COD_INSTITUCION;NOMBRE;CCB_NIT_INST;ORDEN;SUBORDEN;SECTOR;NATURALEZA_JURIDICA;IDMUNICIPIO;MUNICIPIO;"
    "IDDEPARTAMENTO;DEPARTAMENTO;CCB_PAGINA_WEB;ESTADO_INS;cod_mpio"
)
PLACE = "30;AMAGÁ;5;ANTIOQUIA;;ACTIVA;05030"
ROWS = (
    f"8205;AGUAS DE AMAGÁ;;TERRITORIAL;MUNICIPAL;NO APLICA;EMPRESA DE SERVICIOS PUBLICOS;{PLACE}",
    f"8206;HOSPITAL DE AMAGÁ;39300;TERRITORIAL;MUNICIPAL;SALUD;EMPRESA SOCIAL DEL ESTADO;{PLACE}",
    "8207;ALCALDÍA DE ABEJORRAL;;TERRITORIAL;MUNICIPAL;NO APLICA;ALCALDÍA;2;ABEJORRAL;5;ANTIOQUIA;;ACTIVA;05002",
    f"8208;ALGO DE AMAGÁ;;TERRITORIAL;MUNICIPAL;SALUD;;{PLACE}",
)


@pytest.fixture
def keeper(country) -> Country:
    """Return the country with Abejorral and somebody who keeps the catalogue of the whole installation."""
    make_entity(make_municipality("05002", "Abejorral"))
    return replace(country, actor=make_actor(Role.MONITORING_ADMIN))


def official() -> list[str]:
    return [HEADINGS, *ROWS]


class TestOfficialList:
    def test_comes_in_by_its_own_headings_and_says_by_them_what_does_not(self, keeper):
        upload = csv_upload(*official(), name="entidades.csv")
        kept = upload_file(
            actor=keeper.actor, organization=keeper.unit.organization, target="entities", upload=upload, now=NOW
        )
        layout = peek(kept).layout

        run = tried(keeper, csv_upload(*official(), name="entidades.csv"), layout, target="entities")

        assert counts(run) == {"created": 1, "changed": 1, "refused": 2}
        said = [(one.row, one.issues[0].column, one.issues[0].value) for one in read_bad_rows(str(run.public_id))]
        assert sorted(said) == [(3, "CCB_NIT_INST", "39300"), (5, "NATURALEZA_JURIDICA", "")]
        carried_out(keeper, run)
        found = Entity.objects.filter(source_code__in=["8205", "8207"]).order_by("source_code")
        assert [(one.kind, one.municipality_id) for one in found] == [("other", "05030"), ("mayoralty", "05002")]

    def test_says_in_each_row_its_class_or_its_legal_nature(self, keeper):
        lines = (
            "Código en la fuente;Nombre;Orden;Clase;Naturaleza jurídica;Código del municipio",
            "1;INSTITUTO DE AMAGÁ;TERRITORIAL;Otra entidad;;05030",
            "2;HOSPITAL DE AMAGÁ;TERRITORIAL;;EMPRESA SOCIAL DEL ESTADO;05030",
            "3;NADA DE AMAGÁ;TERRITORIAL;;;05030",
        )
        upload = csv_upload(*lines)
        kept = upload_file(
            actor=keeper.actor, organization=keeper.unit.organization, target="entities", upload=upload, now=NOW
        )

        run = tried(keeper, csv_upload(*lines), peek(kept).layout, target="entities")

        assert counts(run) == {"created": 2, "refused": 1}
        [bad] = read_bad_rows(str(run.public_id))
        assert bad.row == 4
