"""Coverage, silence and overlaps, over a country counted by hand."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from llegada.core.errors import NotAllowed
from llegada.core.roles import Role
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors.coverage import Share, get_coverage
from llegada.insights.selectors.cube import read_reach
from llegada.insights.selectors.explore_options import PlacesOption
from llegada.insights.selectors.overlaps import (
    OverlapQuery,
    count_shared_entities,
    list_overlaps,
    seen_sessions,
    with_entities,
)
from llegada.insights.selectors.silence import list_ranking_editions, list_silent
from llegada.insights.services.sharing import rebuild_shared
from llegada.targeting.models import ExternalIndex
from llegada.territory.models import Municipality
from tests import factories as make
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db
YEAR = Slice(since=202601, until=202612)
ANTIOQUIA = frozenset({"05"})


def population(values: dict[str, float]):
    index = ExternalIndex.objects.filter(code="poblacion").first() or make_index(code="poblacion")
    return make_edition(index, values, year=2026)


class TestGetCoverage:
    def test_counts_municipalities_with_a_mayor_over_all_of_them(self, world):
        found = get_coverage(YEAR, year=2026)

        assert (found.municipalities.reached, found.municipalities.of) == (2, 4)  # San Andrés is an island
        assert (found.departments.reached, found.departments.of) == (3, 4)

    def test_restricts_both_sides_to_the_places_and_only_one_to_the_rest(self, world):
        antioquia = get_coverage(Slice(since=202601, until=202612, department_ids=ANTIOQUIA), year=2026)
        of_two = get_coverage(Slice(organization_ids=frozenset({world.two.pk})), year=2026)

        assert (antioquia.municipalities.reached, antioquia.municipalities.of) == (1, 2)
        assert (of_two.municipalities.reached, of_two.municipalities.of) == (1, 4)

    def test_restricts_both_sides_to_the_entities_of_a_group(self, world):
        abejorral = make.make_entity(Municipality.objects.get(pk="05002"))
        group = frozenset({world.medellin.pk, abejorral.pk, world.governorate_plan.entity_id})

        found = get_coverage(replace(YEAR, entity_ids=group), year=2026)

        assert (found.municipalities.reached, found.municipalities.of) == (1, 2)
        assert (found.departments.reached, found.departments.of) == (1, 1)
        assert {kind: (one.reached, one.of) for kind, one in found.kinds} == {
            "mayoralty": (1, 2),
            "governorate": (1, 1),
        }

    @pytest.mark.parametrize("line", [False, True])
    def test_says_of_some_months_what_it_says_of_the_year_that_has_no_others(self, world, line):
        cut = replace(YEAR, line_ids=frozenset({world.finance.pk})) if line else YEAR

        assert get_coverage(replace(cut, since=202602), year=2026) == get_coverage(cut, year=2026)
        assert [one.key for one in get_coverage(cut, year=2026).years] == [2026]

    @pytest.mark.parametrize("span", [YEAR, Slice(202602, 202611), Slice(202606, 202606), Slice(199901, 199912)])
    def test_says_of_one_year_what_is_told_by_year(self, world, span):
        seen = 0
        for names in ({}, {"line_ids": frozenset({world.finance.pk})}, {"department_ids": ANTIOQUIA}):
            cut = replace(span, **names)
            told = [(*one.key, one.sessions, one.entities) for one in read_reach(cut, (Dimension.YEAR,))]
            seen += len(told)

            found = get_coverage(cut, year=2026)
            assert [(one.key, one.sessions, one.entities) for one in found.years] == told
            assert [one.municipalities for one in found.years] == [found.municipalities.reached for _one in told]
        assert (seen > 0) == (span.since > 202600)

    @pytest.mark.parametrize("cut", [Slice(199901, 199912), Slice(199901, 199903), replace(YEAR, line_ids=frozenset())])
    def test_is_not_known_and_not_zero_where_nothing_is_registered(self, world, cut):
        pdet = PlacesOption("pdet", "Municipio PDET", "PDET", frozenset({"05001", "05002"}))
        population({"05001": 2500})

        found = get_coverage(cut, places=[pdet], year=2026)

        shares = [
            found.municipalities,
            found.departments,
            found.population,
            *(one for _key, one in found.kinds + found.classes),
        ]
        assert [(one.reached, one.part) for one in shares] == [(None, None)] * len(shares)
        assert (found.has_records, found.municipalities.of, found.lines, found.years) == (False, 4, [], [])
        assert get_coverage(YEAR, year=2026).has_records

    def test_says_no_population_without_an_edition(self, world):
        found = get_coverage(YEAR, year=2026)

        assert (found.population.reached, found.population.of, found.population_edition) == (None, None, None)

    def test_counts_the_people_of_the_municipalities_that_were_reached(self, world):
        population({"05001": 2500.0, "05002": 20.0, "52001": 400.0})

        found = get_coverage(YEAR, year=2026)

        assert (found.population.reached, found.population.of, found.without_population) == (2900, 2920, 1)

    def test_counts_entities_of_each_kind(self, world):
        kinds = {kind: (one.reached, one.of) for kind, one in get_coverage(YEAR, year=2026).kinds}

        assert kinds == {"mayoralty": (2, 2), "governorate": (1, 1), "other": (1, 1)}

    def test_counts_the_department_of_an_entity_that_is_no_longer_active(self, world):
        world.pasto_plan.entity.is_active = False
        world.pasto_plan.entity.save()

        found = get_coverage(YEAR, year=2026)

        assert found.departments.reached == 3
        assert dict(found.kinds)["mayoralty"] == Share("Alcaldía", 1, 1)

    def test_counts_classes_of_places(self, world):
        pdet = PlacesOption("pdet", "Municipios PDET", "PDET", frozenset({"05002", "52001", "88001"}))

        ((family, share),) = get_coverage(YEAR, places=[pdet], year=2026).classes

        assert (family, share.reached, share.of) == ("PDET", 1, 2)

    def test_takes_islands_away_from_each_line_and_year(self, world):
        found = get_coverage(YEAR, year=2026)

        assert {one.key: (one.sessions, one.entities, one.municipalities) for one in found.lines} == {
            world.finance.pk: (3, 2, 1),
            world.cadastre.pk: (2, 2, 1),
        }
        assert [(one.key, one.municipalities) for one in found.years] == [(2026, 2)]


class TestListSilent:
    def test_gives_those_that_a_slice_did_not_reach(self, world):
        make.make_entity(make.make_municipality("05002", "Abejorral"))

        ever = list_silent(Slice(), kind="mayoralty")
        of_two = list_silent(Slice(organization_ids=frozenset({world.two.pk})), kind="mayoralty")

        assert ([one.name for one in ever.rows], ever.among, ever.never) == (["Alcaldía de Abejorral"], 3, 1)
        assert [(one.name, one.last_on) for one in of_two.rows] == [
            ("Alcaldía de Abejorral", None),
            ("Alcaldía de Medellín", date(2026, 6, 1)),
        ]

    @pytest.mark.parametrize(
        ("direction", "names"), [("neutral", ["b", "a", "c"]), ("worse", ["b", "a", "c"]), ("better", ["a", "b", "c"])]
    )
    def test_ranks_by_an_index_the_worst_first_and_what_has_no_value_last(self, db, direction, names):
        for number, name in enumerate(("a", "b", "c"), start=1):
            make.make_entity(make.make_municipality(f"0500{number}", f"Lugar {name}"), name=name)
        edition = make_edition(make_index(direction=direction), {"05001": 10.0, "05002": 20.0})

        found = list_silent(Slice(), kind="mayoralty", edition=edition)

        assert [one.name for one in found.rows] == names

    def test_offers_the_measures_of_the_level_the_population_first(self, db):
        make_edition(make_index(), {"05001": 1.0}, year=2026)
        people = population({"05001": 10.0})

        assert list_ranking_editions("mayoralty", year=2026)[0] == people
        assert list_ranking_editions("other", year=2026) == []


class TestListOverlaps:
    @pytest.fixture
    def shared(self, db):
        """Two units of two organisations with one alcaldía, on one line: sessions ten days apart, one held and one to come."""
        line = make.make_line("Finanzas")
        today = make.TODAY
        units = [make.make_unit(), make.make_unit()]
        plans = [
            make.make_plan(unit=unit, entity=make.make_entity(), versions=[make.make_service(unit, line=line)])
            for unit in units
        ]
        make.make_session(plans[0], status="held", held_on=today)
        make.make_session(plans[1], status="planned", held_on=today + timedelta(days=10))
        return plans

    def query(self, days=15, **other):
        first, last = make.TODAY - timedelta(days=30), make.TODAY + timedelta(days=60)
        return OverlapQuery(first=first, last=last, days=days, **{"department_ids": ANTIOQUIA, **other})

    def planner(self):
        return make.make_actor(Role.COORDINATOR, organization=make.make_organization())

    def test_finds_what_two_units_do_within_the_days(self, shared):
        (one,) = list_overlaps(actor=self.planner(), query=self.query()).found

        assert set(one.unit_ids) == {plan.unit_id for plan in shared}
        assert (one.count, len(one.visits)) == (1, 2)

    def test_counts_all_and_reads_the_visits_of_what_is_shown(
        self, shared, django_assert_num_queries, django_assert_max_num_queries
    ):
        make.make_session(shared[1], status="held", held_on=make.TODAY + timedelta(days=3))
        actor = self.planner()

        with django_assert_max_num_queries(2):
            found = list_overlaps(actor=actor, query=self.query())
            assert (len(found.found), found.pairs, found.entities, found.is_cut) == (1, 2, 1, False)
        with django_assert_num_queries(1):
            ((one,), none) = found.found[:20], found.found[20:]

        assert [(visit.held_on - make.TODAY).days for visit in one.visits] == [0, 3, 10]
        assert (one.visits, none) == (found.found[0].visits, [])

    @pytest.mark.parametrize("days", [7, 30])
    def test_finds_what_comparing_every_pair_of_sessions_finds(self, db, days):
        chance = random.Random(days)
        lines = [make.make_line("Finanzas"), make.make_line("Agua")]
        entities = [make.make_entity(), make.make_entity(make.make_municipality("05002", "Abejorral"))]
        sessions = []
        for unit in [make.make_unit() for _ in range(3)]:
            services = [make.make_service(unit, line=line) for line in lines]
            for entity in entities:
                plan = make.make_plan(unit=unit, entity=entity, versions=services)
                for _ in range(6):
                    day = make.TODAY + timedelta(days=chance.randint(-20, 50))
                    status = chance.choice(["held", "minutes_approved", "planned", "convened", "cancelled"])
                    version = chance.choice(services)
                    sessions.append(make.make_session(plan, status=status, held_on=day, service_version=version))
        chosen = sessions[0].plan.plan_services.get(service_version=sessions[0].service_version)
        chosen.dropped_at = timezone.now()  # what was held stays held
        chosen.save()
        counted = [one for one in sessions if one.status != "cancelled"]
        pairs = Counter(
            (one.plan.entity_id, one.service_version.line_id, frozenset({one.plan.unit_id, other.plan.unit_id}))
            for one, other in combinations(counted, 2)
            if (one.plan.entity_id, one.service_version.line_id)
            == (other.plan.entity_id, other.service_version.line_id)
            and one.plan.unit_id != other.plan.unit_id
            and abs(one.held_on - other.held_on).days <= days
        )

        found = list_overlaps(actor=self.planner(), query=self.query(days)).found

        assert {(one.entity_id, one.line_id, frozenset(one.unit_ids)): one.count for one in found[:]} == pairs
        for one in found[:]:
            near = {
                visit.pk
                for visit in counted
                for other in counted
                if (visit.plan.entity_id, visit.service_version.line_id) == (one.entity_id, one.line_id)
                and (other.plan.entity_id, other.service_version.line_id) == (one.entity_id, one.line_id)
                and {visit.plan.unit_id, other.plan.unit_id} == set(one.unit_ids)
                and abs(visit.held_on - other.held_on).days <= days
            }
            assert {visit.session_id for visit in one.visits} == near

    @pytest.mark.parametrize("units", [True, False])
    def test_keeps_those_of_the_units_asked_for(self, shared, units):
        asked = frozenset({shared[0].unit_id if units else 0})

        assert len(list_overlaps(actor=self.planner(), query=self.query(unit_ids=asked)).found) == units

    @pytest.mark.parametrize(
        "other", [{"days": 7}, {"department_ids": frozenset({"52"})}, {"line_ids": frozenset({0})}]
    )
    def test_leaves_out_what_is_not_asked(self, shared, other):
        assert list_overlaps(actor=self.planner(), query=self.query(**other)).found[:] == []

    def test_proposes_one_trip_for_those_to_come(self, shared):
        make.make_session(shared[0], status="planned", held_on=make.TODAY + timedelta(days=12))
        actor = self.planner()

        (row,) = with_entities(list_overlaps(actor=actor, query=self.query()).found[:])

        assert row.trip_on == make.TODAY + timedelta(days=10)
        assert (
            seen_sessions(actor=actor, keys={one.session_id for one in row.overlap.visits}) == {}
        )  # of another organisation

    def test_says_in_which_departments_to_look(self, shared):
        first, last = make.TODAY - timedelta(days=30), make.TODAY

        rebuild_shared()
        assert count_shared_entities(actor=self.planner(), first=first, last=last) == [("05", "Antioquia", 1)]

    def test_counts_no_entity_for_plans_that_bring_nothing(self, shared):
        other = make.make_entity(make.make_municipality("05002", "Abejorral"))
        for plan in shared:
            make.make_plan(unit=plan.unit, entity=other, versions=[]).plan_services.all().delete()

        rebuild_shared()
        assert [count for _code, _name, count in self.departments()] == [1]

    def departments(self):
        return count_shared_entities(actor=self.planner(), first=make.TODAY - timedelta(days=30), last=make.TODAY)

    def test_is_only_for_who_plans_assistance(self, shared):
        actor = make.make_actor(Role.LEGAL_REPRESENTATIVE, entity=shared[0].entity)

        with pytest.raises(NotAllowed):
            list_overlaps(actor=actor, query=self.query())
