from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection

from llegada.core.errors import Conflict, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.roles import ENTITY_ROLES
from llegada.workplans import rules, selectors
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.errors import (
    BothSides,
    ConsentRequired,
    MilestonesMissing,
    PlanIncomplete,
    SignatureMissing,
    StaleVersion,
)
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanVersion
from llegada.workplans.policies import FOR_ACTION
from llegada.workplans.services import apply_action, moves
from tests.factories import NOW, TODAY, make_person, make_plan, make_service
from tests.signatures import sign_as_provider
from tests.workplans.conftest import Cast
from tests.workplans.makers import make_delivery_act

#: An identifier that nothing has, the same in every test process.
UNKNOWN = UUID(int=4)
ACTIONS = sorted(FOR_ACTION)
ALLOWED = sorted(rules.TRANSITIONS)
REFUSED = [
    (status, action)
    for status in WorkPlanStatus.values
    for action in ACTIONS
    if (status, action) not in rules.TRANSITIONS
]
LATER = NOW + timedelta(hours=1)


def validate_all(plan):
    reporter, reviewer = make_person(), make_person()
    make_delivery_act(plan, by=reporter)
    PlanMilestone.objects.filter(plan=plan).update(
        status="validated", reported_at=NOW, reported_by=reporter, reviewed_at=NOW, reviewed_by=reviewer
    )


def version_id(plan):
    return plan.versions.latest("number").public_id if plan.versions.exists() else None


def act(actor, plan, action, **values):
    values = {"reason": "Hace falta", "version_id": version_id(plan), "has_consent": True} | values
    values = {"lessons": "Pactar antes."} | values if action == "terminate" else values
    return apply_action(actor=actor, public_id=plan.public_id, action=action, now=LATER, **values)


class TestApplyAction:
    @pytest.mark.parametrize(("status", "action"), ALLOWED)
    def test_moves_as_the_table_says_and_writes_history(self, cast, plan_in, status, action):
        plan = plan_in(status)
        validate_all(plan)
        actor = cast.for_action(action)
        moved = act(actor, plan, action)
        assert moved.status == rules.TRANSITIONS[status, action]
        assert moved.updated_at == LATER
        event = list_events(target=plan).get()
        assert (event.verb, event.before, event.after) == (f"workplan.{action}", status, moved.status)
        assert (event.actor_id, event.reason) == (actor.person_id, "Hace falta")
        assert WorkPlan.history.filter(id=plan.pk, status=moved.status).exists()

    @pytest.mark.parametrize(("status", "action"), REFUSED)
    def test_refuses_what_is_not_in_the_table(self, cast, plan_in, status, action):
        plan = plan_in(status)
        actor = cast.for_action(action)
        hidden = status == "draft" and bool(actor.roles & ENTITY_ROLES)
        with pytest.raises(NotFound if hidden else TransitionNotAllowed):
            act(actor, plan, action)
        assert WorkPlan.objects.get(pk=plan.pk).status == status
        assert not list_events(target=plan).exists()

    def test_refuses_an_action_that_does_not_exist(self, cast, plan_in):
        with pytest.raises(TransitionNotAllowed):
            act(cast.advisor, plan_in("draft"), "delete")

    @pytest.mark.parametrize(
        ("status", "action", "who", "refusal"),
        [
            ("draft", "socialize", "stranger", NotFound),
            ("draft", "socialize", "colleague", NotFound),
            ("draft", "socialize", "control", NotAllowed),
            ("draft", "socialize", "legal", NotFound),
            ("socialized", "agree", "advisor", NotAllowed),
            ("socialized", "agree", "other_legal", NotFound),
            ("agreed", "sign", "contact", NotAllowed),
            ("agreed", "sign", "head", NotAllowed),
            ("agreed", "sign", "other_legal", NotFound),
            ("signed", "start", "legal", NotAllowed),
            ("in_execution", "terminate", "advisor", NotAllowed),
            ("in_execution", "suspend", "other_head", NotFound),
            ("finished", "close", "advisor", NotAllowed),
        ],
    )
    def test_hides_from_strangers_and_refuses_other_roles(self, cast, plan_in, status, action, who, refusal):
        plan = plan_in(status)
        with pytest.raises(refusal):
            act(cast.actor(who), plan, action)
        assert WorkPlan.objects.get(pk=plan.pk).status == status

    def test_of_a_plan_that_does_not_exist_is_not_found(self, cast):
        with pytest.raises(NotFound):
            act(cast.advisor, SimpleNamespace(public_id=uuid4(), versions=WorkPlanVersion.objects.none()), "socialize")

    @pytest.mark.parametrize("action", sorted(rules.NEEDS_REASON - {"return"}))
    def test_asks_for_the_reason(self, cast, plan_in, action):
        status = next(status for status, one in ALLOWED if one == action)
        plan = plan_in(status if status != "draft" else "socialized")
        with pytest.raises(ReasonRequired):
            act(cast.for_action(action), plan, action, reason="   ")

    def test_refuses_a_plan_that_moved_after_it_was_read(self, cast, plan_in, monkeypatch):
        plan = plan_in("in_execution")
        seen = selectors.get_work_plan(actor=cast.head, public_id=plan.public_id)
        act(cast.head, plan, "suspend")
        monkeypatch.setattr(moves, "find_plan", lambda **_: seen)
        with pytest.raises(Conflict):
            act(cast.head, plan, "terminate")
        assert WorkPlan.objects.get(pk=plan.pk).status == "suspended"
        assert list_events(target=plan).count() == 1


class TestStart:
    def test_waits_for_the_signature_of_both_parties(self, cast, plan_in):
        plan = plan_in("signed", is_provider_signed=False)
        with pytest.raises(SignatureMissing) as refused:
            act(cast.advisor, plan, "start")
        assert "quien asiste" in str(refused.value)
        sign_as_provider(plan.signed_version, by=cast.person("head"), now=NOW)
        assert act(cast.advisor, plan, "start").status == "in_execution"

    def test_is_not_for_the_signature_of_another_version(self, cast, plan_in):
        plan = plan_in("signed", is_provider_signed=False)
        other = WorkPlanVersion.objects.create(
            plan=plan, number=2, content={}, sha256="1" * 64, created_at=NOW, created_by=plan.advisor
        )
        sign_as_provider(other, by=cast.person("head"), now=NOW)
        with pytest.raises(SignatureMissing):
            act(cast.advisor, plan, "start")


class TestSocialize:
    def test_freezes_what_the_entity_is_shown(self, cast, plan_in):
        plan = plan_in("draft")
        act(cast.advisor, plan, "socialize")
        version = plan.versions.get()
        assert version.number == 1
        assert version.content["title"] == plan.title
        assert version.content["counterpart"]["name"] == "Secretaría de Planeación"
        service = version.content["services"][0]
        assert service["name"] == "Manual de funciones"
        assert [one["weight"] for one in service["milestones"]] == ["20.00", "50.00", "30.00"]
        assert "autoriza que se haga seguimiento" in version.content["consent"]
        assert version.sha256 == rules.content_hash(version.content)
        assert selectors.is_intact(WorkPlanVersion.objects.get(pk=version.pk))
        assert list_events(target=plan).get().data == {"version": 1, "sha256": version.sha256}

    def test_numbers_each_version_after_the_last(self, cast, plan_in):
        plan = plan_in("changes_requested")
        act(cast.advisor, plan, "socialize")
        assert sorted(plan.versions.values_list("number", flat=True)) == [1, 2]

    def test_needs_a_service_and_a_counterpart(self, cast, plan_in):
        plan = plan_in("draft", versions=[], counterpart_name="")
        with pytest.raises(PlanIncomplete) as refused:
            act(cast.advisor, plan, "socialize")
        assert "al menos un servicio, la contraparte en la entidad" in str(refused.value)
        assert not plan.versions.exists()


class TestSign:
    def test_keeps_who_when_which_version_and_the_consent(self, cast, plan_in):
        plan = plan_in("agreed")
        signed = act(cast.legal, plan, "sign")
        assert signed.signed_by_id == signed.consent_given_by_id == cast.legal.person_id
        assert signed.signed_at == signed.consent_given_at == LATER
        assert signed.signed_version == plan.versions.get()

    def test_needs_the_consent_to_be_followed(self, cast, plan_in):
        plan = plan_in("agreed")
        with pytest.raises(ConsentRequired):
            act(cast.legal, plan, "sign", has_consent=False)
        assert WorkPlan.objects.get(pk=plan.pk).consent_given_at is None

    def test_refuses_a_version_that_is_no_longer_in_force(self, cast, plan_in):
        plan = plan_in("agreed")
        read = version_id(plan)
        newer = WorkPlanVersion.objects.create(
            plan=plan, number=2, content={}, sha256="1" * 64, created_at=NOW, created_by=plan.advisor
        )
        with pytest.raises(StaleVersion) as refused:
            act(cast.legal, plan, "sign", version_id=read)
        assert "la versión vigente es la 2" in str(refused.value)
        assert act(cast.legal, plan, "sign", version_id=newer.public_id).signed_version == newer

    @pytest.mark.parametrize("wrong", [None, UNKNOWN])
    def test_refuses_no_version_and_that_of_another_plan(self, cast, plan_in, wrong):
        with pytest.raises(StaleVersion):
            act(cast.legal, plan_in("agreed"), "sign", version_id=wrong)

    def test_refuses_a_plan_that_was_never_shown(self, cast, plan_in):
        plan = plan_in("draft")
        WorkPlan.objects.filter(pk=plan.pk).update(status="agreed")
        with pytest.raises(StaleVersion):
            act(cast.legal, plan, "sign", version_id=uuid4())

    @pytest.mark.parametrize(("status", "action"), [("socialized", "agree"), ("agreed", "sign")])
    def test_is_not_for_whoever_made_or_advises_the_plan(self, cast, plan_in, status, action):
        plan = plan_in(status, advisor=cast.person("legal"))
        with pytest.raises(BothSides):
            act(cast.legal, plan, action)


class TestFinish:
    def test_says_which_milestones_are_missing(self, cast, plan_in):
        plan = plan_in("in_execution", versions=[make_service(cast.unit, weights=(10, 20, 30, 40))])
        with pytest.raises(MilestonesMissing) as refused:
            act(cast.advisor, plan, "finish")
        assert "faltan 4 hitos por validar (Hito 1, Hito 2, Hito 3…)" in str(refused.value)

    def test_keeps_the_day(self, cast, plan_in):
        plan = plan_in("in_execution")
        validate_all(plan)
        assert act(cast.advisor, plan, "finish").ended_on == TODAY


class TestTerminate:
    def test_keeps_day_and_reason(self, cast, plan_in):
        ended = act(
            cast.head, plan_in("in_execution"), "terminate", reason=" Cambió la prioridad ", lessons="Pactar antes."
        )
        assert (ended.end_reason, ended.ended_on) == ("Cambió la prioridad", TODAY)


@pytest.mark.django_db(transaction=True)
class TestTwoPeopleAtOnce:
    def test_only_one_moves_the_plan_and_the_other_is_told(self):
        cast = Cast()
        plan = make_plan(unit=cast.unit, entity=cast.entity, status="in_execution", advisor=cast.person("advisor"))
        head, barrier, outcomes = cast.head, threading.Barrier(2), []

        def run(action):
            try:
                barrier.wait()
                outcomes.append(act(head, plan, action).status)
            except (Conflict, TransitionNotAllowed) as refusal:
                outcomes.append(refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(action,)) for action in ("suspend", "suspend")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("suspended") == 1
        assert len(set(outcomes) - {"suspended"}) == 1
        assert list_events(target=plan).count() == 1
