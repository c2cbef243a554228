"""Who may do what to services and strategies. Nobody approves what they wrote (designer ≠ approver)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q

from llegada.core.actors import Grant
from llegada.core.policies import Policy, Reach, ReachRule, unit_reaches
from llegada.core.roles import Role
from llegada.portfolio.models import CycleMoment, Service, StrategicStatement, Strategy, ThematicLine, UnitField


class Permission(StrEnum):
    """What can be done to a service."""

    VIEW = "view"
    VIEW_DRAFT = "view_draft"
    EDIT = "edit"
    REVIEW = "review"
    PARAMETRIZE = "parametrize"
    PUBLISH = "publish"
    OPERATE = "operate"
    RETIRE = "retire"
    IMPORT = "import"
    ASSIGN_UNIT = "assign_unit"


class LinePermission(StrEnum):
    """What can be done to a thematic line, and to a moment of the cycle of public value."""

    VIEW = "view"
    MANAGE = "manage"


class FieldPermission(StrEnum):
    """What can be done to a field that a unit defines."""

    VIEW = "view"
    MANAGE = "manage"


class StrategyPermission(StrEnum):
    """What can be done to a strategy."""

    VIEW = "view"
    EDIT = "edit"
    REVIEW = "review"
    VOTE = "vote"
    CLOSE_ROUND = "close_round"


class StatementPermission(StrEnum):
    """What can be done to an organisation's strategic statements."""

    VIEW = "view"
    EDIT = "edit"
    PUT_IN_FORCE = "put_in_force"


#: Action on a version of a service → permission that it needs.
FOR_VERSION_ACTION: Final = {
    "start": Permission.EDIT,
    "send_predesign": Permission.EDIT,
    "rework": Permission.EDIT,
    "reconsider": Permission.EDIT,
    "send_protocol": Permission.EDIT,
    "redesign": Permission.EDIT,
    "accept_predesign": Permission.REVIEW,
    "return_predesign": Permission.REVIEW,
    "validate_protocol": Permission.REVIEW,
    "return_protocol": Permission.REVIEW,
    "parametrize": Permission.PARAMETRIZE,
    "publish": Permission.PUBLISH,
}
#: Action on a service → permission that it needs; publishing is of its version.
FOR_SERVICE_ACTION: Final = {
    "activate": Permission.OPERATE,
    "suspend": Permission.OPERATE,
    "resume": Permission.OPERATE,
    "start_closure": Permission.RETIRE,
    "retire": Permission.RETIRE,
}
#: The same for strategies; what the committee decides comes from the closing of a round.
FOR_STRATEGY_ACTION: Final = {
    "submit": StrategyPermission.EDIT,
    "rework": StrategyPermission.EDIT,
    "start": StrategyPermission.EDIT,
    "adjust": StrategyPermission.EDIT,
    "close": StrategyPermission.EDIT,
    "present": StrategyPermission.REVIEW,
    "send_back": StrategyPermission.REVIEW,
    "resume": StrategyPermission.REVIEW,
    "archive": StrategyPermission.REVIEW,
}

_READERS = {
    Role.EXECUTIVE: Reach.ORGANIZATION,
    Role.COMMITTEE: Reach.ORGANIZATION,
    Role.COORDINATOR: Reach.ORGANIZATION,
    Role.UNIT_HEAD: Reach.ORGANIZATION,
    Role.TECHNICAL_LEAD: Reach.ORGANIZATION,
    Role.GROUP_COORDINATOR: Reach.ORGANIZATION,
    Role.LIAISON: Reach.ORGANIZATION,
    Role.ADVISOR: Reach.ORGANIZATION,
    Role.TERRITORIAL_MANAGER: Reach.ORGANIZATION,
    Role.EXPERT: Reach.ORGANIZATION,
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.PLANNING_OFFICE: Reach.ORGANIZATION,
    Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
    Role.EVALUATOR: Reach.ORGANIZATION,
    Role.COMMUNICATIONS: Reach.ORGANIZATION,
}

SERVICE_POLICY: Policy[Service] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {Role.PUBLIC: Reach.PUBLISHED, **_READERS},
        Permission.VIEW_DRAFT: _READERS,
        Permission.EDIT: {Role.TECHNICAL_LEAD: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT},
        Permission.REVIEW: {Role.COORDINATOR: Reach.ORGANIZATION},
        Permission.PARAMETRIZE: {Role.MONITORING_ADMIN: Reach.ORGANIZATION},
        Permission.PUBLISH: {Role.COORDINATOR: Reach.ORGANIZATION},
        Permission.OPERATE: {Role.COORDINATOR: Reach.ORGANIZATION, Role.UNIT_HEAD: Reach.UNIT},
        Permission.RETIRE: {Role.COORDINATOR: Reach.ORGANIZATION, Role.UNIT_HEAD: Reach.UNIT},
        Permission.IMPORT: {Role.MONITORING_ADMIN: Reach.ORGANIZATION, Role.IT_ADMIN: Reach.ORGANIZATION},
        # An imported service comes without a unit, so nobody may edit it until the coordination says whose it is.
        Permission.ASSIGN_UNIT: {Role.COORDINATOR: Reach.ORGANIZATION},
    },
    reaches={
        Reach.PUBLISHED: ReachRule(
            # A service retired before its first publication was never public.
            query=lambda grant, actor: Q(published_version__isnull=False),
            holds=lambda grant, actor, service: service.published_version_id is not None,
        ),
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, service: (
                grant.covers_installation or service.organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids),
            holds=lambda grant, actor, service: service.unit_id in grant.unit_ids,
        ),
    },
)

#: Lines are read by everybody and are the same for every organisation: only who holds a role for all of it changes them.
LINE_POLICY: Policy[ThematicLine] = Policy(
    view=LinePermission.VIEW,
    table={
        LinePermission.VIEW: {Role.PUBLIC: Reach.ALL},
        LinePermission.MANAGE: {Role.MONITORING_ADMIN: Reach.INSTALLATION, Role.IT_ADMIN: Reach.INSTALLATION},
    },
    reaches={},
)

#: The moments of the cycle of public value are read by everybody and are the same for every organisation, as lines are.
MOMENT_POLICY: Policy[CycleMoment] = Policy(view=LinePermission.VIEW, table=LINE_POLICY.table, reaches={})

#: A unit's own fields are its head's to define (PRD-22).
UNIT_FIELD_POLICY: Policy[UnitField] = Policy(
    view=FieldPermission.VIEW,
    table={FieldPermission.VIEW: _READERS, FieldPermission.MANAGE: {Role.UNIT_HEAD: Reach.UNIT}},
    reaches=unit_reaches(),
)

_DESIGNERS = {Role.TECHNICAL_LEAD: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_COORDINATION = {Role.COORDINATOR: Reach.ORGANIZATION}


def _shared_with(grant: Grant) -> Q:
    shared = Strategy.partners.through.objects.filter(orgunit_id__in=grant.unit_ids)
    return Q(pk__in=shared.values("strategy_id"))


def _partners_of(strategy: Strategy) -> set[int]:
    """Return the units that take part beside the one that leads; none of a strategy not written yet."""
    return {one.pk for one in strategy.partners.all()} if strategy.pk else set()


#: The units that take part design as much as the one that leads (EST-01).
STRATEGY_POLICY: Policy[Strategy] = Policy(
    view=StrategyPermission.VIEW,
    table={
        StrategyPermission.VIEW: {
            Role.EXECUTIVE: Reach.ORGANIZATION,
            Role.COMMITTEE: Reach.ORGANIZATION,
            Role.COORDINATOR: Reach.ORGANIZATION,
            Role.UNIT_HEAD: Reach.ORGANIZATION,
            Role.TECHNICAL_LEAD: Reach.ORGANIZATION,
            Role.GROUP_COORDINATOR: Reach.ORGANIZATION,
            Role.LIAISON: Reach.ORGANIZATION,
            Role.MONITORING_ADMIN: Reach.ORGANIZATION,
            Role.PLANNING_OFFICE: Reach.ORGANIZATION,
            Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
            Role.EVALUATOR: Reach.ORGANIZATION,
        },
        StrategyPermission.EDIT: _DESIGNERS,
        StrategyPermission.REVIEW: _COORDINATION,
        StrategyPermission.VOTE: {Role.COMMITTEE: Reach.ORGANIZATION},
        StrategyPermission.CLOSE_ROUND: _COORDINATION,  # the coordination is the committee's secretary
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, strategy: (
                grant.covers_installation or strategy.organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids) | _shared_with(grant),
            holds=lambda grant, actor, strategy: (
                strategy.unit_id in grant.unit_ids or not grant.unit_ids.isdisjoint(_partners_of(strategy))
            ),
        ),
    },
)

_STATEMENT_KEEPERS = {Role.PLANNING_OFFICE: Reach.ORGANIZATION, Role.COORDINATOR: Reach.ORGANIZATION}

STATEMENT_POLICY: Policy[StrategicStatement] = Policy(
    view=StatementPermission.VIEW,
    table={
        StatementPermission.VIEW: STRATEGY_POLICY.table[StrategyPermission.VIEW],
        StatementPermission.EDIT: _STATEMENT_KEEPERS,
        StatementPermission.PUT_IN_FORCE: _STATEMENT_KEEPERS,
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, statement: (
                grant.covers_installation or statement.organization_id == grant.organization_id
            ),
        ),
    },
)
