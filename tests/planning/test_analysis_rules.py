import pytest

from llegada.planning import analysis_rules as rules
from llegada.planning.analysis_rules import Said
from llegada.planning.choices import AnalysisSection, AnalysisStatus

ACTIONS = ("send", "send_back", "accept")
FOUND = dict.fromkeys(AnalysisSection.values, Said(applies=True, has_text=True))


class TestTransitions:
    @pytest.mark.parametrize("status", AnalysisStatus.values)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_lead_only_where_the_table_says(self, status, action):
        led = {
            ("draft", "send"): "sent",
            ("returned", "send"): "sent",
            ("sent", "send_back"): "returned",
            ("sent", "accept"): "accepted",
        }
        assert rules.next_analysis_status(status, action) == led.get((status, action))
        assert (action in rules.available_analysis_actions(status)) == ((status, action) in led)

    @pytest.mark.parametrize(
        ("status", "steps"),
        [
            ("draft", ["current", "pending", "pending"]),
            ("returned", ["current", "pending", "pending"]),
            ("sent", ["done", "current", "pending"]),
            ("accepted", ["done", "done", "done"]),
        ],
    )
    def test_are_shown_as_steps(self, status, steps):
        assert [how for _, how in rules.analysis_steps(status)] == steps


class TestSectionState:
    @pytest.mark.parametrize(
        ("said", "state"),
        [
            (None, "missing"),
            (Said(applies=True, has_text=False), "missing"),
            (Said(applies=True, has_text=True), "found"),
            (Said(applies=False, has_text=False), "reason"),
            (Said(applies=False, has_text=True), "not_applicable"),
        ],
    )
    def test_says_how_it_stands(self, said, state):
        assert rules.section_state(said) == state


class TestAnalysisGaps:
    def test_are_none_where_all_is_said(self):
        assert rules.analysis_gaps(FOUND, scenarios=1, priorities=1) == []

    def test_say_what_is_missing_in_the_order_in_which_it_is_written(self):
        sections = FOUND | {"citizen_requests": None, "judicial_actions": Said(applies=False, has_text=False)}
        assert rules.analysis_gaps(sections, scenarios=0, priorities=0) == [
            ("citizen_requests", "missing"),
            ("judicial_actions", "reason"),
            ("scenarios", "missing"),
            ("priorities", "missing"),
        ]
