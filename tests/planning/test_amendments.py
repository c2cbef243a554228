from datetime import date
from decimal import Decimal

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.planning import selectors, services
from llegada.planning.errors import (
    AmendmentChangesNothing,
    AmendmentOverAvailable,
    AuthorCannotDecide,
    CommitteeDecides,
    LineAlreadyAmending,
)
from llegada.planning.line_content import LineContent
from llegada.planning.models import AnnualPlanLine, PlanAmendment
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_availability, make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def plan(cast):
    return make_annual_plan(cast.unit, status="in_execution")


def ask(actor, plan, kind="dates", **values):
    given = {"line_id": plan.lines.first().public_id, "reason": "Invierno"} | values
    return services.request_amendment(actor=actor, plan_id=plan.public_id, kind=kind, now=make.NOW, **given)


def decide(actor, amendment, action="approve", reason="Conforme"):
    return services.decide_amendment(
        actor=actor, public_id=amendment.public_id, action=action, now=make.NOW, reason=reason
    )


def line_now(plan):
    return AnnualPlanLine.objects.get(plan=plan)


LATER = {"starts_on": date(2027, 5, 1), "ends_on": date(2027, 6, 30)}


class TestRequestAmendment:
    def test_keeps_what_changes_and_touches_nothing(self, cast, plan):
        amendment = ask(cast.liaison, plan, changes=LATER)
        assert amendment.changes == {
            "starts_on": ["2027-02-01", "2027-05-01"],
            "ends_on": ["2027-03-31", "2027-06-30"],
        }
        assert (amendment.needs_committee, line_now(plan).starts_on) == (False, date(2027, 2, 1))

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"changes": {}}, AmendmentChangesNothing),
            ({"changes": {"person_days": 5}}, AmendmentChangesNothing),
            ({"changes": {"starts_on": date(2026, 2, 1)}}, Invalid),
            ({"changes": LATER, "reason": " "}, ReasonRequired),
            ({"kind": "whim"}, NotFound),
            ({"kind": "budget", "changes": {"budget": {}}}, Invalid),
            ({"kind": "new_line", "line_id": None}, Invalid),
            ({"line_id": None}, NotFound),
        ],
    )
    def test_refuses_what_cannot_be(self, cast, plan, values, refusal):
        with pytest.raises(refusal):
            ask(cast.liaison, plan, **values)

    def test_is_one_at_a_time_on_a_line(self, cast, plan):
        ask(cast.liaison, plan, changes=LATER)
        with pytest.raises(LineAlreadyAmending):
            ask(cast.head, plan, kind="cancellation")

    def test_is_for_a_plan_in_execution_and_a_line_that_goes_on(self, cast, plan):
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle, status="in_execution")
        with pytest.raises(NotFound):
            ask(cast.liaison, plan, changes=LATER, line_id=other.lines.get().public_id)
        AnnualPlanLine.objects.update(status="fulfilled")
        with pytest.raises(TransitionNotAllowed):
            ask(cast.liaison, plan, changes=LATER)
        sent = make_annual_plan(cast.unit, cycle=make_cycle_of(cast), status="sent")
        with pytest.raises(TransitionNotAllowed):
            ask(cast.liaison, sent, changes=LATER)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("coordinator", NotAllowed), ("other_head", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_those_of_the_unit(self, cast, plan, who, refusal):
        with pytest.raises(refusal):
            ask(getattr(cast, who), plan, changes=LATER)


def make_cycle_of(cast):
    from tests.planning.makers import make_cycle

    return make_cycle(cast.unit.organization, year=2028, units=[cast.unit])


class TestDecideAmendment:
    def test_approved_is_applied_at_once(self, cast, plan):
        amendment = decide(cast.coordinator, ask(cast.liaison, plan, changes=LATER))
        line = line_now(plan)
        assert (amendment.status, line.status, line.starts_on) == ("approved", "rescheduled", date(2027, 5, 1))
        event = history.list_events(target=line)[0]
        assert (event.verb, event.data["changes"]) == ("planline.reschedule", amendment.changes)

    def test_denied_changes_nothing_and_says_why(self, cast, plan):
        amendment = ask(cast.liaison, plan, changes=LATER)
        with pytest.raises(ReasonRequired):
            decide(cast.coordinator, amendment, "deny", " ")
        assert decide(cast.coordinator, amendment, "deny").decision_reason == "Conforme"
        assert (line_now(plan).status, line_now(plan).starts_on) == ("approved", date(2027, 2, 1))
        with pytest.raises(TransitionNotAllowed):
            decide(cast.coordinator, amendment)

    def test_is_never_by_who_asked(self, cast, plan):
        amendment = ask(cast.liaison, plan, changes=LATER)
        PlanAmendment.objects.update(requested_by=cast.coordinator.person_id)
        with pytest.raises(AuthorCannotDecide):
            decide(cast.coordinator, amendment)

    @pytest.mark.parametrize("who", ["head", "planner", "reader"])
    def test_is_for_the_coordination(self, cast, plan, who):
        with pytest.raises(NotAllowed):
            decide(getattr(cast, who), ask(cast.liaison, plan, changes=LATER))

    def test_moves_up_to_a_fifth_of_the_budget(self, cast, plan):
        decide(cast.coordinator, ask(cast.liaison, plan, "budget", changes={"budget": {"own": Decimal(1_200_000)}}))
        assert {one.source: one.amount for one in line_now(plan).budgets.all()} == {"own": 1_200_000}
        # Small changes add up: what counts is the budget that the committee decided.
        asked = ask(cast.liaison, plan, "budget", changes={"budget": {"own": Decimal(1_200_001)}})
        with pytest.raises(CommitteeDecides, match="20 %"):
            decide(cast.coordinator, asked)

    def test_changes_service_with_its_topic_and_entity(self, cast, plan):
        version = make.make_service(cast.unit, line=make.make_line("Catastro"))
        decide(cast.coordinator, ask(cast.liaison, plan, "service", changes={"service": version.service}))
        entity = make.make_entity(make.make_municipality("52001", "Pasto"))
        decide(cast.coordinator, ask(cast.liaison, plan, "entity", changes={"entity": entity}))
        line = line_now(plan)
        assert (line.service, line.topic.name, line.entity, line.status) == (
            version.service,
            "Catastro",
            entity,
            "approved",
        )

    def test_is_refused_when_the_line_is_no_longer_as_it_was(self, cast, plan):
        amendment = ask(cast.liaison, plan, changes=LATER)
        AnnualPlanLine.objects.update(starts_on=date(2027, 2, 2))
        with pytest.raises(Conflict):
            decide(cast.coordinator, amendment)
        assert PlanAmendment.objects.get().status == "requested"


class TestMoney:
    def more(self, cast, plan, amount=1_100_000):
        return ask(cast.liaison, plan, "budget", changes={"budget": {"investment": Decimal(amount)}})

    def test_beyond_what_there_is_keeps_it_from_being_approved(self, cast, plan):
        make_availability(cast.unit, investment=1_099_999)
        with pytest.raises(AmendmentOverAvailable, match="Inversión"):
            decide(cast.coordinator, self.more(cast, plan))
        assert PlanAmendment.objects.get().status == "requested"
        assert decide(cast.coordinator, PlanAmendment.objects.get(), "deny").status == "denied"

    @pytest.mark.parametrize("available", [{}, {"own": 1}, {"investment": 1_100_000}])
    def test_that_is_enough_or_unknown_does_not(self, cast, plan, available):
        make_availability(cast.unit, **available)
        assert decide(cast.coordinator, self.more(cast, plan)).status == "approved"

    def test_that_was_already_short_lets_it_ask_for_less(self, cast, plan):
        make_availability(cast.unit, investment=500_000)
        assert decide(cast.coordinator, self.more(cast, plan, 900_000)).status == "approved"

    def test_is_looked_at_before_the_committee_is_called(self, cast, plan):
        make_availability(cast.unit, investment=1_500_000)
        with pytest.raises(AmendmentOverAvailable):
            services.present_amendment(
                actor=cast.coordinator, public_id=self.more(cast, plan, 2_000_000).public_id, now=make.NOW
            )


class TestCommittee:
    def present(self, cast, amendment):
        return services.present_amendment(actor=cast.coordinator, public_id=amendment.public_id, now=make.NOW)

    def close(self, cast, amendment, decision):
        common = {"public_id": amendment.public_id, "now": make.NOW, "today": make.TODAY}
        for member in cast.members[:2]:
            services.write_amendment_sheet(actor=member, decision=decision, comments="Por esto", **common)
        return services.close_amendment_round(actor=cast.coordinator, met_on=make.TODAY, act_number="CD-20", **common)

    def test_decides_a_cancellation(self, cast, plan):
        amendment = ask(cast.liaison, plan, "cancellation", reason="La entidad desistió")
        assert amendment.needs_committee
        self.present(cast, amendment)
        assert self.close(cast, amendment, "approve").status == "approved"
        assert (line_now(plan).status, line_now(plan).cancel_reason) == ("cancelled", "La entidad desistió")
        assert selectors.planned_by_source([plan]) == {}

    def test_denies_and_nothing_changes(self, cast, plan):
        amendment = ask(cast.liaison, plan, "cancellation")
        self.present(cast, amendment)
        assert self.close(cast, amendment, "reject").status == "denied"
        assert line_now(plan).status == "approved"

    def test_is_not_asked_of_what_the_coordination_decides(self, cast, plan):
        with pytest.raises(TransitionNotAllowed):
            self.present(cast, ask(cast.liaison, plan, changes=LATER))

    def test_adds_no_line_for_which_there_is_no_more_money(self, cast, plan):
        content = LineContent(
            entity=make.make_entity(), service=make.make_service(cast.unit).service, **LATER, budget={"own": Decimal(5)}
        )
        amendment = ask(cast.liaison, plan, "new_line", line_id=None, content=content)
        self.present(cast, amendment)
        make_availability(cast.unit, own=4)
        with pytest.raises(AmendmentOverAvailable, match="Recursos propios"):
            self.close(cast, amendment, "approve")
        assert plan.lines.count() == 1

    def test_adds_a_new_line(self, cast, plan):
        version = make.make_service(cast.unit)
        content = LineContent(
            entity=make.make_entity(), service=version.service, **LATER, budget={"own": Decimal(5)}, modality="training"
        )
        amendment = ask(cast.liaison, plan, "new_line", line_id=None, content=content)
        self.present(cast, amendment)
        decided = self.close(cast, amendment, "approve")
        assert (decided.line.status, decided.line.service) == ("approved", version.service)
        assert plan.lines.count() == 2
