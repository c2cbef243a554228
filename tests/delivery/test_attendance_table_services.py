"""A list that comes in a table: what goes in, what is there already, and what is said of each bad row."""

from __future__ import annotations

import io
import time

import pytest

from llegada.core.imports import ImportSource
from llegada.core.tabular import Row, Table, read_table, xlsx_bytes
from llegada.delivery import services
from llegada.delivery.errors import NotADayToAttend
from llegada.delivery.models import AttendanceEntry
from llegada.delivery.services.attendance_table import COLUMNS, REQUIRED
from tests.factories import NOW, TODAY, make_attendance, make_consent_text

SOURCE = ImportSource("lista.xlsx", "0" * 64)


def bring(cast, session, *people, dry_run=False, today=TODAY):
    rows = [
        Row(number, dict(zip(COLUMNS.values(), (*person, *[""] * 5), strict=False)))
        for number, person in enumerate(people, start=2)
    ]
    return services.import_attendance(
        actor=cast.advisor, public_id=session.public_id, rows=rows, dry_run=dry_run, now=NOW, today=today, source=SOURCE
    )


ANA = ("Ana Ruiz", "Alcaldía", "Secretaria", "ana@alcaldia.gov.co", "Sí")


class TestImportAttendance:
    def test_puts_everybody_on_the_list_with_what_they_authorised(self, cast):
        make_consent_text()
        session = cast.session()
        report = bring(cast, session, ANA, ("Beto Paz",))
        assert (report.created, report.rejected) == (2, 0)
        ana, beto = session.attendance.order_by("pk")
        assert (ana.channel, ana.consent_text.version) == ("table", "2026-1")
        assert (beto.entity_name, beto.consent_text) == (cast.plan.entity.name, None)

    def test_tried_writes_nothing(self, cast):
        session = cast.session()
        report = bring(cast, session, ("Beto Paz",), dry_run=True)
        assert (report.created, session.attendance.count()) == (1, 0)

    def test_brought_again_changes_nothing(self, cast):
        session = cast.session()
        bring(cast, session, ("Beto Paz",))
        report = bring(cast, session, ("  BETO   paz ",))
        assert (report.created, report.unchanged, session.attendance.count()) == (0, 1, 1)

    @pytest.mark.parametrize(
        ("person", "column"),
        [
            (("Caro", "", "", "caro@"), "Correo"),
            (("", "Alcaldía"), "Nombre"),
            (("x" * 151,), "Nombre"),
            (("Dora", "", "", "", "quizás"), "Autoriza sus datos"),
        ],
    )
    def test_says_the_row_the_column_and_the_reason(self, cast, person, column):
        session = cast.session()
        report = bring(cast, session, ("Beto Paz",), person)
        (finding,) = report.rejections
        assert (finding.row, finding.column) == (3, column)
        assert finding.reason
        assert (report.created, report.rejected, session.attendance.count()) == (1, 1, 1)

    def test_says_of_which_row_a_person_is_the_same(self, cast):
        report = bring(cast, cast.session(), ("Beto Paz",), ("beto paz",))
        (finding,) = report.rejections
        assert finding.row == 3
        assert "fila 2" in str(finding.reason)

    def test_waits_for_the_day(self, cast):
        session = cast.session(held_on=TODAY.replace(day=28))
        with pytest.raises(NotADayToAttend):
            bring(cast, session, ("Beto Paz",))

    def test_reads_six_hundred_rows_in_no_more_queries_than_one(self, cast, django_assert_max_num_queries):
        make_consent_text()
        session = cast.session(status="held")
        make_attendance(session)
        people = [(f"Persona {n}", "Alcaldía", "", f"p{n % 500}@a.co" if n % 7 else "mal", "Sí") for n in range(600)]
        began = time.perf_counter()
        with django_assert_max_num_queries(30):
            report = bring(cast, session, *people)
        assert time.perf_counter() - began < 5
        assert report.total == 600
        assert report.created + report.rejected == 600
        assert session.attendance.count() == report.created + 1
        assert {finding.column for finding in report.rejections} == {"Correo"}

    def test_reads_back_its_own_template(self, cast):
        table = services.attendance_template(cast.session())
        (row,) = read_table(
            io.BytesIO(xlsx_bytes(Table(table.name, table.columns, list(table.rows)))), name="x", required=REQUIRED
        )
        assert row.get("Correo") == "maria.perez@ejemplo.gov.co"
        assert not AttendanceEntry.objects.exists()
