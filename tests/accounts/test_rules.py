from __future__ import annotations

from datetime import date

import pytest

from llegada.accounts import rules
from llegada.accounts.errors import SCOPE_SENTENCES
from llegada.accounts.rules import Scope, scope_problems
from llegada.core import roles as core_roles


class TestScopes:
    def test_are_those_of_the_roles_of_the_house(self):
        assert rules.ENTITY_SCOPED == core_roles.ENTITY_ROLES
        assert rules.TERRITORY_SCOPED == core_roles.TERRITORY_ROLES
        assert rules.INSTALLATION_SCOPED == core_roles.INSTALLATION_ROLES


class TestScopeProblems:
    @pytest.mark.parametrize(
        ("role", "scope"),
        [
            ("advisor", Scope(has_organization=True)),
            ("advisor", Scope(has_organization=True, has_unit=True)),
            ("territorial_manager", Scope(has_organization=True, has_places=True)),
            ("legal_representative", Scope(has_entity=True)),
            ("it_admin", Scope()),
            ("it_admin", Scope(has_organization=True)),
        ],
    )
    def test_are_none_when_it_fits(self, role, scope):
        assert scope_problems(role, scope) == []

    @pytest.mark.parametrize(
        ("role", "scope", "problem"),
        [
            ("advisor", Scope(), ("organization", "organization_needed")),
            ("advisor", Scope(has_organization=True, has_entity=True), ("entity", "entity_not_expected")),
            ("advisor", Scope(has_organization=True, has_places=True), ("departments", "places_not_expected")),
            (
                "advisor",
                Scope(has_organization=True, has_unit=True, is_unit_of_organization=False),
                ("unit", "unit_elsewhere"),
            ),
            ("it_admin", Scope(has_unit=True), ("unit", "unit_elsewhere")),
            ("territorial_manager", Scope(has_organization=True), ("departments", "places_needed")),
            ("entity_contact", Scope(), ("entity", "entity_needed")),
            ("entity_contact", Scope(has_entity=True, has_organization=True), ("organization", "entity_only")),
        ],
    )
    def test_name_the_field(self, role, scope, problem):
        assert scope_problems(role, scope) == [problem]

    def test_all_have_a_sentence(self):
        everything = [
            Scope(*flags)
            for flags in [
                (a, b, c, d, e) for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1) for e in (0, 1)
            ]
        ]
        found = {
            problem
            for role in core_roles.Role.values
            for scope in everything
            for _, problem in scope_problems(role, scope)
        }
        assert found == set(SCOPE_SENTENCES)


class TestPeriodsOverlap:
    @pytest.mark.parametrize(
        ("first", "second", "answer"),
        [
            ((1, 5), (5, 9), True),
            ((1, 5), (6, 9), False),
            ((6, 9), (1, 5), False),
            ((1, None), (9, None), True),
            ((9, None), (1, 8), False),
            ((1, 8), (9, None), False),
        ],
    )
    def test_counts_both_ends(self, first, second, answer):
        def day(number):
            return date(2026, 1, number) if number else None

        assert rules.periods_overlap(day(first[0]), day(first[1]), day(second[0]), day(second[1])) is answer


class TestEarliestEnd:
    def test_is_yesterday(self):
        assert rules.earliest_end(starts_on=date(2026, 1, 1), today=date(2026, 3, 1)) == date(2026, 2, 28)

    def test_is_never_before_the_role_began(self):
        assert rules.earliest_end(starts_on=date(2026, 3, 1), today=date(2026, 3, 1)) == date(2026, 3, 1)


class TestPaths:
    def test_of_a_root_and_of_a_branch(self):
        assert rules.branch_path("", 1) == "/1/"
        assert rules.branch_path("/1/", 7) == "/1/7/"

    @pytest.mark.parametrize(("path", "levels"), [("", 0), ("/", 0), ("/1/", 1), ("/1/7/", 2)])
    def test_depth(self, path, levels):
        assert rules.depth(path) == levels

    def test_names_a_unit_and_those_above_it(self):
        assert rules.units_above("/1/7/") == [1, 7]
        assert rules.units_above("") == []

    def test_inside_is_not_fooled_by_a_longer_number(self):
        assert rules.is_inside("/1/7/", "/1/")
        assert rules.is_inside("/1/", "/1/")
        assert not rules.is_inside("/12/", "/1/")


class TestLastTokenDay:
    def test_is_a_year_away(self):
        assert rules.last_token_day(date(2026, 11, 21)) == date(2027, 11, 21)
