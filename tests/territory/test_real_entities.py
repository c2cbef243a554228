"""The official list of entities, whole: what its true report says."""

import csv
from collections import Counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from llegada.territory.models import Entity

pytestmark = pytest.mark.django_db


@pytest.mark.real_data
class TestTheOfficialList:
    def test_every_row_goes_in_or_is_reported_and_again_changes_nothing(self, reference, real_data, tmp_path, capsys):
        report_file = tmp_path / "informe.csv"

        call_command("import_entities", str(real_data / "entidades.csv"), report=report_file)
        first = capsys.readouterr().out.splitlines()
        versions = Entity.history.count()
        call_command("import_entities", str(real_data / "entidades.csv"))
        second = capsys.readouterr().out.splitlines()

        counts = "Filas: 6323. Entran nuevas: {}. Se actualizan: {}. Sin cambios: {}. No entran: 40. "
        assert first[-1].startswith(counts.format(5161, 1122, 0) + "Avisos de filas que entran: 859 ")
        assert second[-1].startswith(counts.format(0, 0, 6283))
        assert Entity.history.count() == versions
        self.check_report(report_file)
        self.check_catalogue()

    def check_report(self, path):
        with path.open(encoding="utf-8-sig", newline="") as file:
            findings = list(csv.DictReader(file))
        reasons = Counter((one["Resultado"], one["Motivo"].split(":")[0].split(".")[0]) for one in findings)
        assert sum("de relleno" in one["Motivo"] for one in findings) == 3
        misfiled = {
            one["Motivo"] for one in findings if "DIVIPOLA" in one["Motivo"] or one["Motivo"].startswith("Dice")
        }

        assert reasons["Entra, con aviso", "No trae NIT"] == 848
        assert reasons["No entra", "El dígito de verificación del NIT no corresponde"] == 16
        assert reasons["No entra", "El NIT tiene nueve dígitos, o diez con el de verificación"] == 22
        taken = "El código {} no existe en DIVIPOLA. Por el nombre y el departamento se tomó {}."
        contradicts = "Dice {}, pero el código es de {}. Corrija el código o el nombre."
        assert misfiled == {
            taken.format("50503", "50325 Mapiripán"),
            taken.format("27086", "27493 Nuevo Belén de Bajirá"),
            taken.format("54542", "54001 San José de Cúcuta"),
            contradicts.format("25297 Gachetá", "25426 Machetá"),
            contradicts.format("27025 Alto Baudó", "27430 Medio Baudó"),
        }

    def check_catalogue(self):
        assert Entity.objects.filter(kind="mayoralty").count() == 1103
        assert Entity.objects.filter(kind="governorate").count() == 32
        assert not Entity.objects.filter(kind="mayoralty", municipality="88001").exists()
        mapiripan = Entity.objects.get(kind="mayoralty", municipality="50325")
        assert (mapiripan.name, mapiripan.nit) == ("Alcaldía de Mapiripán", "800136458")
        assert Entity.objects.get(kind="mayoralty", municipality="25297").nit is None
        assert Entity.objects.get(kind="governorate", department="25").nit == "899999114"
        assert Entity.objects.filter(kind="national_entity").count() == 296 - 3  # three of them with a bad NIT


class TestCommand:
    def test_says_what_is_wrong_with_the_file(self, tmp_path):
        empty = tmp_path / "vacio.csv"
        empty.write_bytes(b"")

        with pytest.raises(CommandError, match="El archivo está vacío"):
            call_command("import_entities", str(empty))
        with pytest.raises(CommandError):
            call_command("import_entities", str(tmp_path / "no-existe.csv"))

    def test_a_rehearsal_says_so_and_names_the_rejected_rows(self, tmp_path, capsys, db):
        table = tmp_path / "entidades.csv"
        table.write_text("Nombre,NIT,Orden,Clase,Código del municipio\nX,,Territorial,Otra entidad,5.001\n")

        call_command("import_entities", str(table), dry_run=True)

        said = capsys.readouterr().out
        assert (
            "Ensayo, nada se guardó. Filas: 1. Entran nuevas: 0. Se actualizan: 0. Sin cambios: 0. No entran: 1."
            in said
        )
        assert "Fila 2, Código del municipio «5.001»" in said
        assert Entity.objects.count() == 0
