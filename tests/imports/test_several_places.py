"""Cells that name several municipalities, as offices write them: «Tunja, Duitama y Sogamoso»."""

from __future__ import annotations

import pytest

from llegada.delivery.models import AttendanceEntry, Session
from llegada.imports.layout import Layout, Source
from llegada.imports.services.report import read_bad_rows
from tests.factories import make_entity, make_municipality
from tests.imports.makers import HEADINGS, carried_out, counts, csv_upload, imported, layout_of, tried, xlsx_upload


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


class TestReferences:
    """What speaks of the identifier of a row whose codes were divided."""

    PLANS = Layout(
        "plans", "Datos", 1,
        {"external_id": Source(("Id",)), "code": Source(("Municipios",), split=";"), "title": Source(("Plan",)),
         "year": Source(("Año",)), "unit": Source(value="Dirección de Catastro")},
    )  # fmt: skip

    @pytest.fixture
    def plans(self, country):
        rows = [["P-1", "05001; 05030", "Catastro", 2019], ["P-2", "05030", "Otro", 2019]]
        upload = xlsx_upload([["Id", "Municipios", "Plan", "Año"], *rows])
        assert counts(imported(country, upload, self.PLANS, target="plans")) == {"created": 3}

    def sessions(self, country, *rows: str, code: Source | None = None):
        upload = csv_upload("Id;Plan;DIVIPOLA;Servicio;Fecha;Tema;Modalidad", *rows)
        layout = layout_of(country, code=code or Source(), plan=Source(("Plan",)), unit=Source())
        return imported(country, upload, layout)

    TAIL = "Catastro multipropósito;2019-03-05;Taller;Virtual"

    @pytest.mark.usefixtures("plans")
    def test_are_of_the_plan_of_their_place(self, country):
        places = (f"1;P-1;05030;{self.TAIL}", f"2;P-1;05001;{self.TAIL}")

        assert counts(self.sessions(country, *places, code=Source(("DIVIPOLA",)))) == {"created": 2}
        found = {one.plan.entity for one in Session.objects.filter(plan__title="Catastro")}
        assert found == {country.medellin, country.amaga}

    @pytest.mark.usefixtures("plans")
    def test_to_one_that_names_one_place_need_no_more(self, country):
        assert counts(self.sessions(country, f"1;P-2;;{self.TAIL}")) == {"created": 1}
        assert Session.objects.get().plan.title == "Otro"

    @pytest.mark.usefixtures("plans")
    def test_that_do_not_say_which_are_told_how(self, country):
        run = self.sessions(country, f"1;P-1;;{self.TAIL}", f"2;P-1#05030;;{self.TAIL}", f"3;P-9;;{self.TAIL}")

        assert counts(run) == {"created": 1, "refused": 2}
        assert Session.objects.get().plan.entity == country.amaga
        reasons = [one.issues[0].reason for one in read_bad_rows(str(run.public_id))]
        assert "Ese identificador es de 2 planes" in reasons[0]
        assert "escribiéndolo con el código del municipio: P-1#05001." in reasons[0]
        assert "No se ha traído ningún plan" in reasons[1]

    def test_of_people_are_of_the_first_session(self, country):
        code = Source(("DIVIPOLA",), split=",")
        assert counts(
            imported(country, csv_upload(HEADINGS, f"A-1;05030,05001;{self.TAIL}"), layout_of(country, code=code))
        )
        fields = {"session": Source(("Visita",)), "name": Source(("Nombre",)), "entity_name": Source(value="Alcaldía")}

        run = imported(
            country, csv_upload("Visita;Nombre", "A-1;Ana"), Layout("attendances", "", 1, fields), target="attendances"
        )

        assert counts(run) == {"created": 1}
        assert AttendanceEntry.objects.get().session.plan.entity == country.amaga


def test_the_name_of_a_place_without_mayor_that_is_of_another_too_is_asked(country):
    """«San Andrés» is an island, without alcaldía, and a town of Santander."""
    make_entity(make_municipality("68669", "San Andrés"))
    make_municipality("88001", "San Andrés")
    fields = {"code": Source(), "entity": Source(("DIVIPOLA",))}
    tail = "Catastro multipropósito;2019-03-05;Taller;Virtual"

    run = tried(country, csv_upload(HEADINGS, f"1;SAN ANDRES;{tail}", f"2;Amagá;{tail}"), layout_of(country, **fields))

    assert counts(run) == {"created": 1, "refused": 1}
    assert [text for _kind, text in run.summary["unknown"]] == ["SAN ANDRES"]
