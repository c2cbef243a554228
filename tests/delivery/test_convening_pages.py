"""The section of a session's page where people are called, and who may see whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.delivery.models import Session, SessionMail
from tests.delivery.cast import Cast, make_cast
from tests.loaded_once import made_once


@made_once
def cast() -> Cast:
    """The cast around a plan that spans today, whatever today is, with a counterpart."""
    today = timezone.localdate()
    around = {"starts_on": today - timedelta(days=100), "ends_on": today + timedelta(days=100)}
    return make_cast(counterpart_name="Rosa Díaz", counterpart_email="rosa@alcaldia.gov.co", **around)


@pytest.fixture
def session(cast) -> Session:
    return cast.session(held_on=timezone.localdate() + timedelta(days=5))


def post(browser, session, **data):
    return browser.post(reverse("delivery:session_move", args=[session.public_id]), data, follow=True)


class TestConvening:
    def test_suggests_the_counterpart_and_says_to_whom_it_went(self, cast, session, login):
        browser = login(cast.person("advisor"))
        assert "Rosa Díaz · rosa@alcaldia.gov.co" in browser.get(session.get_absolute_url()).text
        page = post(
            browser,
            session,
            action="convene",
            picked="1",
            people=["rosa@alcaldia.gov.co"],
            others="Beto <beto@x.co>\nsin arroba",
        ).text
        assert "La sesión quedó convocada." in page
        assert "Estas direcciones están mal escritas y no se les escribió: sin arroba" in page
        assert all(words in page for words in ("rosa@alcaldia.gov.co", "beto@x.co", "la dirección está mal escrita"))

    def test_calls_only_those_who_stay_marked(self, cast, session, login):
        post(login(cast.person("advisor")), session, action="convene", picked="1", others="")
        session.refresh_from_db()
        assert (session.status, SessionMail.objects.count()) == ("convened", 0)

    def test_keeps_what_was_typed_where_it_is_refused(self, cast, session, login):
        browser = login(cast.person("advisor"))
        post(browser, session, action="convene", picked="1", people=["rosa@alcaldia.gov.co"], others="")
        answer = post(browser, session, action="invite", picked="1", others="rosa@alcaldia.gov.co")
        assert answer.status_code == 422
        assert "Escriba a quién más convocar" in answer.text
        assert "rosa@alcaldia.gov.co</textarea>" in answer.text

    def test_shows_no_address_to_who_may_not_see_names(self, cast, session, login):
        post(login(cast.person("advisor")), session, action="convene", picked="1", others="beto@x.co")
        assert "beto@x.co" not in login(cast.person("executive")).get(session.get_absolute_url()).text
