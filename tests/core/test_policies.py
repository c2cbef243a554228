from __future__ import annotations

import pytest
from django.db.models import Q

from llegada.accounts.models import Organization
from llegada.core.actors import ANONYMOUS, Actor, Grant
from llegada.core.errors import NotAllowed, NotFound
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

POLICY: Policy[Organization] = Policy(
    view="view",
    table={
        "view": {Role.ADVISOR: Reach.ORGANIZATION, Role.EXECUTIVE: Reach.ALL, Role.PUBLIC: Reach.PUBLISHED},
        "edit": {Role.ADVISOR: Reach.ORGANIZATION},
        "import": {Role.IT_ADMIN: Reach.INSTALLATION},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: Q(pk=grant.organization_id),
            holds=lambda grant, actor, organization: organization.pk == grant.organization_id,
        ),
        Reach.PUBLISHED: ReachRule(
            query=lambda grant, actor: Q(name__startswith="Pública"),
            holds=lambda grant, actor, organization: organization.name.startswith("Pública"),
        ),
    },
)


@pytest.fixture
def own():
    return make.make_organization("Propia")


@pytest.fixture
def other():
    return make.make_organization("Otra")


@pytest.fixture
def public():
    return make.make_organization("Pública")


def acting(*roles: Role, organization: Organization | None = None) -> Actor:
    key = organization.pk if organization else None
    return Actor(person_id=1, grants=tuple(Grant(role=role, organization_id=key) for role in roles))


def seen_by(actor: Actor, permission: str = "view") -> set[Organization]:
    return set(POLICY.scope(actor, permission, Organization.objects.all()))


class TestScope:
    def test_adds_up_the_grants_and_what_everybody_may(self, own, other, public):
        assert seen_by(acting(Role.ADVISOR, organization=own)) == {own, public}

    def test_of_everything_needs_no_condition(self, own, other, public):
        everything = Organization.objects.all()
        assert POLICY.scope(acting(Role.EXECUTIVE), "view", everything) is everything

    def test_of_a_stranger_is_what_everybody_may(self, own, public):
        assert seen_by(ANONYMOUS) == {public}

    def test_is_empty_for_a_role_without_the_permission(self, own, public):
        assert seen_by(acting(Role.EXECUTIVE), "edit") == set()


class TestInstallation:
    def test_reaches_everything_with_a_role_given_for_the_whole_installation(self, own, other):
        actor = Actor(person_id=1, grants=(Grant(role=Role.IT_ADMIN, covers_installation=True),))
        assert POLICY.may_ever(actor, "import")
        assert POLICY.can(actor, "import", other)
        assert seen_by(actor, "import") == {own, other}

    def test_reaches_nothing_with_a_role_given_in_an_organisation(self, own):
        actor = acting(Role.IT_ADMIN, organization=own)
        assert not POLICY.may_ever(actor, "import")
        assert not POLICY.can(actor, "import", own)
        assert seen_by(actor, "import") == set()


class TestCan:
    def test_reads_one_object_as_the_queryset_does(self, own, other, public):
        for actor in (ANONYMOUS, acting(Role.EXECUTIVE), acting(Role.ADVISOR, organization=own)):
            for permission in ("view", "edit"):
                one_by_one = {one for one in (own, other, public) if POLICY.can(actor, permission, one)}
                assert one_by_one == seen_by(actor, permission)

    def test_makes_no_query(self, own, django_assert_num_queries):
        with django_assert_num_queries(0):
            POLICY.can(acting(Role.ADVISOR, organization=own), "edit", own)


class TestRequire:
    def test_passes_who_may(self, own):
        POLICY.require(acting(Role.ADVISOR, organization=own), "edit", own)

    def test_hides_what_may_not_be_seen(self, own, other):
        with pytest.raises(NotFound):
            POLICY.require(acting(Role.ADVISOR, organization=own), "edit", other)

    def test_says_read_only_of_what_may_be_seen(self, public):
        with pytest.raises(NotAllowed):
            POLICY.require(ANONYMOUS, "edit", public)


class TestEver:
    def test_asks_of_the_roles_alone(self, own):
        assert POLICY.may_ever(acting(Role.ADVISOR), "edit")
        assert not POLICY.may_ever(ANONYMOUS, "edit")
        with pytest.raises(NotAllowed):
            POLICY.require_ever(ANONYMOUS, "edit")
        POLICY.require_ever(acting(Role.ADVISOR), "edit")


class TestPermissionsOn:
    def test_lists_them(self, own, public):
        actor = acting(Role.ADVISOR, organization=own)
        assert POLICY.permissions_on(actor, own) == {"view", "edit"}
        assert POLICY.permissions_on(actor, public) == {"view"}


class TestActor:
    def test_knows_its_roles(self):
        actor = acting(Role.ADVISOR, Role.LIAISON)
        assert actor.has_role(Role.LIAISON, Role.EXECUTIVE)
        assert not actor.has_role(Role.EXECUTIVE)
        assert actor.roles == {Role.ADVISOR, Role.LIAISON}

    def test_puts_its_roles_in_words(self):
        grants = (Grant(role=Role.ADVISOR, scope_label="DT"), Grant(role=Role.IT_ADMIN))
        assert Actor(person_id=1, grants=grants).active_role_label == "Asesor · DT, Administración de TI"

    def test_of_nobody_is_not_authenticated(self):
        assert not ANONYMOUS.is_authenticated
        assert acting().is_authenticated
