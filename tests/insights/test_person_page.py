"""The page of an advisor: what they give in their plans and in those of others, of what the reader sees."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.delivery.models import AttendanceEntry, Session
from llegada.insights.selectors.person_page import MOST, get_person_page, list_person_sessions
from llegada.insights.services import rebuild_figures
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def unit():
    return make.make_unit()


@pytest.fixture
def advisor():
    return make.make_person()


@pytest.fixture
def head(unit):
    return make.make_actor(Role.UNIT_HEAD, unit=unit)


def page(head, advisor):
    return get_person_page(actor=head, public_id=advisor.public_id, today=TODAY)


class TestPersonPage:
    @pytest.mark.parametrize("are_counted", [True, False])
    @pytest.mark.parametrize("are_all_given", [True, False])
    def test_counts_their_plans_and_what_they_give_in_those_of_others(
        self, unit, advisor, head, are_counted, are_all_given
    ):
        own = make.make_plan(unit=unit, advisor=advisor)
        other = make.make_plan(unit=unit, entity=make.make_entity(make.make_municipality("05002")))
        sessions = [make.make_session(own, status="held", held_on=date(2026, 5, day)) for day in (4, 6)]
        given = make.make_session(other, status="held", held_on=date(2026, 4, 2))
        given.advisors.add(advisor)
        make.make_session(other, status="held", held_on=date(2026, 4, 3))
        for session, who in ((sessions[0], 1), (sessions[0], 2), (sessions[1], 1), (given, 3)):
            AttendanceEntry.objects.create(session=session, name=f"N{who}", entity_name="Alcaldía", person_key=who)

        if are_all_given:
            for session in sessions:
                session.advisors.set([advisor])
        else:
            sessions[1].advisors.clear()
        if are_counted:
            rebuild_figures()

        found = page(head, advisor)

        assert (found.sessions, found.entities, found.people) == (3, 2, 3)
        assert list(found.months) == [(202604, 1), (202605, 2)]
        assert list(found.last) == [sessions[1], sessions[0], given]
        assert set(list_person_sessions(actor=head, person=advisor)) == {*sessions, given}

    def test_lists_the_last_and_those_that_come(self, unit, advisor, head):
        plan = make.make_plan(unit=unit, advisor=advisor)
        held = [make.make_session(plan, status="held", held_on=TODAY - timedelta(days=day)) for day in range(MOST + 3)]
        coming = [make.make_session(plan, held_on=TODAY + timedelta(days=day)) for day in (5, 0, 3)]
        make.make_session(plan, held_on=TODAY - timedelta(days=1))  # planned, and its day passed

        found = page(head, advisor)

        assert list(found.last) == held[:MOST]
        assert list(found.coming) == [coming[1], coming[2], coming[0]]
        assert found.sessions == MOST + 3
        assert found.people is None

    def test_lists_those_of_one_day_by_their_hour(self, unit, advisor, head):
        plan = make.make_plan(unit=unit, advisor=advisor)
        hours = [9, 8, *range(20, 8, -1)]
        held = [make.make_session(plan, status="held", held_on=date(2026, 5, 4)) for _ in hours]
        for session, hour in zip(held, hours, strict=True):
            Session.objects.filter(pk=session.pk).update(starts_at=time(hour), ends_at=time(hour + 1))

        found = page(head, advisor)

        assert [one.starts_at.hour for one in found.last] == sorted(hours, reverse=True)[:MOST]

    def test_counts_the_plans_that_are_not_listed(self, unit, advisor, head):
        for _ in range(MOST + 1):
            make.make_plan(unit=unit, advisor=advisor)

        found = page(head, advisor)

        assert (len(found.plans), found.plan_count) == (MOST, MOST + 1)

    def test_leaves_out_what_the_reader_may_not_see(self, unit, advisor, head):
        make.make_session(make.make_plan(unit=unit, advisor=advisor), status="held", held_on=date(2026, 5, 4))
        hidden = make.make_session(make.make_plan(advisor=advisor), status="held", held_on=date(2026, 5, 5))
        make.make_attendance(hidden)
        rebuild_figures()

        found = page(head, advisor)

        assert (found.sessions, found.people) == (1, None)

    def test_counts_the_people_of_what_is_seen_where_as_many_are_hidden(self, unit, advisor, head):
        seen = make.make_session(make.make_plan(unit=unit, advisor=advisor), status="held", held_on=date(2026, 5, 4))
        seen.advisors.clear()
        hidden = make.make_session(make.make_plan(), status="held", held_on=date(2026, 5, 5))
        hidden.advisors.set([advisor])
        for session, who in ((seen, 1), (hidden, 2), (hidden, 3)):
            AttendanceEntry.objects.create(session=session, name=f"N{who}", entity_name="Alcaldía", person_key=who)
        rebuild_figures()

        found = page(head, advisor)

        assert (found.sessions, found.people) == (1, 1)

    def test_is_not_there_for_who_sees_nothing_of_them(self, advisor, head):
        make.make_session(make.make_plan(advisor=advisor), status="held", held_on=date(2026, 5, 4))

        with pytest.raises(NotFound):
            page(head, advisor)
