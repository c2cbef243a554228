"""The table of groups: put in order by columns, it says what its rows say one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from operator import attrgetter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.insights.progress_rows import PACES, RANKS, ProgressTable, ZoneRow, paces
from llegada.insights.progress_rules import AT, MEASURES, SCALE
from llegada.insights.progress_words import ORDERS

ON = date(2026, 6, 15)
NAMES = st.lists(st.sampled_from("ABCDE"), min_size=0, max_size=12)
#: Weights in hundredths, so near to the shares that part the paces that a rounding would be seen.
WEIGHTS = st.tuples(st.sampled_from([0, 100, 1000, 1001]), st.sampled_from([0, 699, 700, 701, 899, 900, 901, 1000]))


def table_of(names, weights, lates, followed, **given_as):
    amounts = np.zeros((len(names), len(MEASURES)), dtype=np.int64)
    for place, ((whole, validated), late, plans) in enumerate(zip(weights, lates, followed, strict=True)):
        amounts[place, AT["weight"]], amounts[place, AT["validated_weight"]] = whole, validated
        amounts[place, AT["expected_base"]] = whole * SCALE
        amounts[place, AT["late"]], amounts[place, AT["signed"]], amounts[place, AT["terminated"]] = late, plans, 3
    named = {place: (f"{place:03d}", name) for place, name in enumerate(names)}
    return ProgressTable(range(len(names)), lambda keys: {key: named[key] for key in keys}, amounts, ON, **given_as)


@st.composite
def tables(draw):
    names = draw(NAMES)
    several = {"min_size": len(names), "max_size": len(names)}
    few = st.integers(min_value=0, max_value=2)
    return table_of(names, *(draw(st.lists(one, **several)) for one in (WEIGHTS, few, few)))


#: What each order goes by, told of one row.
KEYS = {
    "ritmo": lambda row: (PACES.index(row.pace), -row.totals.late),
    "vencidos": lambda row: -row.totals.late,
    "avance": lambda row: -(row.done / row.total) if row.total else 1,
    "planes": lambda row: -row.totals.followed,
    "nombre": lambda row: 0,
}


class TestProgressTable:
    @given(tables(), st.sampled_from([*KEYS, "otro"]), st.integers(0, 12), st.integers(0, 12))
    def test_puts_each_page_in_the_order_of_all_the_rows(self, table, order, start, stop):
        by_name = sorted(table, key=attrgetter("name", "code"))
        expected = sorted(by_name, key=KEYS.get(order, KEYS["ritmo"]))
        ranked = table.ranked(order)
        assert list(table) == by_name
        assert list(ranked) == expected
        assert ranked[start:stop] == expected[start:stop]
        assert ranked[stop:start:-2] == expected[stop:start:-2]
        assert [ranked[place] for place in range(-len(table), len(table))] == expected * 2
        assert paces(table.amounts, ON).tolist() == [
            PACES.index(row.pace) for row in sorted(table, key=attrgetter("pk"))
        ]

    def test_has_an_order_for_each_that_the_page_offers(self):
        assert list(RANKS) == list(ORDERS) == list(KEYS)

    def test_leaves_zones_of_the_same_rank_as_they_are(self):
        table = table_of(["Z", "B", "A"], [(100, 0)] * 3, [1, 0, 1], [1, 1, 1], row_type=ZoneRow, is_by_name=False)
        assert [row.name for row in table] == ["Z", "B", "A"]
        assert [(row.name, row.key) for row in table.ranked("vencidos")] == [("Z", "000"), ("A", "002"), ("B", "001")]

    def test_asks_names_only_of_those_that_may_be_shown(self):
        asked = []
        table = table_of("ABCDE", [(100, 0)] * 5, [3, 2, 2, 1, 0], [1] * 5)
        named = table.named
        table = replace(table, named=lambda keys: asked.extend(keys) or named(keys)).ranked("vencidos")
        assert [row.name for row in table[1:2]] == ["B"]
        assert asked == [1, 2]

    def test_has_no_row_beyond_the_last(self):
        table = table_of(["A"], [(100, 0)], [0], [1])
        assert (table[1:], list(table.nothing())) == ([], [])
        with pytest.raises(IndexError):
            table[1]
