from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound
from llegada.core.history import list_events
from llegada.portfolio.models import Service
from llegada.workplans import selectors
from llegada.workplans.errors import PlanNotEditable
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.services import PlanBasis, PlanText, create_plan, edit_plan, set_milestone_dates
from tests.factories import NOW, make_entity, make_municipality, make_plan, make_service, make_unit

TEXT = PlanText(
    title="Fortalecer la planeación",
    objectives="Adoptar el manual de funciones.",
    starts_on=date(2026, 2, 1),
    ends_on=date(2026, 12, 1),
    counterpart_name="Secretaría de Planeación",
)
UNPLANNED = PlanBasis(reason="no_annual_plan")
LATER = NOW + timedelta(hours=1)


def create(cast, **values):
    defaults = {
        "actor": cast.advisor,
        "unit": cast.unit,
        "entity": cast.entity,
        "advisor": cast.person("advisor"),
        "services": [],
        "text": TEXT,
        "basis": UNPLANNED,
        "now": NOW,
    }
    return create_plan(**(defaults | values))


class TestCreatePlan:
    def test_copies_name_and_weight_of_each_milestone_with_a_date(self, cast):
        version = make_service(cast.unit, weights=(20, 50, 30))
        plan = create(cast, services=[version.service])
        assert (plan.status, plan.created_by_id) == ("draft", cast.advisor.person_id)
        assert plan.plan_services.get().service_version == version
        assert list(plan.milestones.order_by("position").values_list("name", "weight", "due_on")) == [
            ("Hito 1", 20, date(2026, 5, 13)),
            ("Hito 2", 50, date(2026, 8, 22)),
            ("Hito 3", 30, date(2026, 12, 1)),
        ]
        assert PlanMilestone.history.filter(plan=plan).count() == 3

    def test_refuses_guidance_which_answers_a_petition_and_has_no_plan(self, cast):
        version = make_service(cast.unit, kind="guidance")
        with pytest.raises(Invalid, match="no lleva plan de trabajo"):
            create(cast, services=[version.service])
        assert version.service not in selectors.list_services_to_plan(actor=cast.advisor)

    def test_writes_history(self, cast):
        plan = create(cast)
        event = list_events(target=plan).get()
        assert (event.verb, event.after, event.actor_name) == ("workplan.create", "draft", "Advisor de Prueba")

    def test_takes_the_dates_that_are_given(self, cast):
        version = make_service(cast.unit, weights=(40, 60))
        first = version.milestones.get(position=1)
        plan = create(cast, services=[version.service], due_on={first.public_id: date(2026, 3, 3)})
        assert plan.milestones.get(position=1).due_on == date(2026, 3, 3)
        assert plan.milestones.get(position=2).due_on == date(2026, 12, 1)

    def test_refuses_a_date_outside_the_plan(self, cast):
        version = make_service(cast.unit, weights=(100,))
        day = {version.milestones.get().public_id: date(2027, 1, 1)}
        with pytest.raises(Invalid, match="entre el inicio y el fin"):
            create(cast, services=[version.service], due_on=day)
        assert not WorkPlan.objects.exists()

    def test_takes_a_service_chosen_twice_once(self, cast):
        service = make_service(cast.unit).service
        assert create(cast, services=[service, service]).plan_services.count() == 1

    def test_accepts_services_of_another_unit_of_the_organization(self, cast):
        version = make_service(make_unit(cast.unit.organization))
        assert create(cast, services=[version.service]).plan_services.count() == 1

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("ends_on", {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 2, 1)}),
            ("starts_on", {"starts_on": date(1924, 1, 1)}),
            ("ends_on", {"ends_on": date(2204, 12, 1)}),
            ("title", {"title": ""}),
            ("objectives", {"objectives": ""}),
            ("counterpart_email", {"counterpart_email": "no es un correo"}),
            ("title", {"title": "x" * 201}),
        ],
    )
    def test_refuses_a_bad_text_with_its_field(self, cast, field, values):
        with pytest.raises(Invalid) as refused:
            create(cast, text=replace(TEXT, **values))
        assert field in refused.value.fields

    def test_says_that_dates_are_inverted(self, cast, plan_in):
        with pytest.raises(Invalid, match="La fecha de fin debe ser posterior a la de inicio"):
            create(cast, text=replace(TEXT, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1)))
        with pytest.raises(Invalid) as refused:
            edit(cast, plan_in("draft"), text=replace(TEXT, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1)))
        assert list(refused.value.fields) == ["ends_on"]

    def test_refuses_a_service_of_another_organization(self, cast):
        with pytest.raises(Invalid) as refused:
            create(cast, services=[make_service(make_unit()).service])
        assert "services" in refused.value.fields

    @pytest.mark.parametrize("status", ["in_design", "suspended", "in_closure", "retired"])
    def test_refuses_a_service_that_is_not_offered(self, cast, status):
        version = make_service(cast.unit, is_published=status != "in_design")
        Service.objects.filter(pk=version.service_id).update(status=status)
        with pytest.raises(Invalid, match="Los planes nuevos llevan servicios publicados"):
            create(cast, services=[Service.objects.get(pk=version.service_id)])

    def test_refuses_an_entity_that_is_no_longer_active(self, cast):
        entity = make_entity(make_municipality("05002", "Abejorral"), is_active=False)
        with pytest.raises(Invalid) as refused:
            create(cast, entity=entity)
        assert "entity" in refused.value.fields

    def test_keeps_an_advisor_to_their_own_plans(self, cast):
        with pytest.raises(Invalid, match="debe ser usted"):
            create(cast, advisor=cast.person("colleague"))

    def test_lets_a_head_choose_an_advisor_of_the_unit_only(self, cast):
        assert create(cast, actor=cast.head).advisor == cast.person("advisor")
        for name in ("stranger", "control", "legal"):
            with pytest.raises(Invalid) as refused:
                create(cast, actor=cast.head, advisor=cast.person(name))
            assert "advisor" in refused.value.fields

    def test_keeps_a_manager_to_their_territory(self, cast):
        own = {"actor": cast.manager, "advisor": cast.person("manager")}
        assert create(cast, **own).advisor == cast.person("manager")
        with pytest.raises(Invalid, match="fuera de su territorio"):
            create(cast, **own, entity=make_entity(make_municipality("52001", "Pasto")))

    @pytest.mark.parametrize("name", ["control", "monitor", "legal", "contact"])
    def test_refuses_roles_that_make_no_plans(self, cast, name):
        with pytest.raises(NotAllowed):
            create(cast, actor=cast.actor(name))

    def test_refuses_a_unit_beyond_reach(self, cast):
        with pytest.raises(NotAllowed):
            create(cast, unit=make_unit(cast.unit.organization))


def edit(cast, plan, **values):
    defaults = {
        "actor": cast.advisor,
        "public_id": plan.public_id,
        "text": TEXT,
        "basis": UNPLANNED,
        "services": [one.service_version.service for one in plan.plan_services.all()],
        "advisor": plan.advisor,
        "seen_at": plan.updated_at,
        "now": LATER,
    }
    return edit_plan(**(defaults | values))


class TestEditPlan:
    @pytest.mark.parametrize("status", ["draft", "changes_requested"])
    def test_changes_what_changed_and_says_what(self, cast, plan_in, status):
        plan = plan_in(status, starts_on=TEXT.starts_on, ends_on=TEXT.ends_on, counterpart_name=TEXT.counterpart_name)
        edited = edit(cast, plan)
        assert (edited.title, edited.objectives, edited.updated_at) == (TEXT.title, TEXT.objectives, LATER)
        assert list_events(target=plan).get().data == {"fields": ["objectives", "title"]}
        assert WorkPlan.history.filter(id=plan.pk, title=TEXT.title).count() == 1

    @pytest.mark.parametrize("status", ["socialized", "agreed", "signed", "in_execution", "closed", "terminated"])
    def test_refuses_a_plan_that_the_entity_was_shown(self, cast, plan_in, status):
        plan = plan_in(status)
        with pytest.raises(PlanNotEditable):
            edit(cast, plan)

    def test_refuses_to_overwrite_what_another_person_wrote(self, cast, plan_in):
        plan = plan_in("draft")
        edit(cast, plan, actor=cast.head)
        with pytest.raises(Conflict):
            edit(cast, plan, text=replace(TEXT, title="Otro título"))
        assert WorkPlan.objects.get(pk=plan.pk).title == TEXT.title

    def test_keeps_the_version_of_a_kept_service_and_swaps_the_others(self, cast, plan_in):
        kept, dropped, added = (make_service(cast.unit) for _ in range(3))
        plan = plan_in("draft", versions=[kept, dropped])
        Service.objects.filter(pk=kept.service_id).update(status="retired")
        edit(cast, plan, services=[Service.objects.get(pk=kept.service_id), added.service])
        assert set(plan.plan_services.values_list("service_version", flat=True)) == {kept.pk, added.pk}
        assert plan.milestones.count() == 6
        assert PlanMilestone.history.filter(plan_id=plan.pk, history_type="-").count() == 3

    def test_spreads_anew_the_dates_that_the_new_span_leaves_outside(self, cast, plan_in):
        plan = plan_in("draft")
        edit(cast, plan, text=replace(TEXT, starts_on=date(2027, 1, 1), ends_on=date(2027, 4, 1)))
        days = list(plan.milestones.order_by("position").values_list("due_on", flat=True))
        assert days == [date(2027, 1, 31), date(2027, 3, 2), date(2027, 4, 1)]

    def test_keeps_the_dates_that_still_fit(self, cast, plan_in):
        plan = plan_in("draft")
        before = list(plan.milestones.values_list("due_on", flat=True))
        edit(cast, plan, text=replace(TEXT, starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1)))
        assert list(plan.milestones.values_list("due_on", flat=True)) == before

    def test_lets_a_head_pass_the_plan_to_another_advisor(self, cast, plan_in):
        plan = plan_in("draft")
        assert edit(cast, plan, actor=cast.head, advisor=cast.person("colleague")).advisor == cast.person("colleague")
        with pytest.raises(NotFound):
            edit(cast, WorkPlan.objects.get(pk=plan.pk))

    def test_refuses_an_advisor_of_elsewhere(self, cast, plan_in):
        with pytest.raises(Invalid) as refused:
            edit(cast, plan_in("draft"), actor=cast.head, advisor=cast.person("stranger"))
        assert "advisor" in refused.value.fields

    @pytest.mark.parametrize(
        ("name", "refusal"), [("stranger", NotFound), ("control", NotAllowed), ("legal", NotFound)]
    )
    def test_is_for_those_who_make_the_plan(self, cast, plan_in, name, refusal):
        with pytest.raises(refusal):
            edit(cast, plan_in("draft"), actor=cast.actor(name))


class TestSetMilestoneDates:
    def test_moves_only_what_changed(self, cast, plan_in):
        plan = plan_in("draft")
        first, second = plan.milestones.order_by("position")[:2]
        days = {first.public_id: date(2026, 3, 1), second.public_id: second.due_on}
        set_milestone_dates(
            actor=cast.advisor, public_id=plan.public_id, due_on=days, seen_at=plan.updated_at, now=LATER
        )
        first.refresh_from_db()
        assert first.due_on == date(2026, 3, 1)
        assert list_events(target=plan).get().data == {"milestones": 1}
        assert PlanMilestone.history.filter(id=first.pk, due_on=date(2026, 3, 1)).count() == 1

    def test_refuses_dates_outside_the_plan_and_milestones_of_another(self, cast, plan_in):
        plan, other = plan_in("draft"), make_plan(status="draft")
        own, foreign = plan.milestones.first(), other.milestones.first()
        days = {own.public_id: date(2030, 1, 1), foreign.public_id: date(2026, 3, 1)}
        with pytest.raises(Invalid) as refused:
            set_milestone_dates(
                actor=cast.advisor, public_id=plan.public_id, due_on=days, seen_at=plan.updated_at, now=LATER
            )
        assert set(refused.value.fields) == {f"due_on-{own.public_id}", f"due_on-{foreign.public_id}"}

    def test_refuses_to_overwrite_what_another_person_wrote(self, cast, plan_in):
        plan = plan_in("draft")
        with pytest.raises(Conflict):
            set_milestone_dates(
                actor=cast.advisor,
                public_id=plan.public_id,
                due_on={},
                seen_at=plan.updated_at - timedelta(minutes=1),
                now=LATER,
            )
