"""An offer of services that others published: its kinds are asked once, what it makes is told, and no row is lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from llegada.core.imports import Finding, Outcome
from llegada.core.roles import Role
from llegada.imports.choices import MatchKind
from llegada.imports.services.directory import LEFT_BLANK
from llegada.imports.services.noting import note_of_others
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import confirm_matches, upload_file
from llegada.portfolio.models import Service, ThematicLine
from tests.factories import NOW, assign, make_person
from tests.imports.makers import carried_out, counts, csv_upload, tried

LONG = f"https://www.example.org/{'a' * 600}"
OFFER = (
    "Id;Sector;Tipo de Oferta;estrategia;Nombre;Objetivo;PaginaWeb",
    "81;Vivienda;Asistencia técnica;Gestión del suelo;Mejorar barrios;Que mejoren;www.example.org",
    "82;Vivienda;Herramientas;Gestión del suelo;Prestar equipos;;",
    f"83;Cultura;Herramientas;Casas de cultura;Abrir casas;;{LONG}",
    "83;Cultura;Formación;Casas de cultura;Repetida;;",
)


@pytest.fixture
def layout(country):
    kept = upload_file(
        actor=country.actor,
        organization=country.unit.organization,
        target="services",
        upload=csv_upload(*OFFER),
        now=NOW,
    )
    return peek(kept).layout


def say_what_tools_are(country, run, value):
    confirm_matches(
        actor=country.actor, public_id=run.public_id, matches={(MatchKind.SERVICE_KIND, "Herramientas"): value}, now=NOW
    )


class TestOffer:
    def test_has_the_line_of_the_column_that_says_it_best(self, layout):
        assert layout.fields["line"].columns == ("estrategia",)

    def test_asks_what_its_kinds_are_and_takes_the_rows_when_it_is_said(self, country, layout):
        run = tried(country, csv_upload(*OFFER), layout, target="services")
        assert (counts(run), run.summary["unknown"]) == (
            {"created": 2, "refused": 2}, [["service_kind", "Herramientas"]]
        )  # fmt: skip
        say_what_tools_are(country, run, LEFT_BLANK)

        run = carried_out(country, tried(country, csv_upload(*OFFER), layout, target="services"))

        assert (run.status, counts(run)) == ("done", {"created": 3, "refused": 1})
        [bad] = read_bad_rows(str(run.public_id))
        assert (bad.row, bad.issues[0].column) == (5, "Id")
        versions = {one.external_id: one.versions.get() for one in Service.objects.exclude(external_id="")}
        assert {key: (one.kind, one.line.name) for key, one in versions.items()} == {
            "81": ("technical_assistance", "Gestión del suelo"),
            "82": ("", "Gestión del suelo"),
            "83": ("", "Casas de cultura"),
        }

    def test_that_calls_a_kind_otherwise_is_of_the_one_that_was_said(self, country, layout):
        run = tried(country, csv_upload(*OFFER), layout, target="services")
        say_what_tools_are(country, run, "guidance")

        carried_out(country, tried(country, csv_upload(*OFFER), layout, target="services"))

        assert Service.objects.get(external_id="82").versions.get().kind == "guidance"

    def test_tells_in_its_trial_what_it_would_make_and_leave_out(self, country, layout):
        run = tried(country, csv_upload(*OFFER[:2]), layout, target="services")
        assert not ThematicLine.objects.filter(name="Gestión del suelo").exists()
        assert run.summary["notes"] == [
            "estrategia: La línea temática no estaba en Llegada: se crea. (1 fila: «Gestión del suelo»)"
        ]

        say_what_tools_are(country, run, LEFT_BLANK)
        run = tried(country, csv_upload(*OFFER), layout, target="services")

        made, left_out = run.summary["notes"]
        assert made.endswith("se crea. (2 filas: «Gestión del suelo», «Casas de cultura»)")
        assert left_out.startswith("PaginaWeb: La dirección tiene 624 caracteres")
        assert "(1 fila: «https://" in left_out

    def test_is_the_same_to_who_reads_in_english(self, country, layout):
        with translation.override("en"):
            run = tried(country, csv_upload(*OFFER[:2]), layout, target="services")

            carried_out(country, run)

        assert Service.objects.get(external_id="81").versions.get().kind == "technical_assistance"


class TestNoteOfOthers:
    def test_tells_the_first_things_with_the_first_values_of_each(self):
        work = SimpleNamespace(report=SimpleNamespace(notes=[]))
        found = [Finding(n, "line", f"Línea {n}", Outcome.WARNED, "Se crea.") for n in range(6)]
        found += [
            Finding(9, "line", "Línea 0", Outcome.WARNED, "Se crea."),
            Finding(9, "other", "", Outcome.WARNED, "Sin valor."),
        ]
        found += [Finding(9, "web", "x" * 90, Outcome.WARNED, f"Razón {n}.") for n in range(8)]

        note_of_others(work, found, {"line": "Estrategia"})

        assert work.report.notes == [
            "Estrategia: Se crea. (7 filas: «Línea 0», «Línea 1», «Línea 2», «Línea 3», «Línea 4»…)",
            "other: Sin valor. (1 fila)",
            *(f"web: Razón {n}. (1 fila: «{'x' * 80}»)" for n in range(6)),
        ]


class TestFileAboutPlaces:
    @pytest.mark.parametrize(
        ("role", "way"),
        [(Role.MONITORING_ADMIN, 'href="/focalizacion/indices/cargar/"'), (Role.COORDINATOR, "Ese lo carga en")],
    )
    def test_is_told_its_own_door(self, login, country, role, way):
        person = make_person()
        assign(person, role, organization=country.unit.organization)

        page = login(person).get("/importaciones/nueva/").content.decode()

        assert "índices, categorías, población" in page
        assert way in page
