from datetime import date

import pytest
from django.db import IntegrityError

from llegada.accounts.models import Organization, RoleAssignment
from llegada.core.errors import Invalid
from llegada.core.validation import ensure_fields_valid, ensure_valid, insert_valid
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestEnsureValid:
    def test_returns_what_holds(self):
        organization = Organization(name="Instituto de Prueba")
        assert ensure_valid(organization) is organization

    def test_names_the_field_that_repeats(self):
        make.make_organization("Instituto de Prueba")
        with pytest.raises(Invalid) as refusal:
            ensure_valid(Organization(name="Instituto de Prueba"))
        assert list(refusal.value.fields) == ["name"]

    def test_says_the_sentence_of_the_check_that_fails(self):
        assignment = RoleAssignment(
            person=make.make_person(),
            role="executive",
            organization=make.make_organization(),
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )
        with pytest.raises(Invalid) as refusal:
            ensure_valid(assignment)
        assert refusal.value.fields == {"": ["La fecha «hasta» debe ser igual o posterior a «desde»."]}

    def test_asks_about_all_the_checks_together(self, django_assert_max_num_queries):
        assignment = RoleAssignment(
            person=make.make_person(),
            role="executive",
            organization=make.make_organization(),
            starts_on=date(2026, 2, 1),
        )
        checks = len(RoleAssignment._meta.constraints)
        assert checks > 4
        with django_assert_max_num_queries(4):
            ensure_valid(assignment, exclude={"person", "public_id"})

    def test_leaves_out_checks_about_what_is_excluded(self):
        assignment = RoleAssignment(person=make.make_person(), role="executive", starts_on=date(2026, 2, 1))
        assert ensure_valid(assignment, exclude={"organization"}) is assignment


class TestEnsureFieldsValid:
    def test_names_the_field_without_asking_the_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            ensure_fields_valid(Organization(name="Instituto de Prueba"), exclude={"entity"})
            with pytest.raises(Invalid) as refusal:
                ensure_fields_valid(Organization(name="", kind="invented"), exclude={"entity"})
        assert sorted(refusal.value.fields) == ["kind", "name"]


class TestInsertValid:
    def test_inserts_all_with_their_first_version(self, django_assert_num_queries):
        with django_assert_num_queries(4):  # savepoint, rows, release, versions
            made = insert_valid([Organization(name="Instituto Uno"), Organization(name="Instituto Dos")])
        assert [one.history.get().history_type for one in made] == ["+", "+"]

    def test_says_what_ensure_valid_would_and_inserts_nothing(self):
        make.make_organization("Instituto de Prueba")
        for wrong, field in (
            (Organization(name="Instituto de Prueba"), "name"),
            (Organization(name=""), "name"),
            (Organization(name="Otro", kind="invented"), "kind"),
        ):
            with pytest.raises(Invalid) as refusal:
                insert_valid([Organization(name="Instituto Bueno"), wrong])
            assert list(refusal.value.fields) == [field]
        assert not Organization.objects.filter(name="Instituto Bueno").exists()

    def test_says_the_sentence_of_the_check_that_the_database_refuses(self):
        assignment = RoleAssignment(
            person=make.make_person(),
            role="executive",
            organization=make.make_organization(),
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )
        with pytest.raises(Invalid) as refusal:
            insert_valid([assignment])
        assert refusal.value.fields == {"": ["La fecha «hasta» debe ser igual o posterior a «desde»."]}

    def test_lets_the_refusal_of_the_database_through_when_no_field_explains_it(self):
        there = make.make_organization("Instituto de Prueba")
        twin = Organization(name="Otro", public_id=there.public_id)
        with pytest.raises(IntegrityError):
            insert_valid([twin], exclude={"public_id"})
