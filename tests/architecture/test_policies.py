"""Every policy says the same of one object and of a queryset, for every role and every scope."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.module_loading import module_has_submodule

from llegada.accounts.models import EntityPerson, Organization, Person
from llegada.core.actors import ANONYMOUS
from llegada.core.policies import Policy, Reach
from llegada.core.roles import Role
from llegada.delivery.models import (
    AssistanceRequest,
    Commitment,
    FieldDevice,
    FieldItem,
    MassEvent,
    SensitiveAnswers,
    Session,
)
from llegada.imports.models import ImportRun, ValueMatch
from llegada.indicators.models import IndicatorSheet
from llegada.planning.models import AnnualAnalysis, AnnualPlan, PlanningCycle
from llegada.portfolio.models import CycleMoment, Service, StrategicStatement, Strategy, ThematicLine, UnitField
from llegada.reports.models import SheetsOrder
from llegada.targeting.models import (
    ConcertationMatrix,
    EntityGroup,
    ExternalIndex,
    PrioritizedEntity,
    PrioritizedList,
    TargetingRule,
)
from llegada.territory.models import Entity
from llegada.workplans.models import Consultation, JointWorkPlan, WorkPlan
from tests import factories as make
from tests.architecture.world import ROLES, World

pytestmark = pytest.mark.django_db


def find_policies() -> dict[str, Policy[Model]]:
    """Return every policy of the product by `app.NAME`."""
    found: dict[str, Policy[Model]] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("llegada.") and module_has_submodule(config.module, "policies"):
            module = importlib.import_module(f"{config.name}.policies")
            found |= {
                f"{config.label}.{name}": value
                for name, value in vars(module).items()
                if isinstance(value, Policy) and name.isupper()
            }
    return found


POLICIES = find_policies()
#: What each policy is about. A new policy must say it here.
SUBJECTS: dict[str, type[Model]] = {
    "accounts.ACCOUNTS_POLICY": Organization,
    "accounts.PERSON_POLICY": Person,
    "accounts.ENTITY_PEOPLE_POLICY": EntityPerson,
    "reports.FORMAT_POLICY": Organization,
    "reports.SHEETS_POLICY": SheetsOrder,
    "territory.TERRITORY_POLICY": Entity,
    "portfolio.SERVICE_POLICY": Service,
    "portfolio.LINE_POLICY": ThematicLine,
    "portfolio.MOMENT_POLICY": CycleMoment,
    "portfolio.UNIT_FIELD_POLICY": UnitField,
    "indicators.INDICATOR_POLICY": IndicatorSheet,
    "portfolio.STRATEGY_POLICY": Strategy,
    "planning.ANALYSIS_POLICY": AnnualAnalysis,
    "planning.CYCLE_POLICY": PlanningCycle,
    "planning.PLAN_POLICY": AnnualPlan,
    "portfolio.STATEMENT_POLICY": StrategicStatement,
    "targeting.INDEX_POLICY": ExternalIndex,
    "targeting.GROUP_POLICY": EntityGroup,
    "targeting.MATRIX_POLICY": ConcertationMatrix,
    "targeting.LIST_POLICY": PrioritizedList,
    "targeting.ANSWER_POLICY": PrioritizedEntity,
    "targeting.RULE_POLICY": TargetingRule,
    "workplans.WORK_PLAN_POLICY": WorkPlan,
    "workplans.JOINT_POLICY": JointWorkPlan,
    "workplans.CONSULTATION_POLICY": Consultation,
    "delivery.SESSION_POLICY": Session,
    "delivery.PLANNED_POLICY": Session,
    "delivery.COMMITMENT_POLICY": Commitment,
    "delivery.PLAN_POLICY": WorkPlan,
    "delivery.SENSITIVE_POLICY": SensitiveAnswers,
    "delivery.EVENT_POLICY": MassEvent,
    "delivery.FIELD_ITEM_POLICY": FieldItem,
    "delivery.FIELD_DEVICE_POLICY": FieldDevice,
    "delivery.REQUEST_POLICY": AssistanceRequest,
    "imports.IMPORT_POLICY": ImportRun,
    "imports.MATCH_POLICY": ValueMatch,
}


def actors_of(world: World):
    """Yield everybody: each role on each side, with every scope it admits, several roles at once, and nobody."""
    yield "nobody", ANONYMOUS
    yield "stranger", make.actor_of_person(world.stranger)
    for role, person in world.installation.items():
        yield f"{role} of the installation", make.actor_of_person(person)
    for side in (world.here, world.there):
        for role in ROLES:
            yield f"{role} of {side.organization}", make.actor_of_person(side.people[role])
    organization, entity = world.here.organization, world.here.entity
    for role in ROLES:
        if role not in {Role.ENTITY_CONTACT, Role.LEGAL_REPRESENTATIVE}:
            yield f"{role} of a whole organisation", make.make_actor(role, organization=organization)
    department = entity.municipality.department
    yield (
        "manager of a department",
        make.make_actor(Role.TERRITORIAL_MANAGER, organization=organization, departments=[department]),
    )
    both = make.make_person()
    make.assign(both, Role.ADVISOR, organization=organization)
    make.assign(both, Role.UNIT_HEAD, unit=world.there.unit)
    yield "two roles at once", make.actor_of_person(both)


def everything(model: type[Model]) -> QuerySet[Model]:
    objects = model._default_manager.all()
    if model is IndicatorSheet:
        return objects.select_related("unit__organization")
    if model in {ConcertationMatrix, EntityGroup, ExternalIndex, PrioritizedList}:
        return objects.select_related("unit")
    if model is PrioritizedEntity:
        return objects.select_related("list__unit")
    if model in {AnnualAnalysis, AnnualPlan}:
        return objects.select_related("unit")
    if model is MassEvent:
        return objects.select_related("unit")
    if model is SensitiveAnswers:
        return objects.select_related("entry__session__plan__unit", "entry__session__plan__entity")
    if model is AssistanceRequest:
        return objects.select_related("municipality", "entity")
    if model in {WorkPlan, Session, Commitment, FieldItem}:
        path = "" if model is WorkPlan else "plan__"
        return objects.select_related(f"{path}unit__organization", f"{path}entity__municipality")
    return objects


class TestPolicies:
    def test_all_say_what_they_are_about(self):
        assert POLICIES.keys() == SUBJECTS.keys()

    @pytest.mark.parametrize("name", POLICIES)
    def test_name_only_reaches_that_they_define(self, name):
        policy = POLICIES[name]
        used = {reach for row in policy.table.values() for reach in row.values()}
        assert used <= policy.reaches.keys() | {Reach.ALL}
        assert policy.view in policy.table

    @pytest.mark.parametrize("name", POLICIES)
    def test_let_nobody_change_what_they_may_not_see(self, name):
        policy = POLICIES[name]
        viewers = policy.table[policy.view].keys()
        for permission, row in policy.table.items():
            assert Role.PUBLIC in viewers or row.keys() <= viewers, permission

    def test_read_one_object_as_they_read_a_queryset(self, world):
        for who, actor in actors_of(world):
            for name, policy in POLICIES.items():
                objects = everything(SUBJECTS[name])
                for permission in policy.table:
                    one_by_one = sorted(one.pk for one in objects if policy.can(actor, permission, one))
                    at_once = sorted(policy.scope(actor, permission, objects).values_list("pk", flat=True))
                    assert at_once == one_by_one, (name, permission, who)

    def test_keep_the_two_organisations_apart(self, world):
        """What is not public of one side is seen and moved by nobody of the other."""
        private = [
            ("portfolio.SERVICE_POLICY", "draft_service"),
            ("portfolio.UNIT_FIELD_POLICY", "unit_field"),
            ("indicators.INDICATOR_POLICY", "draft_sheet"),
            ("portfolio.STRATEGY_POLICY", "strategy"),
            ("planning.ANALYSIS_POLICY", "annual_analysis"),
            ("planning.CYCLE_POLICY", "cycle"),
            ("planning.PLAN_POLICY", "annual_plan"),
            ("targeting.RULE_POLICY", "targeting_rule"),
            ("workplans.WORK_PLAN_POLICY", "plan"),
            ("delivery.SESSION_POLICY", "held_session"),
            ("delivery.COMMITMENT_POLICY", "commitment"),
            ("delivery.SENSITIVE_POLICY", "sensitive_answers"),
            ("delivery.EVENT_POLICY", "mass_event"),
            ("delivery.FIELD_ITEM_POLICY", "field_conflict"),
            ("delivery.FIELD_DEVICE_POLICY", "field_device"),
            ("delivery.REQUEST_POLICY", "request"),
            ("imports.IMPORT_POLICY", "import_run"),
            ("imports.MATCH_POLICY", "value_match"),
            ("accounts.ENTITY_PEOPLE_POLICY", "entity_person"),
        ]
        for role in ROLES:
            actor = make.actor_of_person(world.there.people[role])
            for name, thing in private:
                held = POLICIES[name].permissions_on(actor, getattr(world.here.things, thing))
                assert held <= {"import"}, (role, name)  # an offer is imported by row, whoever's it is
