import pytest

from llegada.core.actors import ANONYMOUS
from llegada.planning.models import AnnualPlan
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast

pytestmark = pytest.mark.django_db
P = PlanPermission
WRITES = {P.VIEW, P.EDIT, P.AMEND, P.PROGRAM, P.REGISTER}


cast = made_once(make_cast)


class TestPlanPolicy:
    @pytest.mark.parametrize(
        ("who", "permissions"),
        [
            ("liaison", WRITES),
            ("head", WRITES | {P.SEND, P.SET_CAPACITY}),
            ("other_head", {P.VIEW}),
            ("coordinator", {P.VIEW, P.REVIEW, P.REGISTER, P.DECIDE_AMENDMENT, P.SET_BUDGET}),
            ("planner", {P.VIEW, P.SET_BUDGET}),
            ("reader", {P.VIEW}),
            ("stranger", set()),
        ],
    )
    def test_says_who_may_what(self, cast, who, permissions):
        plan = make_annual_plan(cast.unit, lines=0)
        assert set(PLAN_POLICY.permissions_on(getattr(cast, who), plan)) == permissions

    def test_lets_the_committee_vote_and_nothing_else(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        assert set(PLAN_POLICY.permissions_on(cast.members[0], plan)) == {P.VIEW, P.VOTE}

    def test_hides_plans_from_who_has_no_role(self, cast):
        make_annual_plan(cast.unit, lines=0)
        assert not PLAN_POLICY.scope(ANONYMOUS, P.VIEW, AnnualPlan.objects.all()).exists()

    def test_lets_nobody_both_write_and_decide(self):
        for decides in (P.REVIEW, P.VOTE, P.DECIDE_AMENDMENT):
            assert not PLAN_POLICY.table[P.EDIT].keys() & PLAN_POLICY.table[decides].keys()


class TestCyclePolicy:
    @pytest.mark.parametrize(
        ("who", "permissions"),
        [
            ("coordinator", {CyclePermission.VIEW, CyclePermission.MANAGE, CyclePermission.CLOSE_ROUND}),
            ("head", {CyclePermission.VIEW}),
            ("stranger", set()),
        ],
    )
    def test_is_the_coordinations(self, cast, who, permissions):
        plan = make_annual_plan(cast.unit, lines=0)
        assert set(CYCLE_POLICY.permissions_on(getattr(cast, who), plan.cycle)) == permissions
