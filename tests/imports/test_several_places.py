"""Cells that name several municipalities, as offices write them: «Tunja, Duitama y Sogamoso»."""

from __future__ import annotations

import pytest

from llegada.delivery.models import AttendanceEntry
from llegada.imports.layout import Layout, Source
from tests.factories import make_entity, make_municipality
from tests.imports.makers import carried_out, counts, csv_upload, imported, layout_of, tried, xlsx_upload


class TestPlacesByName:
    HEAD = "Id;Municipios;Servicio;Fecha;Tema;Modalidad"

    def brought(self, country, cells: list[str], mark: str, **more: Source):
        rows = [
            [f"A{n}", cell, "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"]
            for n, cell in enumerate(cells)
        ]
        fields = {"code": Source(), "entity": Source(("Municipios",), split=mark), **more}
        return tried(country, xlsx_upload([self.HEAD.split(";"), *rows]), layout_of(country, sheet="Datos", **fields))

    @pytest.mark.parametrize(
        ("cell", "mark"),
        [
            ("Amagá; Medellín", ";"),
            ("Amagá, Medellín, Amagá", ","),
            ("AMAGA y Medellín", ","),
            ("Amagá, y Medellín", ","),
            ("Amagá – Medellín", "-"),
            ("Amagá/Medellín", "/"),
            ("Amagá\nMedellín", "line"),
        ],
    )
    def test_are_a_row_each(self, country, cell, mark):
        assert counts(self.brought(country, [cell], mark)) == {"created": 2}

    def test_that_are_one_name_stay_together(self, country):
        make_entity(make_municipality("11001", "Bogotá, D.C."))

        assert counts(self.brought(country, ["Bogotá, D.C.", "Amagá"], ",")) == {"created": 2}

    def test_may_be_divided_otherwise_in_some_cells_where_all_are_known(self, country):
        run = self.brought(country, ["Amagá, Medellín", "Amagá / Medellín", "Amagá; Guaduales"], ",")

        assert counts(run) == {"created": 4, "refused": 1}
        assert [text for _kind, text in run.summary["unknown"]] == ["Amagá; Guaduales"]

    def test_of_which_one_is_unknown_are_asked_for_that_one(self, country):
        run = self.brought(country, ["Amagá, Guaduales y Medellín", "Guaduales y Robledal"], ",")

        assert counts(run) == {"created": 1, "refused": 2}
        assert [text for _kind, text in run.summary["unknown"]] == ["Guaduales y Medellín", "Guaduales y Robledal"]

    def test_leave_a_department_with_the_name_before_it_that_nobody_knows(self, country):
        make_entity(kind="governorate", department=country.amaga.department)
        department = country.amaga.department.name

        run = self.brought(
            country, [f"Guaduales, {department}", f"Amagá, {department}", f"Medellín, Amagá, {department}"], ","
        )

        assert [text for _kind, text in run.summary["unknown"]] == [f"Guaduales, {department}"]
        assert counts(run) == {"created": 4, "refused": 1}

    def test_are_told_apart_however_they_are_written(self, country):
        run = self.brought(country, ["Amagá, Medellín"], ",")
        carried_out(country, run)

        again = self.brought(country, ["AMAGÁ y medellin"], ",")

        assert counts(again) == {"unchanged": 2}

    def test_leave_what_speaks_of_the_row_with_the_first_of_them(self, country):
        carried_out(country, self.brought(country, ["Medellín", "Amagá, Medellín"], ","))
        fields = {"session": Source(("Visita",)), "name": Source(("Nombre",)), "entity_name": Source(value="Alcaldía")}
        upload = csv_upload("Visita;Nombre", "A0;Ana", "A1;Luis")

        run = imported(country, upload, Layout("attendances", "", 1, fields), target="attendances")

        assert counts(run) == {"created": 2}
        assert AttendanceEntry.objects.get(name="Ana").session.plan.entity == country.medellin
        assert AttendanceEntry.objects.get(name="Luis").session.plan.entity == country.amaga

    def test_divide_the_column_of_municipalities_and_not_that_of_departments(self, country):
        head = ["Id", "Departamento", "Municipios", "Servicio", "Fecha", "Tema", "Modalidad"]
        row = ["A", "Antioquia", "Amagá, Medellín", "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"]
        places = Source(("Departamento", "Municipios"), split=",")
        layout = layout_of(country, sheet="Datos", code=Source(), entity=places)

        run = tried(country, xlsx_upload([head, row]), layout)

        assert [text for _kind, text in run.summary.get("unknown", [])] == []
        assert counts(run) == {"created": 2}
