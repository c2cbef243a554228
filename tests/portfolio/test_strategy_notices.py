import pytest

from llegada.accounts.models import Notice
from llegada.core.roles import Role
from llegada.portfolio import rules, services
from llegada.portfolio.services.strategy_notices import TOLD
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import make_cast

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


def told_of(verb):
    return {notice.person_id for notice in Notice.objects.filter(event__verb=f"strategy.{verb}")}


def ids(*actors):
    return {actor.person_id for actor in actors}


class TestTold:
    def test_names_every_action_of_the_life(self):
        assert TOLD.keys() == {action for _, action in rules.STRATEGY_TRANSITIONS}


class TestTellOfStrategy:
    @pytest.mark.parametrize(
        ("status", "action", "who", "told"),
        [
            ("draft", "submit", "lead", ("coordinator",)),
            ("in_review", "present", "coordinator", ("lead", "head", "members")),
            ("in_review", "send_back", "coordinator", ("lead", "head")),
            ("in_implementation", "adjust", "lead", ("coordinator",)),
            ("in_adjustment", "resume", "coordinator", ("lead", "head")),
        ],
    )
    def test_tells_who_acts_next_or_waited(self, cast, status, action, who, told):
        strategy = make.make_strategy(cast.unit, status=status)
        services.move_strategy(
            actor=getattr(cast, who), public_id=strategy.public_id, action=action, now=make.NOW, reason="Porque sí."
        )
        people = {"members": cast.members, **{name: [getattr(cast, name)] for name in ("lead", "head", "coordinator")}}
        assert told_of(action) == ids(*(one for name in told for one in people[name]))

    def test_tells_the_unit_what_the_committee_decided_but_not_who_closed(self, cast):
        planning = make.make_actor(Role.PLANNING_OFFICE, organization=cast.unit.organization)
        strategy = make.make_strategy(cast.unit, status="presented")
        for member in cast.members[:2]:
            services.write_sheet(
                actor=member,
                public_id=strategy.public_id,
                decision="approve",
                comments="",
                now=make.NOW,
                today=make.TODAY,
            )
        services.close_round(
            actor=cast.coordinator,
            public_id=strategy.public_id,
            met_on=make.TODAY,
            act_number="1",
            now=make.NOW,
            today=make.TODAY,
        )
        assert told_of("approve") == ids(cast.lead, cast.head, planning)
