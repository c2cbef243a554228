"""With which entities sessions were held, as apps below ask it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from llegada.core.assisted import Assisted, assisted_since
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestAssistedSince:
    def test_counts_the_sessions_that_were_held_and_says_when_was_the_last(self):
        plan = make.make_plan()
        held = make.make_session(plan, status="held")
        make.make_session(plan)
        assert assisted_since(None) == {plan.entity_id: Assisted(sessions=1, last_on=held.held_on)}
        assert assisted_since(held.held_on + timedelta(days=1)) == {}
