from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from llegada.accounts import services
from llegada.accounts.errors import AdministratorExists, OwnAccount, UnitCycle
from llegada.accounts.models import OrgUnit, Person
from llegada.accounts.selectors import is_installation_administered
from llegada.accounts.tasks import send_invitation
from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY


def verbs_of(target) -> list[str]:
    return [event.verb for event in history.list_events(target=target)]


class TestCreateOrganization:
    def test_creates_it_and_tells_the_history(self, installation_admin):
        entity = make.make_entity()
        created = services.create_organization(
            actor=installation_admin, name=" Escuela de Prueba ", acronym="EP", kind="academy", entity=entity, now=NOW
        )
        assert (created.name, created.acronym, created.kind, created.entity) == (
            "Escuela de Prueba",
            "EP",
            "academy",
            entity,
        )
        assert verbs_of(created) == ["organization.create"]

    def test_is_only_for_who_administers_the_installation(self, admin):
        with pytest.raises(NotAllowed):
            services.create_organization(actor=admin, name="Otra", now=NOW)

    def test_refuses_a_repeated_name_by_its_field(self, installation_admin, organization):
        with pytest.raises(Invalid) as refused:
            services.create_organization(actor=installation_admin, name=organization.name, now=NOW)
        assert list(refused.value.fields) == ["name"]

    def test_refuses_a_kind_that_is_not_in_the_list(self, installation_admin):
        with pytest.raises(Invalid) as refused:
            services.create_organization(actor=installation_admin, name="Otra", kind="club", now=NOW)
        assert "kind" in refused.value.fields


class TestEditOrganization:
    def edit(self, actor, organization, **changes):
        values = {"name": "Nuevo nombre", "acronym": "NN", "kind": "academy", "entity": None, "is_active": True}
        return services.edit_organization(actor=actor, organization=organization, now=NOW, **values | changes)

    def test_writes_and_tells(self, admin, organization):
        self.edit(admin, organization, is_active=False)
        organization.refresh_from_db()
        assert (organization.name, organization.is_active) == ("Nuevo nombre", False)
        assert verbs_of(organization) == ["organization.edit"]

    def test_hides_other_organisations(self, admin, elsewhere):
        with pytest.raises(NotFound):
            self.edit(admin, elsewhere)


class TestCreateUnit:
    def test_computes_the_path(self, admin, organization):
        top = services.create_unit(actor=admin, organization=organization, name="Dirección", now=NOW)
        below = services.create_unit(actor=admin, organization=organization, name="Grupo", parent=top, now=NOW)
        assert (top.path, below.path) == (f"/{top.pk}/", f"/{top.pk}/{below.pk}/")
        assert OrgUnit.objects.get(pk=below.pk).path == below.path
        assert below.history.get().path == below.path
        assert verbs_of(below) == ["unit.create"]

    def test_refuses_a_parent_of_another_organisation(self, admin, organization, elsewhere):
        with pytest.raises(Invalid) as refused:
            services.create_unit(
                actor=admin, organization=organization, name="X", parent=make.make_unit(elsewhere), now=NOW
            )
        assert list(refused.value.fields) == ["parent"]

    def test_refuses_a_repeated_name(self, admin, organization):
        make.make_unit(organization, name="Grupo")
        with pytest.raises(Invalid, match="ya tiene una dependencia con ese nombre"):
            services.create_unit(actor=admin, organization=organization, name="Grupo", now=NOW)

    def test_refuses_an_eleventh_level(self, admin, organization):
        unit = None
        for level in range(10):
            unit = services.create_unit(actor=admin, organization=organization, name=f"N{level}", parent=unit, now=NOW)
        with pytest.raises(Invalid, match="máximo es diez"):
            services.create_unit(actor=admin, organization=organization, name="N10", parent=unit, now=NOW)

    def test_hides_other_organisations(self, admin, elsewhere):
        with pytest.raises(NotFound):
            services.create_unit(actor=admin, organization=elsewhere, name="X", now=NOW)

    def test_is_read_only_for_who_only_looks(self, organization):
        control = make.make_actor(Role.INTERNAL_CONTROL, organization=organization)
        with pytest.raises(NotAllowed):
            services.create_unit(actor=control, organization=organization, name="X", now=NOW)


class TestEditUnit:
    @pytest.fixture
    def tree(self, organization):
        a = make.make_unit(organization, name="A")
        b = make.make_unit(parent=a, name="B")
        return {
            "a": a,
            "b": b,
            "c": make.make_unit(parent=b, name="C"),
            "other": make.make_unit(organization, name="D"),
        }

    def move(self, actor, unit, parent, **changes):
        values = {"name": unit.name, "acronym": unit.acronym, "is_active": True} | changes
        return services.edit_unit(actor=actor, unit=unit, parent=parent, now=NOW, **values)

    def test_moves_the_whole_branch(self, admin, tree):
        self.move(admin, tree["b"], tree["other"])
        paths = dict(OrgUnit.objects.values_list("name", "path"))
        assert paths["B"] == f"{paths['D']}{tree['b'].pk}/"
        assert paths["C"] == f"{paths['B']}{tree['c'].pk}/"
        assert paths["A"] == tree["a"].path

    def test_moves_to_the_top(self, admin, tree):
        self.move(admin, tree["b"], None)
        assert OrgUnit.objects.get(name="C").path == f"/{tree['b'].pk}/{tree['c'].pk}/"

    def test_keeps_the_path_when_only_the_name_changes(self, admin, tree):
        self.move(admin, tree["b"], tree["a"], name="Be")
        renamed = OrgUnit.objects.get(pk=tree["b"].pk)
        assert (renamed.name, renamed.path) == ("Be", tree["b"].path)

    @pytest.mark.parametrize("parent", ["b", "c"])
    def test_refuses_a_loop(self, admin, tree, parent):
        with pytest.raises(UnitCycle):
            self.move(admin, tree["b"], tree[parent])


class TestRegisterPerson:
    def test_registers_and_invites_by_mail(self, admin, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            person = services.register_person(
                actor=admin, email=" Ana.Prueba@Ejemplo.gov.co", full_name="Ana  Prueba", post="Asesora", now=NOW
            )
        assert (person.email, person.full_name) == ("ana.prueba@ejemplo.gov.co", "Ana Prueba")
        assert not person.has_usable_password()
        assert mail.outbox[0].to == [person.email]
        assert "/cuenta/password/reset/key/" in mail.outbox[0].body
        assert verbs_of(person) == ["person.register"]

    def test_invites_nobody_whose_account_was_deactivated_meanwhile(self):
        person = make.make_person()
        Person.objects.update(is_active=False)
        send_invitation.func(person.pk)
        assert mail.outbox == []

    def test_sends_nothing_when_a_password_is_known(self, admin, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            services.register_person(
                actor=admin, email="b@ejemplo.gov.co", full_name="B", password_hash="md5$a$b", now=NOW
            )
        assert mail.outbox == []

    def test_refuses_a_repeated_address_whatever_its_case(self, admin):
        make.make_person(email="ana@ejemplo.gov.co")
        with pytest.raises(Invalid) as refused:
            services.register_person(actor=admin, email="ANA@ejemplo.gov.co", full_name="Ana", now=NOW)
        assert "Ya hay una persona con ese correo." in str(refused.value)

    def test_refuses_what_is_no_address(self, admin):
        with pytest.raises(Invalid) as refused:
            services.register_person(actor=admin, email="ana", full_name="", now=NOW)
        assert set(refused.value.fields) == {"email", "full_name"}

    def test_is_only_for_who_administers(self, advisor):
        with pytest.raises(NotAllowed):
            services.register_person(actor=advisor, email="c@ejemplo.gov.co", full_name="C", now=NOW)
        assert not Person.objects.filter(email="c@ejemplo.gov.co").exists()


class TestInstallAdministrator:
    def test_opens_an_installation_that_has_none(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            person = services.install_administrator(email="ti@ejemplo.gov.co", full_name="Tina Prueba", now=NOW)
        assert is_installation_administered(today=TODAY)
        assert verbs_of(person) == ["role.assign", "person.register"]
        assert len(mail.outbox) == 1

    def test_refuses_a_second_time(self, installation_admin):
        with pytest.raises(AdministratorExists):
            services.install_administrator(email="x@ejemplo.gov.co", full_name="X", now=NOW)

    def test_knows_an_administrator_who_can_no_longer_log_in(self, installation_admin):
        Person.objects.filter(pk=installation_admin.person_id).update(is_active=False)
        services.install_administrator(email="x@ejemplo.gov.co", full_name="X", password_hash="md5$a$b", now=NOW)
        assert is_installation_administered(today=TODAY)


class TestEditPerson:
    def edit(self, actor, person, **changes):
        values = {"email": person.email, "full_name": "Nombre Corregido", "post": "Profesional"} | changes
        return services.edit_person(actor=actor, person=person, now=NOW, **values)

    def test_writes_and_keeps_what_changed(self, admin, organization):
        person = make.make_person("Nombre")
        make.assign(person, Role.ADVISOR, organization=organization)
        self.edit(admin, person)
        event = history.list_events(target=person).get()
        assert event.data["changed"] == {"full_name": ["Nombre", "Nombre Corregido"], "post": ["", "Profesional"]}

    def test_tells_nothing_when_nothing_changed(self, admin, organization):
        person = make.make_person("Nombre")
        make.assign(person, Role.ADVISOR, organization=organization)
        self.edit(admin, person, full_name="Nombre", post="")
        assert verbs_of(person) == []

    def test_cannot_take_the_account_of_who_also_works_elsewhere(self, admin, organization, elsewhere):
        person = make.make_person()
        make.assign(person, Role.ADVISOR, organization=organization)
        make.assign(person, Role.ADVISOR, organization=elsewhere)
        with pytest.raises(NotAllowed):
            self.edit(admin, person, email="mia@ejemplo.gov.co")

    def test_cannot_take_the_account_of_an_installation_administrator(self, admin, organization, installation_admin):
        person = Person.objects.get(pk=installation_admin.person_id)
        make.assign(person, Role.ADVISOR, organization=organization)
        with pytest.raises(NotAllowed):
            self.edit(admin, person, email="mia@ejemplo.gov.co")

    def test_hides_people_of_other_organisations(self, admin, elsewhere):
        person = make.make_person()
        make.assign(person, Role.ADVISOR, organization=elsewhere)
        with pytest.raises(NotFound):
            self.edit(admin, person)


class TestEditOwnProfile:
    def test_changes_name_and_post_and_never_the_address(self, advisor):
        person = Person.objects.get(pk=advisor.person_id)
        email = person.email
        services.edit_own_profile(actor=advisor, person=person, full_name="Yo Misma", post="Asesora", now=NOW)
        person.refresh_from_db()
        assert (person.full_name, person.post, person.email) == ("Yo Misma", "Asesora", email)


class TestDeactivatePerson:
    @pytest.fixture
    def person(self, organization):
        person = make.make_person()
        make.assign(person, Role.ADVISOR, organization=organization)
        return person

    def test_shuts_out_and_lets_in_again_with_reasons(self, admin, person):
        services.deactivate_person(actor=admin, person=person, reason="Se retiró", now=NOW)
        assert not Person.objects.get(pk=person.pk).is_active
        services.reactivate_person(actor=admin, person=person, reason="Volvió", now=NOW)
        assert Person.objects.get(pk=person.pk).is_active
        assert [event.reason for event in history.list_events(target=person)] == ["Volvió", "Se retiró"]

    def test_done_twice_is_told_once(self, admin, person):
        services.deactivate_person(actor=admin, person=person, reason="Se retiró", now=NOW)
        services.deactivate_person(actor=admin, person=person, reason="Se retiró", now=NOW)
        assert verbs_of(person) == ["person.deactivate"]

    @pytest.mark.parametrize("service", [services.deactivate_person, services.reactivate_person])
    def test_needs_a_reason(self, admin, person, service):
        with pytest.raises(ReasonRequired):
            service(actor=admin, person=person, reason=" ", now=NOW)

    def test_is_not_for_oneself(self, installation_admin):
        person = Person.objects.get(pk=installation_admin.person_id)
        with pytest.raises(OwnAccount):
            services.deactivate_person(actor=installation_admin, person=person, reason="Prueba", now=NOW)


class TestIssueToken:
    def test_keeps_only_the_digest(self, advisor):
        token, text = services.issue_token(
            actor=advisor, name="Tablero", expires_on=TODAY + timedelta(days=365), now=NOW
        )
        assert text.startswith("llegada_")
        assert text not in {str(value) for value in vars(token).values()}
        assert len(token.digest) == 64
        assert verbs_of(token.person) == ["token.issue"]

    @pytest.mark.parametrize("days", [-1, 366])
    def test_refuses_a_date_out_of_the_year(self, advisor, days):
        with pytest.raises(Invalid) as refused:
            services.issue_token(actor=advisor, name="Tablero", expires_on=TODAY + timedelta(days=days), now=NOW)
        assert list(refused.value.fields) == ["expires_on"]

    def test_refuses_one_without_name(self, advisor):
        with pytest.raises(Invalid) as refused:
            services.issue_token(actor=advisor, name=" ", expires_on=TODAY, now=NOW)
        assert list(refused.value.fields) == ["name"]

    def test_is_for_people(self):
        with pytest.raises(NotFound):
            services.issue_token(actor=make.Actor(), name="Tablero", expires_on=TODAY, now=NOW)


class TestRevokeToken:
    @pytest.fixture
    def token(self, advisor):
        return services.issue_token(actor=advisor, name="Tablero", expires_on=TODAY, now=NOW)[0]

    def test_ends_ones_own_and_tells_once(self, advisor, token):
        for _ in range(2):
            revoked = services.revoke_token(actor=advisor, public_id=token.public_id, now=NOW)
        assert revoked.revoked_at == NOW
        assert verbs_of(token.person) == ["token.revoke", "token.issue"]

    def test_may_be_done_by_who_administers_the_person(self, admin, token):
        assert services.revoke_token(actor=admin, public_id=token.public_id, now=NOW).revoked_at == NOW

    def test_hides_the_tokens_of_others(self, token, elsewhere):
        stranger = make.make_actor(Role.IT_ADMIN, organization=elsewhere)
        with pytest.raises(NotFound):
            services.revoke_token(actor=stranger, public_id=token.public_id, now=NOW)
