from decimal import Decimal

import pytest

from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus, VersionStatus


class TestVersionTransitions:
    def test_leads_from_an_idea_to_what_is_published_through_every_gate(self):
        stage = "idea"
        for action in (
            "start",
            "send_predesign",
            "accept_predesign",
            "send_protocol",
            "validate_protocol",
            "parametrize",
            "publish",
        ):
            stage = rules.next_stage(stage, action)
        assert stage == "published"

    @pytest.mark.parametrize(
        ("stage", "action"),
        [("idea", "publish"), ("design", "parametrize"), ("protocol_in_review", "publish"), ("published", "redesign")],
    )
    def test_leads_nowhere_outside_the_table(self, stage, action):
        assert rules.next_stage(stage, action) is None

    def test_only_names_known_stages(self):
        table = rules.VERSION_TRANSITIONS
        assert {stage for stage, _ in table} | set(table.values()) == set(VersionStatus.values)
        assert {*rules.IN_EDITION, *rules.STANDING} == set(VersionStatus.values)

    def test_publishes_nothing_but_what_was_validated_and_then_parametrised(self):
        table = rules.VERSION_TRANSITIONS
        assert [pair for pair, after in table.items() if after == "published"] == [("parametrized", "publish")]
        assert [pair for pair, after in table.items() if after == "parametrized"] == [
            ("protocol_validated", "parametrize")
        ]
        assert [pair for pair, after in table.items() if after == "protocol_validated"] == [
            ("protocol_in_review", "validate_protocol")
        ]


class TestServiceTransitions:
    def test_only_names_known_states(self):
        table = rules.SERVICE_TRANSITIONS
        assert {state for state, _ in table} | set(table.values()) == set(ServiceStatus.values)

    def test_ends_in_what_is_retired(self):
        assert rules.available_actions(rules.SERVICE_TRANSITIONS, "retired") == []
        assert rules.available_actions(rules.SERVICE_TRANSITIONS, "in_closure") == ["retire"]

    @pytest.mark.parametrize("status", ServiceStatus.values)
    @pytest.mark.parametrize("action", ["suspend", "resume", "start_closure", "retire", "fly"])
    def test_lead_only_where_the_table_says(self, status, action):
        assert rules.next_status(status, action) == rules.SERVICE_TRANSITIONS.get((status, action))

    def test_gates_only_what_the_tables_have(self):
        actions = {action for _, action in (*rules.VERSION_TRANSITIONS, *rules.SERVICE_TRANSITIONS)}
        assert rules.GATES.keys() | rules.NEEDS_REASON | rules.NEEDS_STRANGER_TO_DESIGN <= actions


class TestLineTransitions:
    @pytest.mark.parametrize(
        ("is_active", "action", "after"),
        [(True, "retire", False), (False, "restore", True), (True, "restore", None), (False, "retire", None)],
    )
    def test_take_out_of_use_and_back(self, is_active, action, after):
        assert rules.next_line_state(is_active, action) is after


class TestStepsOf:
    @pytest.mark.parametrize(
        ("current", "done", "here"),
        [("idea", 0, "idea"), ("returned", 1, "predesign"), ("protocol_returned", 3, "design")],
    )
    def test_says_what_is_done_and_where_it_stands(self, current, done, here):
        steps = rules.steps_of(rules.VERSION_STEPS, current)
        assert [one for _, one in steps].count("done") == done
        assert [step for step, one in steps if one == "current"] == [here]


class TestGaps:
    def test_are_by_section_what_is_not_said(self):
        sections = {"a": ("one", "two"), "b": ("three",)}
        assert rules.gaps(sections, {"one", "three"}) == {"a": ["two"]}


class TestMissingWeight:
    @pytest.mark.parametrize(
        ("weights", "missing"),
        [
            (["33.33", "33.33", "33.34"], "0"),
            (["33.33", "33.33", "33.33"], "0.01"),
            (["60", "60"], "-20"),
            ([], "100"),
        ],
    )
    def test_is_what_lacks_to_reach_one_hundred(self, weights, missing):
        assert rules.missing_weight(map(Decimal, weights)) == Decimal(missing)


class TestIsOwnWork:
    def test_holds_for_who_edited_last(self):
        assert rules.is_own_work(edited_by_id=7, person_id=7)

    def test_does_not_hold_for_somebody_else(self):
        assert not rules.is_own_work(edited_by_id=7, person_id=8)

    def test_does_not_hold_when_nobody_is_known(self):
        assert not rules.is_own_work(edited_by_id=None, person_id=None)


class TestMerge:
    @pytest.mark.parametrize(
        ("base", "current", "incoming", "result"),
        [
            ("a", "a", "a", ("a", False)),
            ("a", "corrected", "a", ("corrected", False)),
            ("a", "a", "b", ("b", False)),
            ("a", "b", "b", ("b", False)),
            ("a", "corrected", "b", ("corrected", True)),
        ],
        ids=["nothing-new", "corrected-here", "changed-there", "changed-alike", "changed-in-both"],
    )
    def test_never_writes_over_a_correction(self, base, current, incoming, result):
        assert rules.merge(base=base, current=current, incoming=incoming) == result
