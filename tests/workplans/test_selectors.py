from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils.translation import override

from llegada.core.errors import NotFound
from llegada.core.waiting import Severity, read_waiting
from llegada.workplans import rules, selectors
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.models import MilestoneEvidence, PlanMilestone, WorkPlan, WorkPlanVersion
from llegada.workplans.services import report_milestone
from tests.factories import NOW, TODAY, make_person, make_plan, make_service, make_unit
from tests.records.samples import upload


def put(plan, position, status, *, due_on=None, reporter=None):
    values = {"status": status}
    if status != "pending":
        values |= {"reported_at": NOW, "reported_by": reporter or plan.advisor}
    if status in {"validated", "returned"}:
        values |= {"reviewed_at": NOW, "reviewed_by": make_person()}
    if due_on:
        values["due_on"] = due_on
    milestones = PlanMilestone.objects.filter(plan=plan, position=position)
    milestones.update(**values)
    return milestones.get()


class TestListWorkPlans:
    def test_gives_progress_as_numerator_and_denominator(self, cast, plan_in):
        plan = plan_in(versions=[make_service(cast.unit), make_service(cast.unit, weights=(100,))])
        put(plan, 2, "validated")
        found = selectors.list_work_plans(actor=cast.head, today=TODAY).get()
        assert (found.done_weight, found.total_weight) == (Decimal(50), Decimal(200))

    def test_tells_nothing_done_from_no_milestones(self, cast, plan_in):
        plan_in()
        plan_in(versions=[])
        rows = selectors.list_work_plans(actor=cast.head, today=TODAY).order_by("pk")
        assert [(row.done_weight, row.total_weight) for row in rows] == [(0, 100), (None, None)]

    def test_counts_what_is_overdue_as_the_rule_says(self, cast, plan_in):
        for status in WorkPlanStatus.values:
            plan = plan_in(status)
            put(plan, 1, "pending", due_on=TODAY - timedelta(days=1))
            put(plan, 2, "returned", due_on=TODAY)
            put(plan, 3, "reported", due_on=TODAY - timedelta(days=9))
        for row in selectors.list_work_plans(actor=cast.head, today=TODAY):
            expected = sum(
                rules.is_overdue(
                    due_on=one.due_on, status=one.status, today=TODAY, plan_status=row.status, ends_on=row.ends_on
                )
                for one in row.milestones.all()
            )
            assert row.overdue_count == expected
            assert (selectors.filter_overdue(WorkPlan.objects.filter(pk=row.pk), today=TODAY).count() == 1) is (
                expected > 0
            )

    @pytest.mark.parametrize(
        ("name", "count"),
        [
            ("advisor", 2),
            ("colleague", 0),
            ("manager", 2),
            ("head", 2),
            ("other_head", 0),
            ("monitor", 2),
            ("contact", 1),
            ("other_legal", 0),
            ("stranger", 0),
        ],
    )
    def test_shows_each_what_is_theirs(self, cast, plan_in, name, count):
        plan_in("draft")
        plan_in("socialized")
        make_plan(entity=cast.entity, status="draft")
        assert selectors.list_work_plans(actor=cast.actor(name), today=TODAY).count() == count

    def test_takes_one_query_whatever_the_number(self, cast, plan_in, django_assert_num_queries):
        for _ in range(5):
            plan_in()
        actor = cast.head
        with django_assert_num_queries(1):
            for row in selectors.list_work_plans(actor=actor, today=TODAY):
                assert row.entity.municipality.name
                assert row.unit.organization.name
                assert row.advisor.full_name


class TestGetters:
    @pytest.mark.parametrize(
        "get", [selectors.get_work_plan, selectors.get_milestone, selectors.get_evidence], ids=lambda get: get.__name__
    )
    def test_hide_what_does_not_exist(self, cast, get):
        with pytest.raises(NotFound):
            get(actor=cast.head, public_id=uuid4())

    def test_hide_what_hangs_from_a_hidden_plan(self, cast, plan_in):
        plan = plan_in()
        milestone = plan.milestones.first()
        report_milestone(actor=cast.advisor, public_id=milestone.public_id, report="Listo", uploads=[upload()], now=NOW)
        evidence = MilestoneEvidence.objects.get()
        assert selectors.get_evidence(actor=cast.legal, public_id=evidence.public_id) == evidence
        for get, key in ((selectors.get_milestone, milestone), (selectors.get_evidence, evidence)):
            with pytest.raises(NotFound):
                get(actor=cast.other_legal, public_id=key.public_id)


class TestFilterText:
    @pytest.mark.parametrize(
        ("text", "found"), [("medellin ALCALDÍA", True), ("agua", True), ("agua medellín", True), ("pasto", False)]
    )
    def test_finds_by_entity_and_title(self, cast, plan_in, text, found):
        plan_in(title="Plan de agua")
        assert selectors.filter_text(WorkPlan.objects.all(), text).exists() is found


class TestCandidates:
    def test_are_what_the_actor_may_put_in_a_plan(self, cast):
        own = make_service(cast.unit)
        make_service(cast.unit, is_published=False)
        make_service(make_unit())
        cast.person("advisor"), cast.person("colleague"), cast.person("stranger")
        assert list(selectors.list_units_to_plan(actor=cast.head)) == [cast.unit]
        assert list(selectors.list_services_to_plan(actor=cast.head)) == [own.service]
        assert set(selectors.list_advisors(actor=cast.head, today=TODAY)) == {
            cast.person("advisor"),
            cast.person("colleague"),
        }
        assert list(selectors.list_advisors(actor=cast.advisor, today=TODAY)) == [cast.person("advisor")]
        assert not selectors.list_units_to_plan(actor=cast.legal).exists()

    def test_forget_roles_that_ended(self, cast):
        cast.person("advisor").assignments.update(ends_on=TODAY - timedelta(days=1))
        assert not selectors.is_advisor_of(person=cast.person("advisor"), unit=cast.unit, today=TODAY)
        assert not selectors.list_advisors(actor=cast.head, today=TODAY).exists()


class TestSummarizeProgress:
    @pytest.mark.parametrize("by", sorted(selectors.GROUPS))
    def test_adds_numerators_and_denominators(self, cast, plan_in, by):
        versions = [make_service(cast.unit, name="Manual")]
        first, second = plan_in(versions=versions), plan_in(versions=versions)
        put(first, 1, "validated")
        put(second, 2, "validated")
        put(second, 3, "pending", due_on=TODAY - timedelta(days=1))
        plan_in("draft", versions=versions)
        plan_in("terminated", versions=versions)
        row = selectors.summarize_progress(actor=cast.head, by=by, today=TODAY)[0]
        assert (row.progress.done, row.progress.total) == (Decimal(70), Decimal(200))
        assert (row.plans, row.milestones) == (2, 6)
        assert row.overdue == sum(
            rules.is_overdue(due_on=one.due_on, status=one.status, today=TODAY)
            for one in PlanMilestone.objects.filter(plan__in=[first, second])
        )

    def test_shows_only_what_the_actor_sees(self, cast, plan_in):
        plan_in()
        assert selectors.summarize_progress(actor=cast.stranger, by="entity", today=TODAY) == []


class TestListWaitingFor:
    def test_shows_the_advisor_what_is_late_soon_and_returned(self, cast, plan_in):
        plan = plan_in()
        put(plan, 1, "pending", due_on=TODAY - timedelta(days=1))
        put(plan, 2, "pending", due_on=TODAY + timedelta(days=7))
        put(plan, 3, "returned", due_on=TODAY + timedelta(days=90))
        found = read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items
        assert [(item.title, item.severity, item.action) for item in found] == [
            ("Reportar hito: Hito 1", Severity.LATE, "Reportar"),
            ("Reportar hito: Hito 2", Severity.SOON, "Reportar"),
            ("Corregir hito: Hito 3", Severity.LATE, "Corregir"),
        ]
        assert found[0].url.endswith(f"#hito-{plan.milestones.get(position=1).public_id}")
        assert found[0].detail == "Alcaldía de Medellín · Dirección de Fortalecimiento"

    def test_leaves_out_what_is_far_and_what_is_not_in_course(self, cast, plan_in):
        put(plan_in(), 1, "pending", due_on=TODAY + timedelta(days=8))
        put(plan_in("suspended"), 1, "pending", due_on=TODAY - timedelta(days=8))
        PlanMilestone.objects.exclude(position=1).update(due_on=date(2027, 6, 1))
        assert read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items == []

    def test_shows_reviewers_what_others_reported(self, cast, plan_in):
        plan = plan_in()
        put(plan, 1, "reported")
        put(plan, 2, "reported", reporter=cast.person("head"))
        PlanMilestone.objects.filter(plan=plan).update(due_on=TODAY - timedelta(days=90), reported_at=NOW)
        items = read_waiting(selectors.list_waiting_kinds(actor=cast.head, today=TODAY)).items
        assert [item.title for item in items] == ["Validar hito: Hito 1"]
        assert (items[0].severity, items[0].due) == ("info", TODAY)  # it waits since the report, whatever its own date
        assert len(read_waiting(selectors.list_waiting_kinds(actor=cast.coordinator, today=TODAY)).items) == 2

    @pytest.mark.parametrize(
        ("status", "name", "action"),
        [
            ("changes_requested", "advisor", "Ajustar"),
            ("signed", "advisor", "Empezar"),
            ("socialized", "contact", "Leer"),
            ("socialized", "legal", "Leer"),
            ("agreed", "legal", "Firmar"),
            ("finished", "head", "Cerrar"),
            ("finished", "monitor", "Cerrar"),
        ],
    )
    def test_shows_plans_to_whoever_moves_them_on(self, cast, plan_in, status, name, action):
        plan = plan_in(status)
        item = read_waiting(selectors.list_waiting_kinds(actor=cast.actor(name), today=TODAY)).items[0]
        assert (item.action, item.url) == (action, plan.get_absolute_url())
        assert plan.title in item.title

    @pytest.mark.parametrize(
        ("status", "name"),
        [("changes_requested", "head"), ("signed", "legal"), ("agreed", "contact"), ("draft", "advisor")],
    )
    def test_troubles_nobody_else(self, cast, plan_in, status, name):
        plan_in(status)
        assert read_waiting(selectors.list_waiting_kinds(actor=cast.actor(name), today=TODAY)).items == []

    def test_asks_the_head_for_the_signature_before_the_advisor_begins(self, cast, plan_in):
        plan = plan_in("signed", is_provider_signed=False)
        assert read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items == []
        asked = [item.title for item in read_waiting(selectors.list_waiting_kinds(actor=cast.head, today=TODAY)).items]
        assert asked == [f"Firmar por quien asiste: {plan.title}"]

    @pytest.mark.parametrize(
        ("starts_on", "severity", "due"),
        [(date(2026, 12, 16), "warn", date(2026, 12, 16)), (date(2026, 11, 1), "bad", TODAY)],
        ids=("in-time", "should-have-begun"),
    )
    def test_presses_for_the_changes_the_more_once_the_plan_should_have_begun(
        self, cast, plan_in, starts_on, severity, due
    ):
        plan_in("changes_requested")
        WorkPlan.objects.update(starts_on=starts_on, ends_on=date(2027, 6, 1))
        item = read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items[0]
        assert (item.severity, item.due) == (severity, due)

    def test_offers_to_finish_only_when_all_is_validated(self, cast, plan_in):
        plan = plan_in()
        PlanMilestone.objects.update(due_on=date(2027, 6, 1))
        for position in (1, 2):
            put(plan, position, "validated")
        assert read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items == []
        put(plan, 3, "validated")
        assert [
            item.action for item in read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items
        ] == ["Finalizar"]

    def test_takes_one_query_whatever_the_number(self, cast, plan_in, django_assert_num_queries):
        for status in ("in_execution", "changes_requested", "signed", "finished"):
            for _ in range(3):
                plan_in(status)
        for name in ("advisor", "head", "legal", "manager"):
            actor = cast.actor(name)
            read_waiting(
                selectors.list_waiting_kinds(actor=actor, today=TODAY)
            )  # Django asks once what the database can do
            with django_assert_num_queries(1):
                read_waiting(selectors.list_waiting_kinds(actor=actor, today=TODAY))


class TestVersions:
    def version(self, plan, number, content):
        return WorkPlanVersion(plan=plan, number=number, content=content, sha256=rules.content_hash(content))

    def test_are_no_longer_intact_if_the_content_was_touched(self, plan_in):
        version = self.version(plan_in("draft"), 1, {"title": "A"})
        assert selectors.is_intact(version)
        version.content["title"] = "B"
        assert not selectors.is_intact(version)

    def test_say_in_words_what_changed(self, cast, plan_in):
        kept, dropped, added = (make_service(cast.unit, name=name) for name in ("Manual", "Catastro", "Archivo"))
        plan = plan_in("draft", versions=[kept, dropped])
        older = selectors.compose_content(plan)
        plan.title = "Título nuevo"
        plan.expected_results = "Más capacidad"
        plan.ends_on = date(2026, 12, 31)
        plan.milestones.filter(milestone=kept.milestones.get(position=1)).update(due_on=date(2026, 6, 6))
        plan.plan_services.filter(service_version=dropped).update(service_version=added)
        newer = selectors.compose_content(plan)
        newer["services"][0]["milestones"][1]["weight"] = "55.50"
        changes = selectors.compare_versions(older=self.version(plan, 1, older), newer=self.version(plan, 2, newer))
        found = {(one.what, one.before, one.after) for one in changes}
        assert ("Servicio", "", "Archivo") in found
        assert ("Servicio", "Catastro", "") in found
        assert ("Resultados de capacidad esperados", "", "Más capacidad") in found
        assert ("Fin", "15\u00a0dic\u00a02026", "31\u00a0dic\u00a02026") in found
        assert ("Hito 1 · Fecha límite", "30\u00a0abr\u00a02026", "6\u00a0jun\u00a02026") in found
        assert ("Hito 2 · Peso (%)", "50", "55,5") in found
        assert len(found) == 7

    def test_do_not_depend_on_the_reader_s_language(self, plan_in):
        plan = plan_in("draft")
        with override("en"):
            english = selectors.compose_content(plan)
        assert english == selectors.compose_content(plan)
