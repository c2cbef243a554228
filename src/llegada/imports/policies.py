"""Who brings data in: those who keep the figures of an organisation, for their own organisation."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from django.db.models import Q

from llegada.core.actors import Actor
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.imports.models import ImportRun, ValueMatch


class ImportPermission(StrEnum):
    """What can be done to an import."""

    VIEW = "view"
    BRING = "bring"


class MatchPermission(StrEnum):
    """What can be done to what is remembered of the words of files."""

    VIEW = "view"
    CHANGE = "change"


#: The team of monitoring keeps catalogues and imports (states and roles, section E); who coordinates and the planning office bring
#: the history of their organisation. Internal control reads everything.
_BRINGERS: Final = dict.fromkeys((Role.COORDINATOR, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE), Reach.ORGANIZATION)
_OF_ORGANIZATION: ReachRule[Any] = ReachRule(
    query=lambda grant, actor: (
        Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
    ),
    holds=lambda grant, actor, one: grant.covers_installation or one.organization_id == grant.organization_id,
)

IMPORT_POLICY: Policy[ImportRun] = Policy(
    view=ImportPermission.VIEW,
    table={
        ImportPermission.VIEW: {**_BRINGERS, Role.INTERNAL_CONTROL: Reach.ORGANIZATION},
        ImportPermission.BRING: _BRINGERS,
    },
    reaches={Reach.ORGANIZATION: _OF_ORGANIZATION},
)

MATCH_POLICY: Policy[ValueMatch] = Policy(
    view=MatchPermission.VIEW,
    table={MatchPermission.VIEW: _BRINGERS, MatchPermission.CHANGE: _BRINGERS},
    reaches={Reach.ORGANIZATION: _OF_ORGANIZATION},
)


def organization_ids(actor: Actor) -> frozenset[int] | None:
    """Return the organisations for which the actor brings data in; None is any of the installation."""
    grants = [grant for grant in actor.grants if grant.role in _BRINGERS]
    if any(grant.covers_installation for grant in grants):
        return None
    return frozenset(grant.organization_id for grant in grants if grant.organization_id is not None)
