"""What the shared proof of policies does not ask: installation-wide roles, and who signs as nobody."""

from __future__ import annotations

import pytest

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import NotAllowed
from llegada.core.roles import Role
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from tests.factories import make_actor


class TestPersonIdOf:
    def test_refuses_nobody(self):
        with pytest.raises(NotAllowed):
            person_id_of(ANONYMOUS)

    def test_gives_the_person_who_acts(self, cast):
        assert person_id_of(cast.head) == cast.person("head").pk


class TestWholeInstallation:
    def test_reaches_the_plans_of_every_organization(self, plan_in):
        plan = plan_in("draft")
        monitor = make_actor(Role.MONITORING_ADMIN)
        assert WORK_PLAN_POLICY.can(monitor, Permission.VIEW, plan)
        assert WORK_PLAN_POLICY.scope(monitor, Permission.VIEW, WorkPlan.objects.all()).get() == plan
        assert not WORK_PLAN_POLICY.can(monitor, Permission.EDIT, plan)
