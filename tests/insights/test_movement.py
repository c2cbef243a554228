"""Whether the indices of those whom a strategy assists move, and who is told when they do not (EST-14)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.accounts.models import Notice
from llegada.core.roles import Role
from llegada.insights.due import tell_of_still_indices
from llegada.insights.movement_rules import FEWEST_ENTITIES, Verdict, changes_of, paired_years, summarize
from llegada.insights.selectors.movement import read_movement
from llegada.portfolio.models import ServiceVersion, VersionStrategy
from tests import factories as make
from tests.targeting.makers import make_edition, make_index

CODES = [f"0500{number}" for number in range(1, 7)]


class TestSummarize:
    @pytest.mark.parametrize(
        ("changes", "verdict"),
        [
            ([2.0, 2.5, 3.0, 1.5, 2.2], Verdict.BETTER),
            ([-2.0, -2.5, -3.0, -1.5, -2.2], Verdict.WORSE),
            ([2.0, -2.5, 3.0, -1.5, 0.1], Verdict.STILL),
            ([0.0] * FEWEST_ENTITIES, Verdict.STILL),
            ([9.0] * (FEWEST_ENTITIES - 1), Verdict.UNKNOWN),
            ([], Verdict.UNKNOWN),
        ],
    )
    def test_says_it_only_where_the_whole_interval_does(self, changes, verdict):
        assert summarize(changes).verdict is verdict

    @given(st.lists(st.floats(-100, 100), min_size=FEWEST_ENTITIES, max_size=60))
    def test_holds_the_mean_and_is_the_same_each_time(self, changes):
        found = summarize(changes)

        assert found.low - 1e-9 <= found.high + 1e-9
        assert min(changes) - 1e-9 <= found.low
        assert found.high <= max(changes) + 1e-9
        assert found == summarize(changes)


class TestPairedYears:
    @pytest.mark.parametrize(
        ("years", "since", "pair"),
        [
            ([2018, 2020, 2022, 2024], 2021, (2020, 2024)),
            ([2018, 2020, 2022], 2020, None),
            ([2022, 2024], 2021, None),
            ([2021, 2024], 2021, (2021, 2024)),
            ([], 2021, None),
        ],
    )
    def test_are_the_last_before_and_the_latest_far_enough(self, years, since, pair):
        assert paired_years(years, since, after=3) == pair


class TestChangesOf:
    def test_leaves_out_who_lacks_either_datum_and_turns_what_is_worse(self):
        editions = {2020: {"a": 10.0, "b": 10.0}, 2024: {"a": 4.0, "c": 1.0}}

        assert changes_of(editions, dict.fromkeys("abc", 2021), after=3, sign=-1) == [6.0]


@pytest.mark.django_db
class TestReadMovement:
    @pytest.fixture
    def strategy(self, settings):
        settings.INDEX_MOVEMENT_YEARS = 3
        unit = make.make_unit(make.make_organization("Instituto de Prueba", "IP"))
        strategy = make.make_strategy(unit, status="in_implementation")
        version = make.make_service(unit)
        draft = ServiceVersion.objects.create(
            service=version.service, number=2, status="design", name=version.name, line=version.line
        )
        VersionStrategy.objects.create(version=draft, strategy=strategy)
        for code in CODES:
            entity = make.make_entity(make.make_municipality(code, f"Lugar {code}"))
            plan = make.make_plan(unit=unit, entity=entity, versions=[version])
            make.make_session(plan, status="held", held_on=date(2021, 5, 4))
            make.make_session(plan, status="planned", held_on=date(2019, 5, 4))
        return strategy

    def load(self, gain, *, places=CODES):
        index = make_index("mdm-de-prueba")
        make_edition(index, dict.fromkeys(places, 40.0), year=2020)
        make_edition(index, dict.fromkeys(places, 40.0 + gain), year=2024)
        return index

    def test_pairs_each_entity_from_its_first_session_that_counts(self, strategy):
        index = self.load(5.0)

        found = read_movement(strategy)

        row = next(row for row in found.rows if row.index == index)
        assert (found.entities, row.movement.count, row.movement.mean, row.movement.verdict) == (6, 6, 5.0, "better")
        assert not found.is_still

    def test_without_data_says_nothing(self, strategy):
        self.load(0.0, places=CODES[:2])

        found = read_movement(strategy)

        assert {row.movement.verdict for row in found.rows} == {Verdict.UNKNOWN}
        assert not found.is_still

    def test_tells_the_owners_once_and_again_with_a_newer_edition(self, strategy):
        head = make.make_person("Jefa")
        make.assign(head, Role.UNIT_HEAD, unit=strategy.unit)
        index = self.load(0.0)

        first, again = tell_of_still_indices(make.NOW), tell_of_still_indices(make.NOW)
        make_edition(index, dict.fromkeys(CODES, 40.0), year=2025)
        newer = tell_of_still_indices(make.NOW)

        assert (first, again, newer) == (1, 0, 1)
        assert Notice.objects.filter(person=head, event__verb="strategy.indices_still").count() == 2

    def test_page_says_it_in_words(self, strategy, login):
        self.load(0.0)
        head = make.make_person("Jefa")
        make.assign(head, Role.UNIT_HEAD, unit=strategy.unit)

        page = login(head).get(f"/estrategias/{strategy.public_id}/indices/").content.decode()

        assert "Ningún índice mejora." in page
        assert "No se mueve" in page
