"""How a matrix is shaded, and where its cells lead; small groups are not told by their shade either."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from llegada.core.actors import ANONYMOUS
from llegada.insights.choices import Axis, ViewMetric
from llegada.insights.scope import Scope
from llegada.insights.selectors.catalogue import Catalogue, CatalogueDepartment, Option
from llegada.insights.selectors.explore_options import Options, UnitOption
from llegada.insights.selectors.matrix import NONE, Matrix
from llegada.portal.explore import Frame
from llegada.portal.matrix_drawing import Asked, DrawnMatrix

ORGANIZATIONS = [Option(f"org-{pk}", f"Organización {pk}", pk) for pk in range(1, 13)]
UNITS = [
    UnitOption("above", "Dirección", 1, 1, "/1/"),
    UnitOption("below", "Grupo", 2, 1, "/1/2/"),
    UnitOption("apart", "Oficina", 3, 1, "/3/"),
]
DEPARTMENTS = {"05": CatalogueDepartment("05", "Antioquia", 125), "52": CatalogueDepartment("52", "Nariño", 64)}
OPTIONS = Options(Catalogue(ORGANIZATIONS, [], [2026, 2025], DEPARTMENTS, has_boundaries=False), units=UNITS)


def drawn(cells, rows=Axis.ORGANIZATION, columns=Axis.YEAR, metric=ViewMetric.SESSIONS, kept=(), scope=None):
    by_row, by_column = Counter(), Counter()
    for (row, column), value in cells.items():
        by_row[row] += value
        by_column[column] += value
    found = Matrix(cells, by_row, by_column, sum(cells.values()), frozenset(kept))
    frame = Frame(ANONYMOUS, "matrix", OPTIONS, scope or Scope(), {}, {})
    return DrawnMatrix(frame, Asked(rows, columns, metric), found, list(by_row), list(by_column))


def cells_of(matrix):
    return [(cell.words, cell.level) for row in matrix.rows() for cell in row.cells]


def asked(address):
    parts = urlsplit(address)
    assert parts.path == "/quien-hace-que/detalle/"
    return {name: value for name, [value] in parse_qs(parts.query).items()}


class TestShades:
    def test_go_from_the_fewest_to_the_most_and_none_is_of_no_data(self):
        matrix = drawn({(1, 2025): 10, (2, 2025): 20, (3, 2026): 30, (4, 2025): 40, (5, 2026): 50})

        assert cells_of(matrix) == [
            ("10", 1), ("", 0), ("20", 2), ("", 0), ("", 0), ("30", 3), ("40", 4), ("", 0), ("", 0), ("50", 5),
        ]  # fmt: skip
        assert matrix.legend() == [(1, "10"), (2, "20"), (3, "30"), (4, "40"), (5, "50")]

    def test_are_those_of_the_drawing(self):
        matrix = drawn({(1, 2025): 10, (2, 2025): 50})

        assert [text.words for text in matrix.drawing().texts if text.words in {"10", "50"}] == ["10", "50"]

    def test_of_small_groups_and_of_what_is_kept_back_are_the_palest_and_make_no_class(self):
        people = {(1, 2026): 2, (2, 2026): 30, (3, 2026): 20, (4, 2026): 40}

        matrix = drawn(people, metric=ViewMetric.PEOPLE, kept=[(2, 2026)])

        assert cells_of(matrix) == [("< 5", 1), ("res.", 1), ("20", 1), ("40", 5)]
        assert matrix.legend() == [(1, "20"), (5, "40")]

    def test_of_small_groups_are_the_palest_beside_a_single_number(self):
        matrix = drawn({(1, 2026): 2, (2, 2026): 20}, metric=ViewMetric.PEOPLE)

        assert cells_of(matrix) == [("< 5", 1), ("20", 5)]

    def test_of_people_are_those_of_their_numbers_where_all_are_told(self):
        assert cells_of(drawn({(1, 2026): 7, (2, 2026): 40}, metric=ViewMetric.PEOPLE)) == [("7", 1), ("40", 5)]

    def test_of_few_sessions_are_told_as_any_other(self):
        assert cells_of(drawn({(1, 2026): 2, (2, 2026): 40})) == [("2", 1), ("40", 5)]


class TestAddresses:
    def test_put_the_row_and_the_column_in_the_place_of_the_filters_of_the_page(self):
        scope = Scope(since=202401, until=202606, department_id="52", organization=ORGANIZATIONS[3])

        matrix = drawn({(2, 2026): 7}, scope=scope)

        [[cell]] = [row.cells for row in matrix.rows()]
        assert asked(cell.url) == {"organization": "org-2", "year": "2026", "department": "52"}
        assert asked(matrix.rows()[0].url) == {
            "organization": "org-2", "since": "2024-01", "until": "2026-06", "department": "52",
        }  # fmt: skip
        assert asked(matrix.heads()[0][1]) == {"organization": "org-4", "year": "2026", "department": "52"}

    def test_say_the_metric_of_the_page(self):
        [[cell]] = [
            row.cells
            for row in drawn({("05", 2): 7}, Axis.DEPARTMENT, scope=Scope(2026, metric=ViewMetric.PEOPLE)).rows()
        ]

        assert asked(cell.url) == {"department": "05", "year": "2", "metric": "people"}

    @pytest.mark.parametrize(("unit", "key"), [(1, "above:sola"), (2, "below"), (3, "apart")])
    def test_of_a_unit_leave_out_those_below_it_which_its_row_does_not_count(self, unit, key):
        [row] = drawn({(unit, 2026): 7}, Axis.UNIT).rows()

        assert asked(row.url)["unit"] == key

    def test_are_none_where_no_filter_says_it_or_there_is_nothing(self):
        matrix = drawn({(NONE, 2026): 7, ("05", 2025): 3}, Axis.DEPARTMENT)

        unplaced, placed = matrix.rows()
        assert (unplaced.label, unplaced.url, [cell.url for cell in unplaced.cells]) == (
            "Sin departamento",
            "",
            ["", ""],
        )
        assert [bool(cell.url) for cell in placed.cells] == [False, True]

    def test_are_none_for_an_organization_that_is_not_offered(self):
        [row] = drawn({(99, 2026): 7}).rows()

        assert (row.label, row.url, row.cells[0].url) == ("Sin nombre publicado", "", "")
