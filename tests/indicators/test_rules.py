from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.indicators import rules
from llegada.indicators.choices import Accumulation, Direction, IndicatorLevel, Periodicity, SheetStatus
from llegada.indicators.policies import FOR_ACTION
from llegada.indicators.rules import NotCalculable, Ratio, Why

KINDS = [str(kind) for kind in Accumulation]
values = st.decimals(min_value=-10_000, max_value=10_000, places=2)
by_year = st.dictionaries(st.integers(2024, 2030), values, max_size=5)
ratios = st.builds(Ratio, values, values.filter(bool))


def yearly(kind, achieved, target, baseline=40, before=None):
    results = {2027: Decimal(achieved)} | ({} if before is None else {2026: Decimal(before)})
    return rules.yearly_progress(
        kind,
        year=2027,
        results=results,
        targets={2027: Decimal(target)},
        baseline=None if baseline is None else Decimal(baseline),
    )


def share(progress):
    return progress.numerator / progress.denominator


class TestYearlyProgress:
    @pytest.mark.parametrize(
        ("kind", "achieved", "target", "before", "ratio"),
        [
            ("cumulative", 10, 20, None, (10, 20)),
            ("flow", 30, 20, None, (30, 20)),
            ("stock", 50, 60, None, (50, 60)),
            ("capacity", 50, 60, None, (10, 20)),
            ("capacity", 30, 60, None, (-10, 20)),
            ("reduction", 30, 20, None, (10, 20)),
            ("annual_reduction", 30, 20, None, (10, 20)),
            ("annual_reduction", 30, 20, 36, (6, 16)),
        ],
    )
    def test_follows_the_formula_of_its_type(self, kind, achieved, target, before, ratio):
        assert yearly(kind, achieved, target, before=before) == Ratio(Decimal(ratio[0]), Decimal(ratio[1]))

    @pytest.mark.parametrize("kind", ["capacity", "reduction", "annual_reduction"])
    def test_is_not_calculable_when_the_target_is_the_baseline(self, kind):
        assert yearly(kind, 45, 40) == NotCalculable(Why.TARGET_IS_BASELINE)

    @pytest.mark.parametrize("kind", ["cumulative", "flow", "stock"])
    def test_is_not_calculable_when_the_target_is_zero(self, kind):
        assert yearly(kind, 45, 0) == NotCalculable(Why.TARGET_IS_ZERO)

    @pytest.mark.parametrize("kind", ["capacity", "reduction", "annual_reduction"])
    def test_never_takes_a_missing_baseline_for_zero(self, kind):
        assert yearly(kind, 45, 50, baseline=None) == NotCalculable(Why.NO_BASELINE)

    @pytest.mark.parametrize("kind", KINDS)
    def test_never_takes_silence_for_zero(self, kind):
        asked = {"targets": {2026: Decimal(5)}, "baseline": Decimal(1)}
        assert rules.yearly_progress(kind, year=2026, results={}, **asked) == NotCalculable(Why.NO_RESULT)
        assert rules.yearly_progress(kind, year=2027, results={2027: Decimal(1)}, **asked) == NotCalculable(
            Why.NO_TARGET
        )

    def test_of_an_annual_reduction_needs_the_year_before(self):
        found = rules.yearly_progress(
            "annual_reduction",
            year=2028,
            results={2028: Decimal(5)},
            targets={2026: Decimal(9), 2028: Decimal(4)},
            baseline=Decimal(10),
        )
        assert found == NotCalculable(Why.NO_PREVIOUS_YEAR)

    @given(st.sampled_from(KINDS), by_year, by_year, st.none() | values, st.integers(2024, 2030))
    def test_is_always_a_ratio_or_a_reason(self, kind, results, targets, baseline, year):
        found = rules.yearly_progress(kind, year=year, results=results, targets=targets, baseline=baseline)
        assert isinstance(found, Ratio | NotCalculable)

    @given(st.sampled_from(KINDS), values, values)
    def test_of_a_target_met_exactly_is_whole(self, kind, baseline, target):
        found = rules.yearly_progress(
            kind, year=2026, results={2026: target}, targets={2026: target}, baseline=baseline
        )
        assert isinstance(found, NotCalculable) or found.numerator == found.denominator

    @given(st.sampled_from(["capacity", "reduction", "annual_reduction"]), values, values)
    def test_of_standing_still_is_nothing(self, kind, baseline, target):
        found = rules.yearly_progress(
            kind, year=2026, results={2026: baseline}, targets={2026: target}, baseline=baseline
        )
        assert found == NotCalculable(Why.TARGET_IS_BASELINE) if baseline == target else found.numerator == 0


class TestRatio:
    def test_is_never_over_zero(self):
        with pytest.raises(ValueError, match="zero"):
            Ratio(Decimal(1), Decimal(0))

    def test_keeps_what_goes_back_and_what_goes_beyond(self):
        assert yearly("capacity", 30, 60).is_step_back
        assert not yearly("capacity", 90, 60).is_step_back
        assert share(yearly("capacity", 90, 60)) == Decimal("2.5")


class TestPeriodProgress:
    TARGETS = {2026: Decimal(50), 2027: Decimal(60), 2028: Decimal(80)}

    @pytest.mark.parametrize(
        ("kind", "results", "ratio"),
        [
            ("cumulative", {2026: Decimal(40), 2027: Decimal(55)}, (95, 190)),
            ("flow", {2026: Decimal(40), 2027: Decimal(60)}, (60, 80)),
            ("stock", {2026: Decimal(40), 2027: Decimal(60)}, (60, 80)),
            ("capacity", {2026: Decimal(44), 2027: Decimal(60)}, (20, 40)),
        ],
    )
    def test_follows_the_formula_of_its_type(self, kind, results, ratio):
        found = rules.period_progress(kind, results=results, targets=self.TARGETS, baseline=Decimal(40))
        assert found == Ratio(Decimal(ratio[0]), Decimal(ratio[1]))

    def test_of_reductions_counts_what_fell(self):
        targets, results = {2026: Decimal(90), 2027: Decimal(60)}, {2026: Decimal(95), 2027: Decimal(75)}
        asked = {"results": results, "targets": targets, "baseline": Decimal(100)}
        assert rules.period_progress("reduction", **asked) == Ratio(Decimal(25), Decimal(40))
        assert rules.period_progress("annual_reduction", **asked) == Ratio(Decimal(20), Decimal(35))

    @pytest.mark.parametrize("kind", KINDS)
    def test_needs_a_target_and_a_result(self, kind):
        asked = {"baseline": Decimal(1)}
        assert rules.period_progress(kind, results={2026: Decimal(1)}, targets={}, **asked) == NotCalculable(
            Why.NO_TARGET
        )
        assert rules.period_progress(
            kind, results={2020: Decimal(1)}, targets={2026: Decimal(2)}, **asked
        ) == NotCalculable(Why.NO_RESULT)

    @given(st.sampled_from(KINDS), by_year, by_year, st.none() | values)
    def test_is_always_a_ratio_or_a_reason(self, kind, results, targets, baseline):
        found = rules.period_progress(kind, results=results, targets=targets, baseline=baseline)
        assert isinstance(found, Ratio | NotCalculable)


class TestExpectedProgress:
    def test_grows_with_the_targets_and_ends_whole(self):
        targets = {2026: Decimal(50), 2027: Decimal(60), 2028: Decimal(80)}
        found = [
            rules.expected_progress("capacity", year=year, targets=targets, baseline=Decimal(40)) for year in targets
        ]
        assert [share(one) for one in found] == [Decimal("0.25"), Decimal("0.5"), Decimal(1)]


class TestAggregate:
    def test_adds_numerators_and_denominators_and_averages_nothing(self):
        assert rules.aggregate([Ratio(Decimal(1), Decimal(1)), Ratio(Decimal(0), Decimal(99))]) == Ratio(
            Decimal(1), Decimal(100)
        )

    def test_leaves_out_what_is_not_calculable(self):
        assert rules.aggregate([Ratio(Decimal(3), Decimal(4)), NotCalculable(Why.NO_RESULT)]) == Ratio(
            Decimal(3), Decimal(4)
        )

    @pytest.mark.parametrize("parts", [[], [NotCalculable(Why.NO_RESULT)]])
    def test_of_nothing_is_not_zero(self, parts):
        assert rules.aggregate(parts) == NotCalculable(Why.NOTHING_TO_ADD)

    @given(st.lists(ratios, min_size=1, max_size=6))
    def test_lies_between_the_least_and_the_most(self, parts):
        shares, whole = [share(one) for one in parts], share(rules.aggregate(parts))
        slack = Decimal("0.000001")
        assert min(shares) - slack <= whole <= max(shares) + slack

    @given(st.lists(ratios, max_size=6))
    def test_does_not_depend_on_the_order(self, parts):
        assert rules.aggregate(parts) == rules.aggregate(reversed(parts))


class TestTargets:
    def test_that_equal_the_baseline_are_named(self):
        found = rules.uncalculable_years(
            "capacity", targets={2026: Decimal(40), 2027: Decimal(50)}, baseline=Decimal(40)
        )
        assert found == {2026: Why.TARGET_IS_BASELINE}

    def test_that_repeat_the_year_before_are_named_in_an_annual_reduction(self):
        found = rules.uncalculable_years(
            "annual_reduction", targets={2026: Decimal(30), 2027: Decimal(30)}, baseline=Decimal(40)
        )
        assert found == {2027: Why.TARGET_IS_BASELINE}

    @pytest.mark.parametrize(
        ("kind", "years"), [("capacity", [2026]), ("reduction", [2027]), ("annual_reduction", [2027]), ("flow", [])]
    )
    def test_that_go_backwards_are_named(self, kind, years):
        assert rules.backward_years(kind, targets={2026: Decimal(30), 2027: Decimal(50)}, baseline=Decimal(40)) == years

    def test_of_the_period_add_up_only_where_years_do(self):
        targets = {2026: Decimal(10), 2027: Decimal(30)}
        assert {kind: rules.period_target(kind, targets) for kind in KINDS} == dict.fromkeys(KINDS, Decimal(30)) | {
            "cumulative": Decimal(40)
        }


class TestTables:
    def test_name_what_the_lists_name(self):
        assert set(rules._FORMULAS) == set(Accumulation.values)
        assert set(rules.DIRECTION_OF) == rules.USES_BASELINE < set(Accumulation.values)
        assert set(rules.DIRECTION_OF.values()) == set(Direction.values)
        assert set(rules.PERIODICITY_OF) < set(IndicatorLevel.values)
        assert set(rules.PERIODICITY_OF.values()) < set(Periodicity.values)

    def test_of_transitions_names_known_states_and_asks_a_permission_for_every_action(self):
        states = {status for status, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values())
        assert states == set(SheetStatus.values)
        assert {action for _, action in rules.TRANSITIONS} == set(FOR_ACTION)

    def test_lead_nowhere_from_the_end(self):
        actions = {action for _, action in rules.TRANSITIONS}
        assert {rules.next_status(end, one) for end in ("retired", "superseded") for one in actions} == {None}
