"""The pure rules of the views: months and small groups."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.insights import view_rules as rules


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
