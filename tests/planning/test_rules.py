from datetime import date
from decimal import Decimal

import pytest

from llegada.planning import rules
from llegada.planning.choices import AmendmentStatus, LineStatus, PlanStatus
from llegada.planning.policies import FOR_PLAN_ACTION

D = Decimal
#: Written a second time, by hand, from the states of the mission.
LIFE = {
    "in_preparation": {"send": "sent"},
    "sent": {"consolidate": "consolidated", "send_back": "returned"},
    "consolidated": {"present": "in_committee", "send_back": "returned"},
    "in_committee": {"approve": "approved", "return": "returned"},
    "returned": {"send": "sent"},
    "approved": {"register": "registered"},
    "registered": {"start": "in_execution"},
    "in_execution": {"close": "closed"},
}
LINE_LIFE = {
    "proposed": {"approve": "approved"},
    "approved": {"schedule": "scheduled", "start": "in_execution", "reschedule": "rescheduled", "cancel": "cancelled"},
    "scheduled": {"start": "in_execution", "reschedule": "rescheduled", "cancel": "cancelled"},
    "rescheduled": {
        "schedule": "scheduled",
        "start": "in_execution",
        "reschedule": "rescheduled",
        "cancel": "cancelled",
    },
    "in_execution": {"fulfill": "fulfilled", "reschedule": "rescheduled", "cancel": "cancelled"},
}


def day(month, number):
    return date(2027, month, number)


class TestNextPlanStatus:
    @pytest.mark.parametrize("state", PlanStatus.values)
    @pytest.mark.parametrize("action", sorted({action for _, action in rules.PLAN_TRANSITIONS}))
    def test_leads_where_the_mission_says_and_nowhere_else(self, state, action):
        assert rules.next_plan_status(state, action) == LIFE.get(state, {}).get(action)

    def test_names_only_known_states(self):
        named = {state for state, _ in rules.PLAN_TRANSITIONS} | set(rules.PLAN_TRANSITIONS.values())
        assert named == set(PlanStatus.values)

    def test_reaches_approval_only_through_the_committee(self):
        into = {action for (_, action), after in rules.PLAN_TRANSITIONS.items() if after == "approved"}
        assert into == {"approve"} < rules.PLAN_COMMITTEE_ACTIONS

    def test_belongs_to_somebody_whatever_the_action(self):
        others = rules.PLAN_COMMITTEE_ACTIONS | rules.CYCLE_ACTIONS
        assert {action for _, action in rules.PLAN_TRANSITIONS} == others | FOR_PLAN_ACTION.keys()

    def test_offers_what_the_state_admits(self):
        assert rules.available_plan_actions("sent") == ["consolidate", "send_back"]
        assert rules.available_plan_actions("closed") == []


class TestStepsOf:
    def test_puts_what_was_returned_at_the_start(self):
        assert rules.steps_of("returned") == rules.steps_of("in_preparation")
        assert rules.steps_of("returned")[0] == ("in_preparation", "current")

    def test_has_everything_done_once_closed(self):
        assert {how for _, how in rules.steps_of("closed")} == {"done"}
        assert [how for _, how in rules.steps_of("consolidated")][:4] == ["done", "done", "current", "pending"]


class TestNextLineStatus:
    @pytest.mark.parametrize("state", LineStatus.values)
    @pytest.mark.parametrize("action", sorted({action for _, action in rules.LINE_TRANSITIONS}))
    def test_leads_where_the_mission_says_and_nowhere_else(self, state, action):
        assert rules.next_line_status(state, action) == LINE_LIFE.get(state, {}).get(action)

    def test_offers_its_unit_only_its_own_actions(self):
        assert rules.available_line_actions("approved") == ["schedule", "start"]
        assert rules.available_line_actions("proposed") == []


class TestNextAmendmentStatus:
    @pytest.mark.parametrize("state", AmendmentStatus.values)
    @pytest.mark.parametrize(("action", "after"), [("approve", "approved"), ("deny", "denied")])
    def test_leads_only_from_what_was_asked(self, state, action, after):
        assert rules.next_amendment_status(state, action) == (after if state == "requested" else None)


class TestIsOwnWork:
    @pytest.mark.parametrize(
        ("authors", "person", "own"), [((1, 2), 2, True), ((1, None), 3, False), ((None,), None, False)]
    )
    def test_knows_who_wrote(self, authors, person, own):
        assert rules.is_own_work(authors=authors, person_id=person) == own


class TestMonths:
    def test_come_from_the_dates(self):
        assert rules.months_of(day(2, 28), day(5, 1)) == [2, 3, 4, 5]

    @pytest.mark.parametrize(
        ("starts", "ends", "inside"),
        [
            (day(1, 1), day(12, 31), True),
            (date(2026, 12, 31), day(2, 1), False),
            (day(2, 1), date(2028, 1, 1), False),
        ],
    )
    def test_are_of_one_year(self, starts, ends, inside):
        assert rules.is_inside_year(starts, ends, 2027) == inside

    @pytest.mark.parametrize(
        ("other", "overlap"),
        [
            ((day(3, 31), day(4, 2)), True),
            ((day(5, 30), day(6, 1)), True),
            ((day(1, 1), day(2, 28)), False),
            ((day(6, 1), day(6, 2)), False),
        ],
    )
    def test_overlap_by_month_and_not_by_day(self, other, overlap):
        assert rules.months_overlap(day(3, 15), day(5, 2), *other) == overlap


class TestSpreadDays:
    def test_shares_them_by_calendar_days(self):
        assert rules.spread_days(day(1, 22), day(2, 10), D(10)) == {1: D(5), 2: D(5)}

    def test_keeps_the_total_over_whole_months(self):
        spread = rules.spread_days(day(1, 1), day(12, 31), D(365))
        assert (spread[2], sum(spread.values())) == (28, 365)

    def test_is_rounded_to_one_decimal(self):
        assert rules.round_days(D("3.25")) == D("3.3")


class TestBalances:
    def test_tell_enough_from_too_much_and_from_no_data(self):
        found = rules.balances({"a": D(5), "b": D(5), "c": D(5)}, {"a": D(4), "b": D(5), "d": D(1)}, order="dcbax")
        assert [(key, one.is_over, one.is_unknown, one.left) for key, one in found.items()] == [
            ("d", False, False, D(1)),
            ("c", False, True, None),
            ("b", False, False, D(0)),
            ("a", True, False, D(-1)),
        ]


class TestLineGaps:
    def test_name_what_is_not_said_in_order(self):
        assert rules.line_gaps({"modality"}, is_territorial=True) == [
            "budget",
            "origin",
            "obligation",
            "person_days",
            "territorial_manager",
        ]

    def test_ask_no_manager_of_a_national_entity(self):
        assert rules.line_gaps(rules.LINE_MUST_SAY[:-1], is_territorial=False) == []
        assert rules.line_gaps(rules.LINE_MUST_SAY[:-1], is_territorial=True) == ["territorial_manager"]


class TestNeedsCommittee:
    @pytest.mark.parametrize(
        ("kind", "before", "after", "needed"),
        [
            ("budget", 100, 120, False),
            ("budget", 100, 80, False),
            ("budget", 100, 121, True),
            ("budget", 100, 79, True),
            ("budget", 0, 1, True),
            ("cancellation", 100, 0, True),
            ("cancellation", 0, 0, False),
            ("new_line", 0, 10, True),
            ("dates", 100, 100, False),
            ("entity", 100, 500, False),
        ],
    )
    def test_is_by_more_than_a_fifth_of_the_budget(self, kind, before, after, needed):
        assert rules.needs_committee(kind=kind, before=D(before), after=D(after)) == needed


class TestDaysLate:
    @pytest.mark.parametrize(
        ("due_on", "is_delivered", "late"),
        [(day(1, 1), False, 9), (day(1, 10), False, 0), (day(1, 1), True, 0), (None, False, 0)],
    )
    def test_count_from_the_day_after(self, due_on, is_delivered, late):
        assert rules.days_late(due_on=due_on, today=day(1, 10), is_delivered=is_delivered) == late


class TestMisplacedDates:
    @pytest.mark.parametrize(
        ("plans_due_on", "registers_on", "misplaced"),
        [
            (date(2026, 12, 20), day(1, 31), {}),
            (day(2, 1), day(12, 31), {}),
            (date(2025, 12, 20), day(1, 31), {"plans_due_on": (2026, 2027)}),
            (date(2026, 12, 20), date(2028, 1, 1), {"registers_on": (2027,)}),
        ],
    )
    def test_name_the_years_in_which_each_falls(self, plans_due_on, registers_on, misplaced):
        found = rules.misplaced_dates(2027, plans_due_on=plans_due_on, registers_on=registers_on)
        assert found == misplaced


class TestSourcesRaisedOver:
    @pytest.mark.parametrize(
        ("before", "after", "over"),
        [
            ({"own": D(5)}, {"own": D(6)}, ["own"]),
            ({"own": D(5)}, {"own": D(5)}, []),
            ({"own": D(5)}, {}, []),
            ({}, {"own": D(1), "other": D(9)}, ["own"]),
            ({"own": D(9)}, {"royalties": D(3)}, []),
            ({}, {"royalties": D(4)}, ["royalties"]),
        ],
    )
    def test_are_those_with_data_that_grow_beyond_it(self, before, after, over):
        planned, available = {"own": D(10)}, {"own": D(10), "royalties": D(3)}
        found = rules.sources_raised_over(before=before, after=after, planned=planned, available=available)
        assert found == over
