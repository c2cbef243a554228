"""How a published table is read, with no database."""

import pytest

from llegada.targeting import table_rules as rules
from llegada.targeting.layout_rules import Layout, Measure, fit, from_json, recognize, signature
from llegada.targeting.layouts import LAYOUTS, layouts_for

TITLED = [["Resultados de la medición 2023"], ["", "", "Gestión", ""], ["Código", "Municipio", "Salud", "2021"]]


class TestFindHeadingRow:
    @pytest.mark.parametrize("above", [0, 1, 2])
    def test_finds_it_under_titles_and_bands(self, above):
        rows = [*TITLED[2 - above :], ["05001", "Medellín", 50.5, 3]]
        assert rules.find_heading_row(rows) == above

    @pytest.mark.parametrize("rows", [[], [["solo"]], [["05001", "1"], ["05002", "2"]], [["Código", "Salud"]]])
    def test_finds_none_where_there_is_none(self, rows):
        assert rules.find_heading_row(rows) is None

    def test_reads_cells_of_every_kind_as_text(self):
        assert [rules.text_of(cell) for cell in (None, 5001.0, " a ", 2.5)] == ["", "5001", "a", "2.5"]

    def test_names_what_repeats_or_says_nothing(self):
        assert rules.headings_of(["Código", "Puesto ", " Puesto", ""]) == [
            "Código",
            "Puesto",
            "Puesto (2)",
            "Columna 4",
        ]


class TestNumbers:
    @pytest.mark.parametrize(
        ("texts", "is_whole", "mark"),
        [
            (["83,68"], False, ","),
            (["83.68"], False, "."),
            (["1.234,5"], False, ","),
            (["1,234.5"], False, "."),
            (["1.234.567"], False, ","),
            (["1.234", "850"], True, ","),
            (["1.234", "0.5"], False, "."),
            (["1,234"], False, ","),
            (["0.940"], True, "."),
            (["5", "12"], False, "."),
            ([], False, "."),
        ],
    )
    def test_the_decimal_mark_is_that_of_the_column(self, texts, is_whole, mark):
        assert rules.decimal_mark(texts, is_whole=is_whole) == mark

    @pytest.mark.parametrize(
        ("cell", "mark", "number"),
        [
            (83.5, ",", 83.5), (0, ".", 0.0), ("0", ".", 0.0), ("83,68", ",", 83.68), ("1.234.567", ",", 1234567.0),
            ("45,3 %", ",", 45.3), ("-12.5", ".", -12.5), ("1 234,5", ",", 1234.5), ("1.5e1", ".", 15.0), (True, ".", 1.0),
        ],
    )  # fmt: skip
    def test_are_read(self, cell, mark, number):
        assert rules.read_number(cell, mark=mark) == number

    @pytest.mark.parametrize("cell", ["alto", "5 de 10", "--", "12a"])
    def test_are_not_guessed_from_words(self, cell):
        with pytest.raises(ValueError, match=cell):
            rules.read_number(cell, mark=".")

    @pytest.mark.parametrize("text", ["", " ", "-", "N.D.", "N/A", "#N/A", "#DIV/0!", "6. Sin info.", "No Evaluado"])
    def test_are_not_there_where_the_source_says_so(self, text):
        assert rules.is_no_data(text)

    @pytest.mark.parametrize("text", ["0", "0,0", "no"])
    def test_zero_is_a_datum(self, text):
        assert not rules.is_no_data(text)


class TestYears:
    def test_are_found_in_names_and_cells(self):
        assert rules.years_in("Resultados_vig2021_territorio.xlsx") == {2021}
        assert rules.years_in("idf_2016_2021.csv") == {2016, 2021}
        assert rules.years_in("05001 20210") == set()
        assert [rules.read_year(cell) for cell in ("2021", 2021.0, "2021-01-01", "21", "x")] == [
            2021,
            2021,
            2021,
            None,
            None,
        ]
        assert rules.is_year_heading("Año")
        assert not rules.is_year_heading("Tamaño")


class TestPlaces:
    @pytest.mark.parametrize(("code", "found"), [("218805088", "05088"), ("210105001", "05001"), ("218805089", None)])
    def test_the_code_of_the_accounting_office_proves_itself(self, code, found):
        assert rules.read_accounting_code(code) == found

    def test_a_total_is_no_place(self):
        assert rules.is_note(["", "Total nacional", "5"])
        assert rules.is_note(["Fuente: DNP"])
        assert not rules.is_note(["", "Medellín"])
        assert not rules.is_note([""])


class TestIsCopy:
    YEAR = {f"{code:05}": float(code) for code in range(1000)}

    def test_tells_nearly_the_same_column(self):
        assert rules.is_copy(self.YEAR, self.YEAR | {"00001": 0.5})

    def test_takes_a_year_in_which_two_of_a_hundred_moved(self):
        assert not rules.is_copy(self.YEAR, {code: value + (value < 20) for code, value in self.YEAR.items()})

    def test_proves_nothing_with_few_places_or_one_value(self):
        few = {f"{code:05}": float(code) for code in range(29)}
        flat = dict.fromkeys(self.YEAR, 1.0)
        assert not rules.is_copy(few, few)
        assert not rules.is_copy(flat, flat)

    def test_shares_are_not_percentages(self):
        assert rules.are_fractions([0.5] * 30, maximum=100)
        assert not rules.are_fractions([0.5] * 30 + [2.0], maximum=100)
        assert not rules.are_fractions([0.5] * 30, maximum=None)
        assert not rules.are_fractions([0.0] * 30, maximum=100)


class TestLayouts:
    def test_are_recognised_by_their_headings_whatever_their_case_and_order(self):
        found = recognize(["ANIO", "cod mpio", "AREA", "Poblacion"], LAYOUTS)
        assert found is not None
        assert (found.slug, found.year_column, len(found.measures)) == ("poblacion", "ANIO", 3)

    def test_read_the_year_in_a_heading_and_leave_what_must_not_be_taken(self):
        headings = ["cod_mpio", *(f"Categoría ley 617 de 2000 {year}" for year in (2000, 2018, 2024))]
        found = recognize(headings, LAYOUTS)
        assert found is not None
        assert [(one.index, one.year) for one in found.measures] == [("categoria-617", 2018), ("categoria-617", 2024)]
        assert list(found.unused) == [headings[1]]

    def test_take_the_most_they_can_and_nothing_of_another_table(self):
        assert recognize(["cod_mpio", "nombre"], LAYOUTS) is None
        assert recognize(["cod_mpio", "indicador", "dato"], LAYOUTS) is None

    def test_choose_the_rains_by_the_sheet(self):
        found = recognize(["DIVIPOLA", "Índice ajustado por capacidades"], layouts_for("Déficit de Lluvias"))
        assert found is not None
        assert found.measures[0].index == "imrc-deficit"

    def test_do_not_choose_between_two_columns(self):
        layout = Layout("x", "X", (Measure("*ajustado*", "a"),), code="c")
        assert fit(layout, ["c", "ajustado 1", "ajustado 2"]) is None

    def test_come_back_as_they_were_kept(self):
        for layout in LAYOUTS:
            assert from_json(layout.as_json()) == layout

    def test_have_a_signature_of_their_headings(self):
        assert signature(["Código", "Salud"]) == signature(["salud ", "CODIGO"])
        assert signature(["Código"]) != signature(["Código", "Salud"])
