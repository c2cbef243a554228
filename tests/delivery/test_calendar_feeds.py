"""Private calendars: whose sessions each carries, without anybody's data, and when it stops answering."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from llegada.accounts.models import Person, RoleAssignment
from llegada.core.errors import Invalid, NotAllowed, NotFound
from llegada.core.roles import Role
from llegada.delivery.models import CalendarFeed
from llegada.delivery.services.calendar_feeds import make_calendar_feed, revoke_calendar_feed
from tests.delivery.cast import make_cast
from tests.factories import (
    NOW,
    assign,
    make_actor,
    make_attendance,
    make_entity,
    make_municipality,
    make_person,
    make_plan,
    make_session,
    make_unit,
)
from tests.loaded_once import made_once

DAY = timezone.localdate()


@made_once
def cast():
    return make_cast(starts_on=DAY - timedelta(days=100), ends_on=DAY + timedelta(days=100))


@pytest.fixture
def sessions(cast):
    """Return a session of the cast's plan, one of another advisor of the unit and one of another organisation."""
    assign(cast.plan.advisor, Role.ADVISOR, unit=cast.unit)
    mine = cast.session(held_on=DAY + timedelta(days=2), title="Mía")
    other = make_entity(make_municipality("05002", "Abejorral"))
    make_session(make_plan(unit=cast.unit, entity=other), held_on=DAY, title="De la dependencia")
    make_session(make_plan(entity=other), held_on=DAY, title="De otra organización")
    cast.session(held_on=DAY, title="Cancelada", status="cancelled")
    cast.session(held_on=DAY - timedelta(days=90), title="Vieja")
    return mine


def feed_of(actor, unit=None) -> str:
    """Return the address of a new feed."""
    _feed, token = make_calendar_feed(actor=actor, unit_id=unit and unit.public_id, now=NOW)
    return reverse("delivery:calendar", args=[token])


def titles(address: str) -> set[str]:
    answer = Client().get(address)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]).split(" · ")[0] for event in events}


@pytest.fixture
def head(cast):
    return make_actor(Role.UNIT_HEAD, unit=cast.unit)


class TestReadCalendar:
    def test_carries_what_one_gives_and_answers_for(self, cast, sessions):
        assert titles(feed_of(cast.advisor)) == {"Mía"}

    def test_carries_those_of_a_unit_to_who_reads_them(self, cast, sessions, head):
        assert titles(feed_of(head, cast.unit)) == {"Mía", "De la dependencia"}

    def test_carries_those_of_the_entity_to_who_acts_for_it(self, cast, sessions):
        assert titles(feed_of(cast.contact)) == {"Mía"}

    def test_says_where_and_when_and_names_nobody_who_attends(self, cast, sessions):
        make_attendance(sessions, "Ana Ruiz", email="ana@x.co")
        text = Client().get(feed_of(cast.advisor)).text
        assert "Casa de la Cultura" in text
        assert f"sesion-{sessions.public_id}@llegada" in text
        assert "Ana Ruiz" not in text
        assert "ATTENDEE" not in text

    def test_answers_304_until_something_changes_and_asks_three_times_at_most(
        self, cast, sessions, django_assert_max_num_queries
    ):
        address = feed_of(cast.advisor)
        with django_assert_max_num_queries(3):
            etag = Client().get(address)["ETag"]
        with django_assert_max_num_queries(2):
            assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
        type(sessions).objects.filter(pk=sessions.pk).update(place="Alcaldía")
        assert Client().get(address, headers={"If-None-Match": etag}).status_code == 200

    @pytest.mark.parametrize("end", ["revoked", "renewed", "inactive", "without_role"])
    def test_stops_answering(self, cast, sessions, head, end):
        address = feed_of(head, cast.unit)
        feed = CalendarFeed.objects.get()
        if end == "revoked":
            revoke_calendar_feed(actor=head, public_id=feed.public_id, now=NOW)
        elif end == "renewed":
            assert feed_of(head, cast.unit) != address
        elif end == "inactive":
            Person.objects.filter(pk=head.person_id).update(is_active=False)
        else:
            RoleAssignment.objects.filter(person=head.person_id).update(unit=make_unit(cast.unit.organization))
        assert Client().get(address).status_code == 404

    def test_keeps_the_secret_of_no_address(self, cast, sessions):
        token = feed_of(cast.advisor).rsplit("/", 1)[1].removesuffix(".ics")
        assert token not in str(CalendarFeed.objects.values_list())


class TestMakeCalendarFeed:
    @pytest.mark.parametrize("role", [Role.ADVISOR, Role.TERRITORIAL_MANAGER])
    def test_gives_no_unit_to_who_does_not_read_all_of_it(self, cast, role):
        with pytest.raises(Invalid):
            feed_of(make_actor(role, unit=cast.unit), cast.unit)

    def test_is_not_for_who_reads_no_sessions(self, cast):
        with pytest.raises(NotAllowed):
            feed_of(make_actor(Role.STUDENT, unit=cast.unit))

    def test_is_revoked_only_by_its_person(self, cast, head):
        feed_of(head, cast.unit)
        with pytest.raises(NotFound):
            revoke_calendar_feed(actor=cast.advisor, public_id=CalendarFeed.objects.get().public_id, now=NOW)


def test_the_page_shows_each_address_once_and_takes_it_back(login):
    person = make_person()
    unit = make_unit()
    assign(person, Role.UNIT_HEAD, unit=unit)
    browser = login(person)
    made = browser.post(reverse("delivery:calendar_make"), {"carries": str(unit.public_id)})
    assert (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert "/agenda/calendarios/" in made.context["address"]
    page = browser.get(reverse("delivery:calendars"))
    assert unit.name in page.text
    assert made.context["address"] not in page.text
    assert browser.post(reverse("delivery:calendar_make"), {"carries": "otra"}).status_code == 422
    browser.post(reverse("delivery:calendar_revoke", args=[CalendarFeed.objects.get().public_id]))
    assert "Todavía no tiene ninguna." in browser.get(reverse("delivery:calendars")).text
