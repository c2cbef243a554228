from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.test import Client
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.accounts.services import register_person
from llegada.config import settings as real_settings
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "una-clave-de-prueba-larga"


@pytest.fixture(autouse=True)
def _no_attempt_before():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person():
    return make.make_person("Ana Prueba", "ana@ejemplo.gov.co", PASSWORD)


def log_in(email: str, password: str = PASSWORD, *, address: str = "10.0.0.1", client: Client | None = None):
    return (client or Client()).post(
        reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address
    )


class TestLogin:
    @pytest.mark.parametrize("email", ["ana@ejemplo.gov.co", " ANA@Ejemplo.gov.co"])
    def test_goes_to_ones_work(self, person, email):
        assert log_in(email).url == reverse("insights:my_work")

    def test_returns_where_one_was(self, person):
        client = Client()
        page = client.get(reverse("account_login"), {"next": "/mi-cuenta/"})
        assert 'value="/mi-cuenta/"' in page.text
        form = {"login": person.email, "password": PASSWORD, "next": "/mi-cuenta/"}
        assert client.post(reverse("account_login"), form).url == "/mi-cuenta/"

    def test_refuses_a_wrong_password_in_words(self, person):
        page = log_in(person.email, "otra")
        assert page.status_code == 200
        assert "error-summary" in page.text

    def test_says_the_same_of_an_address_that_nobody_has(self, person):
        wrong, unknown = log_in(person.email, "otra").text, log_in("nadie@ejemplo.gov.co", "otra").text
        sentence = re.compile(r"error-summary.*?<li>(.*?)</li>", re.DOTALL)
        assert sentence.search(wrong)[1] == sentence.search(unknown)[1]

    def test_is_closed_to_an_account_that_was_deactivated(self, person):
        Person.objects.filter(pk=person.pk).update(is_active=False)
        client = Client()
        log_in(person.email, client=client)
        assert client.get("/mi-cuenta/").status_code == 302

    def test_deactivation_ends_the_open_session(self, person, login):
        browser = login(person)
        assert browser.get("/mi-cuenta/").status_code == 200
        Person.objects.filter(pk=person.pk).update(is_active=False)
        assert browser.get("/mi-cuenta/").status_code == 302


class TestLockout:
    def fail(self, email: str, times: int = 5, address: str = "10.0.0.1"):
        return [log_in(email, "equivocada", address=address) for _ in range(times)]

    def test_stops_that_person_from_that_address_after_five(self, person):
        answers = self.fail(person.email)
        assert [answer.status_code for answer in answers[:4]] == [200] * 4
        locked = log_in(person.email)
        assert locked.status_code == 429
        assert "Ingreso detenido" in locked.text
        assert reverse("account_reset_password") in locked.text

    def test_counts_the_address_whatever_its_case(self, person):
        for email in ("ana@ejemplo.gov.co", "ANA@ejemplo.gov.co", "Ana@ejemplo.gov.co"):
            self.fail(email, 2)
        assert log_in(person.email).status_code == 429

    def test_leaves_others_of_the_same_office_alone(self, person):
        other = make.make_person("Otra", "otra@ejemplo.gov.co", PASSWORD)
        self.fail(person.email)
        assert log_in(other.email).status_code == 302

    def test_leaves_the_same_person_alone_elsewhere(self, person):
        self.fail(person.email)
        assert log_in(person.email, address="10.0.0.2").status_code == 302

    def test_forgets_the_failures_of_who_got_in(self, person):
        self.fail(person.email, 3)
        assert log_in(person.email).status_code == 302
        self.fail(person.email, 3)
        assert log_in(person.email).status_code == 302


class TestSignup:
    def test_is_closed(self, db):
        page = Client().post(reverse("account_signup"), {"email": "x@ejemplo.gov.co", "password1": PASSWORD})
        assert page.status_code == 200
        assert not Person.objects.exists()


class TestFirstPassword:
    def test_is_chosen_from_the_mail(self, admin, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            register_person(actor=admin, email="nueva@ejemplo.gov.co", full_name="Nueva", now=make.NOW)
        path = re.search(r"https?://[^/]+(/cuenta/\S+)", mail.outbox[0].body)[1]
        client = Client()
        page = client.get(path, follow=True)
        assert page.status_code == 200
        client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
        assert log_in("nueva@ejemplo.gov.co").status_code == 302

    def test_the_address_serves_once(self, person):
        Client().post(reverse("account_reset_password"), {"email": person.email})
        path = re.search(r"https?://[^/]+(/cuenta/\S+)", mail.outbox[0].body)[1]
        for _ in range(2):
            client = Client()
            page = client.get(path, follow=True)
            if page.redirect_chain:
                client.post(
                    page.redirect_chain[-1][0], {"password1": "otra-clave-larga-1", "password2": "otra-clave-larga-1"}
                )
        assert "password1" not in page.text


class TestSecurityPages:
    @pytest.mark.parametrize(
        "name", ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "account_change_password"]
    )
    def test_open_after_saying_again_who_one_is(self, person, name):
        client = Client()
        log_in(person.email, client=client)
        page = client.get(reverse(name), follow=True)
        if page.redirect_chain:
            page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
        assert page.status_code == 200
        assert page.request["PATH_INFO"] == reverse(name)

    def test_a_code_is_asked_for_once_it_is_active(self, person):

        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        client = Client()
        answer = log_in(person.email, client=client)
        assert answer.url.startswith(reverse("mfa_authenticate"))
        assert client.get("/mi-cuenta/").status_code == 302
        client.get(answer.url)
        code = f"{hotp_value(secret, int(time.time()) // 30):06d}"
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        assert client.get("/mi-cuenta/").status_code == 200
        assert Authenticator.objects.count() == 1

    def test_a_code_that_served_does_not_serve_again_in_another_process(self, person, settings):
        settings.CACHES = real_settings.CACHES
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        code = f"{hotp_value(secret, int(time.time()) // 30):06d}"
        answers = []
        for _ in range(2):
            client = Client()
            client.get(log_in(person.email, client=client).url)
            answers.append(client.post(reverse("mfa_authenticate"), {"code": code}).status_code)
            for held in (*locmem._caches.values(), *locmem._expire_info.values()):
                held.clear()  # another process begins with nothing in memory
        assert answers == [302, 200]

    def test_wrong_codes_run_out(self, person):
        TOTP.activate(person, generate_totp_secret())
        client = Client()
        client.get(log_in(person.email, client=client).url)
        pages = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).text for _ in range(7)]
        assert pages[-1] != pages[0]
