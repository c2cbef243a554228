"""Commitments: written down, fulfilled by their side, verified by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move
from llegada.delivery import selectors, services
from llegada.delivery.errors import OwnCommitment, PlanAdmitsNoCommitments, SessionClosed
from llegada.delivery.models import Commitment
from llegada.delivery.policies import COMMITMENT_POLICY
from tests.delivery.cast import PROMISE
from tests.factories import NOW, TODAY, make_commitment, make_session, settle


@pytest.fixture
def owed(cast) -> Commitment:
    """A commitment of the entity."""
    return make_commitment(cast.session(status="held"))


def change(cast, commitment, actor, action, **words):
    return services.change_commitment(
        actor=getattr(cast, actor), public_id=commitment.public_id, action=action, now=NOW, **words
    )


class TestAddCommitment:
    def add(self, cast, session, actor="advisor", **changes):
        return services.add_commitment(
            actor=getattr(cast, actor), public_id=session.public_id, commitment=replace(PROMISE, **changes), now=NOW
        )

    def test_keeps_what_who_and_when(self, cast):
        made = self.add(cast, cast.session())
        assert (made.description, made.side, made.responsible) == ("Enviar la base predial", "entity", "Planeación")
        assert (made.plan_id, made.status, made.due_on) == (cast.plan.pk, "open", date(2026, 11, 28))
        assert history.list_events(target=made).get().verb == "commitment.add"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"due_on": date(2026, 11, 20)}, "due_on"),
            ({"responsible": ""}, "responsible"),
            ({"side": "x"}, "side"),
            ({"deliverable": "x" * 251}, "deliverable"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            self.add(cast, cast.session(), **changes)
        assert field in refused.value.fields

    def test_is_closed_with_the_minutes(self, cast):
        with pytest.raises(SessionClosed):
            self.add(cast, cast.session(status="minutes_approved"))

    @pytest.mark.parametrize(("actor", "refusal"), [("contact", NotAllowed), ("stranger", NotFound)])
    def test_is_for_who_records(self, cast, actor, refusal):
        with pytest.raises(refusal):
            self.add(cast, cast.session(), actor)


class TestFulfill:
    def test_by_the_entity_keeps_how_and_who(self, cast, owed):
        done = change(cast, owed, "contact", "fulfill", outcome="Se envió por correo.")
        assert (done.status, done.outcome, done.fulfilled_by_id) == (
            "fulfilled",
            "Se envió por correo.",
            cast.contact.person_id,
        )
        event = history.list_events(target=done).get()
        assert (event.verb, event.before, event.after) == ("commitment.fulfill", "open", "fulfilled")

    def test_asks_how(self, cast, owed):
        with pytest.raises(Invalid) as refused:
            change(cast, owed, "contact", "fulfill", outcome=" ")
        assert "outcome" in refused.value.fields

    def test_of_the_provider_s_side_is_not_for_the_entity(self, cast):
        commitment = make_commitment(cast.session(), side="provider")
        with pytest.raises(NotAllowed):
            change(cast, commitment, "contact", "fulfill", outcome="x")
        assert change(cast, commitment, "advisor", "fulfill", outcome="x").status == "fulfilled"

    @pytest.mark.parametrize(
        ("actor", "refusal"),
        [("coordinator", NotAllowed), ("executive", NotAllowed), ("other_advisor", NotFound), ("stranger", NotFound)],
    )
    def test_is_for_who_answers(self, cast, owed, actor, refusal):
        with pytest.raises(refusal):
            change(cast, owed, actor, "fulfill", outcome="x")

    def test_still_works_when_the_minutes_are_approved(self, cast):
        commitment = make_commitment(cast.session(status="minutes_approved"))
        assert change(cast, commitment, "contact", "fulfill", outcome="x").status == "fulfilled"


class TestVerify:
    def test_by_somebody_else_closes_it(self, cast, owed):
        change(cast, owed, "contact", "fulfill", outcome="x")
        done = change(cast, owed, "advisor", "verify")
        assert (done.status, done.verified_by_id) == ("verified", cast.advisor.person_id)

    def test_is_refused_to_the_doer(self, cast, owed):
        change(cast, owed, "advisor", "fulfill", outcome="x")
        with pytest.raises(OwnCommitment):
            change(cast, owed, "advisor", "verify")
        assert change(cast, owed, "coordinator", "verify").status == "verified"

    def test_is_not_for_the_entity(self, cast, owed):
        change(cast, owed, "advisor", "fulfill", outcome="x")
        with pytest.raises(NotAllowed):
            change(cast, owed, "contact", "verify")

    def test_is_refused_to_the_doer_by_the_database_too(self, cast, owed):
        change(cast, owed, "advisor", "fulfill", outcome="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            move(owed, before="fulfilled", after="verified", verified_by_id=cast.advisor.person_id, verified_at=NOW)


class TestDatabase:
    @pytest.mark.parametrize("status", ["fulfilled", "verified"])
    def test_refuses_a_commitment_that_nobody_settled(self, owed, status):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=owed.pk).update(status=status)

    def test_refuses_a_verification_by_nobody(self, owed):
        settle(owed, "verified")
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=owed.pk).update(verified_by=None)

    @pytest.mark.parametrize("status", ["held", "minutes_approved"])
    def test_refuses_a_session_that_nobody_recorded(self, cast, status):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_session(cast.plan, status=status, recorded_by=None)


class TestReopenAndCancel:
    def test_reopening_asks_why_and_forgets_who_fulfilled_it(self, cast, owed):
        change(cast, owed, "contact", "fulfill", outcome="x")
        with pytest.raises(ReasonRequired):
            change(cast, owed, "advisor", "reopen")
        again = change(cast, owed, "advisor", "reopen", reason="Falta el anexo")
        assert (again.status, again.fulfilled_by_id, again.fulfilled_at) == ("open", None, None)
        assert history.list_events(target=again)[0].reason == "Falta el anexo"

    def test_cancelling_asks_why(self, cast, owed):
        with pytest.raises(ReasonRequired):
            change(cast, owed, "advisor", "cancel")
        assert change(cast, owed, "advisor", "cancel", reason="Ya no hace falta").status == "cancelled"

    def test_cancelling_is_not_for_who_owes(self, cast, owed):
        with pytest.raises(NotAllowed):
            change(cast, owed, "contact", "cancel", reason="No queremos")

    @pytest.mark.parametrize(
        ("status", "action"), [("open", "verify"), ("verified", "reopen"), ("cancelled", "fulfill"), ("open", "fly")]
    )
    def test_anything_outside_the_table_is_refused(self, cast, owed, status, action):
        settle(owed, status)
        with pytest.raises(TransitionNotAllowed):
            change(cast, owed, "advisor", action, reason="x", outcome="x")

    def test_who_may_is_asked_before_the_state(self, cast, owed):
        settle(owed, "cancelled")
        with pytest.raises(NotAllowed):
            change(cast, owed, "contact", "verify")

    def test_two_at_once_do_not_both_win(self, cast, owed, monkeypatch):
        def somebody_else_first(*_):
            settle(owed, "fulfilled")

        monkeypatch.setattr(COMMITMENT_POLICY, "require", somebody_else_first)
        with pytest.raises(Conflict):
            change(cast, owed, "advisor", "cancel", reason="x")


class TestListCommitmentActions:
    def actions(self, cast, commitment, actor):
        found = selectors.get_commitment(actor=getattr(cast, actor), public_id=commitment.public_id)
        return selectors.list_commitment_actions(actor=getattr(cast, actor), commitment=found)

    def test_offers_what_state_and_role_allow(self, cast, owed):
        assert self.actions(cast, owed, "advisor") == ["fulfill", "cancel"]
        assert self.actions(cast, owed, "contact") == ["fulfill"]
        assert self.actions(cast, owed, "executive") == []

    def test_never_offers_to_verify_one_s_own(self, cast, owed):
        change(cast, owed, "advisor", "fulfill", outcome="x")
        assert self.actions(cast, owed, "advisor") == ["reopen"]
        assert self.actions(cast, owed, "coordinator") == ["verify", "reopen"]


def agree(cast, who="advisor", today=TODAY, **changes):
    given = {"agreed_in": " Llamada con Planeación ", "agreed_on": date(2026, 11, 20)} | changes
    commitment = given.pop("commitment", PROMISE)
    return services.record_commitment(
        actor=getattr(cast, who), plan_id=cast.plan.public_id, commitment=commitment, now=NOW, today=today, **given
    )


class TestRecordCommitment:
    def test_says_where_and_when_it_was_agreed(self, cast):
        made = agree(cast)
        assert (made.session, made.origin, made.origin_on) == (None, "Llamada con Planeación", date(2026, 11, 20))
        assert history.list_events(target=made)[0].verb == "commitment.add"
        assert selectors.get_commitment(actor=cast.contact, public_id=made.public_id) == made

    def test_goes_on_like_any_other(self, cast):
        made = agree(cast)
        change(cast, made, "contact", "fulfill", outcome="Se envió.")
        assert change(cast, made, "coordinator", "verify").status == "verified"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"agreed_in": " "}, "agreed_in"),
            ({"agreed_on": TODAY + timedelta(days=1)}, "agreed_on"),
            ({"commitment": replace(PROMISE, due_on=date(2026, 11, 19))}, "due_on"),
            ({"commitment": replace(PROMISE, description=" ")}, "description"),
        ],
    )
    def test_refuses_what_does_not_hold_and_writes_nothing(self, cast, changes, field):
        with pytest.raises(Invalid) as refusal:
            agree(cast, **changes)
        assert list(refusal.value.fields) == [field]
        assert not Commitment.objects.exists()

    @pytest.mark.parametrize(("status", "is_taken"), [("agreed", False), ("signed", True), ("closed", False)])
    def test_is_of_plans_signed_and_not_closed(self, cast, status, is_taken):
        values = {"status": status} | ({"ended_on": TODAY} if status == "closed" else {})
        type(cast.plan).objects.filter(pk=cast.plan.pk).update(**values)
        if is_taken:
            assert agree(cast).pk
        else:
            with pytest.raises(PlanAdmitsNoCommitments):
                agree(cast)

    def test_is_written_by_who_assists(self, cast):
        with pytest.raises(NotAllowed):
            agree(cast, "contact")
        with pytest.raises(NotFound):
            agree(cast, "stranger")

    @pytest.mark.parametrize("origin", [{}, {"agreed_in": "Visita"}, {"agreed_on": TODAY}])
    def test_is_held_by_the_database(self, cast, origin):
        with pytest.raises(IntegrityError, match="agreed_somewhere"), transaction.atomic():
            Commitment.objects.create(
                plan=cast.plan, description="X", side="entity", responsible="Y", due_on=TODAY, **origin
            )
