from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.accounts.models import Person, RoleAssignment
from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.portfolio import selectors, services
from llegada.portfolio.errors import AlreadyDecided, DesignerCannotApprove, NoMajority, NoOpenRound, NoQuorum
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def strategy(cast):
    return make.make_strategy(cast.unit, status="presented")


def vote(actor, strategy, decision="approve", comments="", today=make.TODAY):
    return services.write_sheet(
        actor=actor,
        public_id=strategy.public_id,
        decision=decision,
        comments=comments,
        now=make.NOW,
        today=today,
    )


def close(actor, strategy, *, met_on=make.TODAY, act_number="CD-07", today=make.TODAY):
    return services.close_round(
        actor=actor,
        public_id=strategy.public_id,
        met_on=met_on,
        act_number=act_number,
        now=make.NOW,
        today=today,
    )


class TestWriteSheet:
    def test_keeps_what_the_member_decided(self, cast, strategy):
        sheet = vote(cast.members[0], strategy, "return", " Falta la línea de base ")
        assert (sheet.decision, sheet.comments, sheet.round.number) == ("return", "Falta la línea de base", 1)
        assert history.list_events(target=strategy)[0].verb == "strategy.vote"

    def test_happens_once_a_round(self, cast, strategy):
        vote(cast.members[0], strategy)
        with pytest.raises(AlreadyDecided):
            vote(cast.members[0], strategy, "reject", "Cambié de idea")
        assert CommitteeRound.objects.get().sheet_count == CommitteeSheet.objects.count() == 1

    @pytest.mark.parametrize(
        ("decision", "comments", "field"), [("reject", " ", "comments"), ("perhaps", "x", "decision")]
    )
    def test_refuses_what_is_no_decision(self, cast, strategy, decision, comments, field):
        with pytest.raises(Invalid) as refused:
            vote(cast.members[0], strategy, decision, comments)
        assert list(refused.value.fields) == [field]

    def test_is_refused_after_the_closing(self, cast, strategy):
        for member in cast.members[:2]:
            vote(member, strategy)
        close(cast.coordinator, strategy)
        with pytest.raises(NoOpenRound):
            vote(cast.members[2], strategy)

    def test_is_not_for_who_edited_the_strategy(self, cast, strategy):
        Strategy.objects.filter(pk=strategy.pk).update(edited_by=cast.members[0].person_id)
        with pytest.raises(DesignerCannotApprove):
            vote(cast.members[0], strategy)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("lead", NotAllowed), ("coordinator", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_only_for_members(self, cast, strategy, who, refusal):
        with pytest.raises(refusal):
            vote(getattr(cast, who), strategy)

    def test_is_not_for_who_stopped_being_a_member(self, cast, strategy):
        RoleAssignment.objects.filter(person=cast.members[0].person_id).update(ends_on=make.TODAY - timedelta(days=1))
        with pytest.raises(NotAllowed):
            vote(cast.members[0], strategy)


class TestCloseRound:
    @pytest.mark.parametrize(
        ("decisions", "status"),
        [
            (("approve", "approve"), "approved"),
            (("approve", "approve", "reject"), "approved"),
            (("return", "approve", "return"), "returned"),
            (("reject", "reject", "approve"), "not_approved"),
        ],
    )
    def test_moves_the_strategy_as_the_majority_decided(self, cast, strategy, decisions, status):
        for member, decision in zip(cast.members, decisions, strict=False):
            vote(member, strategy, decision, "Por esto")
        moved = close(cast.coordinator, strategy)
        closed = CommitteeRound.objects.get()
        assert moved.status == status
        assert (closed.members, closed.quorum, closed.act_number, closed.met_on) == (3, 2, "CD-07", make.TODAY)
        event = history.list_events(target=strategy)[0]
        assert (event.before, event.after, event.data["act"]) == ("presented", status, "CD-07")

    def test_says_once_what_several_members_said(self, cast, strategy):
        for member, comments in zip(cast.members, ("Falta la meta", "Falta la meta", "Y la fuente"), strict=True):
            vote(member, strategy, "return", comments)
        close(cast.coordinator, strategy)
        assert history.list_events(target=strategy)[0].reason == "Falta la meta\nY la fuente"

    def test_says_how_many_are_missing_for_the_quorum(self, cast, strategy):
        vote(cast.members[0], strategy)
        with pytest.raises(NoQuorum, match="decidieron 1 de 3 miembros y hacen falta 2"):
            close(cast.coordinator, strategy)
        assert selectors.find_open_round(strategy).act_number == ""

    def test_counts_members_and_sheets_of_the_day(self, cast, strategy):
        for member in cast.members[:2]:
            vote(member, strategy)
        RoleAssignment.objects.filter(person=cast.members[0].person_id).update(ends_on=make.TODAY)
        with pytest.raises(NoQuorum, match="decidieron 1 de 2"):
            close(cast.coordinator, strategy, today=make.TODAY + timedelta(days=1))

    def test_needs_a_committee(self, cast, strategy):
        RoleAssignment.objects.filter(role=Role.COMMITTEE).update(ends_on=make.TODAY - timedelta(days=1))
        with pytest.raises(NoQuorum, match="0 de 0"):
            close(cast.coordinator, strategy)

    def test_waits_while_nobody_has_the_majority(self, cast, strategy):
        vote(cast.members[0], strategy)
        vote(cast.members[1], strategy, "return", "Falta algo")
        with pytest.raises(NoMajority):
            close(cast.coordinator, strategy)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"met_on": None}, "met_on"),
            ({"met_on": make.TODAY + timedelta(days=1)}, "met_on"),
            ({"met_on": make.TODAY - timedelta(days=400)}, "met_on"),
            ({"act_number": " "}, "act_number"),
            ({"act_number": "9" * 41}, "act_number"),
        ],
    )
    def test_asks_for_a_meeting_and_its_act(self, cast, strategy, more, field):
        with pytest.raises(Invalid) as refused:
            close(cast.coordinator, strategy, **more)
        assert list(refused.value.fields) == [field]

    def test_happens_once(self, cast, strategy):
        for member in cast.members:
            vote(member, strategy)
        close(cast.coordinator, strategy)
        with pytest.raises(NoOpenRound):
            close(cast.coordinator, strategy)

    @pytest.mark.parametrize("who", ["lead", "head", "reader"])
    def test_is_only_for_the_secretary(self, cast, strategy, who):
        with pytest.raises(NotAllowed):
            close(getattr(cast, who), strategy)

    def test_leaves_what_was_returned_to_a_new_round(self, cast, strategy):
        for member in cast.members:
            vote(member, strategy, "return", "Falta algo")
        close(cast.coordinator, strategy)
        for actor, action in ((cast.lead, "rework"), (cast.lead, "submit"), (cast.coordinator, "present")):
            services.move_strategy(actor=actor, public_id=strategy.public_id, action=action, now=make.NOW)
        assert [one.number for one in selectors.list_rounds(strategy)] == [2, 1]
        assert vote(cast.members[0], strategy).round.number == 2


class TestDatabase:
    def test_keeps_one_open_round_a_strategy(self, strategy):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommitteeRound.objects.create(strategy=strategy, number=2, opened_at=make.NOW)

    def test_keeps_one_sheet_a_member(self, cast, strategy):
        sheet = vote(cast.members[0], strategy)
        with pytest.raises(IntegrityError), transaction.atomic():
            CommitteeSheet.objects.create(
                round=sheet.round, member=sheet.member, decision="approve", written_at=make.NOW
            )

    def test_closes_no_round_without_act_or_without_quorum(self, cast, strategy):
        whole = {
            "closed_at": make.NOW,
            "closed_by": Person.objects.get(pk=cast.coordinator.person_id),
            "met_on": make.TODAY,
            "act_number": "1",
            "outcome": "approve",
            "members": 3,
            "quorum": 0,
        }
        for change in ({"act_number": ""}, {"quorum": 1}, {"outcome": ""}, {"met_on": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CommitteeRound.objects.filter(strategy=strategy).update(**(whole | change))


class TestWaiting:
    def titles(self, actor):
        return [
            str(one.title) for one in read_waiting(selectors.list_waiting_kinds(actor=actor, today=make.TODAY)).items
        ]

    def test_tells_each_what_is_theirs(self, cast):
        for name, status in (
            ("Uno", "in_review"),
            ("Dos", "presented"),
            ("Tres", "returned"),
            ("Cuatro", "in_adjustment"),
        ):
            made = make.make_strategy(cast.unit, status=status, name=name)
            if status == "presented":
                presented = made
        assert self.titles(cast.lead) == ["Corregir estrategia devuelta: Tres"]
        assert self.titles(cast.coordinator) == ["Revisar ajuste de la estrategia: Cuatro", "Revisar estrategia: Uno"]
        assert self.titles(cast.members[0]) == ["Decidir en comité: Dos"]
        for member in cast.members[:2]:
            vote(member, presented)
        assert self.titles(cast.members[0]) == []
        assert "Cerrar la ronda del comité: Dos" in self.titles(cast.coordinator)
        assert self.titles(cast.stranger) == []
