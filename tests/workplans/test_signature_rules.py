from __future__ import annotations

import pytest

from llegada.workplans.choices import PlanSide
from llegada.workplans.signature_rules import PARTIES, missing_parties


class TestMissingParties:
    @pytest.mark.parametrize(
        ("signed", "missing"),
        [
            ((), ["provider", "entity"]),
            (("entity",), ["provider"]),
            (("provider", "provider"), ["entity"]),
            (("entity", "provider"), []),
        ],
    )
    def test_are_those_that_have_not_signed(self, signed, missing):
        assert missing_parties(signed) == missing

    def test_are_the_two_sides_of_a_plan(self):
        assert set(PARTIES) == set(PlanSide.values)
