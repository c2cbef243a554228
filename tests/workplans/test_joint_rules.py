from __future__ import annotations

from decimal import Decimal

import pytest

from llegada.workplans import joint_rules as rules
from llegada.workplans.choices import JointPartStatus, JointStage, JointStatus, WorkPlanStatus
from llegada.workplans.rules import Progress

ACTIONS = ["form", "dissolve", "invite"]
PART_ACTIONS = ["accept", "decline", "withdraw", "leave"]


def part(plan_status="in_execution", *, done=0, total=100, weight=50, status="accepted", missing=()):
    progress = Progress(Decimal(done), Decimal(total))
    return rules.PartState(status, weight, plan_status=plan_status, missing=missing, progress=progress)


class TestTransitions:
    @pytest.mark.parametrize("action", ACTIONS)
    @pytest.mark.parametrize("status", JointStatus.values)
    def test_of_the_whole_are_those_of_the_table(self, status, action):
        allowed = {
            ("forming", "form"): "formed",
            ("forming", "dissolve"): "dissolved",
            ("formed", "dissolve"): "dissolved",
        }
        assert rules.next_status(status, action) == allowed.get((status, action))

    @pytest.mark.parametrize("action", PART_ACTIONS)
    @pytest.mark.parametrize("status", JointPartStatus.values)
    def test_of_a_part_are_those_of_the_table(self, status, action):
        allowed = {
            ("invited", "accept"): "accepted",
            ("invited", "decline"): "declined",
            ("invited", "withdraw"): "withdrawn",
            ("accepted", "leave"): "left",
        }
        assert rules.next_part_status(status, action) == allowed.get((status, action))


class TestLackingToForm:
    @pytest.mark.parametrize(
        ("parts", "lacking"),
        [
            ([part("draft"), part("draft")], []),
            ([part("draft")], ["few_parts"]),
            ([part("draft"), part("draft"), part("", status="invited")], ["unanswered"]),
            ([part("draft"), part("")], ["no_plan"]),
            ([part("draft"), part("", status="invited")], ["few_parts", "unanswered"]),
            ([part("draft"), part("terminated"), part("", status="declined")], ["few_parts"]),
        ],
    )
    def test_is_what_the_parts_do_not_have(self, parts, lacking):
        assert rules.lacking_to_form(parts) == lacking


class TestStage:
    @pytest.mark.parametrize(
        ("status", "parts", "stage"),
        [
            ("forming", [part("draft"), part("draft")], "forming"),
            ("formed", [part("agreed"), part("signed")], "to_sign"),
            ("formed", [part("signed"), part("signed", missing=("provider",))], "to_sign"),
            ("formed", [part("signed"), part("signed")], "signed"),
            ("formed", [part("in_execution"), part("signed")], "in_execution"),
            ("formed", [part("suspended"), part("signed")], "in_execution"),
            ("formed", [part("finished"), part("in_execution")], "in_execution"),
            ("formed", [part("finished"), part("closed")], "finished"),
            ("formed", [part("finished"), part("closed"), part("terminated")], "finished"),
            ("formed", [part("in_execution"), part("terminated")], "dissolved"),
            ("formed", [part("in_execution"), part("draft", status="left")], "dissolved"),
            ("dissolved", [part(), part()], "dissolved"),
        ],
    )
    def test_comes_from_the_parts_that_go_on(self, status, parts, stage):
        assert rules.stage_of(status, parts) == stage

    def test_is_a_path_of_known_places(self):
        assert {*rules.PATH, "dissolved"} == set(JointStage.values)
        assert rules.steps_of("dissolved") == []
        assert [stands for _, stands in rules.steps_of("signed")] == ["done", "done", "current", "pending", "pending"]
        assert {stands for _, stands in rules.steps_of("finished")} == {"done"}


class TestWholeProgress:
    @pytest.mark.parametrize(
        ("parts", "percent"),
        [
            ([part(done=50), part(done=100)], "75"),
            ([part(done=50, weight=30), part(done=100, weight=70)], "85"),
            ([part(done=100, total=200, weight=1), part(done=0, weight=1)], "25"),
            ([part(done=0), part(done=0)], "0"),
        ],
    )
    def test_weighs_the_progress_of_each_part(self, parts, percent):
        assert rules.whole_progress(parts).percent == Decimal(percent)

    @pytest.mark.parametrize("parts", [[], [part(done=50), part(total=0)]])
    def test_of_what_is_not_known_is_no_data_and_not_zero(self, parts):
        assert rules.whole_progress(parts).percent is None


class TestParts:
    def test_that_went_away_are_those_that_left_or_ended_early(self):
        assert [part(status="left").went_away, part("terminated").went_away] == [True, True]
        assert [part().went_away, part("", status="declined").went_away] == [False, False]

    @pytest.mark.parametrize("status", ["", *WorkPlanStatus.values])
    def test_leave_until_their_entity_has_signed(self, status):
        assert rules.may_leave(status) is (status in {"", "draft", "socialized", "changes_requested", "agreed"})
