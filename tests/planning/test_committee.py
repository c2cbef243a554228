from datetime import timedelta

import pytest

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound
from llegada.planning import selectors, services
from llegada.planning.errors import AuthorCannotDecide, NothingToPresent, RoundAlreadyOpen
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.portfolio.errors import AlreadyDecided, NoMajority, NoOpenRound, NoQuorum
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def plans(cast):
    first = make_annual_plan(cast.unit, status="consolidated")
    second = make_annual_plan(make.make_unit(cast.unit.organization), cycle=first.cycle, status="consolidated", lines=0)
    make_annual_plan(make.make_unit(cast.unit.organization), cycle=first.cycle, status="sent", lines=0)
    return [first, second]


def present(actor, plans):
    return services.present_plans(actor=actor, public_id=plans[0].cycle.public_id, now=make.NOW)


def vote(actor, plans, decision="approve", comments="Por esto"):
    return services.write_plan_sheet(
        actor=actor,
        public_id=plans[0].cycle.public_id,
        decision=decision,
        comments=comments,
        now=make.NOW,
        today=make.TODAY,
    )


def close(actor, plans, **more):
    values = {"met_on": make.TODAY, "act_number": "CD-12", "now": make.NOW, "today": make.TODAY} | more
    return services.close_plan_round(actor=actor, public_id=plans[0].cycle.public_id, **values)


def statuses():
    return list(AnnualPlan.objects.order_by("pk").values_list("status", flat=True))


class TestPresentPlans:
    def test_takes_what_is_consolidated_in_one_round_and_leaves_the_rest(self, cast, plans):
        current = present(cast.coordinator, plans)
        assert list(current.plans.order_by("pk")) == plans
        assert statuses() == ["in_committee", "in_committee", "sent"]
        told = {one.person_id for one in Notice.objects.filter(event__verb="cycle.present")}
        assert told == {one.person_id for one in cast.members}
        with pytest.raises(RoundAlreadyOpen):
            present(cast.coordinator, plans)

    def test_needs_something_to_present(self, cast):
        plan = make_annual_plan(cast.unit, status="sent")
        with pytest.raises(NothingToPresent):
            present(cast.coordinator, [plan])

    def test_is_not_for_who_wrote(self, cast, plans):
        AnnualPlan.objects.filter(pk=plans[1].pk).update(sent_by=cast.coordinator.person_id)
        with pytest.raises(AuthorCannotDecide):
            present(cast.coordinator, plans)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("head", NotAllowed), ("planner", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_the_coordination(self, cast, plans, who, refusal):
        with pytest.raises(refusal):
            present(getattr(cast, who), plans)


class TestWritePlanSheet:
    def test_happens_once_and_never_by_who_wrote_a_plan(self, cast, plans):
        present(cast.coordinator, plans)
        vote(cast.members[0], plans)
        with pytest.raises(AlreadyDecided):
            vote(cast.members[0], plans)
        AnnualPlan.objects.filter(pk=plans[0].pk).update(edited_by=cast.members[1].person_id)
        with pytest.raises(AuthorCannotDecide):
            vote(cast.members[1], plans)

    def test_approves_or_returns_and_nothing_else(self, cast, plans):
        present(cast.coordinator, plans)
        with pytest.raises(Invalid) as refused:
            vote(cast.members[0], plans, "reject")
        assert list(refused.value.fields) == ["decision"]

    @pytest.mark.parametrize("who", ["coordinator", "head"])
    def test_is_only_for_members(self, cast, plans, who):
        present(cast.coordinator, plans)
        with pytest.raises(NotAllowed):
            vote(getattr(cast, who), plans)


class TestClosePlanRound:
    def test_without_quorum_stays_open_and_moves_nothing(self, cast, plans):
        present(cast.coordinator, plans)
        vote(cast.members[0], plans)
        with pytest.raises(NoQuorum, match="decidieron 1 de 3"):
            close(cast.coordinator, plans)
        assert statuses() == ["in_committee", "in_committee", "sent"]

    def test_without_majority_stays_open(self, cast, plans):
        present(cast.coordinator, plans)
        vote(cast.members[0], plans)
        vote(cast.members[1], plans, "return")
        with pytest.raises(NoMajority):
            close(cast.coordinator, plans)

    def test_approves_every_plan_presented_with_its_lines(self, cast, plans):
        current = present(cast.coordinator, plans)
        for member in cast.members[:2]:
            vote(member, plans)
        closed = close(cast.coordinator, plans)
        assert (closed.outcome, closed.members, closed.quorum, closed.act_number) == ("approve", 3, 2, "CD-12")
        assert statuses() == ["approved", "approved", "sent"]
        assert set(AnnualPlan.objects.filter(approved_in=current)) == set(plans)
        in_first = AnnualPlanLine.objects.filter(plan=plans[0])
        assert list(in_first.values_list("status", flat=True)) == ["approved"]
        assert history.list_events(target=plans[0])[0].data["act"] == "CD-12"
        with pytest.raises(NoOpenRound):
            close(cast.coordinator, plans)

    def test_returns_them_with_what_the_members_wrote(self, cast, plans):
        present(cast.coordinator, plans)
        for member in cast.members[:2]:
            vote(member, plans, "return", "Falta territorio")
        close(cast.coordinator, plans)
        assert statuses() == ["returned", "returned", "sent"]
        assert "Falta territorio" in history.list_events(target=plans[1])[0].reason

    def test_asks_for_a_meeting_that_was_and_its_act(self, cast, plans):
        present(cast.coordinator, plans)
        for more in ({"met_on": None}, {"met_on": make.TODAY + timedelta(days=1)}, {"act_number": ""}):
            with pytest.raises(Invalid):
                close(cast.coordinator, plans, **more)

    def test_leaves_what_was_returned_to_a_new_round(self, cast, plans):
        present(cast.coordinator, plans)
        for member in cast.members:
            vote(member, plans, "return")
        close(cast.coordinator, plans)
        author = Person.objects.get(pk=cast.head.person_id)
        AnnualPlan.objects.filter(pk=plans[0].pk).update(status="consolidated", sent_by=author)
        assert present(cast.coordinator, plans).number == 2
        assert [one.number for one in selectors.list_rounds(plans[0].cycle)] == [2, 1]
