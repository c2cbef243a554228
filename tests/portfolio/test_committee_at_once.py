"""The committee at the same instant: no member decides twice, no sheet comes in behind a closing, nothing closes twice."""

import pytest

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.portfolio.models import CommitteeRound, CommitteeSheet
from tests import factories as make
from tests.at_once import at_once
from tests.portfolio.strategy_makers import make_cast
from tests.portfolio.test_committee import close, vote

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(outcomes):
    return [one for one in outcomes if isinstance(one, LlegadaError)]


class TestAtOnce:
    def test_a_member_decides_once(self):
        cast = make_cast()
        strategy = make.make_strategy(cast.unit, status="presented")
        member = cast.members[0]
        outcomes = at_once(lambda: vote(member, strategy), lambda: vote(member, strategy, "reject", "No"))
        assert [one.code for one in refusals(outcomes)] == ["already-decided"]
        assert CommitteeRound.objects.get().sheet_count == CommitteeSheet.objects.count() == 1

    def test_a_closing_counts_every_sheet_that_came_in(self):
        cast = make_cast()
        strategy = make.make_strategy(cast.unit, status="presented")
        for member in cast.members[:2]:
            vote(member, strategy)
        outcomes = at_once(lambda: vote(cast.members[2], strategy), lambda: close(cast.coordinator, strategy))
        assert {one.code for one in refusals(outcomes)} <= {"no-open-round", "conflict"}
        strategy.refresh_from_db()
        if strategy.status == "approved":
            closing = next(event for event in history.list_events(target=strategy) if event.verb == "strategy.approve")
            assert closing.data["sheets"] == CommitteeSheet.objects.count()
        else:
            assert CommitteeSheet.objects.count() == 3

    def test_a_round_closes_once(self):
        cast = make_cast()
        strategy = make.make_strategy(cast.unit, status="presented")
        for member in cast.members:
            vote(member, strategy)
        outcomes = at_once(*(lambda: close(cast.coordinator, strategy) for _ in range(2)))
        assert len(refusals(outcomes)) == 1
        strategy.refresh_from_db()
        assert strategy.status == "approved"
