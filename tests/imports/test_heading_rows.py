"""Headings of two rows that nobody merged: recognised when the content says so, said by a person else, and remembered."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.tabular import Unreadable
from llegada.delivery.models import Session
from llegada.imports.heading_rows import find_heading_rows, joined
from llegada.imports.layout import from_json
from llegada.imports.models import ImportMapping
from llegada.imports.services.offering import look_at_file, offer_file
from llegada.imports.services.peeking import peek
from llegada.imports.services.runs import describe_columns, upload_file
from tests.factories import NOW
from tests.imports.makers import carried_out, counts, csv_upload, describe, layout_of, tried, xlsx_upload

GROUPS = ["Entidad", "", "Servicio", "Sesiones", ""]
COLUMNS = ["Código", "Nombre", "", "Fecha", "Tema"]
ROWS = [
    ["05001", "Medellín", "Catastro multipropósito", "2019-03-05", "Taller"],
    ["05030", "Amagá", "Catastro multipropósito", "2019-04-10", "Mesa"],
]
UNITS = ["(cinco cifras)", "Texto", "Texto", "dd/mm/aaaa", "Texto libre"]
ONE_ROW = ["Código DANE", "Municipio", "Servicio", "Fecha", "Tema"]
TITLES = ["Entidad · Código", "Entidad · Nombre", "Servicio", "Sesiones · Fecha", "Sesiones · Tema"]


def as_csv(rows):
    return csv_upload(*(";".join(row) for row in rows))


def as_xlsx(rows):
    return xlsx_upload([list(row) for row in rows])


def found_in(country, upload, **said):
    run = upload_file(
        actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
    )
    return run, peek(run, **said)


class TestWhere:
    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([GROUPS, COLUMNS, *ROWS], (0, 2)),
            ([["Informe de asistencia de 2019"], [], GROUPS, COLUMNS, *ROWS], (2, 2)),
            ([ONE_ROW, UNITS, *ROWS], (0, 2)),
            ([["Id", "Municipio", "Servicio", "Sesión", ""], ["", "", "", "Fecha", "Tema"], *ROWS], (0, 2)),
            # A budget: nothing of what its columns are called is a field of ours, but they are words above figures.
            ([["Municipio", "Meta", "", "Avance", ""], ["", "Inicial", "Final", "Primero", "Segundo"],
              ["Amagá", "10", "20", "3", "4"], ["Medellín", "5", "7", "1", "2"]], (0, 2)),
        ],
    )  # fmt: skip
    def test_two_rows_are_told_by_what_they_say(self, rows, expected):
        assert find_heading_rows("sessions", rows) == expected

    @pytest.mark.parametrize(
        "rows",
        [
            [ONE_ROW, *ROWS],
            # A first row of data, all words, below a heading without name.
            [["Municipio", "Servicio", "Fecha", ""], ["Amagá", "Catastro", "", "Por revisar"],
             ["Yolombó", "Catastro", "2019-03-05", ""]],
            [["Municipio", "Servicio", "Fecha", ""], ["Amagá", "Catastro", "pendiente", "Por revisar"],
             ["Yolombó", "Catastro", "2019-03-05", "Taller"]],
            # The title of the sheet, with its date beside, above headings that are all there.
            [["Asistencia técnica", "Corte de diciembre", "", "", ""], ONE_ROW, *ROWS],
            [["Municipio", "Tema", ""], ["Amagá", "Taller", "Texto"]],
        ],
    )  # fmt: skip
    def test_what_may_be_a_row_of_data_is_none_of_headings(self, rows):
        assert find_heading_rows("sessions", rows)[1] == 1

    def test_groups_go_on_to_the_right_and_explanations_name_nothing(self):
        assert joined(GROUPS, COLUMNS) == TITLES
        assert joined(ONE_ROW, UNITS) == ONE_ROW
        assert joined(["Fecha", "Fecha", "Tema"], ["Inicio", "Fin", "Tema"]) == [
            "Fecha · Inicio",
            "Fecha · Fin",
            "Tema",
        ]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
class TestFile:
    def test_of_two_rows_goes_in_whole(self, country, written):
        run, found = found_in(country, written([["Informe de 2019"], GROUPS, COLUMNS, *ROWS]))

        assert (found.header_row, found.header_rows, found.headings) == (2, 2, TITLES)
        assert {name: one.columns for name, one in found.layout.fields.items()} == {
            "code": (TITLES[0],), "entity": (TITLES[1],), "service": (TITLES[2],), "held_on": (TITLES[3],), "title": (TITLES[4],),
        }  # fmt: skip

        fields = {**found.layout.fields, "unit": layout_of(country).fields["unit"]}
        layout = type(found.layout)("sessions", found.sheet, 2, fields, header_rows=2)
        run = tried(country, written([["Informe de 2019"], GROUPS, COLUMNS, *ROWS]), layout)
        assert counts(run) == {"created": 2}
        carried_out(country, run)
        assert sorted(Session.objects.values_list("title", "held_on")) == [
            ("Mesa", date(2019, 4, 10)),
            ("Taller", date(2019, 3, 5)),
        ]

    def test_of_what_a_person_says_is_read_so_and_remembered(self, country, written):
        """Nothing tells these two rows from one and a row of data: a person does, and the next file is not asked."""
        rows = [["Lugar", "Lugar", "Producto", "Visita", "Visita"], ["DANE", "Mpio", "Nombre", "Día", "Asunto"], *ROWS]
        assert found_in(country, written(rows))[1].header_rows == 1

        run, found = found_in(country, written(rows), header_row=1, header_rows=2)
        assert found.headings[0] == "Lugar · DANE"
        layout = found.layout
        fields = {**layout.fields, **{name: one for name, one in layout_of(country).fields.items() if name == "unit"}}
        layout = type(layout)("sessions", layout.sheet, 1, fields, header_rows=2)
        describe_columns(
            actor=country.actor, public_id=run.public_id, layouts=[layout], headings=found.headings, now=NOW,
            mapping_name="Visitas",
        )  # fmt: skip

        assert from_json(ImportMapping.objects.get().layouts[0]).header_rows == 2
        again = found_in(country, written(rows))[1]
        assert (again.header_row, again.header_rows, again.mapping_name) == (1, 2, "Visitas")


@pytest.mark.parametrize(
    ("target", "rows"),
    [
        ("entities", [["Municipio", "Nombre"], ["Campo de la Cruz", "Alcaldía uno"], ["Soledad", "Alcaldía dos"]]),
        (
            "services",
            [["Servicio", "Línea temática"], ["Formato único territorial", "Hacienda"], ["Catastro", "Tierras"]],
        ),
        ("services", [["Servicio", "Obligación"], ["Escriba su plan", "Ley 388"], ["Catastro", "Ley 14"]]),
        ("sessions", [["Entidad", "Tema"], ["(Bogotá)", "Mesa"], ["Tunja", "Taller"]]),
        (
            "sessions",
            [
                ["Municipio", "Servicio", "Fecha", "", "Asistentes"],
                ["Tunja", "Catastro", "Por definir", "Pendiente", "Ninguno"],
                ["Cali", "POT", "2024-01-02", "10", "4"],
            ],
        ),
    ],
    ids=["a municipality", "a form", "a service", "one in brackets", "no datum yet"],
)
def test_a_first_row_of_data_in_words_is_not_taken_for_headings(target, rows):
    """It would be lost without a word."""
    assert find_heading_rows(target, rows) == (0, 1)


@pytest.mark.parametrize(
    "explained",
    [
        ["Campo obligatorio", "Campo de texto", "Formato de fecha"],
        ["Formato dd/mm/aaaa", "Formato texto", "Texto"],
    ],
)
def test_what_explains_titles_is_still_told_from_data(explained):
    titles = ["Municipio", "Tema", "Fecha"]
    assert find_heading_rows("sessions", [titles, explained, ["Tunja", "Mesa", "2024-01-02"]]) == (0, 2)


def test_the_rows_that_do_not_go_in_come_back_with_their_joined_headings(country):
    """Corrected they are a table of one row of headings, and are still read as was said of the file."""
    run, found = found_in(country, as_csv([GROUPS, COLUMNS, *ROWS]))
    describe_columns(
        actor=country.actor, public_id=run.public_id, layouts=[found.layout.__class__("sessions", "", 1, {
            **found.layout.fields, "unit": layout_of(country).fields["unit"]}, header_rows=2)],
        headings=found.headings, now=NOW, mapping_name="Sesiones",
    )  # fmt: skip

    corrected = found_in(country, as_csv([TITLES, *ROWS]))[1]
    offer = look_at_file(
        actor=country.actor, organization=country.unit.organization, target="sessions", now=NOW,
        upload=as_csv([GROUPS, COLUMNS, *ROWS]), mapping_id=ImportMapping.objects.get().public_id,
    )  # fmt: skip
    offered = offer_file(actor=country.actor, offer=offer, now=NOW)

    assert (corrected.header_rows, corrected.mapping_name) == (1, "Sesiones")
    assert offered.layouts[0]["header_rows"] == 2


def test_a_layout_of_before_has_one_row_of_headings(country):
    run = describe(country, as_csv([ONE_ROW, *ROWS]), layout_of(country))
    old = {name: said for name, said in run.layouts[0].items() if name != "header_rows"}

    assert from_json(old).header_rows == 1


class TestPage:
    def test_says_which_rows_they_are_and_lets_a_person_say_it(self, country, client):
        client.force_login(Person.objects.get(pk=country.actor.person_id))
        run, _found = found_in(country, as_csv([GROUPS, COLUMNS, *ROWS]))
        url = reverse("imports:columns", kwargs={"public_id": run.public_id})

        page = client.get(url)
        assert "Los títulos ocupan las filas 1 y 2" in page.content.decode()
        assert [one.heading for one in page.context["found"].columns] == TITLES

        one = client.get(url, {"fila": "2", "filas": "1"})
        assert "Los títulos están en la fila 2" in one.content.decode()
        assert client.get(url, {"fila": "x", "filas": "9"}).context["found"].header_rows == 2


HEADINGS = ["Código DANE", "Municipio", "Servicio", "Fecha", "Tema"]
VISITS = [
    ["05001", "Medellín", "Catastro multipropósito", "2019-03-05", "Taller"],
    ["05030", "Amagá", "Catastro multipropósito", "2019-04-10", "Mesa"],
    ["05002", "Abejorral", "Ordenamiento", "2019-04-11", "Visita"],
]
#: The same with a last column that has no title, and with a first one of numbers.
UNTITLED = [[*HEADINGS, ""], *([*row, "Sin novedad"] for row in VISITS)]
NUMBERED = [["", *HEADINGS], *([str(number), *row] for number, row in enumerate(VISITS, start=1))]
FIGURES = [["Amagá", "2019-04-10", "10", "bien", "bien"], ["Tunja", "2019-04-11", "12", "mal", "bien"]]
OFFICE = {
    "a title": ("sessions", [["Informe de asistencia de 2019"], HEADINGS, *VISITS], (1, 1)),
    "a merged title": ("sessions", [["Informe de 2019"] * 5, HEADINGS, *VISITS], (1, 1)),
    "a title and its date": ("sessions", [["Informe", "", "", "", "Corte: diciembre"], *UNTITLED], (1, 1)),
    "a title and its version over a column without title": (
        "sessions", [["Asistencia técnica", "", "", "", "", "Versión 2"], *UNTITLED], (1, 1)),
    "a form of an office": ("sessions", [["MINISTERIO", "FORMATO", "", "", "", "Código: F-01"], *UNTITLED], (1, 1)),
    "a form of an office, merged": (
        "sessions", [["MINISTERIO", "FORMATO", "FORMATO", "FORMATO", "FORMATO", "Versión"], *UNTITLED], (1, 1)),
    "a logo over the numbers of the rows": (
        "sessions", [["Ministerio", "", "Asistencia técnica", "", "", ""], *NUMBERED], (1, 1)),
    "a title and its year over the numbers of the rows": (
        "sessions", [["Seguimiento", "", "", "", "Vigencia 2019", ""], *NUMBERED], (1, 1)),
    "groups of all columns": ("sessions", [["Entidad", "", "Actividad", "", ""], HEADINGS, *VISITS], (0, 2)),
    "merged groups of all columns": (
        "sessions", [["Entidad", "Entidad", "Actividad", "Actividad", "Actividad"], HEADINGS, *VISITS], (0, 2)),
    "a title and groups": ("sessions", [["Informe"], ["Entidad", "", "Actividad", "", ""], HEADINGS, *VISITS], (1, 2)),
    "a column of its own between groups": ("sessions", [GROUPS, COLUMNS, *VISITS], (0, 2)),
    "years with figures below": (
        "plans", [["Municipio", "Servicio", "2023", "", "2024", ""], ["", "", "Meta", "Avance", "Meta", "Avance"],
                  ["Amagá", "Catastro", "1", "2", "3", "4"], ["Tunja", "Catastro", "1", "2", "3", "4"]], (0, 2)),
    "a column merged downwards beside a group": (
        "sessions", [["Municipio", "Meta", "Meta"], ["Municipio", "Inicial", "Final"], ["Amagá", "10", "20"],
                     ["Tunja", "5", "7"]], (0, 2)),
    "a first row in words": ("sessions", [HEADINGS, ["", "Medellín", "Catastro", "", "Taller"], *VISITS], (0, 1)),
    "a first row in words over a column without title": (
        "sessions", [UNTITLED[0], ["", "Medellín", "Catastro", "", "Taller", "Aplazada"], *UNTITLED[1:]], (0, 1)),
    "a first row in words where others have figures": (
        "sessions", [["Fecha", "Asistentes", ""], ["Aplazada", "Nadie", "Se canceló"],
                     *(row[1:4] for row in FIGURES)], (0, 1)),
    "a first row in words below a title that is repeated": (
        "sessions", [["Municipio", "Fecha", "Asistentes", "Nota", "Nota"], ["Cali", "Aplazada", "Nadie", "Llovió", ""],
                     *FIGURES], (0, 1)),
    "a first row in words below two days": (
        "sessions", [["Municipio", "Fecha", "Fecha", "Servicio"], ["Medellín", "Aplazada", "Cancelada", "Catastro"],
                     ["Amagá", "2019-04-10", "2019-04-12", "POT"], ["Tunja", "2019-04-11", "2019-04-12", "POT"]], (0, 1)),
    "a first row with two names of one field": (
        "people", [["Municipio", "Nombre", "Cargo", ""], ["Amagá", "Rosa Díaz", "Enlace", "Funcionario"],
                   ["Tunja", "Luis Paz", "Alcalde", "Electo"]], (0, 1)),
}  # fmt: skip


@pytest.mark.parametrize(("target", "rows", "expected"), OFFICE.values(), ids=OFFICE)
def test_tables_as_offices_write_them_are_read_from_their_headings(target, rows, expected):
    assert find_heading_rows(target, rows) == expected


def test_more_columns_than_anybody_could_be_asked_about_are_refused(country):
    rows = [[f"Campo {number}" for number in range(1001)], ["1"] * 1001]

    with pytest.raises(Unreadable, match="tiene 1001 columnas y se leen 1000 a lo sumo"):
        found_in(country, as_csv(rows))
