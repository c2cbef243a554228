"""What becomes of a session before it is held, what it carries to the next one, and the number that its minutes take."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, ReasonRequired, TransitionNotAllowed
from llegada.delivery import selectors, services
from llegada.delivery.models import MinutesNumber
from llegada.delivery.services import NewDay
from tests.factories import NOW, TODAY, make_attendance, make_commitment, make_plan, make_session

LATER = NewDay(TODAY + timedelta(days=3), time(14), time(16), "Vía cerrada")
STATES = ["planned", "convened", "held", "minutes_approved", "cancelled", "not_held"]


def session_in(cast, status, **values):
    if status == "not_held":
        values["cancel_reason"] = "Nadie llegó"
    return cast.session(status=status, **values)


def act(cast, session, action, actor="advisor", **values):
    given = {"actor": getattr(cast, actor), "public_id": session.public_id, "now": NOW, **values}
    if action == "convene":
        return services.convene_session(**given)
    if action == "miss":
        return services.miss_session(**{"reason": "Nadie llegó", "today": TODAY, **given})
    return services.reschedule_session(**{"day": LATER, **given})


class TestActions:
    @pytest.mark.parametrize("action", ["convene", "miss", "reschedule"])
    @pytest.mark.parametrize("status", STATES)
    def test_leave_only_from_what_is_still_to_come(self, cast, action, status):
        session = session_in(cast, status)
        if status == "planned" or (status == "convened" and action != "convene"):
            moved = act(cast, session, action)
            assert history.list_events(target=moved)[0].verb == f"session.{action}"
        else:
            with pytest.raises(TransitionNotAllowed):
                act(cast, session, action)

    @pytest.mark.parametrize("action", ["convene", "miss", "reschedule"])
    @pytest.mark.parametrize("actor", ["coordinator", "contact", "executive"])
    def test_are_of_who_records(self, cast, action, actor):
        with pytest.raises(NotAllowed):
            act(cast, cast.session(), action, actor)

    def test_of_a_session_that_did_not_take_place_say_why_and_wait_for_its_day(self, cast):
        session = cast.session(held_on=TODAY + timedelta(days=1))
        with pytest.raises(ReasonRequired):
            act(cast, session, "miss", reason=" ")
        with pytest.raises(Invalid):
            act(cast, session, "miss")
        missed = act(cast, cast.session(), "miss")
        assert (missed.status, missed.cancel_reason) == ("not_held", "Nadie llegó")


class TestReschedule:
    def test_moves_the_day_and_keeps_from_when_and_why(self, cast):
        moved = act(cast, cast.session(status="convened"), "reschedule")
        assert (moved.status, moved.held_on, moved.starts_at) == ("planned", LATER.held_on, time(14))
        assert (moved.rescheduled_from, moved.reschedule_reason) == (TODAY, "Vía cerrada")
        event = history.list_events(target=moved)[0]
        assert (event.reason, event.data["to"]) == ("Vía cerrada", LATER.held_on.isoformat())

    @pytest.mark.parametrize(
        ("day", "field"),
        [
            (NewDay(date(2027, 3, 1), time(8), time(9), "x"), "held_on"),
            (NewDay(TODAY, time(9), time(8), "x"), "ends_at"),
            (NewDay(TODAY, time(8), time(12), "x"), "held_on"),
        ],
    )
    def test_names_what_is_wrong(self, cast, day, field):
        with pytest.raises(Invalid) as refused:
            act(cast, cast.session(), "reschedule", day=day)
        assert field in refused.value.fields

    def test_needs_a_reason(self, cast):
        with pytest.raises(ReasonRequired):
            act(cast, cast.session(), "reschedule", day=NewDay(LATER.held_on, time(8), time(9), " "))


class TestWhatIsCarried:
    def write(self, cast, session, **values):
        given = {"what_was_done": "Se vio.", "agenda": "", "no_commitments": False, "revision": None}
        return services.write_minutes(actor=cast.advisor, public_id=session.public_id, now=NOW, **{**given, **values})

    def test_opens_the_agenda_of_the_next_session_with_what_was_left(self, cast):
        session = cast.session(status="held", held_on=TODAY - timedelta(days=2))
        self.write(cast, session, pending_agenda="Aprobar la planta", next_meeting_on=TODAY)
        suggested = selectors.suggest_details(plan=cast.plan, today=TODAY)
        assert suggested["agenda"] == "Aprobar la planta (viene del 19\xa0nov\xa02026)"

    def test_ends_when_a_later_session_leaves_nothing(self, cast):
        session = cast.session(status="held", held_on=TODAY - timedelta(days=2))
        self.write(cast, session, pending_agenda="Aprobar la planta")
        cast.session(status="held", held_on=TODAY - timedelta(days=1))
        assert "agenda" not in selectors.suggest_details(plan=cast.plan, today=TODAY)

    def test_stays_where_it_is_not_said(self, cast):
        session = cast.session(status="held")
        self.write(cast, session, pending_agenda="Aprobar la planta", next_meeting_on=TODAY)
        written = self.write(cast, session, what_was_done="Otra cosa")
        assert (written.pending_agenda, written.next_meeting_on) == ("Aprobar la planta", TODAY)

    def test_is_not_a_meeting_before_the_session(self, cast):
        with pytest.raises(Invalid) as refused:
            self.write(cast, cast.session(), pending_agenda="", next_meeting_on=TODAY - timedelta(days=1))
        assert "next_meeting_on" in refused.value.fields

    def test_shows_what_other_sessions_promised_and_is_open(self, cast):
        session = cast.session()
        owed = make_commitment(cast.session())
        make_commitment(session)
        make_commitment(cast.session(), status="cancelled")
        make_commitment(make_session(make_plan()))
        assert selectors.list_carried_commitments(plan=cast.plan, besides=session) == [owed]


class TestMinutesNumber:
    def approved(self, cast, *sessions):
        for session in sessions:
            make_attendance(session)
        services.approve_many_minutes(actor=cast.coordinator, public_ids=[one.public_id for one in sessions], now=NOW)
        return [selectors.find_number(session=one) for one in sessions]

    def held(self, cast, plan=None, days=0):
        return make_session(
            plan or cast.plan,
            status="held",
            held_on=TODAY - timedelta(days=days),
            what_was_done="Se vio.",
            no_commitments=True,
        )

    def test_follows_by_entity_and_service_in_the_order_of_the_days(self, cast):
        same = make_plan(
            unit=cast.unit,
            entity=cast.plan.entity,
            advisor=cast.plan.advisor,
            versions=[cast.plan.plan_services.get().service_version],
        )
        other = make_plan(unit=cast.unit, advisor=cast.plan.advisor)
        sessions = [self.held(cast), self.held(cast, days=2), self.held(cast, same, days=1), self.held(cast, other)]
        assert self.approved(cast, *sessions) == [3, 1, 2, 1]
        assert self.approved(cast, self.held(cast, days=9)) == [4]

    def test_is_none_before_the_approval(self, cast):
        assert selectors.find_number(session=self.held(cast)) is None

    def test_never_changes(self, cast):
        self.approved(cast, self.held(cast))
        for change in (lambda: MinutesNumber.objects.update(number=9), lambda: MinutesNumber.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
