from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Invalid, NotAllowed, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.workplans import selectors
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.errors import AlreadySigned, NotShownYet, StaleVersion
from llegada.workplans.models import PlanSignature, SocialisationRound
from llegada.workplans.services import RoundContent, apply_action, record_round, sign_for_provider
from tests.factories import NOW, TODAY


def show(cast, plan, who="advisor", **values):
    given = {"held_on": TODAY, "means": "visit", "participants": [" Rafael, planeación ", ""]}
    return record_round(
        actor=cast.actor(who), public_id=plan.public_id, content=RoundContent(**(given | values)), now=NOW
    )


def sign(cast, plan, who="head", version=None):
    version_id = (version or plan.versions.latest("number")).public_id
    return sign_for_provider(actor=cast.actor(who), public_id=plan.public_id, version_id=version_id, now=NOW)


class TestRecordRound:
    def test_belongs_to_the_version_in_force(self, cast, plan_in):
        plan = plan_in("socialized")
        held = show(cast, plan, observations=" Mover la visita. ")
        assert (held.number, held.version.number, held.participants) == (1, 1, ["Rafael, planeación"])
        assert list_events(target=plan)[0].reason == "Mover la visita."

    def test_tells_what_changed_since_the_one_before(self, cast, plan_in):
        plan = plan_in("draft")
        apply_action(actor=cast.advisor, public_id=plan.public_id, action="socialize", now=NOW)
        show(cast, plan)
        why = {"action": "request_changes", "now": NOW, "reason": "Otro título"}
        apply_action(actor=cast.contact, public_id=plan.public_id, **why)
        type(plan).objects.filter(pk=plan.pk).update(title="Otro título")
        apply_action(actor=cast.advisor, public_id=plan.public_id, action="socialize", now=NOW)
        show(cast, plan)
        second, first = selectors.list_rounds(plan=plan)
        assert first.changes is None
        assert [one.after for one in second.changes] == ["Otro título"]

    @pytest.mark.parametrize("status", ["draft", "closed", "terminated"])
    def test_needs_a_version_and_a_plan_that_goes_on(self, cast, plan_in, status):
        with pytest.raises(NotShownYet):
            show(cast, plan_in(status))

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("held_on", {"held_on": TODAY + timedelta(days=1)}),
            ("participants", {"participants": [" "]}),
            ("participants", {"participants": ["x"] * 61}),
            ("means", {"means": "pigeon"}),
        ],
    )
    def test_refuses_what_is_missing_with_its_field(self, cast, plan_in, field, values):
        with pytest.raises(Invalid) as refused:
            show(cast, plan_in("socialized"), **values)
        assert list(refused.value.fields) == [field]

    @pytest.mark.parametrize("name", ["contact", "monitor"])
    def test_is_for_who_makes_plans(self, cast, plan_in, name):
        with pytest.raises(NotAllowed):
            show(cast, plan_in("socialized"), who=name)

    def test_is_kept_by_the_database(self, cast, plan_in):
        show(cast, plan_in("socialized"))
        with pytest.raises(IntegrityError), transaction.atomic():
            SocialisationRound.objects.update(observations="Otra")


class TestSignatures:
    def test_of_the_entity_comes_with_its_action(self, cast, plan_in):
        plan = plan_in("agreed")
        version = plan.versions.get()
        given = {"action": "sign", "now": NOW, "version_id": version.public_id, "has_consent": True}
        apply_action(actor=cast.legal, public_id=plan.public_id, **given)
        signature = selectors.list_signatures(plan=plan)[0]
        assert (signature.party, signature.version, signature.sha256) == ("entity", version, version.sha256)
        assert signature.signed_by_id == cast.legal.person_id

    @pytest.mark.parametrize("status", WorkPlanStatus.values)
    def test_of_the_head_is_for_what_is_agreed_or_signed(self, cast, plan_in, status):
        plan = plan_in(status, is_provider_signed=False)
        if status in {"agreed", "signed", "in_execution", "suspended", "finished", "closed"}:
            assert sign(cast, plan).party == "provider"
        elif status != "draft":
            with pytest.raises(TransitionNotAllowed):
                sign(cast, plan)

    def test_is_one_a_party_on_what_was_read_and_never_changes(self, cast, plan_in):
        plan, other = plan_in("agreed"), plan_in("agreed")
        with pytest.raises(StaleVersion):
            sign(cast, plan, version=other.versions.get())
        sign(cast, plan)
        with pytest.raises(AlreadySigned):
            sign(cast, plan)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanSignature.objects.update(name="Otra")

    @pytest.mark.parametrize("name", ["advisor", "contact", "coordinator"])
    def test_of_the_provider_is_for_the_head(self, cast, plan_in, name):
        with pytest.raises(NotAllowed):
            sign(cast, plan_in("agreed"), who=name)
