"""The agenda of a territory: what every organisation plans there, who could go together, and what of it is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from llegada.core.errors import NotAllowed
from llegada.core.roles import Role
from llegada.delivery.forms.territory import TerritoryForm
from llegada.delivery.models import Session
from llegada.delivery.selectors.territory_agenda import list_planned_visits
from tests.delivery.cast import make_cast
from tests.factories import (
    assign,
    make_attendance,
    make_entity,
    make_municipality,
    make_person,
    make_plan,
    make_session,
)
from tests.loaded_once import made_once

DAY = timezone.localdate()
PAGE = reverse("delivery:agenda_territory")


def on(days):
    return DAY + timedelta(days=days)


@made_once
def cast():
    return make_cast(starts_on=on(-100), ends_on=on(100))


@pytest.fixture
def sessions(cast) -> dict[str, Session]:
    """Return what the cast's unit and another organisation plan in one town, and what is not of it."""
    other = make_plan(advisor=make_person("Marta Gil"))
    elsewhere = make_plan(unit=cast.unit, entity=make_entity(make_municipality("05002", "Abejorral")))
    make_session(other, held_on=on(3), status="held", title="Ya pasó")
    return {
        "own": make_session(cast.plan, held_on=on(2), title="La nuestra"),
        "other": make_session(other, held_on=on(5), status="convened", title="Secreto de ellos", agenda="1. Reservado"),
        "remote": make_session(other, held_on=on(6), title="De ellos"),
        "elsewhere": make_session(elsewhere, held_on=on(4), title="En otro pueblo"),
    }


@pytest.fixture
def browser(cast, sessions, login):
    Session.objects.filter(pk=sessions["remote"].pk).update(modality="remote")
    make_attendance(sessions["other"], "Ana Ruiz")
    return login(cast.person("advisor"))


def get(browser, status=200, **asked):
    answer = browser.get(PAGE, {"departamento": "05", **asked})
    assert answer.status_code == status
    return answer


class TestListPlannedVisits:
    def found(self, actor, **asked):
        given = {"department": None, "municipality": None, "first": DAY, "last": on(30), **asked}
        return list_planned_visits(actor=actor, **given)[0]

    def test_tells_of_other_organisations_who_goes_where_and_no_more(self, cast, sessions):
        visits = self.found(cast.advisor, municipality=cast.plan.entity.municipality)
        assert [(one.held_on, one.is_own, bool(one.url)) for one in visits] == [
            (on(2), True, True),
            (on(5), False, False),
            (on(6), False, False),
        ]
        assert visits[1].advisor == "Marta Gil"
        assert not any("Secreto" in str(value) or "Reservado" in str(value) for value in vars(visits[1]).values())

    def test_is_not_for_the_side_of_the_entity(self, cast):
        with pytest.raises(NotAllowed):
            self.found(cast.contact, municipality=cast.plan.entity.municipality)


class TestTerritoryPage:
    def test_asks_for_a_department_first(self, browser):
        answer = browser.get(PAGE)
        assert "Elija un departamento" in answer.text
        assert answer.context["count"] == 0

    def test_opens_on_the_department_of_who_manages_one(self, cast, sessions, login):
        manager = make_person()
        assign(manager, Role.TERRITORIAL_MANAGER, organization=cast.unit.organization, municipalities=["05001"])
        assert login(manager).get(PAGE).context["count"] == 4

    def test_proposes_one_trip_and_says_with_whom_to_talk(self, browser, sessions):
        answer = get(browser)
        [trip] = answer.context["trips"]
        assert (trip.day, trip.unit_count, [one.advisor for one in trip.contacts]) == (on(5), 2, ["Marta Gil"])
        assert "Podrían ir juntas" in answer.text
        assert "Hable con" in answer.text
        assert "Ana Ruiz" not in answer.text
        assert "Secreto de ellos" not in answer.text

    def test_proposes_nothing_beyond_the_days_asked(self, browser):
        assert get(browser, cerca="2").context["trips"] == []

    def test_narrows_to_a_town_and_to_days(self, browser):
        assert get(browser, municipio="05002").context["count"] == 1
        assert get(browser, desde=on(5).isoformat(), hasta=on(5).isoformat()).context["count"] == 1

    @pytest.mark.parametrize("shape", ["lista", "dias", "mes"])
    def test_shows_the_same_in_each_shape(self, browser, sessions, shape, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            text = get(browser, ver=shape, mes=f"{on(5):%Y-%m}").text
        assert "Marta Gil" in text
        assert sessions["other"].get_absolute_url() not in text

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"desde": "2026-03-02", "hasta": "2026-03-01"}, "posterior a la fecha"),
            ({"desde": "2026-01-01", "hasta": "2027-06-01"}, "a lo sumo un año"),
            ({"departamento": "99"}, "No hay un departamento"),
            ({"municipio": "05999"}, "No hay un municipio"),
        ],
    )
    def test_says_what_is_wrong_with_the_filters(self, browser, asked, said):
        assert said in get(browser, 422, **asked).text

    def test_is_downloaded_with_the_day_proposed(self, browser, sessions):
        address = reverse("delivery:agenda_territory_export", args=["csv"])
        lines = (
            b"".join(browser.get(address, {"departamento": "05"}).streaming_content).decode("utf-8-sig").splitlines()
        )
        assert len(lines) == 5
        [line] = [one for one in lines if one.startswith(on(5).isoformat())]
        assert on(5).isoformat() in line[10:]
        assert browser.get(reverse("delivery:agenda_territory_export", args=["pdf"])).status_code == 404


class TestTerritoryForm:
    def test_shows_whole_weeks_of_a_month_that_is_asked_or_of_today(self):
        form = TerritoryForm(QueryDict("ver=mes&mes=2026-11"), today=DAY)
        assert form.is_valid()
        assert [f"{day}" for day in form.days] == ["2026-10-26", "2026-12-06"]


class TestAgendaTabs:
    def test_show_mine_and_those_of_the_unit_to_who_reads_it(self, cast, sessions, login):
        head = make_person()
        assign(head, Role.UNIT_HEAD, unit=cast.unit)
        agenda = reverse("delivery:agenda")
        plan = {"desde": DAY.isoformat(), "hasta": on(10).isoformat()}
        browser = login(head)
        assert "De mi dependencia" in browser.get(agenda).text
        assert "La nuestra" not in browser.get(agenda, {"ver": "mias", **plan}).text
        assert "La nuestra" in browser.get(agenda, {"ver": "dependencia", **plan}).text
        of_advisor = login(cast.person("advisor"))
        assert "De mi dependencia" not in of_advisor.get(agenda).text
        assert "La nuestra" in of_advisor.get(agenda, {"ver": "mias", **plan}).text
        assert "De un territorio" not in login(cast.person("contact")).get(agenda).text

    def test_is_downloaded_as_csv_too(self, cast, sessions, login):
        asked = {"ver": "mias", "formato": "csv", "desde": DAY.isoformat(), "hasta": on(10).isoformat()}
        answer = login(cast.person("advisor")).get(reverse("delivery:agenda_export"), asked)
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert (len(lines), "La nuestra" in lines[1]) == (2, True)
