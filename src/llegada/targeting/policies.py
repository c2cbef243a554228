"""Who may do what in focalisation."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q

from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.targeting.models import ExternalIndex


class IndexPermission(StrEnum):
    """What can be done to an index and its editions."""

    VIEW = "view"
    DEFINE = "define"
    LOAD = "load"
    WITHDRAW = "withdraw"


_UNIT = {Role.TECHNICAL_LEAD: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_KEEPERS = {
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.PLANNING_OFFICE: Reach.ORGANIZATION,
    Role.IT_ADMIN: Reach.INSTALLATION,
}

#: Public figures are everybody's to read. Those of the country serve every organisation, and any that keeps its figures may bring
#: their file: an edition is frozen with its hash and its author. What a unit defined is its own and its organisation's.
INDEX_POLICY: Policy[ExternalIndex] = Policy(
    view=IndexPermission.VIEW,
    table={
        IndexPermission.VIEW: {Role.PUBLIC: Reach.ALL},
        IndexPermission.DEFINE: _UNIT,
        IndexPermission.LOAD: {**_KEEPERS, **_UNIT},
        IndexPermission.WITHDRAW: {**_KEEPERS, **_UNIT},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False)
                if grant.covers_installation
                else Q(unit__isnull=True) | Q(unit__organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, index: (
                grant.covers_installation or index.unit is None or index.unit.organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids),
            holds=lambda grant, actor, index: index.unit_id in grant.unit_ids,
        ),
    },
)
