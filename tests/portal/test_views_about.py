"""What the files of the views say of themselves: day of the cut, filters, definitions, source and address."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
import python_calamine
from django.utils import timezone

from llegada.core.roles import Role
from llegada.core.table_about import About
from llegada.core.tabular import Table, csv_response, xlsx_response
from tests import factories as make
from tests.portal.test_explore_pages import BASE

#: View → what its filters say, and the words of one of its figures.
VIEWS = {
    "matriz": ("Vigencia 2026 · Antioquia · Sesiones", "sesiones"),
    "mapa": ("Vigencia 2026 · Antioquia", "entidades asistidas"),
    "tiempo": ("Vigencia 2026 · Antioquia", "sesiones"),
    "cobertura": ("Vigencia 2026 · Antioquia", "cobertura"),
    "sin-llegada": ("Todas las vigencias · Antioquia · Alcaldías", "sin llegada"),
    "detalle": ("Vigencia 2026 · Antioquia", "personas"),
    "cruces": ("Antioquia", "cruces"),
}


def rows_of_csv(response) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def about_of_xlsx(response) -> list[tuple[str, str]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheet_names[-1] == "Acerca de"
    return [tuple(row) for row in book.get_sheet_by_name("Acerca de").to_python()]


@pytest.fixture
def planner(world, login):
    person = make.make_person()
    make.assign(person, Role.COORDINATOR, organization=world.one)
    return login(person)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now")
@pytest.mark.parametrize("view", VIEWS)
class TestFilesOfViews:
    def test_say_in_a_second_sheet_of_the_xlsx_what_it_is_of(self, planner, view, settings):
        settings.SITE_URL = "https://asistencia.example"
        scope, figure = VIEWS[view]

        lines = about_of_xlsx(planner.get(f"{BASE}{view}.xlsx?department=05"))

        said = dict(lines)
        assert said["Título"]
        assert scope in said["Filtros"]
        assert said["Fecha de corte"].startswith(str(timezone.localdate()))
        assert said["Fuente"]
        assert said["Dirección"].startswith(f"https://asistencia.example{BASE}{view}/?")
        assert "department=05" in said["Dirección"]
        assert any(name.startswith(f"Qué cuenta: {figure} (") and words for name, words in lines)

    def test_say_in_two_columns_of_the_csv_its_day_and_filters(self, planner, view):
        response = planner.get(f"{BASE}{view}.csv?department=05")
        titles, *rows = rows_of_csv(response)
        data = json.loads(planner.get(f"{BASE}{view}.json?department=05").content)

        assert titles == [*data["columnas"], "Fecha de corte", "Filtros"]
        assert len(rows) == len(data["filas"])
        assert {row[-2] for row in rows} <= {str(timezone.localdate())}
        assert all(VIEWS[view][0] in row[-1] for row in rows)
        assert f"{timezone.localdate()}.csv" in response["Content-Disposition"]

    def test_lead_programs_to_the_same_as_json(self, planner, view):
        response = planner.get(f"{BASE}{view}.csv?department=05&separador=punto-y-coma")

        address, relation, kind = response["Link"].split("; ")
        assert (relation, kind) == ('rel="describedby"', 'type="application/json"')
        assert json.loads(planner.get(address.strip("<>")).content)["filtros"]["department"] == "05"


@pytest.mark.django_db
class TestFilesOfOne:
    def test_say_of_whom_they_are(self, planner, world):
        address = f"/territorio/entidades/{world.medellin.public_id}/asistencia"

        lines = dict(about_of_xlsx(planner.get(f"{address}.xlsx")))
        titles, *rows = rows_of_csv(planner.get(f"{address}.csv"))

        assert lines["Filtros"] == world.medellin.name
        assert lines["Dirección"].endswith(f"/territorio/entidades/{world.medellin.public_id}/")
        assert titles[-1] == "Filtros"
        assert {row[-1] for row in rows} == {world.medellin.name}


class TestAbout:
    def table(self, rows=((1,),), name="tabla"):
        about = About(
            "Título", "todo el país", date(2026, 3, 9), "/x/?a=1", notes=["Una nota."], path="/x.csv?a=1&b=.csv"
        )
        return Table(name, ["a"], rows, about)

    def test_is_said_by_the_name_of_a_file_that_has_no_row(self):
        response = csv_response(self.table(rows=()))

        assert rows_of_csv(response) == [["a", "Fecha de corte", "Filtros"]]
        assert response["Content-Disposition"] == 'attachment; filename="tabla-2026-03-09.csv"'

    def test_is_not_said_twice_by_a_name_that_has_the_day(self):
        response = csv_response(self.table(name="avance-2026-03-09"))

        assert response["Content-Disposition"] == 'attachment; filename="avance-2026-03-09.csv"'

    def test_leaves_the_rest_of_an_address_as_it_is(self):
        assert self.table().about.json_path == "/x.json?a=1&b=.csv"

    def test_keeps_its_sheet_after_those_of_a_long_table(self, monkeypatch, db):
        monkeypatch.setattr("llegada.core.xlsx_streams.SHEET_ROWS", 3)

        content = b"".join(xlsx_response(self.table(rows=[(n,) for n in range(5)])).streaming_content)

        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.sheet_names == ["tabla", "tabla (2)", "tabla (3)", "Acerca de"]
        assert book.get_sheet_by_name("tabla (2)").to_python()[1:] == [[2.0], [3.0]]
        assert book.get_sheet_by_name("Acerca de").to_python()[2] == ["Fecha de corte", "2026-03-09"]

    def test_may_say_nothing_of_a_line(self, db):
        about = About("Título", "", date(2026, 3, 9), "/", notes=[""])

        assert about_of_xlsx(xlsx_response(Table("t", ["a"], [], about)))[1] == ("Filtros", "")

    def test_writes_what_would_be_a_formula_as_text(self, db):
        about = About("=1+1", "<&>", date(2026, 3, 9), "/")

        lines = dict(about_of_xlsx(xlsx_response(Table("t", ["a"], [], about))))

        assert (lines["Título"], lines["Filtros"]) == ("=1+1", "<&>")
