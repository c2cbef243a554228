import pytest

from llegada.core.actors import ANONYMOUS
from llegada.core.roles import Role
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.policies import INDICATOR_POLICY, Permission, is_in_menu_of
from tests.indicators.makers import make_cast, make_sheet
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
P = Permission


cast = made_once(make_cast)


class TestIndicatorPolicy:
    @pytest.mark.parametrize(
        ("who", "permissions"),
        [
            ("lead", {P.VIEW, P.EDIT}),
            ("head", {P.VIEW, P.EDIT}),
            ("planner", {P.VIEW, P.PUT_IN_FORCE, P.RETIRE}),
            ("monitor", {P.VIEW, P.PUT_IN_FORCE, P.RETIRE}),
            ("reader", {P.VIEW}),
            ("stranger", set()),
        ],
    )
    def test_says_who_may_what(self, cast, who, permissions):
        sheet, actor = make_sheet(cast.unit), getattr(cast, who)
        assert INDICATOR_POLICY.permissions_on(actor, sheet) == permissions
        for permission in P:
            scoped = INDICATOR_POLICY.scope(actor, permission, IndicatorSheet.objects.all())
            assert scoped.exists() == (permission in permissions)

    def test_hides_everything_from_a_visitor(self, cast):
        assert INDICATOR_POLICY.permissions_on(ANONYMOUS, make_sheet(cast.unit)) == set()

    def test_lets_no_role_both_write_and_put_in_force(self):
        assert INDICATOR_POLICY.table[P.EDIT].keys().isdisjoint(INDICATOR_POLICY.table[P.PUT_IN_FORCE])

    def test_is_in_the_menu_of_those_who_may_open_it(self, cast):
        shown = {role for role in Role if role is not Role.PUBLIC and is_in_menu_of(self.acting(role))}
        assert shown < INDICATOR_POLICY.table[P.VIEW].keys()
        assert shown > INDICATOR_POLICY.table[P.EDIT].keys() | INDICATOR_POLICY.table[P.PUT_IN_FORCE].keys()

    @staticmethod
    def acting(role):
        from llegada.core.actors import Actor, Grant

        return Actor(person_id=1, grants=(Grant(role=role),))
