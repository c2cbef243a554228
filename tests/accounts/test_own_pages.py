from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from llegada.accounts import services
from llegada.accounts.models import ApiToken, Person
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(organization):
    person = make.make_person("Ana Prueba")
    make.assign(person, Role.ADVISOR, organization=organization)
    return person


class TestOwn:
    def test_shows_roles_and_the_ways_to_secure_the_account(self, person, login):
        page = login(person).get(reverse("accounts:own")).text
        for part in ("Asesor", reverse("mfa_list_webauthn"), reverse("mfa_index"), reverse("account_change_password")):
            assert part in page

    def test_corrects_name_and_post(self, person, login):
        login(person).post(reverse("accounts:own"), {"full_name": "Ana María", "post": "Asesora"})
        person.refresh_from_db()
        assert (person.full_name, person.post) == ("Ana María", "Asesora")

    def test_refuses_an_empty_name(self, person, login):
        assert login(person).post(reverse("accounts:own"), {"full_name": ""}).status_code == 422

    def test_asks_strangers_to_log_in(self):
        answer = Client().get(reverse("accounts:own"))
        assert answer.url == f"{reverse('account_login')}?next={reverse('accounts:own')}"


class TestTokens:
    def test_shows_the_text_once(self, person, login):
        browser = login(person)
        expires_on = timezone.localdate() + timedelta(days=30)
        page = browser.post(reverse("accounts:token_issue"), {"name": "Tablero", "expires_on": expires_on})
        secret = re.search(r"llegada_[\w-]{40,}", page.text)[0]
        assert page["Cache-Control"] == "no-store"
        assert secret not in browser.get(reverse("accounts:own")).text

    def test_says_that_the_date_is_too_far(self, person, login):
        page = login(person).post(reverse("accounts:token_issue"), {"name": "Tablero", "expires_on": "2199-01-01"})
        assert page.status_code == 422
        assert "entre hoy y dentro de un año" in page.text
        assert not ApiToken.objects.exists()

    def test_revokes_ones_own(self, person, login):
        token, _ = services.issue_token(
            actor=make.actor_of_person(person), name="T", expires_on=timezone.localdate(), now=timezone.now()
        )
        answer = login(person).post(reverse("accounts:token_revoke", args=[token.public_id]))
        assert answer.url == reverse("accounts:own")
        token.refresh_from_db()
        assert token.revoked_at

    def test_an_administrator_revokes_from_the_page_of_the_person(self, person, admin, login):
        token, _ = services.issue_token(
            actor=make.actor_of_person(person), name="T", expires_on=timezone.localdate(), now=timezone.now()
        )
        browser = login(Person.objects.get(pk=admin.person_id))
        address = reverse("accounts:person", args=[person.public_id])
        assert reverse("accounts:token_revoke", args=[token.public_id]) in browser.get(address).text
        assert browser.post(reverse("accounts:token_revoke", args=[token.public_id])).url == address


class TestSwitchRole:
    @pytest.fixture
    def second(self, person, elsewhere):
        return make.assign(person, Role.UNIT_HEAD, organization=elsewhere)

    def switch(self, browser, assignment, next_page="/mi-cuenta/"):
        return browser.post(reverse("accounts:switch_role"), {"grant": assignment.pk, "next": next_page})

    def test_acts_from_then_on_under_the_other_role(self, person, second, login):
        browser = login(person)
        assert self.switch(browser, second).url == "/mi-cuenta/"
        request = browser.get("/mi-cuenta/").wsgi_request
        assert request.actor.roles == {Role.UNIT_HEAD}

    def test_starts_under_the_oldest(self, person, second, login):
        assert login(person).get("/mi-cuenta/").wsgi_request.actor.roles == {Role.ADVISOR}

    @pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
    def test_never_leads_out_of_the_site(self, person, second, login, next_page):
        assert self.switch(login(person), second, next_page).url == reverse("insights:my_work")

    def test_refuses_the_role_of_somebody_else(self, person, admin, login):
        other = Person.objects.get(pk=admin.person_id).assignments.get()
        assert self.switch(login(person), other).status_code == 404

    def test_refuses_a_role_that_ended(self, person, elsewhere, login):
        past = make.assign(
            person, Role.UNIT_HEAD, organization=elsewhere, ends_on=timezone.localdate() - timedelta(days=1)
        )
        assert self.switch(login(person), past).status_code == 404

    def test_refuses_nonsense(self, person, login):
        assert login(person).post(reverse("accounts:switch_role"), {"grant": "x"}).status_code == 404
