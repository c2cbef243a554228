"""Codes that a spreadsheet took for figures: what else the row says tells which they were, and nothing else does."""

from __future__ import annotations

import pytest

from llegada.delivery.models import Session
from llegada.imports.layout import Source
from llegada.imports.services.report import read_bad_rows
from tests.imports.makers import HEADINGS, counts, csv_upload, imported, layout_of, tried, xlsx_upload

HEAD = [*HEADINGS.split(";"), "Municipio", "NIT"]


def book(country, code: object, name: str | None = None, nit: str | None = None):
    """Return a workbook of one session that says its place in three columns."""
    return xlsx_upload([HEAD, ["A", code, country.version.name, "2019-03-05", "Taller", "Virtual", name, nit]])


def _reasons(run) -> list[tuple[int, str, str]]:
    return [(one.row, issue.column, issue.reason) for one in read_bad_rows(str(run.public_id)) for issue in one.issues]


def layout(country):
    return layout_of(country, sheet="Datos", entity=Source(("Municipio",)), nit=Source(("NIT",)))


@pytest.mark.parametrize("code", [5.03, "5.03", "05.030", "5,03"])
@pytest.mark.parametrize("said", ["name", "nit"])
def test_one_goes_in_where_the_name_or_the_nit_says_the_same_place(country, code, said):
    country.amaga.nit = "890981732"
    country.amaga.save()
    other = {"name": "Amagá"} if said == "name" else {"nit": "890981732"}

    imported(country, book(country, code, **other), layout(country))

    assert Session.objects.get().plan.entity == country.amaga


@pytest.mark.parametrize(("name", "also"), [(None, 0), ("Medellín", 0), ("Macondo", 1)])
def test_one_is_refused_where_nothing_says_it_or_something_says_another(country, name, also):
    run = tried(country, book(country, 5.03, name), layout(country))

    assert counts(run) == {"refused": 1}
    (row,) = read_bad_rows(str(run.public_id))
    assert len(row.issues) == 1 + also
    assert ("DIVIPOLA", "5.03") in {(one.column, one.value) for one in row.issues}
    assert any("05030, pero no es seguro" in one.reason for one in row.issues)


def test_a_damaged_code_is_refused_and_never_guessed(country):
    run = tried(country, csv_upload(HEADINGS, "A;5.03;Catastro multipropósito;2019-03-05;Taller;Virtual"))

    assert counts(run) == {"refused": 1}
    ((row, column, reason),) = _reasons(run)
    assert (row, column) == (2, "DIVIPOLA")
    assert "05030, pero no es seguro" in reason


@pytest.mark.parametrize(
    "code", [5030, 5030.0, "5030", " 05030 ", "'05030", "05030 - Amagá", "05030–AMAGA", "05030: otra"]
)
def test_a_code_that_lost_its_zero_or_has_its_name_is_told(country, code):
    rows = [HEADINGS.split(";"), ["A", code, "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"]]

    imported(country, xlsx_upload(rows), layout_of(country, sheet="Datos"))

    assert Session.objects.get().plan.entity == country.amaga


@pytest.mark.parametrize(
    ("code", "reason"),
    [(5.03, "05030, pero no es seguro"), ("05.030", "no es seguro"), ("05030 - Medellín", "lugares distintos"),
     ("99999 - Nada", "ningún municipio"), ("99999 - Medellín", "ningún municipio"), ("05030-05031", "No es un código DANE")],
)  # fmt: skip
def test_a_code_that_cannot_be_told_is_refused_also_as_a_figure(country, code, reason):
    rows = [HEADINGS.split(";"), ["A", code, "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"]]

    run = tried(country, xlsx_upload(rows), layout_of(country, sheet="Datos"))

    ((row, column, why),) = _reasons(run)
    assert (row, column) == (2, "DIVIPOLA")
    assert reason in why


@pytest.mark.parametrize("nit", ["'890981195", "'890.981.195-5\u00a0", "890981195"])
def test_a_nit_that_a_spreadsheet_keeps_as_text_is_read(country, nit):
    country.amaga.nit = "890981195"
    country.amaga.save()
    rows = [HEADINGS.split(";"), ["A", nit, "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"]]

    imported(country, xlsx_upload(rows), layout_of(country, sheet="Datos", code=Source(), nit=Source(("DIVIPOLA",))))

    assert Session.objects.get().plan.entity == country.amaga
