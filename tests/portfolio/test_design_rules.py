from decimal import Decimal

import pytest

from llegada.portfolio import design_rules
from llegada.portfolio.choices import DayKind, Ending, ServiceKind
from llegada.portfolio.design_rules import Lack, Planned, Span
from llegada.portfolio.design_words import BY_SLUG, LACKS, SECTION_WORDS
from tests.portfolio.design_makers import actor_row, body_row, cost, gap, milestone, objective, step_row

#: Written a second time, by hand, from PRD-18.
ENDS = {
    "advisory": {"concept", "record", "report"},
    "technical_assistance": {"record", "report"},
    "training": {"record", "report"},
    "guidance": {"record"},
}


class TestKindRules:
    @pytest.mark.parametrize("kind", [*ServiceKind.values, ""])
    @pytest.mark.parametrize("ending", [*Ending.values, ""])
    def test_end_each_kind_as_the_procedure_says(self, kind, ending):
        assert design_rules.ends_well(kind, ending) == (ending in ENDS.get(kind, ()))

    @pytest.mark.parametrize("kind", [*ServiceKind.values, ""])
    def test_plan_every_kind_but_guidance(self, kind):
        assert design_rules.has_plan(kind) == (kind != "guidance")


class TestLacks:
    @pytest.mark.parametrize(
        ("rows", "lacks"),
        [
            ([], [Lack("no_gaps")]),
            ([gap()], []),
            ([gap(), gap(level="")], [Lack("gap_class", 2)]),
            ([gap(description="")], [Lack("gap_words", 1)]),
            ([gap(present_value=None)], []),
            ([gap(measure="", present_value=None, wanted_value=None)], []),
            ([gap(wanted_value=None)], [Lack("gap_wanted", 1)]),
            ([gap(present_value=Decimal(0), wanted_value=Decimal(0))], []),
        ],
    )
    def test_of_gaps(self, rows, lacks):
        assert design_rules.lacks_of_gaps(rows) == lacks

    @pytest.mark.parametrize(
        ("rows", "lacks"),
        [
            ([], [Lack("no_objectives")]),
            ([objective()], []),
            ([objective(text="", gaps=())], [Lack("objective_words", 1), Lack("objective_gaps", 1)]),
            ([objective(is_realistic=False)], [Lack("not_realistic", 1)]),
            ([objective(quantifiable_how="")], [Lack("not_quantifiable", 1)]),
        ],
    )
    def test_of_objectives(self, rows, lacks):
        assert design_rules.lacks_of_objectives(rows) == lacks

    @pytest.mark.parametrize(
        ("changes", "lacks"),
        [
            ({}, []),
            ({"kind": "", "topics": ""}, [Lack("no_kind")]),
            ({"ending": ""}, [Lack("no_ending")]),
            ({"ending": "concept"}, [Lack("wrong_ending")]),
            ({"topics": "Uno\n \n"}, [Lack("few_topics")]),
            ({"kind": "advisory", "topics": ""}, [Lack("no_topics")]),
            ({"kind": "advisory", "topics": "Uno"}, []),
            ({"modalities": ()}, [Lack("no_modalities")]),
            ({"milestones": []}, [Lack("weights")]),
            ({"milestones": [milestone(99)]}, [Lack("weights")]),
            ({"milestones": [milestone(100, control_point="")]}, [Lack("milestone_control", 1)]),
            (
                {"milestones": [milestone(50), milestone(50, expected_evidence="", typical_days=None)]},
                [Lack("milestone_evidence", 2), Lack("milestone_days", 2)],
            ),
        ],
    )
    def test_of_delivery(self, changes, lacks):
        whole = {"kind": "technical_assistance", "ending": "report", "topics": "Uno\nDos", "modalities": ("training",)}
        assert design_rules.lacks_of_delivery(**(whole | {"milestones": [milestone(100)]} | changes)) == lacks

    def test_of_indicators(self):
        said = {"goal_value": Decimal(0), "goal_year": 2027, "is_current": True, "has_problems": False}
        levels = [said | {"level": level} for level in design_rules.LEVELS]
        assert design_rules.lacks_of_indicators(levels) == []
        assert design_rules.lacks_of_indicators([]) == [Lack("no_impact"), Lack("no_outcome"), Lack("no_output")]
        wrong = [
            levels[0] | {"is_current": False},
            levels[1] | {"has_problems": True},
            levels[2] | {"goal_value": None},
        ]
        assert design_rules.lacks_of_indicators(wrong) == [
            Lack("goal", 3),
            Lack("old_sheet", 1),
            Lack("sheet_problems", 2),
        ]

    @pytest.mark.parametrize(
        ("rows", "lacks"),
        [
            ([], [Lack("no_costs")]),
            ([cost(amount=Decimal(0))], []),
            ([cost(amount=None, year=None)], [Lack("cost", 1)]),
            ([cost(administration="")], [Lack("cost_forms", 1)]),
        ],
    )
    def test_of_costs(self, rows, lacks):
        assert design_rules.lacks_of_costs(rows) == lacks

    def test_of_the_fields_of_the_unit(self):
        assert design_rules.unanswered_fields([("Norma", ""), ("Sector", "Agua")]) == ["Norma"]

    def test_of_actors(self):
        assert design_rules.lacks_of_actors([]) == [Lack("no_actors")]
        assert design_rules.lacks_of_actors([actor_row(), actor_row(stance="")]) == [Lack("actor", 2)]

    def test_of_governance(self):
        assert design_rules.lacks_of_governance(national_role="a", territorial_role="b", rows=[body_row()]) == []
        assert design_rules.lacks_of_governance(national_role="a", territorial_role="", rows=[]) == [
            Lack("no_roles"),
            Lack("no_bodies"),
        ]
        found = design_rules.lacks_of_governance(national_role="a", territorial_role="b", rows=[body_row(tier="")])
        assert found == [Lack("body", 1)]

    def test_of_activation(self):
        assert design_rules.lacks_of_activation([]) == [Lack("no_steps")]
        assert design_rules.lacks_of_activation([step_row(), step_row(done_on=None)]) == [Lack("step_not_done", 2)]
        assert design_rules.lacks_of_activation([step_row(what="")]) == [Lack("step", 1)]

    def test_of_closure(self):
        assert design_rules.lacks_of_closure(closing_review="", replacement="") == [
            Lack("no_review"),
            Lack("no_replacement"),
        ]
        assert design_rules.lacks_of_closure(closing_review="Sí", replacement="Otro") == []


class TestWords:
    def test_are_there_for_each_section(self):
        assert set(SECTION_WORDS) == {*design_rules.DESIGN_SECTIONS, *design_rules.OPERATION_SECTIONS}
        assert len(BY_SLUG) == len(SECTION_WORDS)

    def test_are_there_for_each_condition_and_level(self):
        assert {f"not_{one}" for one in design_rules.CONDITIONS} <= LACKS.keys()
        assert {f"no_{one}" for one in design_rules.LEVELS} <= LACKS.keys()


class TestReadAnswer:
    @pytest.mark.parametrize(
        ("kind", "text", "stored"),
        [
            ("text", "  Agua ", "Agua"),
            ("text", " ", ""),
            ("number", "1.234,50", "1234,5"),
            ("number", "1,234", "1,234"),
            ("number", "mil", None),
            ("date", "2026-11-21", "2026-11-21"),
            ("date", "21/11/2026", None),
            ("choice", "Agua", "Agua"),
            ("choice", "Fuego", None),
        ],
    )
    def test_takes_what_the_field_takes(self, kind, text, stored):
        assert design_rules.read_answer(kind, text, ["Agua", "Vivienda"]) == stored

    @pytest.mark.parametrize("text", ["1234,5", "1,234", "0,5", "1000"])
    def test_reads_what_it_stored_as_it_was(self, text):
        assert design_rules.read_answer("number", text, []) == text

    def test_keeps_options(self):
        assert design_rules.keeps_options(["a"], ["b", "a"])
        assert not design_rules.keeps_options(["a", "b"], ["b"])


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("$ 48.000.000", "48000000"),
            ("1.234.567,5 COP", "1234567.5"),
            ("0", "0"),
            ("-5", None),
            ("cuarenta millones", None),
            ("1,234", None),
        ],
    )
    def test_is_read_as_people_write_it(self, text, amount):
        assert design_rules.read_money(text) == (None if amount is None else Decimal(amount))

    @pytest.mark.parametrize(
        ("value", "text"), [("48000000.00", "48.000.000"), ("-1234.50", "−1.234,5"), ("0.25", "0,25")]
    )
    def test_is_written_as_people_read_it(self, value, text):
        assert design_rules.write_amount(Decimal(value)) == text

    def test_adds_up_by_source_and_year_and_leaves_out_what_is_not_said(self):
        one, two = Decimal(1), Decimal(2)
        totals = design_rules.add_costs(
            [("own", 2028, two), ("own", 2027, one), ("own", 2027, two), ("other", 2027, None), ("", 2027, one)]
        )
        assert totals.cells == {("own", 2028): two, ("own", 2027): Decimal(3)}
        assert list(totals.years.items()) == [(2027, Decimal(3)), (2028, two)]
        assert (totals.sources, totals.total) == ({"own": Decimal(5)}, Decimal(5))


class TestSchedule:
    @pytest.mark.parametrize(
        ("milestones", "spans", "length"),
        [
            ([], [], None),
            ([Planned(10), Planned(5)], [(0, 10), (10, 15)], 15),
            ([Planned(10), Planned(5, 0)], [(0, 10), (0, 5)], 10),
            ([Planned(10), Planned(5, 0), Planned(3, 1, 2)], [(0, 10), (0, 5), (12, 15)], 15),
            ([Planned(4, 0, 3)], [(3, 7)], 7),
            ([Planned(None), Planned(5)], [(0, None), (None, None)], None),
            ([Planned(None), Planned(5, 0)], [(0, None), (0, 5)], None),
            ([Planned(4, 7)], [(0, 4)], 4),
        ],
    )
    def test_puts_each_milestone_after_the_one_it_waits_for(self, milestones, spans, length):
        found = design_rules.schedule(milestones)
        assert found == [Span(*one) for one in spans]
        assert design_rules.whole_length(found) == length

    def test_knows_the_days_of_a_week(self):
        assert set(design_rules.DAYS_A_WEEK) == set(DayKind.values)
