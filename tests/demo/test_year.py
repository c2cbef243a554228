import random
from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.core.actors import SYSTEM
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.demo import script
from llegada.demo.accounts import describe_accounts, list_accounts
from llegada.demo.catalogue import CONTRIBUTIONS, PEOPLE, SERVICES
from llegada.demo.errors import NotEmpty
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.demo.selectors import is_demo_loaded
from llegada.demo.services import load_demo
from llegada.demo.trips import plan_near_visits
from llegada.imports.models import ImportRun
from llegada.insights.selectors.overlaps import OverlapQuery, list_overlaps, with_entities
from llegada.planning.choices import AmendmentStatus, AnalysisStatus, LineStatus, PlanStatus
from llegada.planning.models import AnnualAnalysis, AnnualPlan, AnnualPlanLine, PlanAmendment
from llegada.portfolio.choices import ServiceStatus, StrategyStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceNote, ServiceVersion, Strategy, VersionStrategy
from llegada.reports.choices import DocumentKind
from llegada.reports.models import IssuedDocument
from llegada.targeting.choices import ChangeStatus, EditionStatus, ListStatus, MatrixStatus, RuleStatus
from llegada.targeting.models import ConcertationMatrix, IndexEdition, ListChange, PrioritizedList, TargetingRule
from llegada.territory.models import Department
from llegada.territory.services import load_reference
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.models import PlanMilestone, WorkPlan
from tests import factories as make

#: What the year shows in every state that there is.
SHOWN = (
    (Strategy, StrategyStatus),
    (Service, ServiceStatus),
    (ServiceVersion, VersionStatus),
    (AnnualAnalysis, AnalysisStatus),
    (AnnualPlan, PlanStatus),
    (AnnualPlanLine, LineStatus),
    (PlanAmendment, AmendmentStatus),
    (IndexEdition, EditionStatus),
    (TargetingRule, RuleStatus),
    (PrioritizedList, ListStatus),
    (ListChange, ChangeStatus),
    (ConcertationMatrix, MatrixStatus),
)
#: Two plans of each kind instead of 250: the whole year is loaded by the browser journeys.
FEW = dict.fromkeys(script.FATES, 2) | {WorkPlanStatus.IN_EXECUTION: 6}
#: The joint plans of the showcase bring theirs besides: two that run and one that is still written.
JOINT = Counter({WorkPlanStatus.IN_EXECUTION: 2, WorkPlanStatus.DRAFT: 1})
#: What the imported file brings.
BROUGHT = Counter({WorkPlanStatus.HISTORICAL: 7})


@pytest.fixture
def few_plans(monkeypatch, db):
    monkeypatch.setattr(script, "FATES", FEW)
    load_reference(actor=SYSTEM, now=timezone.now())


class TestCatalogue:
    def test_has_forty_people_in_every_role_that_a_person_can_have_inside(self):
        held = {role for person in PEOPLE for role, _ in person.roles}
        assert len(PEOPLE) == 40
        assert held == set(Role) - {Role.PUBLIC, Role.ENTITY_CONTACT, Role.LEGAL_REPRESENTATIVE}

    def test_has_thirty_services_whose_weights_add_up(self):
        assert len(SERVICES) == 30
        assert {sum(weight for _, weight in service.milestones) for service in SERVICES} == {100}

    def test_has_250_plans(self):
        assert sum(script.FATES.values()) == 250


class TestChooseEntities:
    def test_reaches_every_department_before_any_entity_comes_twice(self, db):
        load_reference(actor=SYSTEM, now=timezone.now())
        entities = script.choose_entities(random.Random(1))
        assert len({entity.pk for entity in entities}) == len(entities) <= sum(script.FATES.values())
        assert {entity.department_id for entity in entities} == set(Department.objects.values_list("code", flat=True))
        assert Department.objects.count() == 33


def check_counts(summary, today):
    assert (Organization.objects.count(), OrgUnit.objects.count(), Service.objects.count()) == (3, 12, 31)
    assert Counter(WorkPlan.objects.values_list("status", flat=True)) == Counter(FEW) + JOINT + BROUGHT
    (run,) = ImportRun.objects.all()
    assert (run.status, run.created, run.refused, run.ignored) == ("done", 7, 1, 1)
    for model, states in SHOWN:
        assert set(model.objects.values_list("status", flat=True)) == set(states.values), model
    assert set(IssuedDocument.objects.values_list("kind", flat=True)) == set(DocumentKind.values)
    assert set(ServiceNote.objects.values_list("is_of_coordination", flat=True)) == {True, False}
    assert Person.objects.count() == summary.people >= 40
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role) - {Role.PUBLIC}
    statuses = set(Session.objects.values_list("status", flat=True))
    assert {"planned", "minutes_approved"} <= statuses
    assert Session.objects.count() == summary.sessions > 50
    assert not Session.objects.filter(status="planned", held_on__lt=today).exists()
    assert PlanMilestone.objects.filter(status="reported").exists()


def check_story_of_a_closed_plan():
    plan = WorkPlan.objects.filter(status="closed").first()
    verbs = list(
        Event.objects.filter(
            target_kind="workplans.workplan", target_id=str(plan.public_id), verb__startswith="workplan."
        )
        .order_by("at", "pk")
        .values_list("verb", flat=True)
    )
    assert verbs[0] == "workplan.create"
    assert verbs[-5:-2] == ["workplan.sign", "workplan.sign_for_provider", "workplan.start"]
    assert verbs[-2:] == ["workplan.finish", "workplan.close"]


def check_services_contribute_to_strategies_of_before():
    """What is published says to which strategies it contributes, so that work and progress are seen by strategy too."""
    found = VersionStrategy.objects.filter(version__status="published").select_related("strategy", "version__service")
    named = {one.strategy.name for one in found}
    assert named == {name for names in CONTRIBUTIONS.values() for name in names}
    assert all(one.strategy.created_at < one.version.service.created_at for one in found)


def check_nothing_happens_before_its_time(now, today):
    """What was played is of the days before: whoever loads the year just after midnight finds nothing of the hours to come."""
    while_loading = {"at__gte": now, "at__lte": timezone.now()}
    assert not Event.objects.filter(at__gt=moment(today, 0)).exclude(**while_loading).exists()
    (run,) = ImportRun.objects.all()
    assert now <= run.created_at <= run.finished_at
    told = Event.objects.filter(target_kind="imports.importrun").order_by("pk").values_list("verb", "at")
    assert [verb for verb, _at in told] == [
        f"importrun.{one}" for one in ("upload", "describe", "try", "start", "finish")
    ]
    assert all(at >= now for _verb, at in told)


class TestPlanNearVisits:
    TODAY = date(2026, 6, 10)

    @pytest.fixture
    def cast(self, db):
        """Return two advisors, each of a unit that carries out a plan with one mayoralty on one line."""
        line, entity, cast = make.make_line(), make.make_entity(), Cast()
        for login in ("una", "otra"):
            version, person = make.make_service(make.make_unit(), line=line), make.make_person()
            make.assign(person, Role.ADVISOR, unit=version.service.unit)
            dates = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
            make.make_plan(
                unit=version.service.unit,
                entity=entity,
                advisor=person,
                versions=[version],
                status="in_execution",
                **dates,
            )
            cast.people[login] = person
        return cast

    def test_are_one_trip(self, cast):
        plan_near_visits(cast, today=self.TODAY)

        person = make.make_person()
        make.assign(person, Role.COORDINATOR, organization=make.make_organization())
        plan = WorkPlan.objects.select_related("entity").earliest("pk")
        query = OverlapQuery(self.TODAY, date(2026, 7, 10), department_ids=frozenset({plan.entity.department_id}))
        found = list_overlaps(actor=make.actor_of_person(person), query=query).found
        assert [one.trip_on for one in with_entities(list(found[:]))] == [date(2026, 6, 19)]

    def test_are_none_where_no_two_units_share_an_entity(self, cast):
        WorkPlan.objects.filter(advisor=cast.people["otra"]).update(status="closed")
        plan_near_visits(cast, today=self.TODAY)
        assert not Session.objects.exists()


class TestLoadDemo:
    def test_leaves_every_state_with_its_story_in_order_and_no_mail(self, few_plans):
        """One test: the load takes long, and what follows only looks at what it left."""
        now, today = timezone.now(), timezone.localdate()
        summary = load_demo(now=now, today=today)
        check_counts(summary, today)
        check_story_of_a_closed_plan()
        check_services_contribute_to_strategies_of_before()
        check_nothing_happens_before_its_time(now, today)
        assert not DBTaskResult.objects.exists()
        assert is_demo_loaded()
        call_command("check_figures", verbosity=0)

    def test_refuses_to_mix_with_real_data(self, db):
        make.make_organization()
        with pytest.raises(NotEmpty):
            load_demo(now=timezone.now(), today=timezone.localdate())


class TestAccounts:
    def test_are_none_without_the_demonstration(self, db):
        assert list_accounts() == []
        assert describe_accounts() == ""
