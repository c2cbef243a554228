"""The workbook with a sheet for each kind of thing: one file brings all, in the order in which one needs the other."""

from __future__ import annotations

import io

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.imports.services.peeking import workbook_layouts
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import upload_file
from llegada.imports.services.sessions import SessionWriter
from llegada.imports.tables import bad_rows_table, workbook_bytes
from llegada.insights.progress_rebuild import find_progress_differences
from llegada.insights.services import find_differences
from llegada.portfolio.models import Service
from llegada.workplans.models import PlanMilestone, WorkPlan
from tests.factories import NOW
from tests.imports.makers import HEADINGS, Country, carried_out, counts, csv_upload, make_country, tried, undone

SHEETS = {
    "Servicios": [["S-9", "Gestión catastral", "Catastro", "", "", "Que se pueda", "", "", ""]],
    "Entidades": [],
    "Personas": [["05030", "", "", "Luis Mora", "", "luis@ejemplo.gov.co", "Enlace", "", "Función legal", ""]],
    "Planes": [["P-1", "Catastro de Amagá", "05030", "", "", "Dirección de Catastro", "Gestión catastral", "2019"]],
    "Hitos": [["H-1", "P-1", "", "", "Base entregada", "", "2019-06-01", "2019-05-20", "", "", "2019-05-30"]],
    "Asesorías": [["A-1", "P-1", "05030", "", "", "", "Gestión catastral", "2019-04-10", "Datos", "Taller", "Virtual"]],
    "Asistentes": [["A-1", "Rosa Díaz", "Alcaldía de Amagá", "Secretaria", "rosa@ejemplo.gov.co"]],
    "Compromisos": [["C-1", "A-1", "", "Enviar la base", "Entidad", "Planeación", "2019-05-01", "", "", "", "Cumplido"]],
}  # fmt: skip


def filled(sheets: dict[str, list[list[str]]]) -> SimpleUploadedFile:
    """Return the workbook as it is downloaded, with rows written below its headings."""
    template = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes()))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name in template.sheet_names:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, template.get_sheet_by_name(name).to_python()[0])
        for number, row in enumerate(sheets[name], start=1):
            sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("historico.xlsx", buffer.getvalue())


def tried_workbook(country: Country, sheets: dict[str, list[list[str]]]):
    run = upload_file(
        actor=country.actor, organization=country.unit.organization, target="workbook", upload=filled(sheets), now=NOW
    )
    layouts, _headings = workbook_layouts(run)
    return tried(country, filled(sheets), *layouts, target="workbook")


class TestTry:
    @pytest.mark.django_db(transaction=True)
    def test_checks_large_sheets_with_the_database_free_for_others(self, transactional_db, monkeypatch):
        country = make_country()
        check, was_free = SessionWriter.check, []

        def checked(self, batch):
            was_free.append(not connection.in_atomic_block)
            check(self, batch)

        monkeypatch.setattr(SessionWriter, "check", checked)
        run = tried_workbook(country, SHEETS)

        assert (counts(run), was_free) == ({"created": 7}, [True])
        assert not Service.objects.filter(external_id="S-9").exists()


class TestWorkbook:
    def test_brings_its_sheets_each_upon_the_others(self, country):
        run = carried_out(country, tried_workbook(country, SHEETS))

        assert {target: counts["created"] for target, counts in run.summary["targets"].items()} == {
            "services": 1, "people": 1, "plans": 1, "milestones": 1, "sessions": 1, "attendances": 1, "commitments": 1,
        }  # fmt: skip
        session = Session.objects.get()
        assert session.plan == WorkPlan.objects.get(title="Catastro de Amagá")
        assert session.service_version.service == Service.objects.get(external_id="S-9")
        assert AttendanceEntry.objects.get().session == session
        milestone = PlanMilestone.objects.get()
        assert (milestone.plan, milestone.status, milestone.weight) == (session.plan, "validated", 100)
        promised = Commitment.objects.get()
        assert (promised.session, promised.status, promised.fulfilled_by_id) == (
            session,
            "fulfilled",
            country.actor.person_id,
        )
        assert (find_differences(), find_progress_differences()) == ([], [])

    def test_a_try_keeps_nothing_of_any_sheet(self, country):
        services = Service.objects.count()

        run = tried_workbook(country, SHEETS)

        assert counts(run) == {"created": 7}
        assert (Service.objects.count(), WorkPlan.objects.count()) == (services, 0)

    def test_is_undone_as_a_whole(self, country):
        services = Service.objects.count()
        run = carried_out(country, tried_workbook(country, SHEETS))

        undone(country, run)

        left = (Service.objects.count(), WorkPlan.objects.count(), Session.objects.count(), Commitment.objects.count())
        assert left == (services, 0, 0, 0)
        assert find_differences() == []

    def test_what_speaks_of_a_session_that_nobody_brought_is_refused(self, country):
        people = [["A-8", "Rosa Díaz", "Alcaldía de Amagá"]]

        run = tried_workbook(country, {**SHEETS, "Asistentes": people})

        assert counts(run) == {"created": 6, "refused": 1}
        (bad,) = read_bad_rows(str(run.public_id))
        assert (bad.sheet, bad.row, bad.issues[0].value) == ("Asistentes", 2, "A-8")


class TestBadRows:
    def test_come_back_with_their_columns_ready_to_be_corrected(self, country):
        run = tried(country, csv_upload(HEADINGS, "A;05001;Catastro multipropósito;31/13/2019;Taller;Virtual"))

        table = bad_rows_table(read_bad_rows(str(run.public_id)), name="malas")

        assert list(table.columns) == [*HEADINGS.split(";"), "Fila en su archivo", "Por qué no entra"]
        (row,) = table.rows
        assert row[:7] == ["A", "05001", "Catastro multipropósito", "31/13/2019", "Taller", "Virtual", 2]
        assert row[7].startswith("Fecha: No se lee como una fecha")
