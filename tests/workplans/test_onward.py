import pytest
from django.urls import reverse

from llegada.core.onward import list_onward
from llegada.core.roles import Role
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast

pytestmark = pytest.mark.django_db
DOOR = reverse("workplans:from_lines")


cast = made_once(make_cast)


class TestPlansOfLine:
    def test_are_those_that_the_actor_sees_with_their_state(self, cast, login):
        line = make_annual_plan(cast.unit, status="in_execution").lines.get()
        plan = make.make_plan(unit=cast.unit, annual_line=line)
        found = list_onward(cast.head, line)
        assert [(one.label, one.url, one.state) for one in found] == [
            (plan.title, plan.get_absolute_url(), "En ejecución")
        ]
        assert list_onward(cast.other_head, line) == []
        person = make.Person.objects.get(pk=cast.head.person_id)
        assert plan.get_absolute_url() in login(person).get(line.get_absolute_url()).text


class TestDoorOfPlan:
    @pytest.mark.parametrize(
        ("status", "role", "is_there"),
        [
            ("in_execution", Role.UNIT_HEAD, True),
            ("in_execution", Role.LIAISON, False),
            ("in_execution", Role.COORDINATOR, False),
            ("approved", Role.UNIT_HEAD, False),
        ],
    )
    def test_is_for_who_makes_work_plans_in_its_unit_while_it_is_carried_out(self, cast, login, status, role, is_there):
        plan = make_annual_plan(cast.unit, status=status)
        actor = make.make_actor(role, unit=cast.unit)
        person = make.Person.objects.get(pk=actor.person_id)
        assert (DOOR in login(person).get(plan.get_absolute_url()).text) == is_there
