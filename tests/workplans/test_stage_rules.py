from __future__ import annotations

import pytest

from llegada.workplans import stage_rules as rules
from llegada.workplans.choices import PlanStageKind

PROFILING, DIAGNOSIS, ALTERNATIVE, EXECUTION, DELIVERY = rules.ROUTE


class TestRoute:
    def test_is_of_known_stages_in_their_order(self):
        assert list(rules.ROUTE) == PlanStageKind.values
        assert set(rules.ROUTE) > rules.CLOSED_BY_PROVIDER

    @pytest.mark.parametrize("done", range(6))
    def test_goes_one_stage_after_another(self, done):
        closed = set(rules.ROUTE[:done])
        assert rules.current_stage(closed) == (rules.ROUTE[done] if done < 5 else None)
        stands = [one for _, one in rules.steps_of(closed)]
        assert stands == (["done"] * done + ["current"] + ["pending"] * 4)[:5]

    @pytest.mark.parametrize(
        ("stage", "closed", "before"),
        [
            (PROFILING, (), []),
            (DIAGNOSIS, (), [PROFILING]),
            (EXECUTION, (PROFILING, DIAGNOSIS), [ALTERNATIVE]),
            (EXECUTION, (PROFILING, DIAGNOSIS, ALTERNATIVE), []),
            (DELIVERY, (PROFILING,), [DIAGNOSIS, ALTERNATIVE, EXECUTION]),
        ],
    )
    def test_holds_a_stage_while_an_earlier_one_is_open(self, stage, closed, before):
        assert rules.stages_before(stage, closed) == before
