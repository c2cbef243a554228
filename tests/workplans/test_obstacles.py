from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.waiting import read_waiting
from llegada.workplans import obstacle_rules, selectors
from llegada.workplans.choices import ObstacleStatus, WorkPlanStatus
from llegada.workplans.errors import LessonsRequired, NoObstaclesHere, ObstaclesOpen
from llegada.workplans.models import PlanLesson, PlanObstacle
from llegada.workplans.services import ObstacleContent, apply_action, move_obstacle, record_obstacle
from tests.factories import NOW, TODAY
from tests.workplans.makers import make_obstacle

WEEK = timedelta(days=7)


def content(**values):
    given = {"kind": "information", "what": " No llega la nómina. ", "since": TODAY, "side": "entity", "due_on": TODAY}
    return ObstacleContent(**(given | values))


def meet(cast, plan, who="advisor", **values):
    return record_obstacle(actor=cast.actor(who), public_id=plan.public_id, content=content(**values), now=NOW)


def act(cast, one, who, action, reason="Llegó por correo."):
    return move_obstacle(actor=cast.actor(who), public_id=one.public_id, action=action, now=NOW, reason=reason)


class TestRecordObstacle:
    @pytest.mark.parametrize("status", WorkPlanStatus.values)
    def test_is_for_plans_signed_and_not_ended(self, cast, plan_in, status):
        plan = plan_in(status)
        if status in obstacle_rules.MET_IN:
            assert meet(cast, plan).what == "No llega la nómina."
            assert list_events(target=plan)[0].verb == "obstacle.raise"
        else:
            with pytest.raises(NoObstaclesHere):
                meet(cast, plan)

    @pytest.mark.parametrize(
        ("name", "refusal"),
        [("contact", None), ("head", None), ("monitor", NotAllowed), ("control", NotAllowed), ("stranger", NotFound)],
    )
    def test_is_for_both_sides_of_the_plan(self, cast, plan_in, name, refusal):
        plan = plan_in()
        if refusal is None:
            assert meet(cast, plan, who=name).raised_by_id == cast.actor(name).person_id
        else:
            with pytest.raises(refusal):
                meet(cast, plan, who=name)

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("since", {"since": TODAY + WEEK, "due_on": TODAY + WEEK}),
            ("due_on", {"due_on": TODAY - WEEK}),
            ("what", {"what": " "}),
            ("kind", {"kind": "weather"}),
        ],
    )
    def test_refuses_what_cannot_be_with_its_field(self, cast, plan_in, field, values):
        with pytest.raises(Invalid) as refused:
            meet(cast, plan_in(), **values)
        assert list(refused.value.fields) == [field]

    def test_asks_somebody_of_the_side_that_resolves_it(self, cast, plan_in):
        plan = plan_in()
        with pytest.raises(Invalid):
            meet(cast, plan, side="provider", responsible=cast.person("contact"))
        with pytest.raises(Invalid):
            meet(cast, plan, side="entity", responsible=cast.person("head"))
        assert meet(cast, plan, responsible=cast.person("contact")).responsible == cast.person("contact")

    def test_belongs_to_a_milestone_of_its_plan(self, cast, plan_in):
        other = plan_in().milestones.first()
        with pytest.raises(Invalid):
            meet(cast, plan_in(), milestone=other)

    @pytest.mark.parametrize(("side", "told"), [("entity", {"contact@ejemplo.gov.co"}), ("provider", set())])
    def test_tells_who_resolves_it(self, cast, plan_in, side, told, django_capture_on_commit_callbacks):
        cast.person("contact")
        with django_capture_on_commit_callbacks(execute=True):
            meet(cast, plan_in(), side=side)
        assert {message.to[0] for message in mail.outbox} == told


class TestMoveObstacle:
    @pytest.mark.parametrize("status", ObstacleStatus.values)
    @pytest.mark.parametrize("action", ["start", "resolve", "discard"])
    def test_holds_as_the_table_says(self, cast, plan_in, status, action):
        closed = {"closed_at": NOW, "closed_by": cast.person("head"), "resolution": "Ya."}
        is_open = status in obstacle_rules.OPEN
        one = make_obstacle(plan_in(), by=cast.person("advisor"), status=status, **({} if is_open else closed))
        expected = obstacle_rules.TRANSITIONS.get((status, action))
        if expected is None:
            with pytest.raises(TransitionNotAllowed):
                act(cast, one, "advisor", action)
        else:
            assert act(cast, one, "advisor", action).status == expected

    @pytest.mark.parametrize(
        ("name", "action", "may"),
        [
            ("contact", "resolve", True),
            ("contact", "discard", False),
            ("head", "discard", True),
            ("monitor", "start", False),
        ],
    )
    def test_is_for_who_may(self, cast, plan_in, name, action, may):
        one = make_obstacle(plan_in(), by=cast.person("advisor"))
        if may:
            assert act(cast, one, name, action).closed_by_id == cast.actor(name).person_id
        else:
            with pytest.raises(NotAllowed):
                act(cast, one, name, action)

    @pytest.mark.parametrize("action", ["resolve", "discard"])
    def test_says_how_it_ended(self, cast, plan_in, action):
        one = make_obstacle(plan_in(), by=cast.person("advisor"))
        with pytest.raises(ReasonRequired):
            act(cast, one, "advisor", action, reason=" ")
        with pytest.raises(NotFound):
            act(cast, one, "advisor", "fly")

    def test_is_kept_by_the_database_once_ended(self, cast, plan_in):
        one = act(cast, make_obstacle(plan_in(), by=cast.person("advisor")), "advisor", "resolve")
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanObstacle.objects.filter(pk=one.pk).update(resolution="Otra")
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanObstacle.objects.filter(pk=one.pk).delete()


class TestFigures:
    @pytest.mark.parametrize("by", selectors.GROUPS)
    def test_count_what_is_open_in_lists_and_progress(self, cast, plan_in, by):
        plan = plan_in()
        for status in ("open", "in_resolution"):
            make_obstacle(plan, by=cast.person("advisor"), status=status)
        act(cast, make_obstacle(plan, by=cast.person("advisor")), "advisor", "resolve")
        assert selectors.list_work_plans(actor=cast.head, today=TODAY).get().obstacle_count == 2
        assert [row.obstacles for row in selectors.summarize_progress(actor=cast.head, by=by, today=TODAY)] == [2]


class TestWaiting:
    @pytest.mark.parametrize(
        ("side", "responsible", "waits_for"),
        [
            ("entity", None, {"contact", "legal"}),
            ("entity", "legal", {"legal"}),
            ("provider", None, {"advisor"}),
            ("provider", "head", {"head"}),
        ],
    )
    def test_is_for_who_resolves_it(self, cast, plan_in, side, responsible, waits_for):
        person = cast.person(responsible) if responsible else None
        one = make_obstacle(plan_in(), by=cast.person("advisor"), side=side, responsible=person)
        found = {
            name
            for name in ("advisor", "head", "contact", "legal", "monitor")
            for item in read_waiting(selectors.list_waiting_kinds(actor=cast.actor(name), today=TODAY)).items
            if str(one.public_id) in item.url
        }
        assert found == waits_for


class TestEndings:
    def test_wait_for_what_is_open(self, cast, plan_in):
        plan = plan_in()
        make_obstacle(plan, by=cast.person("advisor"))
        with pytest.raises(ObstaclesOpen):
            apply_action(actor=cast.advisor, public_id=plan.public_id, action="finish", now=NOW)

    def test_before_time_say_what_was_learnt_once_it_was_signed(self, cast, plan_in):
        plan, draft = plan_in(), plan_in("draft")
        ending = {"action": "terminate", "now": NOW, "reason": "Cambió todo."}
        with pytest.raises(LessonsRequired):
            apply_action(actor=cast.head, public_id=plan.public_id, lessons=" ", **ending)
        apply_action(actor=cast.head, public_id=plan.public_id, lessons=" Pactar antes. ", **ending)
        apply_action(actor=cast.head, public_id=draft.public_id, **ending)
        lesson = PlanLesson.objects.get()
        assert (lesson.plan, lesson.moment, lesson.text) == (plan, "terminate", "Pactar antes.")
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanLesson.objects.update(text="Otra")

    def test_by_suspension_may_say_it_too(self, cast, plan_in):
        plan = plan_in()
        given = {"action": "suspend", "now": NOW, "reason": "Derrumbe."}
        apply_action(actor=cast.head, public_id=plan.public_id, lessons="Tener otra vía.", **given)
        assert selectors.list_lessons(plan=plan).get().moment == "suspend"
