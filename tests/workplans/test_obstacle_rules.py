from __future__ import annotations

from datetime import date

import pytest

from llegada.workplans import obstacle_rules as rules
from llegada.workplans.choices import LessonMoment, ObstacleStatus, WorkPlanStatus
from llegada.workplans.policies import FOR_OBSTACLE_ACTION
from llegada.workplans.verbs import LESSON_QUESTIONS, OBSTACLE_ACTIONS, OBSTACLE_PILLS, VERBS

ACTIONS = sorted({action for _, action in rules.TRANSITIONS})


class TestNextStatus:
    @pytest.mark.parametrize("status", ObstacleStatus.values)
    @pytest.mark.parametrize("action", [*ACTIONS, "fly"])
    def test_leads_only_where_the_table_says(self, status, action):
        after = rules.next_status(status, action)
        assert after == rules.TRANSITIONS.get((status, action))
        assert (action in rules.available_actions(status)) is (after is not None)

    def test_has_permission_and_words(self):
        assert set(ACTIONS) == set(FOR_OBSTACLE_ACTION) == set(OBSTACLE_ACTIONS)
        assert {f"obstacle.{action}" for action in ["raise", *ACTIONS]} <= set(VERBS)
        assert set(OBSTACLE_PILLS) == set(ObstacleStatus.values)
        assert set(LESSON_QUESTIONS) == set(LessonMoment.values)
        assert set(WorkPlanStatus.values) > rules.MET_IN


class TestIsLate:
    @pytest.mark.parametrize(
        ("status", "day", "late"),
        [("open", 20, True), ("open", 21, False), ("in_resolution", 20, True), ("resolved", 20, False)],
    )
    def test_is_what_should_have_been_resolved_before_today(self, status, day, late):
        found = rules.is_late(status=status, due_on=date(2026, 11, day), today=date(2026, 11, 21))
        assert found is late
