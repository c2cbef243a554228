import pytest
from django.core.management import CommandError, call_command

from llegada.core.tabular import read_table
from llegada.portfolio.models import Service

pytestmark = pytest.mark.django_db
CSV = (
    "Organización,Sigla,Línea temática,Nombre\nInstituto de Prueba,IP,Finanzas,Uno\nInstituto de Prueba,IP,Finanzas,\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "oferta.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


class TestImportServices:
    def test_says_what_happened_to_every_row(self, file, capsys):
        call_command("import_services", file)
        out = capsys.readouterr().out
        assert "Fila 3, Nombre. No entra: Falta este dato." in out
        assert "Filas: 2. Entran nuevas: 1. Se actualizan: 0. Sin cambios: 0. No entran: 1." in out
        assert "En borrador: 1; sin hitos: 1." in out
        assert Service.objects.count() == 1

    def test_keeps_nothing_when_only_trying(self, file, capsys):
        call_command("import_services", file, dry_run=True)
        assert "Ensayo, nada se guardó." in capsys.readouterr().out
        assert not Service.objects.exists()

    def test_says_nothing_of_drafts_when_none_came_in(self, file, capsys):
        file.write_text("Organización,Línea temática,Nombre\nInstituto,Finanzas,\n", encoding="utf-8")
        call_command("import_services", file)
        assert "En borrador" not in capsys.readouterr().out

    def test_writes_its_report(self, file, tmp_path):
        report = tmp_path / "informe.xlsx"
        call_command("import_services", file, report=report)
        with report.open("rb") as source:
            rows = read_table(source, name=report.name)
        assert [(row.get("Fila"), row.get("Columna")) for row in rows] == [
            ("2", "Organización"),
            ("2", "Línea temática"),
            ("3", "Nombre"),
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [(b"", "vacío"), (b"<html></html>", "no es una tabla"), (b"Nombre\nx\n", "faltan columnas: Organización")],
    )
    def test_refuses_a_bad_file_with_a_sentence(self, tmp_path, content, sentence):
        path = tmp_path / "mala.csv"
        path.write_bytes(content)
        with pytest.raises(CommandError, match=sentence):
            call_command("import_services", path)

    def test_refuses_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="No se pudo abrir"):
            call_command("import_services", tmp_path / "ninguna.csv")
