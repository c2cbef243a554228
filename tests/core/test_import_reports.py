import csv

import pytest

from llegada.core.import_reports import report_table, write_report
from llegada.core.imports import ImportReport, Outcome
from llegada.core.tabular import read_table


@pytest.fixture
def report():
    found = ImportReport(dry_run=True)
    found.warn(2, "NIT", "", "Falta el NIT.")
    found.reject(3, "Nombre", "=1+1", "No es un nombre.")
    found.count(Outcome.CREATED)
    found.count(Outcome.REJECTED)
    return found


class TestReportTable:
    def test_says_row_column_value_result_and_reason(self, report):
        assert list(report_table(report, name="informe").rows) == [
            (2, "NIT", "", "Entra, con aviso", "Falta el NIT."),
            (3, "Nombre", "=1+1", "No entra", "No es un nombre."),
        ]


class TestWriteReport:
    def test_writes_csv_with_safe_cells(self, report, tmp_path):
        path = tmp_path / "informe.csv"
        write_report(report, path, name="informe")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == ["Fila", "Columna", "Valor", "Resultado", "Motivo"]
        assert rows[2][2] == "'=1+1"

    def test_writes_xlsx_by_its_ending(self, report, tmp_path):
        path = tmp_path / "informe.xlsx"
        write_report(report, path, name="informe")
        with path.open("rb") as file:
            rows = read_table(file, name=path.name)
        assert [row.get("Fila") for row in rows] == ["2", "3"]
