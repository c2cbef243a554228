from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(admin, login):
    return login(Person.objects.get(pk=admin.person_id))


@pytest.fixture
def everywhere(installation_admin, login):
    return login(Person.objects.get(pk=installation_admin.person_id))


class TestOrganizations:
    def test_lists_only_ones_own(self, browser, organization, elsewhere):
        page = browser.get(reverse("accounts:organizations")).text
        assert organization.name in page
        assert elsewhere.name not in page
        assert reverse("accounts:organization_create") not in page

    def test_shows_the_way_out_when_there_are_none(self, everywhere):
        page = everywhere.get(reverse("accounts:organizations")).text
        assert "Todavía no hay organizaciones" in page
        assert reverse("accounts:organization_create") in page


class TestOrganizationPage:
    def test_shows_units_after_their_parents(self, browser, organization):
        top = make.make_unit(organization, name="Zeta")
        make.make_unit(organization, name="Alfa")
        make.make_unit(parent=top, name="Beta")
        page = browser.get(reverse("accounts:organization", args=[organization.public_id])).text
        assert page.index("Alfa") < page.index("Zeta") < page.index("Beta")

    def test_hides_others(self, browser, elsewhere):
        assert browser.get(reverse("accounts:organization", args=[elsewhere.public_id])).status_code == 404

    def test_offers_nothing_to_who_only_looks(self, organization, login):
        person = make.make_person()
        make.assign(person, Role.INTERNAL_CONTROL, organization=organization)
        page = login(person).get(reverse("accounts:organization", args=[organization.public_id])).text
        assert reverse("accounts:unit_create", args=[organization.public_id]) not in page


class TestOrganizationForms:
    form = {"name": "Escuela", "acronym": "E", "kind": "academy", "nit": ""}

    def test_create(self, everywhere):
        url = reverse("accounts:organization_create")
        assert everywhere.get(url).status_code == 200
        answer = everywhere.post(url, self.form)
        assert answer.url == reverse("accounts:organization", args=[Organization.objects.get(name="Escuela").public_id])

    def test_create_says_that_the_name_is_taken(self, everywhere, organization):
        page = everywhere.post(reverse("accounts:organization_create"), self.form | {"name": organization.name})
        assert page.status_code == 422
        assert "Ya hay una organización con ese nombre." in page.text

    def test_create_is_closed_to_organisation_administrators(self, browser):
        assert browser.get(reverse("accounts:organization_create")).status_code == 403

    def test_edit_joins_the_entity_by_its_nit(self, browser, organization):
        entity = make.make_entity(nit="890905211")
        url = reverse("accounts:organization_edit", args=[organization.public_id])
        assert browser.get(url).status_code == 200
        browser.post(url, self.form | {"nit": "890905211", "is_active": "on"})
        assert Organization.objects.get(pk=organization.pk).entity == entity

    @pytest.mark.parametrize(("nit", "sentence"), [("123", "nueve dígitos"), ("999999999", "no está en el catálogo")])
    def test_edit_explains_a_wrong_nit(self, browser, organization, nit, sentence):
        page = browser.post(
            reverse("accounts:organization_edit", args=[organization.public_id]), self.form | {"nit": nit}
        )
        assert page.status_code == 422
        assert sentence in page.text

    def test_edit_refuses_a_nit_that_several_share(self, browser, organization):
        for code in ("05001", "52001"):
            make.make_entity(make.make_municipality(code, code), nit="890905211")
        url = reverse("accounts:organization_edit", args=[organization.public_id])
        assert "comparten ese NIT" in browser.post(url, self.form | {"nit": "890905211"}).text

    def test_edit_keeps_the_page_when_the_service_refuses(self, browser, organization, elsewhere):
        url = reverse("accounts:organization_edit", args=[organization.public_id])
        page = browser.post(url, self.form | {"name": elsewhere.name})
        assert page.status_code == 422
        assert "Corregir los datos de IU" in page.text


class TestUnitForms:
    def test_create_under_another(self, browser, organization):
        top = make.make_unit(organization, name="Dirección")
        url = reverse("accounts:unit_create", args=[organization.public_id])
        assert "Dirección" in browser.get(url).text
        browser.post(url, {"name": "Grupo", "acronym": "G", "parent": top.pk})
        assert OrgUnit.objects.get(name="Grupo").parent == top

    def test_create_says_that_the_name_is_taken(self, browser, organization):
        make.make_unit(organization, name="Grupo")
        page = browser.post(reverse("accounts:unit_create", args=[organization.public_id]), {"name": "Grupo"})
        assert page.status_code == 422
        assert "ya tiene una dependencia con ese nombre" in page.text

    def test_edit_moves(self, browser, organization):
        top, unit = make.make_unit(organization), make.make_unit(organization, name="Grupo")
        url = reverse("accounts:unit_edit", args=[unit.public_id])
        assert browser.get(url).status_code == 200
        browser.post(url, {"name": "Grupo", "parent": top.pk, "is_active": "on"})
        assert OrgUnit.objects.get(pk=unit.pk).path == f"{top.path}{unit.pk}/"

    def test_edit_does_not_offer_a_loop(self, browser, organization):
        top = make.make_unit(organization, name="Arriba")
        below = make.make_unit(parent=top, name="Abajo")
        page = browser.post(reverse("accounts:unit_edit", args=[top.public_id]), {"name": "Arriba", "parent": below.pk})
        assert page.status_code == 422

    def test_edit_says_that_the_name_is_taken(self, browser, organization):
        make.make_unit(organization, name="Grupo")
        unit = make.make_unit(organization)
        page = browser.post(reverse("accounts:unit_edit", args=[unit.public_id]), {"name": "Grupo", "is_active": "on"})
        assert page.status_code == 422

    def test_edit_hides_units_of_others(self, browser, elsewhere):
        unit = make.make_unit(elsewhere)
        assert browser.get(reverse("accounts:unit_edit", args=[unit.public_id])).status_code == 404
