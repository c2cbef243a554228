from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired
from llegada.core.history import list_events
from llegada.core.waiting import read_waiting
from llegada.workplans import selectors
from llegada.workplans.errors import (
    AlternativesMissing,
    BothSides,
    PlanNotEditable,
    PlanNotInCourse,
    StageMilestonesOpen,
    StageNotClosedHere,
    StageOutOfOrder,
)
from llegada.workplans.models import PlanAlternative, PlanStage, WorkPlan
from llegada.workplans.services import (
    DeliveryContent,
    StageContent,
    agree_alternative,
    apply_action,
    close_stage,
    deliver_plan,
    propose_alternative,
    report_milestone,
    set_route,
)
from tests.factories import NOW, TODAY
from tests.workplans.test_milestones import put, upload


def adopt(cast, plan, who="advisor", is_followed=True, **stage_of):
    """Put a plan on the route; `first="profiling"` and so on say the stage of its milestones."""
    places = {"first": 1, "second": 2, "third": 3}
    named = {plan.milestones.get(position=places[place]).public_id: kind for place, kind in stage_of.items()}
    given = {"is_followed": is_followed, "stage_of": named, "now": NOW}
    return set_route(actor=cast.actor(who), public_id=plan.public_id, **given)


@pytest.fixture
def story(cast, plan_in):
    """Return a plan in execution whose three milestones are of the profiling, the execution and the delivery."""
    plan = plan_in("draft")
    adopt(cast, plan, first="profiling", second="execution", third="delivery")
    version = plan_in("in_execution").signed_version
    WorkPlan.objects.filter(pk=plan.pk).update(
        status="in_execution", signed_version=version, signed_at=NOW, signed_by=plan.advisor, consent_given_at=NOW
    )
    return SimpleNamespace(cast=cast, plan=WorkPlan.objects.get(pk=plan.pk))


def stage(story, kind):
    return story.plan.stages.get(kind=kind)


def close(story, kind, who="advisor", **values):
    content = StageContent(**({"content": "Se hizo.", "held_on": TODAY} | values))
    actor = story.cast.actor(who)
    return close_stage(actor=actor, public_id=stage(story, kind).public_id, content=content, now=NOW)


def compare(story, *names):
    return [
        propose_alternative(
            actor=story.cast.advisor,
            public_id=stage(story, "alternative").public_id,
            name=name,
            description="Implica.",
            now=NOW,
        )
        for name in names
    ]


def agree(story, alternative, who="contact", because="Es la que se puede sostener."):
    return agree_alternative(actor=story.cast.actor(who), public_id=alternative.public_id, because=because, now=NOW)


def reach(story, kind):
    """Close everything before `kind`."""
    put(story.plan.milestones.get(position=1), "validated")
    close(story, "profiling")
    close(story, "diagnosis")
    if kind != "alternative":
        agree(story, compare(story, "Una planta nueva", "Un grupo de trabajo")[0])
    if kind == "delivery":
        put(story.plan.milestones.get(position=2), "validated")
        close(story, "execution")


class TestSetRoute:
    def test_makes_the_stages_and_says_them_to_the_entity(self, cast, plan_in):
        plan = plan_in("draft")
        adopt(cast, plan, first="profiling")
        assert [kind for kind, _ in selectors.get_route_state(plan=plan).steps] == [
            "profiling", "diagnosis", "alternative", "execution", "delivery",
        ]  # fmt: skip
        apply_action(actor=cast.advisor, public_id=plan.public_id, action="socialize", now=NOW)
        route = plan.versions.get().content["route"]
        assert (route[0]["name"], route[0]["milestones"]) == ("Caracterización", ["Hito 1"])

    def test_is_changed_and_taken_off_while_nobody_was_shown_the_plan(self, cast, plan_in):
        plan = plan_in("draft")
        adopt(cast, plan, first="profiling")
        adopt(cast, plan, first="execution")
        row = selectors.list_stages(plan=plan)[3]
        assert ([one.name for one in row.milestones], plan.stages.count()) == (["Hito 1"], 5)
        adopt(cast, plan, is_followed=False)
        assert selectors.list_stages(plan=plan) == []

    @pytest.mark.parametrize(
        ("status", "who", "refusal"),
        [("socialized", "advisor", PlanNotEditable), ("draft", "monitor", NotAllowed), ("draft", "stranger", NotFound)],
    )
    def test_is_for_who_makes_the_plan_before_it_is_shown(self, cast, plan_in, status, who, refusal):
        with pytest.raises(refusal):
            adopt(cast, plan_in(status), who)


class TestCloseStage:
    def test_keeps_what_came_out_and_never_changes(self, story):
        put(story.plan.milestones.get(position=1), "validated")
        done = close(story, "profiling", upload=upload())
        assert (done.content, done.held_on, done.closed_by_id) == ("Se hizo.", TODAY, story.cast.advisor.person_id)
        assert done.evidence is not None
        assert list_events(target=story.plan)[0].verb == "stage.profiling"
        with pytest.raises(StageNotClosedHere):
            close(story, "profiling")
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanStage.objects.filter(pk=done.pk).update(content="Otra")

    def test_waits_for_its_milestones(self, story):
        with pytest.raises(StageMilestonesOpen) as refused:
            close(story, "profiling")
        assert "Hito 1" in str(refused.value)
        put(story.plan.milestones.get(position=1), "not_applicable")
        close(story, "profiling")

    @pytest.mark.parametrize("kind", ["diagnosis", "execution"])
    def test_goes_in_order(self, story, kind):
        with pytest.raises(StageOutOfOrder) as refused:
            close(story, kind)
        assert "caracterización" in str(refused.value)

    @pytest.mark.parametrize("kind", ["alternative", "delivery"])
    def test_is_not_for_what_the_entity_or_the_act_closes(self, story, kind):
        with pytest.raises(StageNotClosedHere):
            close(story, kind)

    @pytest.mark.parametrize(
        ("field", "values"), [("content", {"content": " "}), ("held_on", {"held_on": TODAY + timedelta(days=1)})]
    )
    def test_refuses_what_is_missing_with_its_field(self, story, field, values):
        put(story.plan.milestones.get(position=1), "validated")
        with pytest.raises(Invalid) as refused:
            close(story, "profiling", **values)
        assert list(refused.value.fields) == [field]

    @pytest.mark.parametrize(
        ("who", "refusal"), [("head", NotAllowed), ("contact", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_who_reports(self, story, who, refusal):
        with pytest.raises(refusal):
            close(story, "profiling", who)

    def test_waits_for_a_plan_in_execution(self, story):
        WorkPlan.objects.filter(pk=story.plan.pk).update(status="suspended")
        with pytest.raises(PlanNotInCourse):
            close(story, "profiling")


class TestAlternatives:
    def test_are_compared_at_their_stage(self, story):
        with pytest.raises(StageOutOfOrder):
            compare(story, "Antes de tiempo")
        reach(story, "alternative")
        compare(story, "Una planta nueva")
        with pytest.raises(Invalid):
            compare(story, "Una planta nueva")
        with pytest.raises(StageNotClosedHere):
            propose_alternative(
                actor=story.cast.advisor,
                public_id=stage(story, "diagnosis").public_id,
                name="x",
                description="y",
                now=NOW,
            )

    def test_are_agreed_by_the_entity_among_two_with_its_reason(self, story):
        reach(story, "alternative")
        first = compare(story, "Una planta nueva")[0]
        with pytest.raises(AlternativesMissing):
            agree(story, first)
        assert read_waiting(selectors.list_waiting_kinds(actor=story.cast.contact, today=TODAY)).items == []
        compare(story, "Un grupo de trabajo")
        waits = [
            one.action
            for one in read_waiting(selectors.list_waiting_kinds(actor=story.cast.contact, today=TODAY)).items
        ]
        assert waits == ["Acordar"]
        with pytest.raises(ReasonRequired):
            agree(story, first, because=" ")
        with pytest.raises(NotAllowed):
            agree(story, first, who="advisor")
        agreed = agree(story, first)
        done = stage(story, "alternative")
        assert (agreed.agreed_by_id, done.content) == (story.cast.contact.person_id, "Una planta nueva")
        with pytest.raises(StageNotClosedHere):
            agree(story, first)
        for act in (
            lambda: PlanAlternative.objects.update(name="Otra"),
            lambda: PlanAlternative.objects.all().delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

    def test_are_not_agreed_by_who_advises(self, story):
        reach(story, "alternative")
        first = compare(story, "Una planta nueva", "Un grupo de trabajo")[0]
        WorkPlan.objects.filter(pk=story.plan.pk).update(created_by=story.cast.person("contact"))
        with pytest.raises(BothSides):
            agree(story, first)


class TestOrder:
    def report(self, story, position):
        milestone = story.plan.milestones.get(position=position)
        return report_milestone(
            actor=story.cast.advisor, public_id=milestone.public_id, report="Listo", uploads=[upload()], now=NOW
        )

    def test_holds_the_milestones_of_the_execution_until_an_alternative_is_agreed(self, story):
        reach(story, "alternative")
        with pytest.raises(StageOutOfOrder) as refused:
            self.report(story, 2)
        assert "alternativa acordada" in str(refused.value)
        agree(story, compare(story, "Una planta nueva", "Un grupo de trabajo")[0])
        assert self.report(story, 2).status == "reported"

    def test_ends_with_the_act_of_the_delivery(self, story):
        content = DeliveryContent(TODAY, "Camila", "Rafael", ["Manual", "Anexo"])
        deliver = {"actor": story.cast.advisor, "public_id": story.plan.public_id, "content": content, "now": NOW}
        with pytest.raises(StageOutOfOrder), transaction.atomic():
            deliver_plan(**deliver)
        reach(story, "delivery")
        put(story.plan.milestones.get(position=3), "validated")
        assert deliver_plan(**deliver).status == "finished"
        assert (stage(story, "delivery").content, stage(story, "delivery").held_on) == ("Manual; Anexo", TODAY)

    def test_is_not_asked_of_a_plan_without_route(self, cast, plan_in):
        plan = plan_in()
        report_milestone(
            actor=cast.advisor,
            public_id=plan.milestones.get(position=3).public_id,
            report="Sí",
            uploads=[upload()],
            now=NOW,
        )
        assert selectors.get_route_state(plan=plan).steps == []
