"""No small group of a place can be reckoned from its department, from the whole, nor from what was attended."""

from __future__ import annotations

import pytest

from llegada.insights.place_secrecy import TOTAL, WHOLE, kept_attendances, kept_codes, kept_people

SMALL, NEXT, LARGE = ("05", "05001"), ("05", "05002"), ("05", "05003")
FAR, FARTHER = ("52", "52001"), ("52", "52002")


class TestKeptPeople:
    def test_keeps_back_the_least_other_of_the_department(self):
        people = {SMALL: 3, NEXT: 8, LARGE: 20, FAR: 6}
        assert kept_people(people, {"05": 31, "52": 6}, 37) == {NEXT}

    def test_keeps_back_one_elsewhere_where_a_department_is_the_small_group(self):
        people = {SMALL: 3, FAR: 9, FARTHER: 7}
        found = kept_people(people, {"05": 3, "52": 16}, 19)
        # Its total would tell the department of the small group; one of its places, or it would be their sum. The whole is told.
        assert found == {("52", TOTAL), FARTHER}

    def test_keeps_back_the_whole_where_nothing_else_is_left(self):
        assert WHOLE in kept_people({SMALL: 1, NEXT: 5}, {"05": 6}, 6)

    def test_keeps_back_nothing_where_no_group_is_small(self):
        assert kept_people({SMALL: 9, NEXT: 8}, {"05": 17}, 17) == frozenset()

    def test_counts_those_with_no_municipality_as_one_more_place(self):
        assert kept_people({("05", None): 3, NEXT: 8}, {"05": 11}, 11) >= {NEXT}


class TestKeptAttendances:
    @pytest.mark.parametrize(
        ("attendances", "people", "kept", "expected"),
        [
            # That of the small group is untold, and one more, or it would be the sum less the others.
            ({SMALL: 3, NEXT: 30, LARGE: 20}, {SMALL: 3, NEXT: 12, LARGE: 9}, frozenset(), {SMALL, LARGE}),
            # With people who are kept back there are two of them already.
            ({SMALL: 3, NEXT: 30, LARGE: 20}, {SMALL: 3, NEXT: 12, LARGE: 9}, frozenset({NEXT}), {SMALL, NEXT}),
            ({SMALL: 30, NEXT: 12}, {SMALL: 9, NEXT: 7}, frozenset(), set()),
            # Two of which each is at least one, and that add up to two.
            ({SMALL: 1, NEXT: 1, LARGE: 20}, {SMALL: 1, NEXT: 1, LARGE: 9}, frozenset(), {SMALL, NEXT, LARGE}),
        ],
    )
    def test_are_untold_with_their_people_and_never_alone(self, attendances, people, kept, expected):
        assert {key for key in kept_attendances(attendances, people, kept) if key[1] != TOTAL} == expected


def test_kept_codes_name_departments_places_and_what_has_no_place():
    assert kept_codes(frozenset({("05", TOTAL), FAR, ("52", None), (None, TOTAL), WHOLE})) == {"05", "52001", ""}
