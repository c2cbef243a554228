"""No small count can be reckoned from what is shown beside it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.insights.secrecy import Line, kept_back


def row(*parts: int, total: int | None = None) -> tuple[dict[str, int], list[Line[str]]]:
    values = {f"p{n}": part for n, part in enumerate(parts)} | {"total": sum(parts) if total is None else total}
    return values, [Line("total", [f"p{n}" for n in range(len(parts))])]


class TestKeptBack:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ((20, 30), set()),  # none is small
            ((3, 20, 30), {"p1"}),  # one alone would be 53 - 50
            ((2, 3, 30), set()),  # two that add up to five may be 1 and 4, 2 and 3, …
            ((1, 1, 30), {"p2"}),  # two that add up to two are one each
            ((4, 4, 30), {"p2"}),  # two that add up to eight are four each
            ((3, 0, 20), {"p2"}),  # nobody is no secret, and hides none
            ((3,), set()),  # its total is as small
            ((1, 5), {"p1", "total"}),  # six of which the other is at least five
        ],
    )
    def test_keeps_back_the_least_that_does(self, parts, expected):
        assert kept_back(*row(*parts)) == expected

    def test_needs_nothing_where_somebody_is_in_two_parts_and_they_do_not_add_up(self):
        assert kept_back(*row(3, 20, 30, total=40)) == set()

    def test_keeps_back_a_total_whatever_its_key_is(self):
        values = {0: 4, 1: 4, None: 8}
        assert kept_back(values, [Line[int | None](None, [0, 1])]) == {None}

    def test_minds_a_total_that_is_a_part_of_another(self):
        values = {"a": 3, "b": 20, "c": 30, "ab": 23, "all": 53}
        lines = [Line("ab", ["a", "b"]), Line("all", ["ab", "c"])]
        assert kept_back(values, lines) == {"b"}

    def test_goes_around_a_table_until_no_cell_is_told_by_the_other_way(self):
        values, lines = crossed([[3, 20, 30], [40, 50, 60]])
        found = kept_back(values, lines)
        # A second one in its row and in its column, and the one that closes the square.
        assert len(found) == 3
        assert not any("total" in str(key) for key in found)

    @settings(max_examples=60, deadline=None)
    @given(
        st.integers(1, 3).flatmap(
            lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=1, max_size=3)
        )
    )
    def test_leaves_more_than_one_way_to_fill_each_cell(self, rows):
        """The tables that a reader could have in mind are tried: another one must fit what is shown, for every cell kept back."""
        values, lines = crossed(rows)
        hidden = kept_back(values, lines) | {key for key, value in values.items() if 1 <= value <= 4}
        for line in lines:
            kept = [key for key in line.members if key in hidden]
            shown = [key for key in line.members if values[key] and key not in hidden]
            if not shown:
                continue  # everything of the line is kept back: nothing else can be done for it
            for key in kept:
                assert len(fits(line, values, hidden, key)) > 1, (rows, line, key)


def crossed(rows: list[list[int]]) -> tuple[dict[tuple[object, object], int], list[Line[tuple[object, object]]]]:
    """Return a table with its totals, and its lines."""
    wide, high = range(len(rows[0])), range(len(rows))
    values: dict[tuple[object, object], int] = {(r, c): rows[r][c] for r, c in product(high, wide)}
    values |= {(r, "total"): sum(rows[r]) for r in high}
    values |= {("total", c): sum(row[c] for row in rows) for c in wide}
    values["total", "total"] = sum(map(sum, rows))
    lines = [Line((r, "total"), [(r, c) for c in wide]) for r in (*high, "total")]
    lines += [Line(("total", c), [(r, c) for r in high]) for c in (*wide, "total")]
    return values, lines


def fits(line, values, hidden, key) -> set[int]:
    """Return the values that a count could have so that its line still adds up; those kept back besides go from 5 to 60."""
    kept = [one for one in line.members if one in hidden and one != key]
    ranges = {one: range(1, 5) if 1 <= values[one] <= 4 else range(5, 60) for one in [*kept, key]}
    sums = {0}
    for one in kept:
        sign = -1 if one == line.total else 1
        sums = {old + sign * value for old in sums for value in ranges[one]}
    told = sum(values[part] for part in line.parts if part not in hidden)
    rest = (0 if line.total in hidden else values[line.total]) - told
    sign = -1 if key == line.total else 1
    return {value for value in ranges[key] if rest - sign * value in sums}
