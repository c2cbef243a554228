"""The test before and after a training: its stages, its questions, and what was gained."""

from __future__ import annotations

from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.delivery import training_rules
from llegada.delivery.choices import SessionKind, TrainingStage
from llegada.delivery.training_rules import Question, gain

STAGES = TrainingStage.values
ACTIONS = ("open_pre", "close_pre", "open_post", "close_post")
LEADS = {
    ("ready", "open_pre"): "pre_open",
    ("pre_open", "close_pre"): "pre_closed",
    ("pre_closed", "open_pre"): "pre_open",
    ("pre_closed", "open_post"): "post_open",
    ("post_open", "close_post"): "post_closed",
    ("post_closed", "open_post"): "post_open",
}


class TestStages:
    @pytest.mark.parametrize("stage", STAGES)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_lead_where_the_table_says_and_nowhere_else(self, stage, action):
        assert training_rules.next_stage(stage, action) == LEADS.get((stage, action))
        assert (action in training_rules.available_actions(stage)) == ((stage, action) in LEADS)

    def test_say_which_test_is_answered_by_phone(self):
        answered = {stage: training_rules.answered_now(stage) for stage in STAGES}
        assert answered == dict.fromkeys(STAGES) | {"pre_open": "pre", "post_open": "post"}

    @pytest.mark.parametrize(
        ("stage", "waves"),
        [
            ("ready", ""),
            ("pre_open", "pre"),
            ("pre_closed", "pre"),
            ("post_open", "pre post"),
            ("post_closed", "pre post"),
        ],
    )
    def test_say_what_may_be_written_down_from_paper(self, stage, waves):
        assert [one for one in ("pre", "post") if training_rules.is_on_paper(stage, one)] == waves.split()

    def test_are_of_mechanisms_that_teach(self):
        assert {SessionKind.TRAINING, SessionKind.WORKSHOP} == training_rules.TESTED_KINDS


class TestQuestions:
    @pytest.mark.parametrize(
        ("question", "problem"),
        [
            (Question("¿Qué?", ("Esto", "Aquello"), 1), None),
            (Question(" ", ("Esto", "Aquello"), 1), "no_text"),
            (Question("¿Qué?", ("Esto",), 0), "options"),
            (Question("¿Qué?", ("a", "b", "c", "d", "e"), 0), "options"),
            (Question("¿Qué?", ("Esto", " ", "Aquello"), 0), "options"),
            (Question("¿Qué?", ("Esto", "esto "), 0), "repeated"),
            (Question("¿Qué?", ("Esto", "Aquello"), 2), "right"),
            (Question("¿Qué?", ("Esto", "Aquello"), -1), "right"),
        ],
    )
    def test_say_what_is_wrong_with_them(self, question, problem):
        assert training_rules.question_problem(question) == problem

    @pytest.mark.parametrize(("count", "good"), [(4, False), (5, True), (20, True), (21, False)])
    def test_are_five_to_twenty(self, count, good):
        assert training_rules.is_length_good(count) is good

    def test_left_blank_are_not_right(self):
        assert training_rules.count_right([0, 1, 2, 0], [0, 1, 1, None]) == 2


class TestGain:
    def test_is_the_mean_of_each_person_with_themselves(self):
        found = gain([(2, 4), (3, 4), (1, 5), (4, 4), (0, 3)], questions=5)
        differences = [0.4, 0.2, 0.8, 0.0, 0.6]
        margin = 2.776 * stdev(differences) / sqrt(5)
        assert (found.pairs, found.pre, found.post) == (5, pytest.approx(0.4), pytest.approx(0.8))
        assert found.difference == pytest.approx(0.4)
        assert (found.low, found.high) == (pytest.approx(0.4 - margin), pytest.approx(0.4 + margin))
        assert found.normalized == pytest.approx(0.4 / 0.6)

    def test_agrees_with_a_worked_example_of_twenty(self):
        """Differences of 0 and 10 points by halves: mean 5, s 5.13, t of 19 degrees 2.093, margin 2.40."""
        found = gain([(5, 5)] * 10 + [(5, 6)] * 10, questions=10)
        assert (round(found.difference, 3), round(found.low, 3), round(found.high, 3)) == (0.05, 0.026, 0.074)

    @pytest.mark.parametrize("pairs", [0, 1, 4])
    def test_is_not_told_of_few(self, pairs):
        assert gain([(1, 2)] * pairs, questions=5) is None

    def test_is_not_told_of_no_questions(self):
        assert gain([(0, 0)] * 5, questions=0) is None

    def test_has_no_normalised_gain_where_nothing_was_left_to_learn(self):
        found = gain([(5, 5)] * 4 + [(5, 3)], questions=5)
        assert (found.normalized, found.difference < 0) == (None, True)

    @given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=5, max_size=150))
    def test_stays_within_its_bounds(self, pairs):
        found = gain(pairs, questions=20)
        assert -1 <= found.low <= found.difference + 1e-9
        assert found.difference - 1e-9 <= found.high <= 1
        assert found.difference == pytest.approx(fmean(after - before for before, after in pairs) / 20)
