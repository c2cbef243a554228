from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from llegada.core import history
from llegada.core.errors import (
    Conflict,
    Invalid,
    LlegadaError,
    NotAllowed,
    NotFound,
    ReasonRequired,
    TransitionNotAllowed,
)
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.errors import ClosingIncomplete, DesignerCannotApprove, StrategyIncomplete
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import FOR_STRATEGY_ACTION
from llegada.portfolio.strategy_content import strategy_content_of
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import GOAL, content, make_cast

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


cast = made_once(make_cast)


def create(cast, **changes):
    return services.create_strategy(actor=cast.lead, unit=cast.unit, content=content(**changes), now=make.NOW)


def move(actor, strategy, action, **more):
    return services.move_strategy(actor=actor, public_id=strategy.public_id, action=action, now=LATER, **more)


class TestCreateStrategy:
    def test_keeps_all_that_was_said(self, cast):
        made = create(cast)
        found = selectors.get_strategy(actor=cast.lead, public_id=made.public_id)
        assert strategy_content_of(found) == content()
        assert (found.status, found.edited_by_id) == ("draft", cast.lead.person_id)
        assert history.list_events(target=found).get().verb == "strategy.create"

    def test_accepts_a_draft_with_nothing_but_a_name(self, cast):
        bare = dict.fromkeys(("objective", "expected_impact", "unit_experience", "earlier_results", "evidence"), "")
        made = create(cast, **bare, goals=(), aspects={}, scale="", horizon="", origin="", capacity_kind="")
        assert services.missing_in_strategy(made).keys() >= {"inputs", "goals", "orientation", "evidence"}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": "  "}, "name"),
            ({"year": 27}, "year"),
            ({"scale": "lunar"}, "scale"),
            ({"goals": (type(GOAL)("M", "m", Decimal(1), 2026),)}, "goals"),
            ({"goals": (type(GOAL)("M", "m", Decimal("1.00001"), 2028),)}, "goals"),
            ({"aspects": {"invented": "x"}}, ""),
            ({"earlier": (999999,)}, "earlier"),
            ({"partners": (999999,)}, "partners"),
            ({"technical_lead": 999999}, "technical_lead"),
            ({"phase_ends_on": make.date(2026, 1, 1)}, ""),
        ],
    )
    def test_refuses_what_makes_no_sense(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            create(cast, **changes)
        assert list(refused.value.fields) == [field]

    def test_refuses_the_same_name_in_the_same_year(self, cast):
        create(cast)
        with pytest.raises(Invalid, match="ya tiene una estrategia con ese nombre"):
            create(cast)

    def test_is_hidden_from_who_is_of_another_unit(self, cast):
        with pytest.raises((NotAllowed, NotFound)):
            services.create_strategy(actor=cast.stranger, unit=cast.unit, content=content(), now=make.NOW)


class TestEditStrategy:
    def test_says_in_the_history_what_changed(self, cast):
        made = create(cast)
        services.edit_strategy(
            actor=cast.head, public_id=made.public_id, content=content(objective="Otro"), now=LATER, revision=1
        )
        event = history.list_events(target=made)[0]
        assert event.data == {"changes": {"objective": ["Se dice.", "Otro"]}}
        made.refresh_from_db()
        assert (made.revision, made.edited_by_id) == (2, cast.head.person_id)

    def test_changes_nothing_if_it_says_the_same(self, cast):
        made = create(cast)
        services.edit_strategy(actor=cast.head, public_id=made.public_id, content=content(), now=LATER, revision=1)
        made.refresh_from_db()
        assert (made.revision, made.edited_by_id) == (1, cast.lead.person_id)

    def test_refuses_who_saw_an_older_one(self, cast):
        made = create(cast)
        services.edit_strategy(actor=cast.head, public_id=made.public_id, content=content(objective="A"), now=LATER)
        with pytest.raises(Conflict):
            services.edit_strategy(
                actor=cast.lead, public_id=made.public_id, content=content(objective="B"), now=LATER, revision=1
            )

    @pytest.mark.parametrize("status", sorted(set(StrategyStatus.values) - rules.STRATEGY_EDITABLE))
    def test_is_refused_outside_draft_and_adjustment(self, cast, status):
        made = make.make_strategy(cast.unit, status=status)
        with pytest.raises(TransitionNotAllowed):
            services.edit_strategy(actor=cast.lead, public_id=made.public_id, content=content(), now=LATER)


class TestMoveStrategy:
    @pytest.mark.parametrize("who", ["lead", "head", "coordinator", "member", "reader", "stranger"])
    @pytest.mark.parametrize("status", StrategyStatus.values)
    def test_allows_each_action_to_each_role_in_each_state_as_the_tables_say(self, cast, status, who):
        """Source × action × role, one by one; nobody here edited the strategy last, and nothing is missing."""
        actor = cast.members[0] if who == "member" else getattr(cast, who)
        holds = {"edit": {"lead", "head"}, "review": {"coordinator"}}
        texts = {"objectives_review": "Se revisó.", "management_report": "Se informó."}
        strategy = make.make_strategy(cast.unit, status=status, **texts)
        for action, permission in FOR_STRATEGY_ACTION.items():
            after = rules.next_strategy_status(status, action)
            expected = after
            if who == "stranger":
                expected = NotFound
            elif who not in holds[permission]:
                expected = NotAllowed
            elif after is None:
                expected = TransitionNotAllowed
            found = None
            point = transaction.savepoint()
            try:
                found = move(actor, strategy, action, reason="Porque sí").status
            except LlegadaError as refusal:
                found = type(refusal)
            transaction.savepoint_rollback(point)
            assert found == expected, action

    @pytest.mark.parametrize(("status", "action"), [("in_review", "send_back"), ("in_implementation", "adjust")])
    def test_needs_a_reason_where_something_goes_back(self, cast, status, action):
        strategy = make.make_strategy(cast.unit, status=status)
        actor = cast.coordinator if action == "send_back" else cast.lead
        with pytest.raises(ReasonRequired):
            move(actor, strategy, action, reason="  ")
        move(actor, strategy, action, reason=" Falta la línea de base ")
        event = history.list_events(target=strategy)[0]
        assert (event.before, event.reason) == (status, "Falta la línea de base")

    @pytest.mark.parametrize("action", sorted(rules.COMMITTEE_ACTIONS))
    def test_leaves_the_committees_decisions_to_the_committee(self, cast, action):
        strategy = make.make_strategy(cast.unit, status="presented")
        with pytest.raises(NotFound):
            move(cast.coordinator, strategy, action)

    @pytest.mark.parametrize(
        ("changes", "section"),
        [
            ({"is_measurable": False}, "objetivo"),
            ({"earlier_results": ""}, "insumos del objetivo"),
            ({"goals": ()}, "metas"),
            ({"aspects": {"orientation_integrated": "Sí."}}, "criterios de conducta"),
            ({"horizon": ""}, "alcance y sostenibilidad"),
            ({"evidence": ""}, "datos que la sustentan"),
            ({}, "datos que la sustentan"),
            ({"technical_lead": None}, "responsables"),
            ({"alignment": ""}, "alineación"),
            ({"phase_ends_on": None}, "alcance y sostenibilidad"),
            ({"alliances": ""}, "propuesta de ejecución"),
        ],
    )
    def test_says_what_is_missing_to_submit(self, cast, changes, section):
        with pytest.raises(StrategyIncomplete, match=section):
            move(cast.head, create(cast, **changes), "submit")

    @pytest.mark.parametrize(("status", "action"), [("in_review", "present"), ("in_adjustment", "resume")])
    def test_is_not_for_who_edited_last(self, cast, status, action):
        person = make.Person.objects.get(pk=cast.coordinator.person_id)
        strategy = make.make_strategy(cast.unit, status=status, edited_by=person)
        with pytest.raises(DesignerCannotApprove):
            move(cast.coordinator, strategy, action)

    def test_opens_a_round_of_the_committee_when_presented(self, cast):
        strategy = make.make_strategy(cast.unit, status="in_review")
        move(cast.coordinator, strategy, "present")
        assert selectors.find_open_round(strategy).number == 1

    def test_is_refused_if_somebody_changed_it_meanwhile(self, cast):
        strategy = make.make_strategy(cast.unit)
        with pytest.raises(Conflict):
            move(cast.lead, strategy, "submit", revision=7)

    def test_closes_only_with_its_review_and_its_report(self, cast):
        strategy = make.make_strategy(cast.unit, status="in_implementation")
        with pytest.raises(ClosingIncomplete):
            move(cast.lead, strategy, "close")
        said = {"objectives_review": "Se logró.", "management_report": "Se informa."}
        services.write_closing(actor=cast.lead, public_id=strategy.public_id, now=LATER, revision=1, **said)
        assert move(cast.lead, strategy, "close").status == "closed"


class TestDatabase:
    @pytest.mark.parametrize(
        ("status", "texts"),
        [
            ("in_review", {"earlier_results": ""}),
            ("approved", {"evidence": ""}),
            ("closed", {"management_report": ""}),
            ("archived", {"objectives_review": ""}),
            ("lost", {}),
            ("draft", {"year": 1999}),
        ],
    )
    def test_refuses_a_state_that_the_texts_do_not_support(self, cast, status, texts):
        strategy = make.make_strategy(cast.unit)
        said = {"objectives_review": "Sí", "management_report": "Sí", "status": status} | texts
        with pytest.raises(IntegrityError), transaction.atomic():
            Strategy.objects.filter(pk=strategy.pk).update(**said)
