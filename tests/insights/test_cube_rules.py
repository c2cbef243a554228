"""What may be asked of the cube, and which numbers of people are published."""

from __future__ import annotations

import pytest

from llegada.insights import cube_rules as rules
from llegada.insights.cube_rules import Dimension, Slice


class TestSlice:
    def test_tells_what_it_is_restricted_to(self):
        cut = Slice(since=202401, unit_ids=frozenset({1}), department_ids=frozenset())

        assert cut.restricted == {Dimension.UNIT: {1}, Dimension.DEPARTMENT: frozenset()}

    @pytest.mark.parametrize(
        ("since", "until", "whole", "always"),
        [
            (None, None, True, True),
            (202401, 202412, True, False),
            (202401, None, True, False),
            (202402, 202412, False, False),
            (None, 202411, False, False),
        ],
    )
    def test_knows_whole_years_and_the_whole_history(self, since, until, whole, always):
        cut = Slice(since=since, until=until)

        assert (cut.is_whole_years, cut.is_always) == (whole, always)


class TestYears:
    def test_are_from_january_to_december(self):
        assert rules.years(2024) == (202401, 202412)
        assert rules.years(2020, 2024) == (202001, 202412)


class TestCanBeAsked:
    @pytest.mark.parametrize(
        ("asked", "answer"),
        [
            ({Dimension.ADVISOR, Dimension.MONTH}, True),
            ({Dimension.ADVISOR, Dimension.UNIT}, False),
            ({Dimension.UNIT, Dimension.YEAR}, True),
        ],
    )
    def test_leaves_an_advisor_alone_with_time(self, asked, answer):
        assert rules.can_be_asked(frozenset(asked)) is answer


class TestShownPeople:
    @pytest.mark.parametrize(
        ("count", "shown"), [(None, (None, None)), (0, (0, None)), (1, (None, 5)), (4, (None, 5)), (5, (5, None))]
    )
    def test_hides_fewer_than_five(self, count, shown):
        found = rules.shown_people(count)

        assert (found.count, found.fewer_than) == shown
