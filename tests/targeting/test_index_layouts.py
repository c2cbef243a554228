"""The tables that sources publish go in by themselves: invented figures in their shapes, and the real files where there are."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from llegada.targeting.errors import DoubtfulEditions
from llegada.targeting.layout_rules import Layout, Measure
from llegada.targeting.models import ExternalIndex, IndexEdition, IndexValue
from llegada.targeting.selectors.values import editions_in_force, read_edition
from llegada.targeting.services.index_import import IndexFile
from llegada.territory.models import Entity
from tests.targeting.index_files import csv_file, load, reasons, xlsx_file

pytestmark = pytest.mark.django_db


def numbers(code: str, year: int | None = None) -> dict[str, float]:
    index = ExternalIndex.objects.get(code=code)
    return dict(read_edition(editions_in_force([index.pk], year)[index.pk]))


class TestPublishedShapes:
    """One test for the country: loading it takes longer than all that is read."""

    def test_each_goes_in_by_itself(self, catalogue):
        self.two_sheets_with_their_headings_in_the_second_row()
        self.names_with_no_code()
        self.furag_by_entity()
        self.long_open_data()
        self.typologies()
        self.methods_of_the_idf_never_meet()
        self.list_says_no_of_the_rest()

    def two_sheets_with_their_headings_in_the_second_row(self):
        headings = ["DIVIPOLA", "%AA", "Grupo", "Índice ajustado por capacidades"]
        sheets = {
            "Exceso de Lluvias": [["IMRC 2024"], headings, ["05001", 1, "C", 30.5]],
            "Deficit de Lluvias": [["IMRC 2024"], headings, ["05001", 1, "C", 12.25]],
        }
        load(xlsx_file(sheets, "IMRC_2024.xlsx"))
        assert (numbers("imrc-exceso"), numbers("imrc-deficit")) == ({"05001": 30.5}, {"05001": 12.25})

    def names_with_no_code(self):
        rows = [
            ["Nombre departamento", "Nombre municipio", "Población", "ICLD", "Categoría"],
            ["BOGOTÁ, D.C.", "BOGOTÁ, D.C.", 1, 2, "ESP"],
            ["ANTIOQUIA", "ABEJORRAL", 1, 2, 6],
            ["VALLE", "CALI", 1, 2, "Especial"],
            ["ANTIOQUIA", "ABRIAQUI", 1, 2, 7],
        ]
        report = load(xlsx_file({"Categorización por Municipios": rows}, "CT01_2024.xlsx"))
        assert numbers("categoria-617", 2024) == {"11001": 0.0, "05002": 6.0, "76001": 0.0}
        assert any("«7» no es una categoría de Categoría 617. Son: Especial, 1.ª" in said for said in reasons(report))

    def furag_by_entity(self):
        headings = ["Código Sigep", "Entidad", "Departamento", "Municipio", "Índice de Desempeño Institucional"]
        rows = [
            ["FURAG"],
            ["Resultados"],
            headings,
            ["1", "ALCALDIA DE ABEJORRAL", "ANTIOQUIA", "ABEJORRAL", 55.5],
            ["2", "GOBERNACIÓN DE ANTIOQUIA", "ANTIOQUIA", "MEDELLÍN", 80],
            ["3", "ALCALDIA DE SAN ANDRES", "SAN ANDRÉS", "SAN ANDRÉS", 10],
            ["4", "CONCEJO DE ABEJORRAL", "ANTIOQUIA", "ABEJORRAL", ""],
            ["5", "CORPORACIÓN QUE NO ESTÁ", "ANTIOQUIA", "MEDELLÍN", 70],
            ["77", "EMPRESA DE PRUEBA", "ANTIOQUIA", "MEDELLÍN", 40],
            ["", "INSTITUTO DE PRUEBA", "ANTIOQUIA", "MEDELLÍN", 45],
        ]
        for name, code in (("Empresa de Prueba", "77"), ("Instituto de Prueba", None)):
            Entity.objects.create(
                name=name, source_code=code, order="territorial", kind="other", department_id="05", search_text=name
            )
        report = load(xlsx_file({"Territorio": rows}, "Resultados_vig2024_territorio.xlsx"))
        bodies = {str(one.public_id): one.name for one in Entity.objects.all()}
        found = {bodies[key]: number for key, number in numbers("idi").items()}
        assert found == {
            "Alcaldía de Abejorral": 55.5,
            "Gobernación de Antioquia": 80.0,
            "Empresa de Prueba": 40.0,
            "Instituto de Prueba": 45.0,
        }
        assert "88001 San Andrés no tiene alcaldía: la gobierna su departamento." in reasons(report)
        assert (report.created, report.rejected) == (4, 3)

    def long_open_data(self):
        text = "anio,codigo_entidad,indicador,dato\n2019,5001,MDM,83.5\n2019,5001,Otro,1\n2020,05001,MDM,84"
        report = load(csv_file(text, "nkjx-rsq7.csv"))
        assert (numbers("mdm", 2019), numbers("mdm", 2020)) == ({"05001": 83.5}, {"05001": 84.0})
        assert "No se toman las filas de: Otro." in report.notes

    def typologies(self):
        text = (
            "CodDANE_txt,Departamento,Municipio,Tipología,Cat 617_2025\n05001,Antioquia,Medellín,Ciudades grandes,ESP"
        )
        load(csv_file(text, "01_ResultadosTipologias2026.csv"))
        assert (numbers("tipologia", 2026), numbers("categoria-617", 2025)) == ({"05001": 2.0}, {"05001": 0.0})

    def methods_of_the_idf_never_meet(self):
        text = "cod_mpio,anio,metodologia,idf\n05001,2019,anterior,80\n05001,2021,nueva,60\n05001,2021,anterior,79"
        load(csv_file(text, "idf.csv"))
        assert numbers("idf") == {"05001": 60.0}
        assert [numbers("idf-anterior", year) for year in (2019, 2021)] == [{"05001": 80.0}, {"05001": 79.0}]
        assert not IndexEdition.objects.filter(index__code="idf", year=2019).exists()

    def list_says_no_of_the_rest(self):
        load(csv_file("cod_mpio,Subregión PDET\n05031,BAJO CAUCA Y NORDESTE ANTIOQUEÑO", "pdet.csv"))
        pdet = numbers("pdet")
        assert (Counter(pdet.values()), pdet["05031"]) == ({0.0: 1100, 1.0: 1}, 1.0)
        assert "27493" not in pdet  # it did not exist in 2017: neither yes nor no
        assert numbers("pdet-subregion") == {"05031": 3.0}


#: file → rows, created, rejected, places put right, editions.
REAL = {
    "clasificaciones.csv": (1102, 1102, 0, 0, 10),
    "idf_2016_2021.csv": (6607, 6604, 0, 0, 42),
    "ipm_nbi_2005_2018.csv": (1101, 1101, 0, 0, 11),
    "mdd_departamentos_2020_2023.csv": (128, 128, 0, 0, 56),
    "mdm_2021.csv": (1102, 1102, 0, 0, 13),
    "pdet.csv": (170, 170, 0, 0, 2),
    "poblacion_2018_2030.csv": (43758, 43719, 39, 0, 39),
    "zomac.csv": (342, 342, 0, 0, 1),
}


def recount(path, code: str, column: str, **where: str) -> dict[str, str]:
    """Count again with nothing of ours: the cells of a column that have something, by code."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if all(row[name] == value for name, value in where.items())]
    return {row[code]: row[column] for row in rows if row[column]}


class TestRealFiles:
    def test_each_goes_in_and_its_report_is_true(self, catalogue, real_data):
        for name, (total, created, rejected, repaired, editions) in REAL.items():
            report = load(IndexFile(name, (real_data / name).read_bytes()))
            said = (report.total, report.created, report.rejected, report.repaired, len(report.drafts))
            assert (name, said) == (name, (total, created, rejected, repaired, editions))
        assert IndexEdition.objects.count() == sum(row[-1] for row in REAL.values())
        assert IndexValue.objects.count() == sum(IndexEdition.objects.values_list("value_count", flat=True))

        self.values_are_those_of_the_files(real_data)
        self.category_of_the_idf_is_refused_as_a_copy(real_data)
        again = load(IndexFile("mdm_2021.csv", (real_data / "mdm_2021.csv").read_bytes()))
        assert (again.unchanged, again.to_load) == (1102, [])

    def values_are_those_of_the_files(self, folder):
        checks = [
            ("mdm_2021.csv", "MDM", {}, "mdm", 2021),
            ("idf_2016_2021.csv", "idf", {"anio": "2021", "metodologia": "nueva"}, "idf", 2021),
            ("idf_2016_2021.csv", "idf", {"anio": "2021", "metodologia": "anterior"}, "idf-anterior", 2021),
            ("ipm_nbi_2005_2018.csv", "IPM - Rural | 2018", {}, "ipm-rural", 2018),
            ("poblacion_2018_2030.csv", "poblacion", {"anio": "2026", "area": "Total"}, "poblacion", 2026),
        ]
        for name, column, where, code, year in checks:
            expected = recount(folder / name, "cod_mpio", column, **where)
            expected.pop("94663", None)
            assert (code, numbers(code, year)) == (code, {place: float(text) for place, text in expected.items()})
        departments = recount(folder / "mdd_departamentos_2020_2023.csv", "cdpto", "mdd", año="2023")
        assert numbers("mdd", 2023) == {code[:2]: float(text) for code, text in departments.items()}
        categories = recount(folder / "clasificaciones.csv", "cod_mpio", "Categoría ley 617 de 2000 2023")
        counted = Counter(0.0 if text == "Especial" else float(text) for text in categories.values())
        assert Counter(numbers("categoria-617", 2023).values()) == counted
        assert sum(numbers("pdet").values()) == 170
        assert sum(numbers("zomac").values()) == 342

    def category_of_the_idf_is_refused_as_a_copy(self, folder):
        """Its category of 2020 is that of 2019, letter by letter."""
        measures = tuple(
            Measure("categoria_617", "categoria-617", None, (("metodologia", method),))
            for method in ("anterior", "nueva")
        )
        name = "idf_2016_2021.csv"
        kept = [line for line in (folder / name).read_bytes().splitlines() if b",2021," not in line]
        layout = Layout("x", "X", measures, code="cod_mpio", year_column="anio")
        with pytest.raises(
            DoubtfulEditions, match="Categoría 617 2020: la columna «categoria_617» es copia de la de 2019"
        ):
            load(IndexFile(name, b"\n".join(kept), layout=layout))
