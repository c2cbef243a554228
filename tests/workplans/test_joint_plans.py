from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.workplans import selectors
from llegada.workplans.errors import (
    JointClosedToPlans,
    JointIncomplete,
    JointNotFormed,
    JointPartsUnsigned,
    LeaderStays,
    PlanNotEditable,
    SignedPartStays,
)
from llegada.workplans.models import JointPart, JointWorkPlan, WorkPlan, WorkPlanVersion
from llegada.workplans.services import (
    PartTerms,
    apply_action,
    bring_plan,
    create_joint_plan,
    invite_unit,
    move_joint_plan,
    move_part,
)
from tests.factories import NOW, TODAY, make_actor, make_plan, make_unit
from tests.signatures import sign_as_provider

TERMS = PartTerms(contribution="Catastro", weight=40)


@pytest.fixture
def story(cast, plan_in):
    """Return the cast's draft plan as the first part, led by the cast's unit, and the other unit with its head and plan."""
    plan = plan_in("draft")
    unit = make_unit(name="Dirección de Catastro")
    other = SimpleNamespace(unit=unit, head=make_actor(Role.UNIT_HEAD, unit=unit))
    other.plan = make_plan(unit=unit, entity=cast.entity, status="draft", counterpart_name="Rosa")
    return SimpleNamespace(cast=cast, plan=plan, other=other, joint=create(cast, plan))


def create(cast, plan, who="head", **values):
    given = {"name": "Catastro y finanzas", "purpose": "Recaudar mejor", "terms": PartTerms("Finanzas", 60)} | values
    return create_joint_plan(actor=cast.actor(who), plan_id=plan.public_id, now=NOW, **given)


def invite(story, unit=None, **values):
    given = {"unit": unit or story.other.unit, "terms": TERMS} | values
    return invite_unit(actor=story.cast.head, public_id=story.joint.public_id, now=NOW, **given)


def answer(actor, part, action, reason=""):
    return move_part(actor=actor, public_id=part.public_id, action=action, now=NOW, reason=reason)


def complete(story):
    """Bring the second part with its plan."""
    part = answer(story.other.head, invite(story), "accept")
    return bring_plan(actor=story.other.head, public_id=part.public_id, plan=story.other.plan, now=NOW)


def move(story, action, who=None, reason=""):
    return move_joint_plan(
        actor=who or story.cast.head, public_id=story.joint.public_id, action=action, now=NOW, reason=reason
    )


def put(plan, status, *, signed=True):
    """Put a plan in a signed state, with the signature of who assists or without it."""
    person = plan.advisor
    version, _ = WorkPlanVersion.objects.get_or_create(
        plan=plan, number=1, defaults={"content": {}, "sha256": "0" * 64, "created_at": NOW, "created_by": person}
    )
    given = {"signed_version": version, "signed_at": NOW, "signed_by": person, "consent_given_at": NOW}
    WorkPlan.objects.filter(pk=plan.pk).update(status=status, **given)
    if signed:
        sign_as_provider(version, by=person, now=NOW)


def view_of(story, actor=None):
    actor = actor or story.cast.head
    joint = selectors.get_joint_plan(actor=actor, public_id=story.joint.public_id)
    return selectors.view_joint_plans([joint])[0]


class TestCreate:
    def test_makes_the_plan_its_first_part_and_its_unit_the_leader(self, story):
        part = story.joint.parts.get()
        assert (part.plan, part.unit, part.status) == (story.plan, story.plan.unit, "accepted")
        assert (story.joint.unit, story.joint.status) == (story.plan.unit, "forming")
        assert list_events(target=story.joint).get().verb == "joint.create"

    @pytest.mark.parametrize(
        ("status", "who", "refusal"),
        [
            ("draft", "advisor", NotAllowed),
            ("draft", "other_head", NotFound),
            ("socialized", "head", PlanNotEditable),
            ("in_execution", "head", PlanNotEditable),
        ],
    )
    def test_is_for_the_head_of_a_plan_still_to_be_shown(self, cast, plan_in, status, who, refusal):
        with pytest.raises(refusal):
            create(cast, plan_in(status), who)

    def test_refuses_a_weight_out_of_range_and_a_plan_that_is_a_part_already(self, cast, plan_in, story):
        with pytest.raises(Invalid):
            create(cast, plan_in("draft"), terms=PartTerms("x", 0))
        with pytest.raises(Invalid):
            create(cast, story.plan)


class TestInvitations:
    def test_are_answered_by_the_invited_unit_alone(self, story):
        part = invite(story)
        for actor, refusal in ((story.cast.head, NotAllowed), (story.cast.stranger, NotFound)):
            with pytest.raises(refusal):
                answer(actor, part, "accept")
        assert answer(story.other.head, part, "accept").status == "accepted"
        assert [event.verb for event in list_events(target=story.joint)][:2] == ["joint.accept", "joint.invite"]

    def test_await_who_speaks_for_the_unit(self, story):
        waits = [
            one.title for one in read_waiting(selectors.list_waiting_kinds(actor=story.other.head, today=TODAY)).items
        ]
        assert waits == []
        part = invite(story)
        waits = [
            one.title for one in read_waiting(selectors.list_waiting_kinds(actor=story.other.head, today=TODAY)).items
        ]
        assert waits == ["Responder la invitación: Catastro y finanzas"]
        answer(story.other.head, part, "accept")
        waits = [
            one.title for one in read_waiting(selectors.list_waiting_kinds(actor=story.other.head, today=TODAY)).items
        ]
        assert waits == ["Ligar el plan de su parte: Catastro y finanzas"]

    def test_are_refused_twice_or_to_a_unit_that_is_in(self, story):
        invite(story)
        for unit in (story.other.unit, story.cast.unit):
            with pytest.raises(Invalid):
                invite(story, unit)

    def test_are_declined_with_a_reason_and_may_come_again(self, story):
        part = invite(story)
        with pytest.raises(ReasonRequired):
            answer(story.other.head, part, "decline", " ")
        answer(story.other.head, part, "decline", "Sin equipo este año.")
        with pytest.raises(NotFound):
            view_of(story, story.other.head)
        assert invite(story).status == "invited"

    def test_are_taken_back_by_who_leads(self, story):
        part = invite(story)
        with pytest.raises(NotAllowed):
            answer(story.other.head, part, "withdraw")
        assert answer(story.cast.head, part, "withdraw").status == "withdrawn"
        with pytest.raises(TransitionNotAllowed):
            answer(story.cast.head, part, "withdraw")

    def test_are_only_to_one_in_formation(self, story):
        part = complete(story)
        move(story, "form")
        for act in (
            lambda: invite(story, make_unit()),
            lambda: bring_plan(actor=story.other.head, public_id=part.public_id, plan=story.other.plan, now=NOW),
        ):
            with pytest.raises(JointClosedToPlans):
                act()

    def test_meet_a_conflict_if_the_whole_moved_meanwhile(self, story, monkeypatch):
        seen = selectors.get_joint_plan(actor=story.cast.head, public_id=story.joint.public_id)
        JointWorkPlan.objects.update(updated_at=NOW.replace(year=2027))
        monkeypatch.setattr(selectors, "get_joint_plan", lambda **_: seen)
        with pytest.raises(Conflict):
            invite(story)


class TestBringPlan:
    def test_takes_only_a_plan_of_the_unit_with_the_entity_still_to_be_shown(self, story):
        part = answer(story.other.head, invite(story), "accept")
        shown = make_plan(unit=story.other.unit, entity=story.cast.entity, status="socialized")
        for plan in (story.plan, shown):
            with pytest.raises(Invalid):
                bring_plan(actor=story.other.head, public_id=part.public_id, plan=plan, now=NOW)
        with pytest.raises(NotAllowed):
            bring_plan(actor=story.cast.head, public_id=part.public_id, plan=story.other.plan, now=NOW)
        bring_plan(actor=story.other.head, public_id=part.public_id, plan=story.other.plan, now=NOW)
        assert view_of(story).lacking == []
        waits = [
            one.title for one in read_waiting(selectors.list_waiting_kinds(actor=story.cast.head, today=TODAY)).items
        ]
        assert waits == ["Conformar el plan articulado: Catastro y finanzas"]


class TestForm:
    def test_waits_for_every_answer_and_every_plan(self, story):
        invite(story)
        assert view_of(story).progress.percent is None
        with pytest.raises(JointIncomplete) as refused:
            move(story, "form")
        assert "sin responder" in str(refused.value)

    def test_is_of_who_leads_and_shows_it_to_the_entity(self, story):
        complete(story)
        with pytest.raises(NotAllowed):
            move(story, "form", who=story.other.head)
        with pytest.raises(NotFound):
            view_of(story, story.cast.contact)
        assert move(story, "form").status == "formed"
        assert view_of(story, story.cast.contact).stage == "to_sign"
        with pytest.raises(TransitionNotAllowed):
            move(story, "form")

    def test_comes_before_any_part_is_shown_and_enters_its_version(self, story):
        complete(story)
        with pytest.raises(JointNotFormed):
            apply_action(actor=story.cast.advisor, public_id=story.plan.public_id, action="socialize", now=NOW)
        move(story, "form")
        apply_action(actor=story.cast.advisor, public_id=story.plan.public_id, action="socialize", now=NOW)
        joint = story.plan.versions.get().content["joint"]
        assert joint["name"] == "Catastro y finanzas"
        assert [(one["unit"], one["weight"]) for one in joint["parts"]] == [
            ("Dirección de Fortalecimiento", "60"),
            ("Dirección de Catastro", "40"),
        ]


class TestStart:
    @pytest.fixture
    def formed(self, story):
        complete(story)
        move(story, "form")
        put(story.plan, "signed")
        return story

    def begin(self, story):
        return apply_action(actor=story.cast.advisor, public_id=story.plan.public_id, action="start", now=NOW)

    @pytest.mark.parametrize(("status", "signed"), [("draft", False), ("signed", False)])
    def test_of_a_part_waits_for_every_part_to_be_signed(self, formed, status, signed):
        if status == "signed":
            put(formed.other.plan, status, signed=signed)
        with pytest.raises(JointPartsUnsigned) as refused:
            self.begin(formed)
        assert "Dirección de Catastro" in str(refused.value)
        put(formed.other.plan, "signed")
        assert self.begin(formed).status == "in_execution"

    def test_no_longer_waits_for_a_part_that_left_or_for_what_was_dissolved(self, formed):
        part = formed.joint.parts.get(unit=formed.other.unit)
        answer(formed.other.head, part, "leave", "Cambio de prioridades.")
        assert view_of(formed).stage == "dissolved"
        assert self.begin(formed).status == "in_execution"

    def test_goes_on_by_itself_once_dissolved(self, formed):
        with pytest.raises(ReasonRequired):
            move(formed, "dissolve")
        move(formed, "dissolve", reason="La entidad prefirió dos planes.")
        assert self.begin(formed).status == "in_execution"
        with pytest.raises(IntegrityError), transaction.atomic():
            JointWorkPlan.objects.update(name="Otro")


class TestLeaving:
    def test_is_refused_to_a_part_that_its_entity_signed(self, story):
        part = complete(story)
        move(story, "form")
        put(story.other.plan, "signed")
        with pytest.raises(SignedPartStays):
            answer(story.other.head, part, "leave", "Ya no")

    def test_is_not_for_who_leads(self, story):
        with pytest.raises(LeaderStays):
            answer(story.cast.head, story.joint.parts.get(), "leave", "Ya no")

    def test_by_ending_the_plan_takes_the_part_out_of_the_count_in_the_open(self, story):
        complete(story)
        third = SimpleNamespace(unit=make_unit(name="Dirección de Archivo"))
        third.head = make_actor(Role.UNIT_HEAD, unit=third.unit)
        part = answer(third.head, invite(story, third.unit), "accept")
        plan = make_plan(unit=third.unit, entity=story.cast.entity, status="draft")
        bring_plan(actor=third.head, public_id=part.public_id, plan=plan, now=NOW)
        move(story, "form")
        for one in (story.plan, story.other.plan, plan):
            put(one, "in_execution")
        milestone = story.plan.milestones.get(position=2)
        milestone.__class__.objects.filter(pk=milestone.pk).update(
            status="validated",
            reported_by=plan.advisor,
            reported_at=NOW,
            reviewed_by=story.plan.advisor,
            reviewed_at=NOW,
        )
        assert view_of(story).progress.percent == Decimal("21.43")
        apply_action(
            actor=third.head,
            public_id=plan.public_id,
            action="terminate",
            now=NOW,
            reason="Sin equipo",
            lessons="Pactar",
        )
        view = view_of(story)
        assert (view.stage, view.weight, view.progress.percent) == ("in_execution", 100, 30)
        assert view.progress_with_gone.percent == Decimal("21.43")

    def test_keeps_what_was_answered(self, story):
        part = invite(story)
        answer(story.other.head, part, "decline", "No")
        for act in (lambda: JointPart.objects.filter(pk=part.pk).update(weight=1), part.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


class TestSight:
    def test_of_figures_goes_to_every_part_and_of_a_plan_only_to_its_own(self, story):
        complete(story)
        rows = view_of(story, story.other.head).rows
        assert [row.can_open for row in rows] == [False, True]
        with pytest.raises(NotFound):
            view_of(story, story.cast.stranger)

    def test_takes_few_queries_whatever_the_number(self, story, cast, plan_in, django_assert_max_num_queries):
        complete(story)
        for _ in range(2):
            create(cast, plan_in("draft"))
        actor = cast.control
        with django_assert_max_num_queries(2):
            found = selectors.list_joint_plans(actor=actor)
            assert len(selectors.view_joint_plans(found)) == 3
