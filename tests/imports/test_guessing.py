"""What a file that nobody designed a mapping for is first taken for: headings of real files and of advisers' own spreadsheets."""

from __future__ import annotations

from random import Random

import pytest

from llegada.core.text import fold
from llegada.imports import guessing
from llegada.imports.fields import FIELDS
from llegada.imports.guessing import fields_named, find_headings, likeliest_target, suggest, tells_rows_apart

#: Headings of the list of interventions in PDET territories and of the national portfolio of 2022, without their data.
INVESTMENTS = [
    "BPIN/Id Proyecto", "Subregion(es)", "Municipio(s)", "Proyecto", "Programa / Fuente de financiación",
    "Valor (Valores en millones de pesos)", "Estado", "Pilar(es)", "Sector", "Contribuyente/Ejecutor", "Vigencia", "Periodo",
    "Código Sistema", "Fecha de corte", "codigos",
]  # fmt: skip
OFFER = [
    "Id", "Sector", "Tipo de Oferta", "Capacidad", "estrategia", "Nombre", "Objetivo", "Frecuencia", "PaginaWeb", "Cobertura",
    "Entidad", "NombreEntidad",
]  # fmt: skip
A_SERVICE = [
    "81", "Deporte", "", "Poblacional", "Desarrollo", "Recreación", "Promover", "", "https://a.co", "NACIONAL", "X", "Y"
]  # fmt: skip
VISITS = ["No.", "Departamento", "Municipio", "Fecha de la visita", "Tipo de asistencia", "Modalidad", "Producto",
          "Tema tratado", "Grupo", "Profesional", "Hora inicio", "Observaciones"]  # fmt: skip
A_VISIT = [
    1, "Antioquia", "Yarumal", "15/03/2023", "Taller", "Virtual", "Manual", "Perfiles", "Empleo", "Ana", "9:00 a.m.", ""
]  # fmt: skip
ANOTHER = [
    2, "Antioquia", "Amagá", "22 de marzo de 2023", "Taller", "Virtual", "Manual", "Perfiles", "Empleo", "Ana", "", ""
]  # fmt: skip


def columns_of(target: str, headings: list[str], *rows: list[object], knows=lambda kind, text: False) -> dict[str, str]:
    return {name: " + ".join(one.columns) for name, one in suggest(target, headings, rows, knows).items()}


@pytest.mark.parametrize("heading", ["Nombres y apellidos", "APELLIDOS Y NOMBRES", "Nombres", "Nombre completo"])
@pytest.mark.parametrize("target", ["attendances", "people"])
def test_the_name_of_a_person_is_known_by_any_of_its_headings(target, heading):
    assert columns_of(target, ["Entidad", heading, "Cargo"], ["Alcaldía", "Ana Ruiz", "Enlace"])["name"] == heading


class TestHeadingsOfTwoRows:
    TITLES = (["INFORME 2019", "", "", "", "", ""],)
    FIRST = ["Lugar", "Lugar", "Fecha de realización", "Servicio", "Tema tratado", "Dependencia"]
    SECOND = ["Depto.", "Mpio", *FIRST[2:]]

    def test_merged_downwards_are_those_of_the_last(self):
        rows = [*self.TITLES, self.FIRST, self.SECOND, ["Boyacá", "Tunja", "2019-03-01", "Rentas", "Taller", "Fiscal"]]

        assert find_headings("sessions", [*rows, rows[-1]]) == 2

    def test_is_no_row_of_data_that_says_once_what_its_heading_does(self):
        rows = [self.SECOND, ["Boyacá", "Tunja", "2019-03-01", "Servicio", "Taller", "Fiscal"], ["Boyacá", *"abcde"]]

        assert find_headings("sessions", rows) == 0


class TestColumns:
    def test_of_an_advisers_spreadsheet_are_all_recognised(self):
        found = columns_of("sessions", VISITS, A_VISIT, ANOTHER)

        assert found == {
            "entity": "Municipio + Departamento", "held_on": "Fecha de la visita", "session_kind": "Tipo de asistencia",
            "modality": "Modalidad", "service": "Producto", "title": "Tema tratado", "unit": "Grupo", "advisor": "Profesional",
            "starts_at": "Hora inicio", "done": "Observaciones",
        }  # fmt: skip

    def test_of_the_investments_take_neither_the_day_of_cut_for_a_start_nor_a_state_for_a_result(self):
        row = ["2019001", "SUR", "YARUMAL", "Vía", "PGN", 12.5, "EN EJECUCIÓN", "1", "Vías", "", 2020, "", "77",
               "2025-01-31 00:00:00", "05887|05030"]  # fmt: skip
        again = [*row[:10], 2021, "", "77", row[13], row[14]]

        found = columns_of("plans", INVESTMENTS, row, again)

        assert found == {"title": "Proyecto", "entity": "Municipio(s)", "year": "Vigencia", "code": "codigos"}

    def test_of_the_offer_are_those_of_services(self):
        found = columns_of("services", OFFER, A_SERVICE)

        assert found["name"] == "Nombre"
        assert found["objective"] == "Objetivo"
        assert found["website"] == "PaginaWeb"
        assert found["external_id"] == "Id"

    @pytest.mark.parametrize(
        "heading", ["Cód. DANE", "DIVIPOLA", "cod_mpio", "Código del municipio", "Codigo Divipola", "COD_DANE"]
    )
    def test_with_codes_of_municipalities_go_by_many_names(self, heading):
        assert columns_of("sessions", ["Tema", heading], ["Taller", "05030"])["code"] == heading

    def test_without_a_heading_that_says_it_are_told_by_what_they_hold(self):
        known = {("entity", "Yarumal"), ("service", "Manual"), ("advisor", "ana@ic.gov.co")}
        row = ["Yarumal", "Manual", "ana@ic.gov.co", "05/03/2023", "14:30"]

        found = columns_of(
            "sessions",
            ["Lugar atendido", "Qué", "Contacto", "Cuándo", "A qué hora"],
            row,
            knows=lambda *pair: pair in known,
        )

        assert found["entity"] == "Lugar atendido"
        assert found["service"] == "Qué"
        assert found["advisor"] == "Contacto"
        assert found["held_on"] == "Cuándo"
        assert found["starts_at"] == "A qué hora"

    @pytest.mark.parametrize("heading", ["Valor viáticos", "Costo total", "Presupuesto ($)"])
    def test_of_money_are_left_out(self, heading):
        assert heading not in columns_of("sessions", ["Tema", heading], ["Taller", "$ 1.250.000,50"]).values()

    def test_divide_codes_only_where_some_cell_holds_several(self):
        one = suggest("sessions", ["DIVIPOLA"], [["05030"]])
        several = suggest("sessions", ["DIVIPOLA"], [["05030"], ["05030; 05031"]])

        assert (one["code"].split, several["code"].split) == ("", ";")


class TestIdentifiers:
    def test_that_repeat_themselves_identify_nothing(self):
        assert not tells_rows_apart("bpin", ["7", "7", "8"])
        assert tells_rows_apart("bpin", ["7", "9", "8"])

    def test_that_only_number_the_rows_of_this_file_identify_nothing(self):
        assert not tells_rows_apart("no", [1, 2, 3])
        assert not tells_rows_apart("consecutivo", ["1", "2", "3"])
        assert tells_rows_apart("id asesoria", [1, 2, 3])
        assert tells_rows_apart("consecutivo", ["C-1", "C-2", "C-3"])

    def test_that_some_rows_say_they_have_not_still_identify_the_others(self):
        rows = [["R-1", "05001"], ["N/A", "05001"], ["R-2", "05030"], ["N/A", "05030"]]
        assert suggest("sessions", ["Radicado", "DIVIPOLA"], rows)["external_id"].columns == ("Radicado",)


class TestHeadings:
    def test_are_found_below_merged_titles(self):
        title = ["MATRIZ DE SEGUIMIENTO"] * 12
        note = ["Fecha de corte: 31/12/2023", *[None] * 11]

        assert find_headings("sessions", [title, title, note, [None] * 12, VISITS, A_VISIT]) == 4

    def test_are_the_second_of_two_rows_where_the_first_only_groups(self):
        bands = ["Lugar", "Lugar", "Lugar", "Asesoría", "Asesoría", "Producto"]
        names = ["Código DANE", "Departamento", "Municipio", "Fecha", "Tema", "Servicio"]

        assert find_headings("sessions", [bands, names, ["05887", "Antioquia", "Yarumal", "15/03/2023", "A", "B"]]) == 1

    def test_that_name_nothing_of_ours_are_the_first_row_as_wide_as_the_table(self):
        rows = [["Informe", None, None], ["Uno", "Dos", "Tres"], ["a", "b", "c"], ["d", "e", "f"]]

        assert find_headings("sessions", rows) == 1


class TestTarget:
    def test_is_told_by_its_columns(self):
        assert (
            likeliest_target(VISITS, [A_VISIT, ANOTHER], ["plans", "sessions", "commitments", "attendances"])
            == "sessions"
        )
        assert likeliest_target(OFFER, [A_SERVICE], ["plans", "sessions", "services"]) == "services"

    def test_is_not_told_by_a_table_of_anything(self):
        assert likeliest_target(["a", "b"], [["1", "2"]], ["plans", "sessions", "services"]) is None


class TestWrittenByAnOffice:
    def test_the_number_of_something_is_known_however_it_is_cut_short(self):
        for heading in ("N° convenio", "No. de convenio", "Nro. Convenio", "Convenio No."):
            assert (
                columns_of("plans", ["Objeto", heading], ["Apoyar", "CV-1"], ["Apoyar", "CV-2"])["external_id"]
                == heading
            )
            assert columns_of("milestones", ["Entrega", heading], ["Acta", "CV-1"], ["Plan", "CV-1"])["plan"] == heading
        for heading in ("Visita No.", "N° visita", "# Visita", "Visita"):
            assert columns_of("attendances", ["Nombre", heading], ["Ana", "7"], ["Luis", "7"])["session"] == heading

    def test_a_number_of_anything_else_identifies_nothing(self):
        assert "external_id" not in columns_of(
            "plans", ["Objeto", "No. de cuenta"], ["Apoyar", "A-1"], ["Apoyar", "A-2"]
        )

    def test_given_names_and_surnames_are_one_name_in_the_order_of_the_sheet(self):
        row = ["7", "Ana", "Ruiz"]

        assert columns_of("attendances", ["Visita", "Nombres", "Apellidos"], row)["name"] == "Nombres + Apellidos"
        assert columns_of("people", ["NIT", "Apellidos", "Nombre"], row)["name"] == "Apellidos + Nombre"
        assert columns_of("people", ["NIT", "Nombres y apellidos", "Cargo"], row)["name"] == "Nombres y apellidos"


class TestNamesOfFields:
    def test_are_those_that_comparing_with_every_one_finds(self):
        letters = Random(7)
        names = [alias for fields in FIELDS.values() for one in fields for alias in guessing._aliases(one)]
        headings = [*names, *(f"{name} de la visita" for name in names), *VISITS, *INVESTMENTS, *OFFER]
        headings += [name.replace(letters.choice(name), letters.choice("aeo n"), 1) for name in names]

        for target in FIELDS:
            for heading in letters.sample(headings, 150):
                found = any(guessing._named(fold(heading), alias) >= guessing._ALIKE
                            for one in FIELDS[target] for alias in guessing._aliases(one))  # fmt: skip
                assert bool(fields_named(target, [heading])) is found, (target, heading)

    def test_are_compared_with_few_others_where_a_workbook_has_thousands_of_texts(self, monkeypatch):
        compared = []
        named = guessing._named
        monkeypatch.setattr(guessing, "_named", lambda *both: compared.append(both) or named(*both))

        fields_named("sessions", [f"Pregunta {number} del formulario de satisfacción" for number in range(1000)])

        assert len(compared) < 2000  # a hundred and thirty names for each text would be more than a hundred thousand
