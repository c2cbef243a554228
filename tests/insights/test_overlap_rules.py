"""The pure rule of the overlaps, against comparing every pair of visits."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.insights import overlap_rules as rules
from llegada.insights.view_rules import OVERLAP_DAYS


class Visit(NamedTuple):
    day: int
    unit: int
    entity: int = 1
    line: int = 1
    is_to_come: bool = False


class Found(NamedTuple):
    entity: int
    line: int
    units: tuple[int, int]
    count: int
    visits: frozenset[int]


def find(visits: list[Visit], days: int = 7) -> list[Found]:
    columns = ([getattr(one, name) for one in visits] for name in ("entity", "line", "unit", "day"))
    coming = np.array([one.is_to_come for one in visits], dtype=np.bool_)
    found = rules.find_overlaps(rules.Visits(*(np.array(one, dtype=np.int64) for one in columns), coming), days=days)
    members = [found.members_of(place) for place in range(len(found))]
    assert all(len(those) == len(set(those)) for those in members)
    assert all([visits[one].day for one in those] == sorted(visits[one].day for one in those) for those in members)
    return [
        Found(int(entity), int(line), (int(unit), int(other)), int(count), frozenset(those))
        for entity, line, unit, other, count, those in zip(
            found.entity, found.line, found.unit, found.other, found.count, members, strict=True
        )
    ]


def compare_every_pair(visits: list[Visit], days: int) -> list[Found]:
    """Return the overlaps by their definition: each visit beside each other."""
    near: defaultdict[tuple[int, int, tuple[int, int]], list[int]] = defaultdict(list)
    for (place, one), (other_place, other) in combinations(enumerate(visits), 2):
        is_one = (one.entity, one.line) == (other.entity, other.line) and one.unit != other.unit
        if is_one and abs(one.day - other.day) <= days:
            units = (min(one.unit, other.unit), max(one.unit, other.unit))
            near[one.entity, one.line, units] += [place, other_place]
    found = [Found(*key, len(those) // 2, frozenset(those)) for key, those in near.items()]

    def order(one: Found) -> tuple[object, ...]:
        last = max(visits[place].day for place in one.visits)
        is_to_come = any(visits[place].is_to_come for place in one.visits if visits[place].day == last)
        return (not is_to_come, -last, -one.count, one.entity, one.line, one.units)

    return sorted(found, key=order)


class TestFindOverlaps:
    def test_pairs_units_within_the_days(self):
        assert find([Visit(0, 1), Visit(7, 2), Visit(30, 2)]) == [Found(1, 1, (1, 2), 1, frozenset({0, 1}))]

    def test_counts_each_near_pair_once_and_each_visit_once(self):
        assert find([Visit(0, 1), Visit(1, 2), Visit(2, 1)]) == [Found(1, 1, (1, 2), 2, frozenset({0, 1, 2}))]

    @pytest.mark.parametrize(
        "visits",
        [
            [],
            [Visit(0, 1)],
            [Visit(0, 1), Visit(1, 1)],
            [Visit(0, 1), Visit(8, 2)],
            [Visit(0, 1), Visit(0, 2, entity=2)],
            [Visit(0, 1), Visit(0, 2, line=2)],
        ],
    )
    def test_pairs_neither_a_unit_with_itself_nor_what_is_far_or_elsewhere(self, visits):
        assert find(visits) == []

    def test_gives_what_is_to_come_first_and_then_the_latest(self):
        visits = [
            *(Visit(9, unit, entity=1) for unit in (1, 2)),
            *(Visit(20, unit, entity=2) for unit in (1, 2)),
            *(Visit(1, unit, entity=3, is_to_come=unit == 2) for unit in (1, 2)),
        ]

        assert [one.entity for one in find(visits)] == [3, 2, 1]

    @settings(max_examples=60)
    @given(
        st.lists(
            st.builds(
                Visit, st.integers(0, 40), st.integers(1, 4), st.integers(1, 2), st.integers(1, 2), st.booleans()
            ),
            max_size=30,
        ),
        st.sampled_from(OVERLAP_DAYS),
    )
    def test_finds_what_comparing_every_pair_finds_in_its_order(self, visits, days):
        assert find(visits, days) == compare_every_pair(visits, days)


class TestInOrder:
    @settings(max_examples=60)
    @given(
        st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 2), st.integers(0, 3)), max_size=40),
        st.sampled_from([1, 10**6, 10**12]),
    )
    def test_puts_rows_in_the_order_of_their_columns_those_alike_as_they_come(self, rows, stretch):
        columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T * stretch

        found = rules.in_order(*columns).tolist()

        assert found == sorted(range(len(rows)), key=lambda place: rows[place])
