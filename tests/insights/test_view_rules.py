"""The pure rules of the views: months, small groups and overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.insights import view_rules as rules


@dataclass(frozen=True)
class Visit:
    held_on: date
    unit_id: int
    entity_id: int = 1
    line_id: int = 1


def visit(day: int, unit: int, **other: int) -> Visit:
    return Visit(date(2026, 1, 1) + timedelta(days=day), unit, **other)


class TestIsSmallGroup:
    @pytest.mark.parametrize(
        ("people", "is_small"), [(None, False), (0, False), (1, True), (4, True), (5, False), (900, False)]
    )
    def test_is_from_one_to_four(self, people, is_small):
        assert rules.is_small_group(people) is is_small


class TestMonths:
    @pytest.mark.parametrize(
        ("text", "month"),
        [
            ("2026-03", 202603),
            (" 2026-12 ", 202612),
            ("2026-13", None),
            ("2026-3", None),
            ("0000-01", None),
            ("x", None),
        ],
    )
    def test_are_read_as_year_and_month(self, text, month):
        assert rules.parse_month(text) == month

    def test_are_written_as_they_are_read(self):
        assert rules.written_month(202603) == "2026-03"

    @pytest.mark.parametrize(
        ("by", "moved"), [(0, 202601), (1, 202602), (-1, 202512), (12, 202701), (-12, 202501), (23, 202712)]
    )
    def test_move_over_the_year(self, by, moved):
        assert rules.moved(202601, by) == moved

    def test_run_from_one_to_another(self):
        assert rules.months_between(202511, 202602) == [202511, 202512, 202601, 202602]
        assert rules.months_between(202602, 202511) == []

    def test_are_of_a_day(self):
        assert rules.month_of(date(2026, 3, 31)) == 202603


class TestFindOverlaps:
    def test_pairs_units_within_the_days(self):
        (found,) = rules.find_overlaps([visit(0, 1), visit(7, 2), visit(30, 2)], days=7)

        assert (found.unit_ids, found.count) == ((1, 2), 1)
        assert [one.held_on for one in found.visits] == [date(2026, 1, 1), date(2026, 1, 8)]

    def test_counts_each_near_pair_once_and_each_visit_once(self):
        (found,) = rules.find_overlaps([visit(0, 1), visit(1, 2), visit(2, 1)], days=7)

        assert (found.count, len(found.visits)) == (2, 3)

    def test_does_not_pair_a_unit_with_itself(self):
        assert rules.find_overlaps([visit(0, 1), visit(1, 1)], days=7) == []

    @pytest.mark.parametrize("other", [{"entity_id": 2}, {"line_id": 2}])
    def test_does_not_pair_other_entities_nor_lines(self, other):
        assert rules.find_overlaps([visit(0, 1), visit(0, 2, **other)], days=7) == []

    def test_gives_the_latest_first(self):
        found = rules.find_overlaps(
            [visit(0, 1), visit(0, 2), visit(9, 1, entity_id=2), visit(9, 3, entity_id=2)], days=7
        )

        assert [one.entity_id for one in found] == [2, 1]

    @settings(max_examples=15)
    @given(
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3), st.integers(1, 2)), max_size=25),
        st.sampled_from(rules.OVERLAP_DAYS),
    )
    def test_counts_what_comparing_every_pair_counts(self, rows, days):
        visits = [visit(day, unit, entity_id=entity) for day, unit, entity in rows]

        expected = sum(
            one.entity_id == other.entity_id
            and one.unit_id != other.unit_id
            and abs((one.held_on - other.held_on).days) <= days
            for place, one in enumerate(visits)
            for other in visits[place + 1 :]
        )

        assert sum(one.count for one in rules.find_overlaps(visits, days=days)) == expected
