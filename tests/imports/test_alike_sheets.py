"""A book with a sheet for each month: all of them come in, and what is not read is said."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.models import ImportRun
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import upload_file
from tests.factories import NOW
from tests.imports.makers import HEADINGS, counts, layout_of, tried, xlsx_upload

HEADS = HEADINGS.split(";")


def row(number: str, day: str, title: str) -> list[str]:
    return [number, "05001", "Catastro multipropósito", day, title, "Virtual"]


def book(*, second: list[list[str]]) -> io.BytesIO:
    """Return a book of two months, the second with a title above its headings, and a sheet of something else."""

    def more(made, _sheet) -> None:
        february, lists = made.add_worksheet("Febrero"), made.add_worksheet("Listas")
        for number, cells in enumerate([["Informe de febrero"], HEADS, *second]):
            february.write_row(number, 0, cells)
        lists.write_column(0, 0, ["Modalidad", "Virtual", "Presencial"])

    return xlsx_upload([HEADS, row("1", "2020-01-05", "Enero uno")], more=more)


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


def through(country, browser, upload, **said: str) -> ImportRun:
    """Bring a file as a person does: upload it, answer as is proposed, and have it tried."""
    data = {"target": "sessions", "organization": country.unit.organization_id, "file": upload}
    page = browser.post(reverse("imports:new"), data).url
    form = browser.get(page).context["form"]
    answers = {name: form[name].initial or "" for name in form.fields} | {"fixed_unit": country.unit.name} | said
    assert browser.post(page, answers).status_code == 302
    run = ImportRun.objects.latest("pk")
    tasks.try_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


class TestSheetsAlike:
    def test_come_in_together_and_the_page_says_which(self, country, browser):
        run = through(country, browser, book(second=[row("2", "2020-02-05", "Febrero uno")]))

        assert [(one["sheet"], one["header_row"]) for one in run.layouts] == [("Datos", 1), ("Febrero", 2)]
        assert counts(run) == {"created": 2}
        page = browser.get(run.get_absolute_url()).text.replace("\xa0", " ")
        assert "Se leen 2 hojas: «Datos», «Febrero»." in page
        assert "al 5 feb 2020 (fila 3 de «Febrero»)" in page
        assert "De este libro no se lee «Listas»." in page

        browser.post(reverse("imports:move", args=[run.public_id]), {"action": "start"})
        run.refresh_from_db()
        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert {one.title for one in Session.objects.all()} == {"Enero uno", "Febrero uno"}

    def test_are_left_where_a_person_says_so_and_it_is_told(self, country, browser):
        run = through(country, browser, book(second=[row("2", "2020-02-05", "Febrero uno")]), alike="")

        assert counts(run) == {"created": 1}
        assert any("no se lee «Febrero», «Listas»" in note for note in run.summary["notes"])

    def test_come_in_with_a_saved_way_of_reading_too(self, country, browser):
        through(country, browser, book(second=[row("2", "2020-02-05", "Febrero uno")]))
        data = {"target": "sessions", "organization": country.unit.organization_id}

        again = browser.post(reverse("imports:new"), data | {"file": book(second=[row("3", "2020-02-06", "Otra")])})

        run = ImportRun.objects.latest("pk")
        assert (again.url, len(run.layouts)) == (run.get_absolute_url(), 2)

    def test_whose_rows_are_numbered_again_do_not_overwrite_each_other(self, country):
        upload = book(second=[row("1", "2020-02-05", "Febrero uno")])
        both = [layout_of(country, sheet="Datos"), layout_of(country, sheet="Febrero", header_row=2)]

        run = tried(country, upload, *both)

        assert counts(run) == {"created": 1, "refused": 1}
        bad = list(read_bad_rows(str(run.public_id)))
        assert (bad[0].sheet, bad[0].row) == ("Febrero", 3)
        assert "Lleva el identificador de la fila 2 de «Datos» y dice otra cosa." in bad[0].issues[0].reason

    def test_with_other_headings_or_nothing_below_are_not_alike(self, country):
        upload = book(second=[])
        kept = upload_file(
            actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
        )

        assert peek(kept).alike == ()


def test_rows_that_do_not_go_in_come_back_in_their_sheets(country, browser):
    first = layout_of(country, sheet="Datos")
    upload = book(second=[row("2", "ayer", "Febrero uno")])
    run = tried(country, upload, first, layout_of(country, sheet="Febrero", header_row=2))

    answer = browser.get(reverse("imports:bad_rows", args=[run.public_id]))

    assert b"xl/workbook.xml" in answer.content
    assert "Febrero" in browser.get(run.get_absolute_url()).text
