from __future__ import annotations

import pytest

from llegada.core.errors import Conflict
from llegada.core.states import move
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestMove:
    def test_changes_the_state_with_what_goes_along(self):
        plan = make.make_plan(status="draft")
        move(plan, before="draft", after="socialized", title="Otro título")
        plan.refresh_from_db()
        assert (plan.status, plan.title) == ("socialized", "Otro título")

    def test_keeps_a_version_of_the_row(self):
        plan = make.make_plan(status="draft")
        move(plan, before="draft", after="socialized")
        assert plan.history.first().status == "socialized"

    def test_refuses_when_somebody_moved_it_meanwhile(self):
        plan = make.make_plan(status="draft")
        type(plan).objects.filter(pk=plan.pk).update(status="socialized")
        with pytest.raises(Conflict):
            move(plan, before="draft", after="terminated")
        plan.refresh_from_db()
        assert plan.status == "socialized"
