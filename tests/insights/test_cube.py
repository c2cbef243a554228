"""Questions to the cube over a small world counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.selectors.cube import (
    last_reached,
    reached_entities,
    reached_municipalities,
    read_cube,
    read_figures,
    read_parts,
)
from llegada.insights.selectors.cube_facts import read_facts
from llegada.insights.services import rebuild_figures
from tests import factories as make

pytestmark = pytest.mark.django_db
EVERYTHING = Slice()


def figures(cut: Slice = EVERYTHING, *by: Dimension) -> dict[tuple, tuple]:
    return {
        row.key: (row.sessions, row.attendances, row.entities, row.municipalities, row.people)
        for row in read_cube(cut, by)
    }


class TestReadCube:
    def test_gives_one_row_of_everything(self, world):
        assert figures() == {(): (6, 7, 4, 3, 4)}

    def test_gives_nothing_where_nothing_is_registered(self, world):
        since, until = years(1999)

        assert read_cube(Slice(since, until)) == []
        assert read_cube(Slice(since, until), (Dimension.YEAR,)) == []

    def test_counts_each_person_entity_and_place_once(self, world):
        assert figures(Slice(), Dimension.ORGANIZATION) == {
            (world.one.pk,): (4, 6, 2, 2, 4),
            (world.two.pk,): (2, 1, 2, 1, 1),
        }

    def test_has_a_row_for_what_has_no_place_last(self, world):
        found = read_cube(Slice(), (Dimension.DEPARTMENT, Dimension.MUNICIPALITY))

        assert [(row.key, row.sessions, row.people) for row in found] == [
            (("05", "05001"), 3, 3),
            (("05", None), 1, 0),
            (("52", "52001"), 1, 1),
            (("88", "88001"), 1, 1),
        ]

    def test_tells_years_and_months_apart(self, world):
        assert figures(Slice(), Dimension.YEAR) == {(2025,): (1, 1, 1, 1, 1), (2026,): (5, 6, 4, 3, 4)}
        assert figures(Slice(line_ids=frozenset({world.finance.pk})), Dimension.MONTH) == {
            (202505,): (1, 1, 1, 1, 1),
            (202606,): (3, 5, 2, 2, 4),
        }

    @pytest.mark.parametrize(
        ("since", "until", "sessions"),
        [(202505, 202505, 1), (202506, None, 5), (None, 202512, 1), (202501, 202612, 6), (202506, 202605, None)],
    )
    def test_cuts_by_months_both_included(self, world, since, until, sessions):
        rows = read_cube(Slice(since, until))

        assert [row.sessions for row in rows] == ([] if sessions is None else [sessions])

    def test_keeps_what_every_restriction_leaves(self, world):
        cut = Slice(
            department_ids=frozenset({"05"}), unit_ids=frozenset({world.plan.unit_id}), entity_ids={world.medellin.pk}
        )

        assert figures(cut, Dimension.SERVICE) == {(world.finance_version.service_id,): (3, 5, 1, 1, 3)}
        assert figures(Slice(municipality_ids=frozenset())) == {}

    def test_tells_what_each_advisor_gave(self, world):
        advisor = world.plan.advisor_id
        both = make.make_session(world.plan, status="held", held_on=date(2026, 6, 9))
        both.advisors.add(make.make_person())
        rebuild_figures()

        assert (
            figures(Slice(advisor_ids=frozenset({advisor})), Dimension.ADVISOR, Dimension.YEAR)[advisor, 2026][0] == 3
        )
        assert figures(Slice(advisor_ids=frozenset(both.advisors.values_list("pk", flat=True))))[()][0] == 4
        with pytest.raises(ValueError, match="advisor"):
            read_cube(Slice(advisor_ids=frozenset({advisor})), (Dimension.UNIT,))

    def test_leaves_out_what_is_distinct_when_not_asked(self, world):
        [row] = read_cube(Slice(), distinct=False)

        assert (row.sessions, row.attendances, row.entities, row.municipalities, row.people) == (6, 7, None, None, None)


class TestReadCubeNarrowed:
    """What is above the first key of a covering is restricted: it is named to the database, and the answer is the same."""

    @pytest.mark.parametrize("span", [EVERYTHING, Slice(202501, 202612)])
    @pytest.mark.parametrize(
        ("held", "by"),
        [
            (("line_ids",), (Dimension.ORGANIZATION, Dimension.DEPARTMENT)),
            (("organization_ids",), (Dimension.SERVICE, Dimension.DEPARTMENT)),
            (("line_ids", "organization_ids"), (Dimension.DEPARTMENT, Dimension.SERVICE)),
            (("department_ids",), (Dimension.MUNICIPALITY, Dimension.LINE)),
            (("department_ids",), (Dimension.MUNICIPALITY, Dimension.ORGANIZATION)),
            (("department_ids",), (Dimension.MUNICIPALITY, Dimension.UNIT)),
            (("department_ids", "line_ids"), (Dimension.MUNICIPALITY,)),
            (("department_ids",), (Dimension.ENTITY,)),
        ],
    )
    @pytest.mark.parametrize("is_there", [True, False])
    def test_says_what_the_facts_say(self, world, span, held, by, is_there):
        there = {"line_ids": world.finance.pk, "organization_ids": world.one.pk, "department_ids": "05"}
        nowhere = {"line_ids": 10**6, "organization_ids": 10**6, "department_ids": "97"}
        cut = replace(span, **{name: frozenset({(there if is_there else nowhere)[name]}) for name in held})

        found = read_cube(cut, by)

        assert found == read_facts(cut, by)
        assert bool(found) == is_there


class TestReadFigures:
    """One figure alone: what the cube says of it, straight from its cells where one has each value."""

    @pytest.mark.parametrize(
        "span",
        [EVERYTHING, Slice(202601, 202612), Slice(202501, 202612), Slice(202601, 202606), Slice(202606, 202606)],
    )
    @pytest.mark.parametrize("held", [None, "organization_ids", "department_ids", "entity_ids"])
    @pytest.mark.parametrize(
        "by",
        [
            (),
            (Dimension.YEAR,),
            (Dimension.MONTH,),
            (Dimension.YEAR, Dimension.LINE),
            (Dimension.SERVICE, Dimension.YEAR),
            (Dimension.ORGANIZATION, Dimension.DEPARTMENT),
            (Dimension.DEPARTMENT, Dimension.MUNICIPALITY),
            (Dimension.ENTITY,),
        ],
    )
    def test_is_that_of_the_cube(self, world, span, held, by):
        values = {"organization_ids": world.one.pk, "department_ids": "05", "entity_ids": world.medellin.pk}
        cut = replace(span, **{held: frozenset({values[held]})}) if held else span

        rows = read_cube(cut, by)

        assert rows
        for figure in ("sessions", "attendances", "entities", "municipalities", "people"):
            expected = {row.key: value for row in rows if (value := getattr(row, figure))}
            assert read_figures(cut, figure, by)[0] == expected, figure

    def test_says_nothing_of_what_has_nothing(self, world):
        nobody = frozenset({world.governorate_plan.entity_id})

        assert read_figures(Slice(entity_ids=nobody), "sessions", (Dimension.ENTITY,))[0] == {(next(iter(nobody)),): 1}
        assert read_figures(Slice(entity_ids=nobody), "people", (Dimension.ENTITY,))[0] == {}
        assert read_figures(Slice(municipality_ids=frozenset()), "sessions", (Dimension.YEAR,)) == [{}]

    def test_of_several_advisors_counts_their_sessions_once(self, world):
        both = make.make_session(world.plan, status="held", held_on=date(2026, 6, 9))
        both.advisors.add(make.make_person())
        rebuild_figures()
        cut = Slice(advisor_ids=frozenset(both.advisors.values_list("pk", flat=True)))

        assert read_figures(cut, "sessions", ()) == [{(): 4}]

    def test_asks_one_question_where_a_cell_has_each(self, world, django_assert_num_queries):
        with django_assert_num_queries(1):
            read_figures(Slice(202601, 202612), "people", (Dimension.SERVICE, Dimension.YEAR))
        with django_assert_num_queries(1):
            read_figures(Slice(), "people", (Dimension.ORGANIZATION, Dimension.DEPARTMENT))


class TestReadParts:
    """The parts with what is under each: as read apart, from the same cells where one covering, or the detail, has both."""

    @pytest.mark.parametrize("span", [EVERYTHING, Slice(202501, 202512), Slice(202501, 202603)])
    @pytest.mark.parametrize(
        "by",
        [
            (Dimension.YEAR, Dimension.ORGANIZATION, Dimension.LINE),
            (Dimension.ORGANIZATION, Dimension.LINE),
            (Dimension.MONTH, Dimension.LINE),
        ],
    )
    @pytest.mark.parametrize("held", ["department_ids", "municipality_ids", "entity_ids", "advisor_ids"])
    @pytest.mark.parametrize("under", [Dimension.SERVICE, Dimension.MUNICIPALITY])
    def test_are_those_of_the_cube(self, world, span, by, held, under):
        places = {"department_ids": "05", "municipality_ids": "05001", "entity_ids": world.medellin.pk}
        if held == "advisor_ids":
            with pytest.raises(ValueError, match="advisor"):
                read_parts(replace(span, advisor_ids=frozenset({1})), by, under=under)
            return
        cut = replace(span, **{held: frozenset({places[held]})})

        found = read_parts(cut, by, under=under)

        assert [row._replace(under=frozenset()) for row in found] == read_cube(cut, by)
        there = {(row.key, value) for row in found for value in row.under}
        assert there == {(row.key[:-1], row.key[-1]) for row in read_cube(cut, (*by, under), distinct=False)}
        assert there

    @pytest.mark.parametrize(("held", "queries"), [("department_ids", 2), ("entity_ids", 1)])
    def test_are_read_once(self, world, django_assert_max_num_queries, held, queries):
        by = (Dimension.YEAR, Dimension.ORGANIZATION, Dimension.LINE)
        cut = Slice(**{held: frozenset({"05" if held == "department_ids" else world.medellin.pk})})
        with django_assert_max_num_queries(queries):  # the cells and, where several make a part, their sets
            assert read_parts(cut, by, under=Dimension.SERVICE)


class TestReached:
    def test_are_those_with_a_session_that_counts(self, world):
        assert len(reached_entities(Slice())) == 4
        assert reached_municipalities(Slice(line_ids=frozenset({world.finance.pk}))) == {"05001", "88001"}

    def test_knows_the_last_day(self, world):
        found = last_reached()

        assert found[world.medellin.pk] == date(2026, 6, 1)
        assert len(found) == 4
