"""With which entities plans of two units have a line in common: kept as plans change, and as their plain pairs say."""

from __future__ import annotations

import random
from datetime import date, timedelta
from io import StringIO
from itertools import combinations, permutations

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from llegada.core.errors import LlegadaError
from llegada.core.roles import Role
from llegada.insights.models import SharedSpell, UnitSpell
from llegada.insights.selectors.overlaps import count_shared_entities
from llegada.insights.services.nightly import check_figures_nightly
from llegada.insights.services.sharing import (
    apply_span_fact,
    apply_span_facts,
    find_shared_differences,
    needs_shared,
    rebuild_shared,
)
from llegada.insights.sharing_rules import Plans, find_spells, find_unit_spells
from llegada.workplans.models import WorkPlan, WorkPlanService
from llegada.workplans.services import (
    PlanBasis,
    PlanText,
    Wanted,
    create_plan,
    edit_plan,
    move_amendment,
    propose_amendment,
)
from tests import factories as make
from tests.at_once import at_once
from tests.insights.test_progress_booking import BEGIN
from tests.workplans.conftest import Cast

#: Entity, line, unit, first day and how many more.
PLANS = st.lists(
    st.tuples(*(st.integers(1, most) for most in (2, 2, 3, 10)), st.integers(0, 5)), max_size=12
)  # fmt: skip


def columns_of(plans):
    return Plans(*np.array(plans, dtype=np.int64).reshape(-1, 5).T)


def spells_of(plans):
    return list(find_spells(columns_of(plans)))


class TestFindSpells:
    @given(PLANS)
    def test_tell_for_any_days_what_the_pairs_of_plans_tell(self, told):
        plans = [(*row[:4], row[3] + row[4]) for row in told]
        pairs = [
            (one[0], max(one[3], other[3]), min(one[4], other[4]))
            for one, other in combinations(plans, 2)
            if one[:2] == other[:2] and one[2] != other[2]
        ]
        spells = spells_of(plans)

        assert set(spells) <= set(pairs)
        for first in range(18):
            for last in range(first, 18):
                shared = {entity for entity, since, until in pairs if since <= last and until >= first}
                assert {entity for entity, since, until in spells if since <= last and until >= first} == shared
        for one, other in combinations(spells, 2):
            if one[0] == other[0]:
                assert (one[1] < other[1], one[2] < other[2]) == (True, True)

    def test_are_none_of_one_unit_or_of_two_lines(self):
        assert spells_of([(1, 1, 1, 1, 9), (1, 1, 1, 2, 8), (1, 2, 2, 1, 9)]) == []

    def test_are_of_the_two_units_that_reach_furthest(self):
        assert spells_of([(1, 1, 1, 1, 5), (1, 1, 2, 2, 9), (1, 1, 3, 3, 7), (1, 1, 2, 4, 8)]) == [(1, 2, 5), (1, 3, 7)]


class TestFindUnitSpells:
    @given(PLANS)
    def test_tell_for_any_days_what_the_pairs_of_each_unit_tell(self, told):
        plans = [(*row[:4], row[3] + row[4]) for row in told]
        pairs = [
            (*one[:3], max(one[3], other[3]), min(one[4], other[4]))
            for one, other in permutations(plans, 2)
            if one[:2] == other[:2] and one[2] != other[2]
        ]
        spells = list(find_unit_spells(columns_of(plans)))

        assert set(spells) <= set(pairs)
        for first in range(18):
            for last in range(first, 18):
                shared = {one[:3] for one in pairs if one[3] <= last and one[4] >= first}
                assert {one[:3] for one in spells if one[3] <= last and one[4] >= first} == shared
        for one, other in combinations(spells, 2):
            if one[:3] == other[:3]:
                assert (one[3] < other[3], one[4] < other[4]) == (True, True)

    def test_are_of_each_of_the_two(self):
        plans = columns_of([(1, 7, 1, 1, 5), (1, 7, 2, 2, 9), (1, 7, 3, 3, 7), (1, 8, 1, 1, 9)])

        assert list(find_unit_spells(plans)) == [(1, 7, 1, 2, 5), (1, 7, 2, 2, 5), (1, 7, 2, 3, 7), (1, 7, 3, 3, 7)]


class Story:
    """People of two units who make, correct and amend plans with two entities at random, some of it refused."""

    def __init__(self, seed):
        self.chance, self.cast, self.now, self.done = random.Random(seed), Cast(), BEGIN, []
        lines = self.lines = [make.make_line(name) for name in ("Finanzas", "Catastro")]
        units = [self.cast.unit, make.make_unit(self.cast.unit.organization)]
        self.entities = [self.cast.entity, make.make_entity(make.make_municipality("05002", "Abejorral"))]
        for who in ("advisor", "head", "contact"):
            self.cast.actor(who)
        people = [self.cast.person("advisor"), make.make_person()]
        actors = [self.cast.advisor, make.make_actor(Role.ADVISOR, unit=units[1], person=people[1])]
        services = [[make.make_service(unit, line=line).service for line in lines] for unit in units]
        self.sides = list(zip(units, services, people, actors, strict=True))
        for unit, offered, person, _actor in self.sides:
            for entity in self.entities:
                chosen = [offered[0].published_version]
                make.make_plan(unit=unit, entity=entity, advisor=person, status="signed", versions=chosen)
        apply_span_facts([(None, entity.pk) for entity in self.entities])

    def step(self):
        self.now += timedelta(hours=1)
        act = self.chance.choice((self.create, self.edit, self.edit, self.amend))
        try:
            with transaction.atomic():
                act()
        except LlegadaError:
            return
        self.done.append(act.__name__)

    def said(self):
        first = date(2026, 2, 1) + timedelta(days=self.chance.randrange(0, 300))
        last = first + timedelta(days=self.chance.randrange(-20, 120))
        return {"text": PlanText("Plan", "Mejorar.", first, last), "basis": PlanBasis(reason="no_annual_plan")}

    def create(self):
        unit, offered, person, actor = self.chance.choice(self.sides)
        services = self.chance.sample(offered, self.chance.choice((1, 2)))
        create_plan(
            actor=actor, unit=unit, entity=self.chance.choice(self.entities), advisor=person, services=services,
            now=self.now, **self.said(),
        )  # fmt: skip

    def edit(self):
        plan = self.chance.choice(list(WorkPlan.objects.order_by("pk")))
        _unit, offered, person, actor = next(side for side in self.sides if side[0].pk == plan.unit_id)
        services = self.chance.sample(offered, self.chance.choice((1, 2)))
        edit_plan(
            actor=actor, public_id=plan.public_id, services=services, advisor=person, seen_at=plan.updated_at,
            now=self.now, **self.said(),
        )  # fmt: skip

    def amend(self):
        unit, offered, _person, actor = self.sides[0]
        plan = WorkPlan.objects.get(unit=unit, entity=self.cast.entity, status="signed")
        later = Wanted(ends_on=plan.ends_on + timedelta(days=self.chance.randrange(-60, 60)))
        others = Wanted(services=self.chance.sample(offered, self.chance.choice((1, 2))))
        kind, wanted = self.chance.choice((("dates", later), ("services", others)))
        about = {"actor": actor, "reason": "Hace falta.", "now": self.now}
        one = propose_amendment(public_id=plan.public_id, kind=kind, wanted=wanted, **about)
        move_amendment(actor=self.cast.contact, public_id=one.public_id, action="accept", now=self.now)
        move_amendment(actor=self.cast.head, public_id=one.public_id, action="approve", now=self.now)


@pytest.mark.django_db
class TestApplySpanFacts:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_keep_through_any_history_what_would_be_counted_again_from_nothing(self, seed):
        story = Story(seed)
        for _ in range(40):
            story.step()
            assert find_shared_differences() == []

        assert set(story.done) == {"create", "edit", "amend"}
        kept = stored()
        assert len({entity for entity, *_days in kept}) == 2
        assert rebuild_shared() == len(kept)
        assert stored() == kept
        unit, line = story.sides[0][0].pk, story.lines[0].pk
        for cut in ({}, {"unit_ids": frozenset({unit})}, {"line_ids": frozenset({line})}):
            assert self.of_departments(**cut) == self.counted_plainly(**cut)
        both = {"unit_ids": frozenset({unit}), "line_ids": frozenset({line})}
        assert self.of_departments(**both) == self.counted_plainly(**both)
        assert set(self.of_departments(unit_ids=frozenset()).values()) == {0}

    def of_departments(self, **cut):
        actor = make.make_actor(Role.COORDINATOR, organization=make.make_organization())
        days = [date(2026, 1, 1) + timedelta(days=20 * step) for step in range(24)]
        return {
            (first, last): sum(row[2] for row in count_shared_entities(actor=actor, first=first, last=last, **cut))
            for first in days
            for last in days
            if first <= last
        }

    def counted_plainly(self, unit_ids=None, line_ids=None):
        rows = WorkPlanService.objects.filter(dropped_at__isnull=True).values_list(
            "plan__entity", "service_version__line", "plan__unit", "plan__starts_on", "plan__ends_on"
        )
        return {
            (first, last): len(
                {
                    one[0]
                    for one, other in combinations([row for row in rows if row[3] <= last and row[4] >= first], 2)
                    if one[:2] == other[:2]
                    and one[2] != other[2]
                    and (unit_ids is None or unit_ids & {one[2], other[2]})
                    and (line_ids is None or one[1] in line_ids)
                }
            )
            for first, last in self.of_departments()
        }

    def test_take_away_what_nothing_says_any_longer(self):
        plans = two_plans()
        apply_span_fact(None, plans[0].entity_id)
        assert stored() == [(plans[0].entity_id, date(2026, 2, 1), date(2026, 12, 15))]

        WorkPlanService.objects.filter(plan=plans[0]).update(dropped_at=BEGIN)
        apply_span_fact(plans[0].entity_id, plans[0].entity_id)

        assert stored() == []
        assert not UnitSpell.objects.exists()

    def test_ask_seven_questions_for_an_entity(self, django_assert_max_num_queries):
        plans = two_plans()
        with django_assert_max_num_queries(7):
            apply_span_fact(None, plans[0].entity_id)


@pytest.mark.django_db
class TestRebuild:
    def test_is_needed_where_two_units_share_an_entity_and_nothing_says_so(self):
        make.make_plan()
        assert not needs_shared()
        two_plans()
        assert needs_shared()

        out = StringIO()
        call_command("rebuild_figures", if_empty=True, stdout=out)

        assert "1 tramos" in out.getvalue()
        assert not needs_shared()
        call_command("check_figures", stdout=StringIO())

    def test_is_needed_where_those_of_units_are_not_there_yet(self):
        two_plans()
        rebuild_shared()
        UnitSpell.objects.all().delete()

        assert needs_shared()

    def test_shows_a_spell_that_is_another(self):
        plans = two_plans()
        rebuild_shared()
        assert find_shared_differences() == []
        kept = UnitSpell.objects.get(unit_id=plans[0].unit_id)
        UnitSpell.objects.filter(pk=kept.pk).update(until_on=date(2026, 3, 1))

        (found,) = find_shared_differences()

        key = (str(kept.line_id), str(kept.unit_id))
        assert (found.table, found.key) == ("shared_units", (plans[0].entity_id,))
        assert (*key, "2026-02-01", "2026-03-01") in found.stored
        assert (*key, "2026-02-01", "2026-12-15") in found.expected
        assert len(found.stored) == len(found.expected) == 2  # one of each unit

    def test_shows_what_differs(self):
        entity = two_plans()[0].entity_id
        found = find_shared_differences()

        assert [(one.table, one.key, one.stored) for one in found] == [
            ("shared", (entity,), None),
            ("shared_units", (entity,), None),
        ]
        assert check_figures_nightly(BEGIN) == 2
        with pytest.raises(CommandError):
            call_command("check_figures", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_plans_of_two_units_made_at_once_find_each_other(self):
        plans = two_plans()
        days = {plan.pk: date(2026, 3, day) for day, plan in enumerate(plans, 1)}

        def move(plan):
            with transaction.atomic():
                WorkPlan.objects.filter(pk=plan.pk).update(starts_on=days[plan.pk])
                apply_span_fact(plan.entity_id, plan.entity_id)

        assert at_once(*(lambda plan=plan: move(plan) for plan in plans)) == [None, None]

        assert find_shared_differences() == []
        assert [since for _entity, since, _until in stored()] == [date(2026, 3, 2)]


def two_plans():
    """Two units with one entity on one line, all of 2026's plans."""
    line, entity = make.make_line("Finanzas"), make.make_entity()
    units = [make.make_unit(), make.make_unit()]
    return [make.make_plan(unit=unit, entity=entity, versions=[make.make_service(unit, line=line)]) for unit in units]


def stored():
    rows = SharedSpell.objects.order_by("entity_id", "from_on")
    return list(rows.values_list("entity_id", "from_on", "until_on"))
