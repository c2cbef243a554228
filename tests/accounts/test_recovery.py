from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from llegada.accounts.recovery import KEPT_KEY, MAX_CHARACTERS
from llegada.core.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "una-clave-de-prueba-larga"
PAGE = "/mi-cuenta/"
WRITTEN = {"full_name": "Nombre muy largo que costó escribir", "post": "Asesora", "password": "secreta-secreta"}


@pytest.fixture
def person(organization):
    person = make.make_person("Ana Prueba", "ana@ejemplo.gov.co", PASSWORD)
    make.assign(person, Role.ADVISOR, organization=organization)
    return person


@pytest.fixture
def browser(person, login):
    """A browser that knew the person, whose session has just ended."""
    browser = login(person)
    browser.get(PAGE)
    browser.session.flush()
    return browser


def send(browser: Client, fields=WRITTEN, *, page: str = PAGE, to: str = PAGE, **extra):
    return browser.post(to, fields, headers={"referer": f"http://testserver{page}"}, **extra)


def come_back(browser: Client, email: str = "ana@ejemplo.gov.co"):
    return browser.post(reverse("account_login"), {"login": email, "password": PASSWORD, "next": PAGE})


class TestExpiredSession:
    def test_says_at_the_login_page_that_nothing_is_lost(self, browser):
        answer = send(browser)
        assert answer.url == f"{reverse('account_login')}?next={PAGE}"
        assert "Lo que escribió está guardado" in browser.get(answer.url).text

    def test_fills_the_form_again_after_login(self, browser):
        send(browser)
        assert come_back(browser).url == PAGE
        page = browser.get(PAGE).text
        assert "Recuperamos lo que había escrito." in page
        assert 'value="Nombre muy largo que costó escribir"' in page
        assert "Revise y envíe de nuevo." in page

    def test_never_keeps_passwords_nor_marks(self, browser):
        send(browser, WRITTEN | {"csrfmiddlewaretoken": "x", "idempotency_key": "y"})
        kept = browser.session[KEPT_KEY][PAGE]["fields"]
        assert "secreta" not in kept
        assert "csrf" not in kept

    def test_says_that_files_must_be_chosen_again(self, browser):
        send(browser, WRITTEN | {"evidence": SimpleUploadedFile("a.txt", b"abc")})
        come_back(browser)
        assert "Los archivos debe elegirlos otra vez." in browser.get(PAGE).text

    def test_forgets_once_the_form_is_sent(self, browser):
        send(browser)
        come_back(browser)
        browser.get(PAGE)
        send(browser)
        assert "Recuperamos" not in browser.get(PAGE).text

    def test_survives_another_form_of_the_same_page(self, browser, person):
        send(browser)
        come_back(browser)
        send(browser, {"grant": person.assignments.get().pk, "next": PAGE}, to=reverse("accounts:switch_role"))
        assert "Recuperamos" in browser.get(PAGE).text

    def test_can_be_discarded(self, browser):
        send(browser)
        come_back(browser)
        assert browser.post(reverse("accounts:discard_recovered"), {"page": PAGE}).url == PAGE
        assert "Recuperamos" not in browser.get(PAGE).text

    def test_is_read_by_nobody_else(self, browser):
        make.make_person("Otra", "otra@ejemplo.gov.co", PASSWORD)
        send(browser)
        come_back(browser, "otra@ejemplo.gov.co")
        assert "Nombre muy largo" not in browser.get(PAGE).text

    def test_keeps_nothing_of_an_unknown_browser(self):
        browser = Client()
        answer = send(browser)
        assert KEPT_KEY not in browser.session
        page = browser.get(answer.url).text
        assert "Su sesión venció. Ingrese de nuevo para seguir." in page

    def test_keeps_nothing_with_a_forged_mark(self, browser):
        browser.cookies["llegada_last_person"] = "1:forged"
        send(browser)
        assert KEPT_KEY not in browser.session

    def test_does_not_keep_a_flood(self, browser):
        send(browser, {"full_name": "x" * (MAX_CHARACTERS + 1)})
        assert KEPT_KEY not in browser.session

    def test_keeps_at_most_the_last_three_pages(self, browser):
        for number in range(5):
            send(browser, page=f"{PAGE}?n={number}")
        assert list(browser.session[KEPT_KEY]) == [f"{PAGE}?n={number}" for number in (2, 3, 4)]

    def test_returns_to_the_page_of_an_action_and_lists_its_texts(self, browser, admin, login):
        target = reverse("accounts:token_issue")
        answer = send(browser, {"note": "Un motivo largo y bien pensado"}, to=target)
        assert answer.url.endswith(f"?next={PAGE}")
        come_back(browser)
        page = browser.get(PAGE).text
        assert "Cópielo de aquí y envíe de nuevo." in page
        assert "Un motivo largo y bien pensado" in page

    def test_does_not_follow_a_foreign_referer(self, browser):
        answer = browser.post(PAGE, WRITTEN, headers={"referer": "https://example.org/otra/"})
        assert answer.url == f"{reverse('account_login')}?next={PAGE}"

    def test_sends_htmx_to_the_whole_login_page(self, browser):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/mi-cuenta/?a=1"}
        answer = browser.post(PAGE, WRITTEN, headers=headers)
        assert answer["HX-Redirect"] == f"{reverse('account_login')}?next=/mi-cuenta/%3Fa%3D1"

    def test_leaves_a_plain_visit_as_it_is(self, browser):
        assert browser.get(f"{PAGE}?a=1").url == f"{reverse('account_login')}?next={PAGE}%3Fa%3D1"


class TestForgedForm:
    def test_is_refused_in_words(self, person):
        browser = Client(enforce_csrf_checks=True)
        page = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert page.status_code == 403
        assert "El formulario no se envió" in page.text
