"""Who may administer people, organisations, units and roles (mission roles, section E)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q

from llegada.accounts.models import Organization
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role


class Permission(StrEnum):
    """What can be done to an organisation and its people."""

    VIEW = "view"
    MANAGE = "manage"


ACCOUNTS_POLICY: Policy[Organization] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {
            Role.IT_ADMIN: Reach.ORGANIZATION,
            Role.MONITORING_ADMIN: Reach.ORGANIZATION,
            Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
            Role.DATA_PROTECTION_OFFICER: Reach.ORGANIZATION,
        },
        Permission.MANAGE: {Role.IT_ADMIN: Reach.ORGANIZATION},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(pk=grant.organization_id)
            ),
            holds=lambda grant, actor, organization: (
                grant.covers_installation or organization.pk == grant.organization_id
            ),
        ),
    },
)
