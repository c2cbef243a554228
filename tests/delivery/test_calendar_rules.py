"""Who is written to, and where two units could travel together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from llegada.delivery import calendar_rules
from llegada.delivery.calendar_rules import Invitee

DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Going:
    day: int
    unit_id: int
    place_key: str = "05001"
    is_firm: bool = False

    @property
    def held_on(self) -> date:
        return DAY + timedelta(days=self.day)


class TestReadInvitees:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", []),
            ("a@x.co\n\n b@x.co ", [Invitee("a@x.co"), Invitee("b@x.co")]),
            ("a@x.co; b@x.co,c@x.co", [Invitee("a@x.co"), Invitee("b@x.co"), Invitee("c@x.co")]),
            ('Ana Ruiz <a@x.co>\n"Paz" <p@x.co>', [Invitee("a@x.co", "Ana Ruiz"), Invitee("p@x.co", "Paz")]),
            ("sin arroba", [Invitee("sin arroba")]),
            ("a@x.co\nA@X.co", [Invitee("a@x.co")]),
            ("<>", []),
        ],
    )
    def test_takes_each_address_once_with_its_name(self, text, found):
        assert calendar_rules.read_invitees(text) == found

    def test_keeps_no_more_than_fits(self):
        [one] = calendar_rules.read_invitees(f"{'n' * 200} <{'a' * 300}>")
        assert (len(one.name), len(one.address)) == (150, 254)


class TestEachOnce:
    def test_keeps_the_first_address_and_the_first_name_that_is_said(self):
        people = [Invitee("a@x.co"), Invitee("A@x.co", "Ana"), Invitee("a@x.co", "Otra"), Invitee(" ")]
        assert calendar_rules.each_once(people) == [Invitee("a@x.co", "Ana")]


class TestNextSequence:
    @pytest.mark.parametrize(("used", "following"), [([], 0), ([0], 1), ([2, 0], 3)])
    def test_rises_with_each_version(self, used, following):
        assert calendar_rules.next_sequence(used) == following


class TestFindJointTrips:
    @pytest.mark.parametrize(
        ("visits", "found"),
        [
            ([Going(0, 1), Going(7, 2)], [[0, 7]]),
            ([Going(0, 1), Going(8, 2)], []),
            ([Going(0, 1), Going(3, 1)], []),
            ([Going(0, 1), Going(3, 2, "05002")], []),
            ([Going(5, 2), Going(0, 1), Going(6, 3)], [[0, 5, 6]]),
            ([Going(0, 1), Going(6, 1), Going(9, 2)], [[6, 9]]),
            ([Going(0, 1), Going(1, 2), Going(20, 1), Going(21, 2)], [[0, 1], [20, 21]]),
            ([Going(2, 1, "b"), Going(3, 2, "b"), Going(1, 1, "a"), Going(1, 2, "a")], [[1, 1], [2, 3]]),
            ([], []),
        ],
    )
    def test_are_those_of_two_units_to_one_place_within_the_days(self, visits, found):
        groups = calendar_rules.find_joint_trips(visits)
        assert [[one.day for one in group] for group in groups] == found

    def test_take_the_days_that_are_asked(self):
        assert calendar_rules.find_joint_trips([Going(0, 1), Going(2, 2)], days=1) == []
        assert len(calendar_rules.find_joint_trips([Going(0, 1), Going(20, 2)], days=20)) == 1


class TestTripDay:
    @pytest.mark.parametrize(
        ("group", "day"),
        [([Going(1, 1), Going(3, 2)], 1), ([Going(1, 1), Going(3, 2, is_firm=True)], 3)],
    )
    def test_is_the_first_to_which_people_were_called_or_the_first(self, group, day):
        assert calendar_rules.trip_day(group) == DAY + timedelta(days=day)


class TestMonths:
    @pytest.mark.parametrize(
        ("month", "first", "last"),
        [
            (date(2026, 11, 20), date(2026, 10, 26), date(2026, 12, 6)),
            (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        ],
    )
    def test_are_whole_weeks_from_monday(self, month, first, last):
        weeks = calendar_rules.month_weeks(month)
        assert (weeks[0][0], weeks[-1][-1]) == (first, last)
        assert {len(week) for week in weeks} == {7}

    @pytest.mark.parametrize(("by", "found"), [(1, date(2027, 1, 1)), (-12, date(2025, 12, 1)), (0, date(2026, 12, 1))])
    def test_move_over_the_years(self, by, found):
        assert calendar_rules.moved_month(date(2026, 12, 31), by) == found
