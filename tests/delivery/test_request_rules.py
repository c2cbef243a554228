from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.core.working_days import add_working_days, count_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.request_choices import RequestKind, RequestStatus
from llegada.delivery.request_rules import Alert, Clock, Level

DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))
OFF = st.frozensets(DAYS, max_size=6)
ACTIONS = sorted({action for _, action in rules.TRANSITIONS})


class TestTerms:
    def test_name_every_kind(self):
        assert set(rules.TERMS) == set(RequestKind.values)

    @pytest.mark.parametrize(
        ("received", "kind", "due"),
        [
            ("2026-07-08", "congress", "2026-07-16"),
            ("2026-07-08", "information", "2026-07-24"),
            ("2026-07-08", "authorities", "2026-07-24"),
            ("2026-07-08", "general", "2026-07-31"),
            ("2026-07-08", "consultation", "2026-08-25"),
            ("2026-12-18", "general", "2027-01-13"),
            ("2026-03-27", "consultation", "2026-05-13"),
        ],
    )
    def test_end_on_the_day_of_the_law(self, received, kind, due):
        assert add_working_days(date.fromisoformat(received), rules.TERMS[kind]) == date.fromisoformat(due)

    @pytest.mark.parametrize(
        ("asker", "wanted", "kind"),
        [
            ("citizen", "general", "general"),
            ("citizen", "information", "information"),
            ("entity", "general", "general"),
            ("entity", "information", "authorities"),
            ("authority", "information", "authorities"),
            ("authority", "consultation", "consultation"),
            ("congress", "general", "congress"),
        ],
    )
    def test_depend_on_who_asks_as_well(self, asker, wanted, kind):
        assert rules.kind_for(asker, wanted) == kind


class TestTransitions:
    @pytest.mark.parametrize("status", RequestStatus.values)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_lead_where_the_table_says_and_nowhere_else(self, status, action):
        after = rules.next_status(status, action)
        assert after == rules.TRANSITIONS.get((status, action))
        assert (action in rules.available_actions(status)) is (after is not None)

    def test_know_only_states_that_exist(self):
        named = {status for status, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values())
        assert named <= set(RequestStatus.values)

    @pytest.mark.parametrize("status", sorted(rules.OPEN))
    def test_lead_out_of_every_open_state(self, status):
        assert [rules.next_status(status, action) for action in rules.available_actions(status)] != []

    @pytest.mark.parametrize("status", sorted(set(RequestStatus.values) - rules.OPEN - {"closed"}))
    def test_end_where_nothing_is_left_to_do(self, status):
        assert rules.available_actions(status) == []


class TestClockOf:
    DUE = date(2026, 12, 15)

    @pytest.mark.parametrize(
        ("today", "level", "days"),
        [
            (date(2026, 12, 1), Level.ON_TIME, 9),
            (date(2026, 12, 9), Level.ON_TIME, 4),
            (date(2026, 12, 10), Level.SOON, 3),
            (date(2026, 12, 15), Level.SOON, 0),
            (date(2026, 12, 16), Level.OVERDUE, -1),
            (date(2026, 12, 20), Level.OVERDUE, -3),
        ],
    )
    def test_counts_working_days_while_it_runs(self, today, level, days):
        assert rules.clock_of(status="assigned", due_on=self.DUE, answered_on=None, today=today) == Clock(level, days)

    def test_of_a_term_that_ended_on_friday_has_gone_by_no_day_on_saturday(self):
        clock = rules.clock_of(status="received", due_on=date(2026, 12, 11), answered_on=None, today=date(2026, 12, 12))
        assert clock == Clock(Level.OVERDUE, 0)

    @pytest.mark.parametrize(
        ("status", "answered_on", "level"),
        [
            ("incomplete", None, Level.STOPPED),
            ("answered", date(2026, 12, 15), Level.DONE_IN_TIME),
            ("closed", date(2026, 12, 16), Level.DONE_LATE),
            ("transferred", None, Level.NONE),
            ("withdrawn", None, Level.NONE),
        ],
    )
    def test_stands_still_where_the_law_stops_it_and_when_it_ended(self, status, answered_on, level):
        clock = rules.clock_of(status=status, due_on=self.DUE, answered_on=answered_on, today=date(2027, 1, 4))
        assert clock.level is level

    @given(due=DAYS, away=st.integers(-60, 60), off=OFF)
    def test_passes_from_days_left_to_days_gone_by_without_a_leap(self, due, away, off):
        today = due + timedelta(days=away)
        now = rules.days_to(due, today=today, days_off=off)
        tomorrow = rules.days_to(due, today=today + timedelta(days=1), days_off=off)
        assert now - tomorrow in {0, 1}


class TestDaysLeftOfTerm:
    @given(
        start=DAYS,
        term=st.sampled_from(sorted(rules.TERMS.values())),
        gone=st.integers(0, 90),
        pause=st.integers(1, 60),
        off=OFF,
    )
    def test_are_those_with_which_the_clock_goes_on(self, start, term, gone, pause, off):
        """A clock that stops and goes on runs exactly as many working days as one that never stopped."""
        stopped = start + timedelta(days=gone)
        left = rules.days_left_of_term(clock_from=start, clock_days=term, today=stopped, days_off=off)
        used = count_working_days(start + timedelta(days=1), stopped, off)
        assert left == max(0, term - used)
        resumed = stopped + timedelta(days=pause)
        due = add_working_days(resumed, left, off)
        assert count_working_days(resumed + timedelta(days=1), due, off) == left


class TestMonthAfter:
    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2026, 12, 31), 2, date(2027, 2, 28)),
        ],
    )
    def test_is_the_same_day_or_the_last_one(self, day, months, then):
        assert rules.month_after(day, months) == then


class TestIsWithin:
    @pytest.mark.parametrize(("today", "is_within"), [(date(2026, 7, 16), True), (date(2026, 7, 17), False)])
    def test_counts_from_the_day_after_receipt(self, today, is_within):
        assert rules.is_within(date(2026, 7, 8), rules.TRANSFER_DAYS, today=today) is is_within


class TestExtensionProblem:
    DUE = date(2026, 12, 15)

    @pytest.mark.parametrize(
        ("new", "today", "was_extended", "problem"),
        [
            (date(2026, 12, 22), DUE, False, None),
            (date(2026, 12, 30), DUE, False, None),
            (date(2026, 12, 31), DUE, False, "too_long"),
            (date(2026, 12, 15), DUE, False, "not_later"),
            (date(2026, 12, 19), DUE, False, "not_working_day"),
            (date(2026, 12, 22), date(2026, 12, 16), False, "expired"),
            (date(2026, 12, 22), DUE, True, "already"),
        ],
    )
    def test_is_none_only_once_before_it_expires_and_to_the_double(self, new, today, was_extended, problem):
        found = rules.extension_problem(
            new_due_on=new, due_on=self.DUE, term_days=10, was_extended=was_extended, today=today
        )
        assert found == problem

    @given(received=DAYS, term=st.sampled_from(sorted(rules.TERMS.values())), off=OFF)
    def test_leaves_the_double_of_the_term_at_most(self, received, term, off):
        due = add_working_days(received, term, off)
        assert rules.last_extension(due, term, off) == add_working_days(received, 2 * term, off)


class TestAlertOf:
    @pytest.mark.parametrize(
        ("status", "today", "alert"),
        [
            ("received", date(2026, 11, 23), None),
            ("received", date(2026, 11, 25), Alert.RESTING),
            ("in_progress", date(2026, 12, 1), None),
            ("in_progress", date(2026, 12, 11), Alert.DUE_SOON),
            ("in_progress", date(2026, 12, 16), Alert.OVERDUE),
            ("incomplete", date(2026, 12, 21), None),
            ("incomplete", date(2026, 12, 22), Alert.COMPLETION_EXPIRED),
            ("answered", date(2026, 11, 25), Alert.RESTING),
            ("closed", date(2027, 12, 16), None),
        ],
    )
    def test_tells_what_presses(self, status, today, alert):
        found = rules.alert_of(
            status=status,
            since=date(2026, 11, 21),
            due_on=date(2026, 12, 15),
            completion_due_on=date(2026, 12, 21),
            today=today,
        )
        assert found == alert

    @given(status=st.sampled_from(sorted(rules.OPEN)), since=DAYS, off=OFF)
    def test_lets_nothing_rest_for_ever(self, status, since, off):
        due = add_working_days(since, 60, off)
        later = due + timedelta(days=30)
        found = rules.alert_of(status=status, since=since, due_on=due, completion_due_on=due, today=later, days_off=off)
        assert found is not None


class TestIsToldAgain:
    @pytest.mark.parametrize(
        ("last", "today", "is_told"),
        [
            ("", date(2026, 12, 1), True),
            ("assigned:overdue", date(2026, 12, 4), False),
            ("assigned:overdue", date(2026, 12, 9), True),
            ("assigned:due_soon", date(2026, 12, 1), True),
        ],
    )
    def test_is_so_for_another_alert_and_every_week(self, last, today, is_told):
        found = rules.is_told_again(
            alert="assigned:overdue", last_alert=last, last_on=date(2026, 12, 1) if last else None, today=today
        )
        assert found is is_told
