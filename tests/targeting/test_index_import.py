"""Imports of indices: what goes in, what is repaired and what is refused, in words."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.core.errors import Invalid, NotAllowed, ReasonRequired
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.targeting.errors import DoubtfulEditions, EditionWithdrawn, UnknownLayout, YearNeeded
from llegada.targeting.layout_rules import Layout, Measure
from llegada.targeting.models import IndexEdition, IndexValue
from llegada.targeting.selectors.values import editions_in_force, read_edition
from llegada.targeting.services.index_life import withdraw_edition
from llegada.territory.models import Municipality
from tests.factories import NOW, make_actor, make_department, make_municipality, make_organization, make_unit
from tests.targeting.index_files import csv_file, load, reasons, xlsx_file
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db

SALUD = Layout("salud", "Salud", (Measure("Salud", "salud"),), code="Código", municipality="Municipio")


@pytest.fixture
def salud():
    """Return an index from 0 to 100 in a country of three municipalities, one area and one that came to be in 2023."""
    for code, name in (("05001", "Medellín"), ("05030", "Amagá"), ("05088", "Bello")):
        make_municipality(code, name)
    make_municipality("91263", "El Encanto", make_department("91", "Amazonas"))
    Municipality.objects.filter(code="91263").update(kind="non_municipalized_area")
    make_municipality("27493", "Nuevo Belén de Bajirá", make_department("27", "Chocó"))
    Municipality.objects.filter(code="27493").update(valid_from=date(2023, 6, 27))
    return make_index("salud")


def rows(text: str, name: str = "salud_2021.csv", **said):
    return csv_file(f"Código;Municipio;Salud\n{text}", name, layout=SALUD, **said)


def numbers(index, year=None):
    return dict(read_edition(editions_in_force([index.pk], year)[index.pk]))


class TestRows:
    def test_go_in_with_their_codes_put_right_and_said(self, salud):
        report = load(rows("05001;Medellín;50,5\n5030;Amagá;0\n218805088;;30"))

        assert numbers(salud) == {"05001": 50.5, "05030": 0.0, "05088": 30.0}
        assert (report.created, report.rejected, report.repaired) == (3, 0, 2)
        assert "Había perdido el cero inicial: se leyó 05030 Amagá." in reasons(report)
        assert "Es un código de la Contaduría: se leyó 05088 Bello." in reasons(report)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("5.03;;50", "¿Será 05030 Amagá?"),
            ("05999;;50", "05999 no es un código de la DIVIPOLA."),
            ("218805089;;50", "parece un código de la Contaduría"),
            ("05001;Bello;50", "El código es de 05001 Medellín y el nombre de 05088 Bello."),
            (";Total nacional;50", "Es un total o una nota al pie, no un lugar."),
            ("Fuente: alguien;;", "Es un total o una nota al pie, no un lugar."),
            (";;50", "La fila no dice de qué municipio es."),
            ("05001;Medellín;muy alto", "«muy alto» no es un número."),
            ("123456789;;5", "parece un código de la Contaduría"),
            ("05001;Medellín;100,1", "Está fuera de lo posible para salud: de 0 a 100."),
        ],
    )
    def test_are_refused_in_words_and_the_rest_goes_in(self, salud, row, reason):
        report = load(rows(f"05088;Bello;30\n{row}"))

        assert numbers(salud) == {"05088": 30.0}
        assert (report.created, report.rejected, report.total) == (1, 1, 2)
        assert any(reason in said for said in reasons(report))

    def test_leave_without_datum_what_is_blank_or_says_so(self, salud):
        report = load(rows("05001;Medellín;\n05030;Amagá;N.D.\n05088;Bello;0"))

        assert numbers(salud) == {"05088": 0.0}
        assert (report.created, report.unchanged) == (1, 2)
        assert "Queda sin dato, no en cero." in reasons(report)

    def test_of_one_place_twice_go_in_once_if_they_agree_and_never_if_not(self, salud):
        report = load(rows("05001;;5\n05001;;5\n05030;;6\n05030;;7\n05030;;7\n05088;;8"))

        assert numbers(salud) == {"05001": 5.0, "05088": 8.0}
        assert (report.created, report.rejected, report.unchanged) == (2, 2, 2)
        assert any("con otro dato de salud 2021: no entra ninguno de los dos" in said for said in reasons(report))

    def test_with_no_code_are_found_by_both_names(self, salud):
        layout = Layout("x", "X", (Measure("Salud", "salud"),), department="Depto", municipality="Municipio")
        text = "Depto,Municipio,Salud\nANTIOQUIA,BELLO,1\nAntioquia,Medellin D.E.,2\nNariño,Bello,3\nNadie,Bello,4"
        report = load(csv_file(text, "x_2021.csv", layout=layout))

        assert numbers(salud) == {"05088": 1.0, "05001": 2.0}
        assert "Sin código: por el nombre «Medellin D.E.» se leyó 05001 Medellín." in reasons(report)
        assert report.rejected == 2

    def test_of_an_area_that_is_gone_are_not_added_to_another(self, salud):
        make_municipality("94343", "Barrancominas", make_department("94", "Guainía"))
        report = load(rows("05001;;5\n94663;Mapiripana;6"))
        assert any("hoy es parte de 94343 Barrancominas" in said for said in reasons(report))


class TestDepartments:
    def test_are_read_by_code_in_any_of_its_ways_or_by_name(self):
        for code, name in (("05", "Antioquia"), ("08", "Atlántico"), ("11", "Bogotá, D.C."), ("13", "Bolívar")):
            make_department(code, name)
        index = make_index("salud", level="department")
        layout = Layout("x", "X", (Measure("Salud", "salud"),), code="Código", department="Depto")
        text = "Código,Depto,Salud\n05000,,1\n8,Atlántico,2\n,Bolívar,3\n05,Bolívar,4\n77,,5"
        report = load(csv_file(text, "x_2021.csv", layout=layout))

        assert numbers(index) == {"05": 1.0, "08": 2.0, "13": 3.0}
        assert (report.repaired, report.rejected) == (1, 2)
        assert (report.drafts[0].covered_count, report.drafts[0].expected_count) == (3, 3)  # Bogotá has no governor
        assert "El código es de 05 Antioquia y el nombre de 13 Bolívar. Deje uno de los dos." in reasons(report)


class TestCoverage:
    def test_is_of_the_municipalities_of_that_year(self, salud):
        old = load(rows("05001;;5\n91263;El Encanto;6")).drafts[0]
        new = load(rows("05001;;7\n05088;;6", "salud_2023.csv")).drafts[0]

        assert (old.covered_count, old.expected_count, len(old.numbers)) == (1, 3, 2)
        assert "27493 Nuevo Belén de Bajirá existe desde 2023: no se espera en 2021, y queda sin dato." in old.notes
        assert "Áreas no municipalizadas con dato: 1. No cuentan en la cobertura." in old.notes
        assert (new.covered_count, new.expected_count) == (2, 4)
        assert "Quedan sin dato: 05030 Amagá, 27493 Nuevo Belén de Bajirá." in new.notes

    def test_tells_the_island_that_has_no_mayor(self, salud):
        make_municipality("88001", "San Andrés", make_department("88", "San Andrés y Providencia"))
        Municipality.objects.filter(code="88001").update(kind="island")
        draft = load(rows("05001;;5\n88001;San Andrés;6")).drafts[0]
        assert any("88001 San Andrés, que no tiene alcaldía" in note for note in draft.notes)

    def test_warns_below_sixty_of_a_hundred_of_the_edition_before(self, salud):
        load(rows("05001;;5\n05030;;6\n05088;;7", "salud_2020.csv"))
        draft = load(rows("05001;;8")).drafts[0]
        assert any("menos del 60 %" in note for note in draft.notes)


class TestYear:
    def test_comes_from_the_name_of_the_file_and_is_said(self, salud):
        report = load(rows("05001;;5"))
        assert report.drafts[0].year == 2021
        assert "Se tomó el año 2021 del nombre del archivo." in report.notes

    def test_is_asked_for_where_nobody_says_it(self, salud):
        for name in ("salud.csv", "salud_2020_2021.csv"):
            with pytest.raises(YearNeeded):
                load(rows("05001;;5", name))

    @pytest.mark.parametrize(
        ("file", "reason"),
        [
            (lambda: rows("05001;;5", year=2022), "El nombre «salud_2021.csv» dice 2021"),
            (
                lambda: csv_file(
                    "Código,Municipio,Salud,Vigencia\n05001,,5,2020", "s.csv", year=2022, layout=SALUD
                ),
                "Las filas del archivo son de 2020",
            ),
            (
                lambda: xlsx_file(
                    {"Datos": [["Salud en 2019"], ["Código", "Municipio", "Salud"], ["05001", "", 5]]},
                    year=2022,
                    layout=SALUD,
                    sheet="Datos",
                    heading_row=2,
                ),
                "Los títulos de la hoja dicen 2019",
            ),
        ],
    )  # fmt: skip
    def test_of_another_file_under_this_name_is_not_loaded_without_a_reason(self, salud, file, reason):
        with pytest.raises(DoubtfulEditions, match=reason):
            load(file())
        assert not IndexEdition.objects.exists()

        load(file(), reason="La fuente lo republicó así.")
        assert any("La fuente lo republicó así." in note for note in IndexEdition.objects.get().notes)

    def test_of_rows_beside_the_one_said_is_doubtful(self, salud):
        layout = Layout("x", "X", (Measure("Salud", "salud"),), code="Código", year_column="Año")
        with pytest.raises(DoubtfulEditions, match="Usted dijo 2022 y el archivo trae 2020"):
            load(csv_file("Código,Año,Salud\n05001,2020,5", "x.csv", layout=layout, year=2022))


class TestCopies:
    def test_of_another_year_are_not_loaded_without_a_reason(self, salud):
        codes = [make_municipality(f"05{code}", f"Lugar {code}").code for code in range(500, 540)]
        text = "\n".join(f"{code};;{place}" for place, code in enumerate(codes))
        load(rows(text, "salud_2019.csv"))
        with pytest.raises(DoubtfulEditions, match="salud 2020: la columna «Salud» es copia de la de 2019"):
            load(rows(text, "salud_2020.csv"))

    def test_are_found_between_two_columns_of_one_file(self, salud):
        codes = [make_municipality(f"05{code}", f"Lugar {code}").code for code in range(500, 540)]
        measures = (Measure("2019", "salud", 2019), Measure("2020", "salud", 2020))
        text = "\n".join(f"{code},{place},{place}" for place, code in enumerate(codes))
        file = csv_file(f"Código,2019,2020\n{text}", "x.csv", layout=Layout("x", "X", measures, code="Código"))
        assert "es copia de la de 2019" in " ".join(load(file, dry_run=True).concerns)

    def test_as_shares_where_percentages_were_expected_are_doubtful(self, salud):
        codes = [make_municipality(f"05{code}", f"Lugar {code}").code for code in range(500, 540)]
        report = load(rows("\n".join(f"{code};;0,{place:02}" for place, code in enumerate(codes))), dry_run=True)
        assert "¿Son proporciones" in report.concerns[0]


class TestEditions:
    def test_are_frozen_with_the_hash_of_their_file_and_written_in_the_history(self, salud):
        actor = make_actor(Role.MONITORING_ADMIN, organization=make_organization())
        load(rows("05001;;5"), actor=actor)
        edition = IndexEdition.objects.get()

        assert (edition.number, edition.column, edition.file_name) == (1, "Salud", "salud_2021.csv")
        assert (len(edition.file.sha256), edition.loaded_by_id, edition.is_sealed) == (64, actor.person_id, True)
        assert list(Event.objects.values_list("verb", flat=True).order_by("pk")) == ["index.load", "index.import"]

    def test_are_not_loaded_again_and_a_correction_is_the_next_number(self, salud):
        load(rows("05001;;5\n05030;;6"))
        again = load(rows("05001;;5\n05030;;6"))
        assert (again.created, again.unchanged, IndexEdition.objects.count()) == (0, 2, 1)

        report = load(rows("05001;;5\n05030;;7"))
        assert (report.updated, report.drafts[0].changed) == (2, 1)
        states = IndexEdition.objects.order_by("number").values_list("number", "status")
        assert list(states) == [(1, "superseded"), (2, "in_force")]
        assert numbers(salud)["05030"] == 7.0

    def test_are_not_written_by_a_dry_run(self, salud):
        report = load(rows("05001;;5"), dry_run=True)
        assert (report.created, IndexEdition.objects.count(), IndexValue.objects.count()) == (1, 0, 0)

    def test_of_the_country_are_not_for_a_unit_and_those_of_another_neither(self, salud):
        unit = make_unit()
        own = make_index("propio", unit=unit)
        head = make_actor(Role.UNIT_HEAD, unit=unit)
        with pytest.raises(NotAllowed):
            load(rows("05001;;5"), actor=head)
        layout = Layout("x", "X", (Measure("Propio", "propio"),), code="Código")
        file = csv_file("Código,Propio\n05001,5", "x_2021.csv", layout=layout)
        with pytest.raises(NotAllowed):
            load(file, actor=make_actor(Role.UNIT_HEAD, unit=make_unit()))
        load(file, actor=head)
        assert numbers(own) == {"05001": 5.0}


class TestWithdraw:
    def test_takes_it_out_of_force_with_its_reason_and_puts_none_back(self, salud):
        load(rows("05001;;5"))
        load(rows("05001;;6"))
        edition = IndexEdition.objects.get(number=2)
        actor = make_actor(Role.PLANNING_OFFICE, organization=make_organization())
        withdraw_edition(actor=actor, public_id=edition.public_id, reason=" La fuente la retiró. ", now=NOW)

        edition.refresh_from_db()
        assert (edition.status, edition.withdrawn_reason) == ("withdrawn", "La fuente la retiró.")
        assert editions_in_force([salud.pk]) == {}
        with pytest.raises(EditionWithdrawn):
            withdraw_edition(actor=actor, public_id=edition.public_id, reason="Otra vez.", now=NOW)

    def test_needs_a_reason_and_the_role(self, salud):
        edition = make_edition(salud)
        actor = make_actor(Role.MONITORING_ADMIN, organization=make_organization())
        stranger = make_actor(Role.ADVISOR, organization=make_organization())
        with pytest.raises(ReasonRequired):
            withdraw_edition(actor=actor, public_id=edition.public_id, reason=" ", now=NOW)
        with pytest.raises(NotAllowed):
            withdraw_edition(actor=stranger, public_id=edition.public_id, reason="Sí.", now=NOW)


class TestUnknown:
    def test_table_is_told_apart_from_a_damaged_one(self, salud):
        with pytest.raises(UnknownLayout):
            load(csv_file("uno,dos\n1,2", "x.csv"))

    def test_index_and_levels_together_are_refused(self, salud):
        make_index("departamental", level="department")
        for code in ("departamental", "no-hay"):
            layout = Layout("x", "X", (Measure("Salud", "salud"), Measure("Otro", code)), code="Código")
            with pytest.raises(Invalid, match="todos del mismo nivel"):
                load(csv_file("Código,Salud,Otro\n05001,1,2", "x_2021.csv", layout=layout))

    @pytest.mark.parametrize(
        ("bounds", "cell", "reason"),
        [
            ({"minimum": None, "maximum": 100.0}, "101", "a lo sumo 100"),
            ({"minimum": 0.0, "maximum": None}, "-1", "0 o más"),
        ],
    )
    def test_bounds_are_said_as_they_are(self, salud, bounds, cell, reason):
        for name, value in bounds.items():
            setattr(salud, name, value)
        salud.save()
        assert any(reason in said for said in reasons(load(rows(f"05001;;{cell}"))))

    def test_row_says_its_year_or_does_not_go_in(self, salud):
        layout = Layout("x", "X", (Measure("Salud", "salud"),), code="Código", year_column="Año")
        report = load(csv_file("Código,Año,Salud\n05001,2020,5\n05030,hoy,6", "x.csv", layout=layout))
        assert (report.created, report.rejected) == (1, 1)
        assert "La fila no dice de qué año es." in reasons(report)
