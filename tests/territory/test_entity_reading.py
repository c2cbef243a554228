"""What the import of entities understands of a row, and what it says of what it cannot."""

import pytest

from llegada.core.tabular import MissingColumns, Unreadable
from llegada.territory.models import Entity
from llegada.territory.services.entity_tables import OFFICIAL_COLUMNS, TEMPLATE_COLUMNS
from tests.factories import make_department, make_entity, make_municipality
from tests.territory.tables import HOSPITAL, bring, counts, csv_bytes, official, ours, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    make_municipality("05001", "Medellín")
    make_municipality("05030", "Amagá")
    make_department("88", "Archipiélago de San Andrés")
    island = make_municipality("88001", "San Andrés")
    island.kind = "island"
    island.save()


def rejected(rows) -> tuple[str, str]:
    """Return the column and the reason of the only rejection."""
    report = bring(rows)
    (finding,) = report.rejections
    assert counts(report) == (0, 0, 0, 1)
    assert report.warnings == []
    return finding.column, finding.reason


def warned(rows) -> tuple[str, str]:
    """Return the column and the reason of the only warning of a row that goes in."""
    report = bring(rows)
    (finding,) = report.findings
    assert counts(report) == (1, 0, 0, 0)
    return finding.column, finding.reason


class TestCodes:
    @pytest.mark.parametrize(("cell", "hint"), [("5.001", "¿Será 05001 Medellín?"), ("5.03", "¿Será 05030 Amagá?")])
    def test_a_code_with_a_thousands_point_is_rejected_with_a_proposal(self, cell, hint):
        column, reason = rejected(ours({"municipality": cell}))

        assert column == "Código del municipio"
        assert reason.startswith(f"«{cell}» no es un código DANE")
        assert hint in reason

    def test_a_lost_zero_is_put_back_and_said(self):
        _, reason = warned(ours({"municipality": "5001"}))

        assert reason == "Al código «5001» le faltaba el cero inicial. Se tomó 05001."
        assert Entity.objects.get().municipality_id == "05001"

    def test_the_two_parts_of_the_official_code_are_joined(self):
        report = bring(official({"municipality": "", "department": "5"}))

        assert Entity.objects.get().municipality_id == "05001"
        assert [one.column for one in report.warnings] == ["IDDEPARTAMENTO"]

    def test_parts_that_contradict_the_code_are_rejected(self):
        column, reason = rejected(official({"municipality_in_department": "30"}))

        assert column == "cod_mpio"
        assert "no concuerda" in reason

    def test_a_code_that_does_not_exist_is_read_from_the_name_and_said(self):
        row = {"municipality": "05503", "municipality_in_department": "503", "municipality_name": "AMAGA"}

        column, reason = warned(official(row))

        assert column == "cod_mpio"
        assert "no existe en DIVIPOLA" in reason
        assert "05030 Amagá" in reason
        assert Entity.objects.get().municipality_id == "05030"

    def test_a_code_that_does_not_exist_with_an_unknown_name_is_rejected(self):
        assert rejected(ours({"municipality": "05999"}))[1] == "El código 05999 no existe en DIVIPOLA."
        assert rejected(ours({"municipality": "05999", "municipality_name": "Macondo"}))[0] == "Código del municipio"

    def test_a_department_that_does_not_exist_is_rejected(self):
        assert rejected(ours({"municipality": "", "department": "06"}))[0] == "Código del departamento"


class TestContradictions:
    def test_a_municipality_named_otherwise_is_rejected_with_both(self):
        column, reason = rejected(ours({"municipality_name": "Amagá"}))

        assert column == "Municipio"
        assert "05030 Amagá" in reason
        assert "05001 Medellín" in reason

    def test_a_name_that_is_no_place_leaves_the_code_and_is_said(self):
        assert warned(ours({"municipality_name": "Macondo"}))[0] == "Municipio"

    @pytest.mark.parametrize("name", ["ALCALDIA DE AMAGA", "CONCEJO DE AMAGA", "PERSONERIA MUNICIPAL DE AMAGA"])
    def test_a_body_that_says_another_municipality_is_rejected(self, name):
        column, reason = rejected(official({"name": name}))

        assert column == "NOMBRE"
        assert reason == "Dice 05030 Amagá, pero el código es de 05001 Medellín. Corrija el código o el nombre."

    def test_a_department_named_otherwise_is_rejected(self):
        assert rejected(ours({"department": "05", "department_name": "Cundinamarca"}))[0] == "Departamento"

    def test_a_municipality_of_another_department_is_rejected(self):
        assert rejected(ours({"department": "88"}))[0] == "Código del departamento"


class TestPlaces:
    def test_an_island_has_no_alcaldia(self):
        row = {"kind": "Alcaldía", "municipality": "88001", "name": "Alcaldía de San Andrés"}

        assert "no tiene alcaldía" in rejected(ours(row))[1]

    def test_bogota_has_no_gobernacion(self):
        make_municipality("11001", "Bogotá, D.C.", make_department("11", "Bogotá, D.C."))

        assert "no tiene gobernación" in rejected(ours({"kind": "Gobernación", "municipality": "11001"}))[1]

    def test_a_territorial_entity_needs_a_place(self):
        assert rejected(ours({"municipality": ""}))[0] == "Código del municipio"

    def test_a_department_is_place_enough(self):
        bring(ours({"municipality": "", "department": "05"}))

        assert Entity.objects.get().department_id == "05"

    def test_a_national_entity_needs_none(self):
        bring(ours({"municipality": "", "order": "NACIONAL", "kind": "entidad nacional"}))

        assert Entity.objects.get().department_id is None


class TestWords:
    @pytest.mark.parametrize(
        ("nature", "kind"),
        [
            ("ASOCIACIÓN DE MUNICIPIOS", "entity_association"),
            ("REGIONES ADMINISTRATIVAS Y DE PLANIFICACIÓN  RAP", "entity_association"),
            ("CONCEJO MUNICIPAL", "other"),
        ],
    )
    def test_the_kind_comes_from_the_legal_nature(self, nature, kind):
        bring(official({"legal_nature": nature}))

        assert Entity.objects.get().kind == kind

    def test_or_from_the_name_where_the_nature_says_nothing(self):
        bring(official({"legal_nature": "ESPECIAL", "name": "ASOCIACION DE MUNICIPIOS DEL NORTE"}))

        assert Entity.objects.get().kind == "entity_association"

    def test_a_national_order_makes_a_national_entity(self):
        bring(official({"order": "NACIONAL", "legal_nature": "MINISTERIO"}))

        assert (Entity.objects.get().kind, Entity.objects.get().order) == ("national_entity", "national")

    def test_an_official_alcaldia_is_recognised(self):
        make_entity(make_municipality("05001"))

        assert bring(official({"legal_nature": "ALCALDÍA", "name": "ALCALDIA DE MEDELLIN"})).updated == 1

    @pytest.mark.parametrize("field", ["order", "kind"])
    def test_a_word_that_is_not_of_the_list_is_rejected(self, field):
        report = bring(ours({field: "Galáctica"}))

        assert [one.column for one in report.rejections] == [TEMPLATE_COLUMNS[field]]

    def test_a_name_is_needed_and_must_fit(self):
        assert rejected(ours({"name": " "}))[0] == "Nombre"
        assert rejected(ours({"name": "x" * 251}))[0] == "Nombre"

    def test_every_reason_of_a_row_is_said_and_the_row_counted_once(self):
        report = bring(ours({"name": "", "nit": "1", "municipality": "5.001"}))

        assert len(report.rejections) == 3
        assert counts(report) == (0, 0, 0, 1)


class TestNit:
    def test_a_missing_one_is_said(self):
        assert warned(ours({"nit": ""})) == ("NIT", "No trae NIT. La entidad entra sin él.")

    @pytest.mark.parametrize(
        ("nit", "reason"),
        [
            ("800012345-2", "El dígito de verificación del NIT no corresponde: debería ser 1."),
            ("80001234", "El NIT tiene nueve dígitos, o diez con el de verificación."),
            ("ochocientos", "El NIT solo lleva dígitos."),
        ],
    )
    def test_a_wrong_one_is_rejected_with_the_way_out(self, nit, reason):
        assert (
            rejected(ours({"nit": nit}))[1]
            == f"{reason} Corríjalo, o deje la celda vacía para que la entidad entre sin NIT."
        )

    def test_a_filler_is_left_out_and_said(self):
        assert "de relleno" in warned(ours({"nit": "999999999"}))[1]
        assert Entity.objects.get().nit is None

    def test_a_website_that_is_none_is_left_out_and_said(self):
        assert warned(ours({"website": "javascript:alert(1)"}))[0] == "Sitio web"
        assert Entity.objects.get().website == ""


class TestReadEntities:
    def test_refuses_what_is_no_table(self):
        for content in (b"", b"  \n", b"<html><body>404</body></html>", b"PK\x03\x04 broken", b"\x00\x01\x02"):
            with pytest.raises(Unreadable):
                read(content, "entidades.xlsx")

    def test_names_the_columns_that_our_template_lacks(self):
        columns = {field: heading for field, heading in TEMPLATE_COLUMNS.items() if field != "nit"}

        with pytest.raises(MissingColumns) as refusal:
            read(csv_bytes(columns, {k: v for k, v in HOSPITAL.items() if k != "nit"}))

        assert refusal.value.params["columns"] == "NIT"

    def test_names_the_columns_that_the_official_list_lacks(self):
        columns = {field: heading for field, heading in OFFICIAL_COLUMNS.items() if field != "legal_nature"}

        with pytest.raises(MissingColumns) as refusal:
            read(csv_bytes(columns, {"name": "X"}))

        assert refusal.value.params["columns"] == "NATURALEZA_JURIDICA"

    def test_names_ours_for_any_other_table(self):
        with pytest.raises(MissingColumns) as refusal:
            read(b"a,b\n1,2\n")

        assert refusal.value.params["columns"].startswith("Nombre, NIT")
