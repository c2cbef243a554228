"""What plans book, day by day: the sum up to any day is what was true and known on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.insights import progress_rules as rules
from llegada.insights.lateness_rules import LENGTHS, lag_of, length_of, spells_of
from llegada.insights.progress_rules import MEASURES, Totals, bookings, fold
from llegada.insights.timelines import day_number
from llegada.workplans.facts import MilestoneFact, PlanFact
from llegada.workplans.rules import is_overdue
from llegada.workplans.selectors.facts import pairs

FIRST = date(2026, 1, 10)


def make_fact(*milestones, status="in_execution", on=FIRST, **values):
    values = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "advisor_id": 7} | values
    return PlanFact(
        plan_id=1, organization_id=2, unit_id=3, entity_id=4, department_id="05", status=status, known_on=on,
        milestones=tuple(
            MilestoneFact(number, 50 + number % 2, state, weight, due)
            for number, (state, weight, due) in enumerate(milestones)
        ),
        **values,
    )  # fmt: skip


def as_of(changes, day):
    amounts = [0] * len(MEASURES)
    for key, (_place, moves) in bookings(changes).items():
        for (number, measure), amount in moves.items():
            # A plan is counted by itself, not with its services.
            if number <= day_number(day) and rules.counts_in(rules.UNIT, key.version_id, measure):
                amounts[measure] += amount
    return Totals(tuple(amounts), day)


def recounted(facts, day):
    """Return the same figures counted directly from how the plan stood on the day."""
    known = [one for one in facts if one.known_on <= day]
    stands = known[-1] if known else None
    counted = dict.fromkeys(MEASURES[:8], 0) | {"plans": 0, "expected": Fraction(0)}
    if stands is None or stands.status == "draft":
        return counted
    counted["plans"] = 1
    if not stands.is_followed:
        return counted
    for one in stands.milestones:
        if one.status == "not_applicable":
            counted["not_applicable"] += 1
            continue
        done = one.status == "validated"
        counted["milestones"] += 1
        counted["weight"] += one.weight
        counted["due"] += one.due_on <= day
        counted["reported"] += one.status in {"reported", "validated"}
        counted["validated"] += done
        counted["validated_weight"] += one.weight * done
        counted["late"] += is_overdue(due_on=one.due_on, status=one.status, today=day, plan_status=stands.status)
        span = (stands.ends_on - stands.starts_on).days + 1
        elapsed = min(max((day - stands.starts_on).days + 1, 0), span)
        counted["expected"] += Fraction(one.weight * elapsed, span)
    return counted


DAYS = st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
MILESTONE = st.tuples(
    st.sampled_from(["pending", "reported", "returned", "validated", "not_applicable"]), st.integers(0, 9000), DAYS
)
STATUS = st.sampled_from(["draft", "agreed", "signed", "in_execution", "suspended", "finished", "closed", "terminated"])


@st.composite
def histories(draw):
    """Draw how one plan stood after each day on which somebody changed it, in order."""
    facts = []
    for day in sorted(draw(st.sets(DAYS, min_size=1, max_size=12))):
        start = draw(DAYS)
        facts.append(
            make_fact(
                *draw(st.lists(MILESTONE, max_size=4)),
                status=draw(STATUS),
                on=day,
                starts_on=start,
                ends_on=start + timedelta(days=draw(st.integers(0, 200))),
                advisor_id=draw(st.integers(1, 3)),
            )
        )
    return facts


class TestBookings:
    @settings(max_examples=40, deadline=None)
    @given(histories(), st.lists(DAYS, min_size=4, max_size=4))
    def test_up_to_any_day_say_what_was_true_then_as_it_was_known(self, facts, days):
        changes = pairs(facts)
        for day in days:
            said, counted = as_of(changes, day), recounted(facts, day)
            assert {name: getattr(said, name) for name in MEASURES[:8]} == {
                name: counted[name] for name in MEASURES[:8]
            }
            assert sum(getattr(said, name) for name in rules.PLAN_STATES) == counted["plans"]
            assert abs(said.expected_weight - counted["expected"]) < 1

    @settings(max_examples=30, deadline=None)
    @given(histories(), DAYS)
    def test_agree_with_the_spells_in_which_milestones_are_late(self, facts, day):
        changes = pairs(facts)
        open_then = [
            one for one in spells_of(changes) if one.from_on <= day and (one.until_on is None or day < one.until_on)
        ]
        assert len(open_then) == as_of(changes, day).late

    @settings(max_examples=30, deadline=None)
    @given(histories(), DAYS)
    def test_come_to_the_same_along_any_axis(self, facts, day):
        changes = pairs(facts)
        sums = fold((key, *one) for key, one in bookings(changes).items())
        for axis in (rules.UNIT, rules.ENTITY, rules.DEPARTMENT):
            for years in ({rules.EVERY_YEAR}, {2026, 2027}):
                total = [0] * len(MEASURES)
                for key, moves in sums.items():
                    for (number, measure), amount in moves.items():
                        total[measure] += amount * (
                            key.axis == axis.number and key.year in years and number <= day_number(day)
                        )
                assert tuple(total) == as_of(changes, day).amounts

    def test_take_back_what_was_undone_from_the_day_on_which_it_was(self):
        due = date(2026, 3, 1)
        was = make_fact(("validated", 5000, due), on=date(2026, 3, 10))
        undone = replace(was, known_on=date(2026, 4, 2), milestones=make_fact(("pending", 5000, due)).milestones)
        changes = pairs([was, undone])
        assert [as_of(changes, date(2026, 4, day)).validated for day in (1, 2)] == [1, 0]
        assert [as_of(changes, date(2026, 4, day)).late for day in (1, 2)] == [0, 1]

    def test_of_one_milestone_alone_move_what_those_of_the_whole_plan_do(self):
        before = make_fact(("reported", 4000, FIRST), ("pending", 6000, FIRST))
        after = make_fact(("validated", 4000, FIRST), ("pending", 6000, FIRST))
        alone = (before.but(before.milestones[:1]), after.but(after.milestones[:1]))
        assert bookings([alone]) == bookings([(before, after)]) != {}


class TestLagOf:
    def test_says_the_median_and_the_most(self):
        lag = lag_of([10, 20, 20, 30])
        assert (lag.count, lag.median, lag.most) == (4, 20, 30)
        assert lag_of([1, 2]).median == 1.5

    def test_says_nothing_of_nothing(self):
        assert lag_of([]) is None


class TestLengthOf:
    @pytest.mark.parametrize(("days", "length"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 4), (16383, 14)])
    def test_is_the_smallest_power_of_two_above(self, days, length):
        assert length_of(days) == length
        assert days < 2**length

    def test_has_no_limit_in_the_last(self):
        assert length_of(16384) == length_of(36525) == LENGTHS[-1]
