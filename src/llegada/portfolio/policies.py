"""Who may see, design, publish and retire services. Nobody publishes what they edited last (designer ≠ approver)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q

from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.portfolio.models import Service, ThematicLine


class Permission(StrEnum):
    """What can be done to a service."""

    VIEW = "view"
    VIEW_DRAFT = "view_draft"
    EDIT = "edit"
    PUBLISH = "publish"
    RETIRE = "retire"
    IMPORT = "import"
    ASSIGN_UNIT = "assign_unit"


class LinePermission(StrEnum):
    """What can be done to a thematic line."""

    VIEW = "view"
    MANAGE = "manage"


#: Action of the transition table → permission that it needs.
FOR_ACTION: Final = {"publish": Permission.PUBLISH, "retire": Permission.RETIRE}

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
        Permission.PUBLISH: {Role.COORDINATOR: Reach.ORGANIZATION, Role.UNIT_HEAD: Reach.UNIT},
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
