from __future__ import annotations

from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse

from llegada.accounts.models import Person, RoleAssignment
from llegada.core.roles import Role
from llegada.core.tabular import read_table
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(admin, login):
    return login(Person.objects.get(pk=admin.person_id))


@pytest.fixture
def colleague(organization):
    person = make.make_person("Ángela Núñez", "angela@ejemplo.gov.co")
    make.assign(person, Role.ADVISOR, organization=organization)
    return person


@pytest.fixture
def outsider(elsewhere):
    person = make.make_person("Otro Lugar")
    make.assign(person, Role.ADVISOR, organization=elsewhere)
    return person


class TestAdministration:
    def test_shows_its_doors_to_who_administers(self, browser):
        page = browser.get(reverse("accounts:administration"))
        assert page.status_code == 200
        assert reverse("accounts:people") in page.text

    def test_is_closed_to_who_does_not(self, advisor, login):
        page = login(Person.objects.get(pk=advisor.person_id)).get(reverse("accounts:administration"))
        assert page.status_code == 403


class TestPeople:
    def test_lists_only_those_of_the_organisation(self, browser, colleague, outsider):
        page = browser.get(reverse("accounts:people"))
        assert colleague.full_name in page.text
        assert outsider.full_name not in page.text

    @pytest.mark.parametrize("words", ["nunez angela", "ANGELA@EJEMPLO", "núñ"])
    def test_finds_without_accents_case_or_order(self, browser, colleague, words):
        page = browser.get(reverse("accounts:people"), {"q": words})
        assert colleague.full_name in page.text
        assert "Olga Organización" not in page.text.split("<tbody>")[1]

    def test_filters_by_role_and_account(self, browser, colleague):
        table = browser.get(reverse("accounts:people"), {"rol": "it_admin"}).text
        assert colleague.full_name not in table
        assert "Nadie coincide" in browser.get(reverse("accounts:people"), {"activa": "no"}).text

    def test_answers_htmx_with_the_table_alone(self, browser, colleague):
        page = browser.get(reverse("accounts:people"), headers={"HX-Request": "true"})
        assert "<html" not in page.text
        assert colleague.full_name in page.text

    def test_downloads_the_same_people(self, browser, colleague, outsider):
        sheet = browser.get(reverse("accounts:people_xlsx"), {"q": "angela"})
        rows = read_table(BytesIO(sheet.getvalue()), name="personas.xlsx")
        assert [(row.get("Nombre"), row.get("Rol"), row.get("Alcance")) for row in rows] == [
            ("Ángela Núñez", "Asesor", "IU")
        ]

    def test_is_closed_to_who_does_not_administer(self, advisor, login):
        assert login(Person.objects.get(pk=advisor.person_id)).get(reverse("accounts:people")).status_code == 403


class TestPersonPage:
    def test_shows_roles_and_history(self, browser, colleague):
        page = browser.get(reverse("accounts:person", args=[colleague.public_id]))
        assert page.status_code == 200
        assert "Asesor" in page.text

    def test_hides_people_of_other_organisations(self, browser, outsider):
        assert browser.get(reverse("accounts:person", args=[outsider.public_id])).status_code == 404

    def test_hides_the_roles_that_a_colleague_has_elsewhere(self, browser, colleague, elsewhere):
        make.assign(colleague, Role.EXECUTIVE, organization=elsewhere)
        page = browser.get(reverse("accounts:person", args=[colleague.public_id])).text
        assert "Instituto Dos" not in page
        assert "ID</td>" not in page

    def test_shows_every_role_to_who_administers_the_installation(
        self, installation_admin, colleague, elsewhere, login
    ):
        make.assign(colleague, Role.EXECUTIVE, organization=elsewhere)
        given = make.assign(colleague, Role.MONITORING_ADMIN)
        browser = login(Person.objects.get(pk=installation_admin.person_id))
        page = browser.get(reverse("accounts:person", args=[colleague.public_id])).text
        assert "ID</td>" in page
        assert "Toda la instalación" in page
        assert reverse("accounts:role_end", args=[given.public_id]) in page

    def test_offers_nothing_against_oneself(self, browser, admin):
        person = Person.objects.get(pk=admin.person_id)
        page = browser.get(reverse("accounts:person", args=[person.public_id])).text
        assert "Es usted." in page
        assert reverse("accounts:role_end", args=[person.assignments.get().public_id]) not in page
        assert reverse("accounts:person_set_active", args=[person.public_id]) not in page

    def test_deactivates_with_a_reason(self, browser, colleague):
        url = reverse("accounts:person_set_active", args=[colleague.public_id])
        assert browser.post(url, {"activa": "no", "reason": ""}).status_code == 409
        assert browser.post(url, {"activa": "no", "reason": "Se retiró"}).status_code == 302
        assert not Person.objects.get(pk=colleague.pk).is_active
        browser.post(url, {"activa": "si", "reason": "Volvió"})
        assert Person.objects.get(pk=colleague.pk).is_active

    def test_invites_again(self, browser, colleague, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(reverse("accounts:person_invite", args=[colleague.public_id]))
        assert [message.to for message in mail.outbox] == [[colleague.email]]


class TestRegister:
    def form(self, organization, **changes):
        return {
            "full_name": "Nueva Persona",
            "email": "nueva@ejemplo.gov.co",
            "post": "",
            "role": "advisor",
            "organization": organization.pk,
            "unit": "",
            "starts_on": "2026-01-01",
        } | changes

    def test_registers_with_the_first_role(self, browser, organization):
        answer = browser.post(reverse("accounts:register"), self.form(organization))
        held = RoleAssignment.objects.get(person__email="nueva@ejemplo.gov.co")
        assert (held.role, held.organization) == ("advisor", organization)
        assert answer.url == reverse("accounts:person", args=[held.person.public_id])

    def test_gives_the_role_to_who_already_had_an_account(self, browser, organization, outsider):
        browser.post(reverse("accounts:register"), self.form(organization, email=outsider.email.upper()))
        outsider.refresh_from_db()
        assert outsider.full_name == "Otro Lugar"
        assert outsider.assignments.filter(organization=organization).exists()

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, browser, organization):
        page = browser.post(reverse("accounts:register"), self.form(organization, email="no es correo"))
        assert page.status_code == 422
        assert "Nueva Persona" in page.text
        assert not Person.objects.filter(full_name="Nueva Persona").exists()

    def test_leaves_nobody_half_registered(self, browser, organization, elsewhere):
        unit = make.make_unit(organization)
        RoleAssignment.objects.filter(organization=organization).update(unit=unit)
        page = browser.post(reverse("accounts:register"), self.form(elsewhere))
        assert page.status_code == 422
        assert not Person.objects.filter(full_name="Nueva Persona").exists()

    def test_asks_an_organisation_administrator_for_a_role(self, browser, organization):
        assert browser.post(reverse("accounts:register"), self.form(organization, role="")).status_code == 422

    def test_lets_the_installation_register_without_role(self, installation_admin, login):
        browser = login(Person.objects.get(pk=installation_admin.person_id))
        form = {"full_name": "Sin Rol", "email": "sinrol@ejemplo.gov.co", "starts_on": "2026-01-01"}
        assert browser.post(reverse("accounts:register"), form).status_code == 302
        assert not Person.objects.get(full_name="Sin Rol").assignments.exists()

    def test_sent_twice_registers_once(self, browser, organization):
        form = self.form(organization) | {"idempotency_key": "0b1f1b9e-8a53-4d1c-9a51-7a2f14f0c001"}
        first, second = (browser.post(reverse("accounts:register"), form) for _ in range(2))
        assert first.url == second.url
        assert Person.objects.filter(email="nueva@ejemplo.gov.co").count() == 1


class TestEdit:
    def test_corrects(self, browser, colleague):
        url = reverse("accounts:person_edit", args=[colleague.public_id])
        assert "Ángela Núñez" in browser.get(url).text
        browser.post(url, {"full_name": "Ángela N.", "email": colleague.email, "post": "Asesora"})
        assert Person.objects.get(pk=colleague.pk).post == "Asesora"

    def test_says_at_the_field_that_the_address_is_taken(self, browser, colleague, outsider):
        url = reverse("accounts:person_edit", args=[colleague.public_id])
        page = browser.post(url, {"full_name": "Ángela", "email": outsider.email, "post": ""})
        assert page.status_code == 422
        assert "Ya hay una persona con ese correo." in page.text


class TestAssignPage:
    def url(self, person):
        return reverse("accounts:role_assign", args=[person.public_id])

    def test_asks_first_which_role(self, browser, colleague):
        page = browser.get(self.url(colleague))
        assert "Seguir" in page.text
        assert "Representante legal" not in page.text

    def test_gives_a_role_in_a_unit(self, browser, colleague, organization):
        unit = make.make_unit(organization)
        form = {"organization": organization.pk, "unit": unit.pk, "starts_on": "2026-01-01", "ends_on": ""}
        assert browser.post(self.url(colleague) + "?role=unit_head", form).status_code == 302
        assert colleague.assignments.get(role="unit_head").unit == unit

    def test_names_the_codes_that_do_not_exist(self, browser, colleague, organization):
        make.make_municipality("52001", "Pasto")
        form = {"organization": organization.pk, "municipalities": "52001, 5001", "starts_on": "2026-01-01"}
        page = browser.post(self.url(colleague) + "?role=territorial_manager", form)
        assert page.status_code == 422
        assert "No existe el municipio con código 5001." in page.text

    def test_gives_places(self, browser, colleague, organization):
        make.make_municipality("52001", "Pasto")
        form = {"organization": organization.pk, "municipalities": "52001", "starts_on": "2026-01-01"}
        browser.post(self.url(colleague) + "?role=territorial_manager", form)
        assert [one.code for one in colleague.assignments.get(role="territorial_manager").municipalities.all()] == [
            "52001"
        ]

    def test_says_when_it_is_already_held(self, browser, colleague, organization):
        form = {"organization": organization.pk, "starts_on": "2026-01-01"}
        page = browser.post(self.url(colleague) + "?role=advisor", form)
        assert page.status_code == 422
        assert "ya tiene ese rol" in page.text

    def test_finds_the_entity_by_words(self, installation_admin, login, colleague):
        browser = login(Person.objects.get(pk=installation_admin.person_id))
        entity = make.make_entity()
        address = self.url(colleague) + "?role=legal_representative&buscar=medellin alcaldia"
        assert f"{entity.name} · Medellín, Antioquia" in browser.get(address).text
        assert browser.post(address, {"entity": entity.pk, "starts_on": "2026-01-01"}).status_code == 302
        assert colleague.assignments.get(role="legal_representative").entity == entity

    def test_is_closed_to_who_does_not_administer(self, advisor, colleague, login):
        assert login(Person.objects.get(pk=advisor.person_id)).get(self.url(colleague)).status_code == 403


class TestEndPage:
    def test_ends_with_a_reason(self, browser, colleague):
        held = colleague.assignments.get()
        url = reverse("accounts:role_end", args=[held.public_id])
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"ends_on": "2020-01-02", "reason": "x"}).status_code == 422
        assert browser.post(url, {"ends_on": "2099-01-01", "reason": "Contrato"}).status_code == 302
        held.refresh_from_db()
        assert held.ends_on.isoformat() == "2099-01-01"

    def test_hides_roles_of_other_organisations(self, browser, outsider):
        url = reverse("accounts:role_end", args=[outsider.assignments.get().public_id])
        assert browser.get(url).status_code == 404
