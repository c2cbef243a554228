"""Who keeps the formats and the letterhead of an organisation, and who asks for all the fichas.

Who may read a document is asked to its object.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q

from llegada.accounts.models import Organization
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.reports.models import SheetsOrder


class Permission(StrEnum):
    """What can be done to the formats of an organisation."""

    VIEW = "view"
    MANAGE = "manage"


_KEEPERS = {Role.COORDINATOR: Reach.ORGANIZATION, Role.RECORDS_MANAGER: Reach.ORGANIZATION}

FORMAT_POLICY: Policy[Organization] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {**_KEEPERS, Role.INTERNAL_CONTROL: Reach.ORGANIZATION},
        Permission.MANAGE: _KEEPERS,
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


class SheetsPermission(StrEnum):
    """What can be done with all the fichas of the country."""

    VIEW = "view"
    ORDER = "order"


_MAKERS = (
    Role.EXECUTIVE, Role.COORDINATOR, Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.GROUP_COORDINATOR, Role.LIAISON, Role.ADVISOR,
    Role.TERRITORIAL_MANAGER, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE,
)  # fmt: skip

#: What they say is public, and one file serves everybody inside: who works with the entities may ask for it and take it.
SHEETS_POLICY: Policy[SheetsOrder] = Policy(
    view=SheetsPermission.VIEW,
    table={
        SheetsPermission.VIEW: dict.fromkeys(_MAKERS, Reach.ALL),
        SheetsPermission.ORDER: dict.fromkeys(_MAKERS, Reach.ALL),
    },
    reaches={},
)
