from __future__ import annotations

from datetime import date, timedelta

import pytest

from llegada.accounts import services
from llegada.accounts.errors import IncompatibleScope, OwnRoles, RoleAlreadyEnded, RoleAlreadyHeld
from llegada.accounts.models import Person, RoleAssignment
from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY


def give(actor, role=Role.ADVISOR, *, person=None, starts_on=TODAY, **scope) -> RoleAssignment:
    return services.assign_role(
        actor=actor, person=person or make.make_person(), role=role, starts_on=starts_on, now=NOW, **scope
    )


class TestAssignRole:
    def test_takes_the_organisation_from_the_unit(self, admin, organization):
        unit = make.make_unit(organization)
        given = give(admin, unit=unit)
        assert (given.organization, given.unit) == (organization, unit)
        event = history.list_events(target=given.person).get()
        assert (event.verb, event.after, event.data["assignment"]) == ("role.assign", "advisor", str(given.public_id))

    def test_gives_places_to_a_territorial_manager(self, admin, organization):
        given = give(
            admin,
            Role.TERRITORIAL_MANAGER,
            organization=organization,
            departments=[make.make_department()],
            municipalities=[make.make_municipality("52001", "Pasto")],
        )
        assert [one.code for one in given.departments.all()] == ["05"]
        assert [one.code for one in given.municipalities.all()] == ["52001"]

    def test_gives_roles_of_an_entity_only_from_the_installation(self, admin, installation_admin):
        entity = make.make_entity()
        assert give(installation_admin, Role.LEGAL_REPRESENTATIVE, entity=entity).entity == entity
        with pytest.raises(NotAllowed):
            give(admin, Role.LEGAL_REPRESENTATIVE, entity=entity)

    def test_gives_roles_of_the_whole_installation_only_from_there(self, admin, installation_admin):
        assert give(installation_admin, Role.MONITORING_ADMIN).organization is None
        with pytest.raises(NotAllowed):
            give(admin, Role.MONITORING_ADMIN)

    def test_hides_other_organisations(self, admin, elsewhere):
        with pytest.raises(NotFound):
            give(admin, organization=elsewhere)

    def test_is_read_only_for_who_only_looks(self, organization):
        with pytest.raises(NotAllowed):
            give(make.make_actor(Role.MONITORING_ADMIN, organization=organization), organization=organization)

    def test_never_to_oneself(self, admin, organization):
        with pytest.raises(OwnRoles):
            give(admin, Role.EXECUTIVE, person=Person.objects.get(pk=admin.person_id), organization=organization)

    @pytest.mark.parametrize("role", ["public", "king", ""])
    def test_refuses_roles_that_are_given_to_nobody(self, admin, organization, role):
        with pytest.raises(IncompatibleScope) as refused:
            give(admin, role, organization=organization)
        assert list(refused.value.fields) == ["role"]

    def test_refuses_a_scope_that_does_not_go_with_the_role(self, admin, organization, elsewhere):
        with pytest.raises(IncompatibleScope) as refused:
            give(admin, organization=organization, unit=make.make_unit(elsewhere))
        assert refused.value.fields == {"unit": ["La dependencia no es de esa organización."]}
        assert RoleAssignment.objects.filter(role=Role.ADVISOR).count() == 0

    def test_refuses_dates_inverted(self, admin, organization):
        with pytest.raises(Invalid, match="igual o posterior"):
            give(admin, organization=organization, ends_on=TODAY - timedelta(days=1))

    def test_refuses_the_same_role_on_the_same_days(self, admin, organization):
        first = give(admin, organization=organization)
        with pytest.raises(RoleAlreadyHeld):
            give(admin, person=first.person, organization=organization, starts_on=date(2027, 1, 1))

    def test_allows_the_same_role_elsewhere_or_later(self, admin, organization):
        first = give(admin, organization=organization, ends_on=TODAY)
        person = first.person
        give(admin, person=person, organization=organization, starts_on=TODAY + timedelta(days=1))
        give(admin, person=person, unit=make.make_unit(organization))
        assert person.assignments.count() == 3

    def test_tells_two_territories_apart(self, admin, organization):
        role, places = Role.TERRITORIAL_MANAGER, [make.make_department(), make.make_department("52", "Nariño")]
        first = give(admin, role, organization=organization, departments=places[:1])
        give(admin, role, person=first.person, organization=organization, departments=places[1:])
        with pytest.raises(RoleAlreadyHeld):
            give(admin, role, person=first.person, organization=organization, departments=places[:1])


class TestEndRole:
    @pytest.fixture
    def held(self, organization):
        return make.assign(make.make_person(), Role.ADVISOR, organization=organization)

    def end(self, actor, assignment, ends_on=TODAY, reason="Terminó su contrato"):
        return services.end_role(actor=actor, assignment=assignment, ends_on=ends_on, reason=reason, now=NOW)

    def test_sets_the_last_day_and_says_why(self, admin, held):
        assert self.end(admin, held).is_valid_on(TODAY)
        assert not RoleAssignment.objects.get(pk=held.pk).is_valid_on(TODAY + timedelta(days=1))
        event = history.list_events(target=held.person).get()
        assert (event.verb, event.before, event.reason) == ("role.end", "advisor", "Terminó su contrato")

    def test_takes_it_away_at_once_with_yesterday(self, admin, held):
        assert not self.end(admin, held, TODAY - timedelta(days=1)).is_valid_on(TODAY)

    def test_refuses_to_rewrite_the_past(self, admin, held):
        with pytest.raises(Invalid, match="no puede ser anterior a ayer"):
            self.end(admin, held, TODAY - timedelta(days=2))

    def test_refuses_one_that_ended(self, admin, organization):
        past = make.assign(
            make.make_person(), Role.ADVISOR, organization=organization, ends_on=TODAY - timedelta(days=1)
        )
        with pytest.raises(RoleAlreadyEnded):
            self.end(admin, past)

    def test_needs_a_reason(self, admin, held):
        with pytest.raises(ReasonRequired):
            self.end(admin, held, reason="")

    def test_never_ones_own(self, admin):
        own = RoleAssignment.objects.get(person_id=admin.person_id)
        with pytest.raises(OwnRoles):
            self.end(admin, own)

    def test_hides_other_organisations(self, held, elsewhere):
        with pytest.raises(NotFound):
            self.end(make.make_actor(Role.IT_ADMIN, organization=elsewhere), held)
