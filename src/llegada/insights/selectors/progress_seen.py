"""Which part of the progress of plans somebody may read: the plans that they read, told by the columns of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from llegada.core.actors import Actor, Grant
from llegada.core.policies import Reach
from llegada.territory.models import Entity
from llegada.workplans.policies import READERS


@dataclass(frozen=True)
class Seen:
    """What of the plans somebody may read: everything, whole organisations, or what `where` says of their columns."""

    is_everything: bool = False
    organization_ids: frozenset[int] = frozenset()
    where: Q | None = None

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of cells or spells that may be read."""
        if self.is_everything:
            return rows
        return rows.filter(self.where if self.where is not None else Q(organization_id__in=self.organization_ids))


def seen_by(actor: Actor) -> Seen:
    """Return what of the plans `actor` may read: the same as `workplans.policies.READERS`, told by the columns of the figures."""
    organizations: set[int] = set()
    parts: list[Q] = []
    for grant in actor.grants:
        reach = READERS.get(grant.role)
        if reach is Reach.ORGANIZATION:
            if grant.covers_installation:
                return Seen(is_everything=True)
            organizations |= {grant.organization_id} if grant.organization_id else set()
        elif reach is not None:
            parts.append(_part(grant, reach, actor))
    if not parts:
        return Seen(organization_ids=frozenset(organizations))
    return Seen(where=reduce(or_, [*parts, Q(organization_id__in=organizations)]))


def _part(grant: Grant, reach: Reach, actor: Actor) -> Q:
    if reach is Reach.UNIT:
        return Q(unit_id__in=grant.unit_ids)
    if reach is Reach.OWN:
        return Q(advisor_id=actor.person_id)
    if reach is Reach.ENTITY:
        return Q(entity_id__in=grant.entity_ids)
    places = Q(department_id__in=grant.department_codes) | Q(municipality_id__in=grant.municipality_codes)
    return Q(organization_id=grant.organization_id, entity_id__in=Entity.objects.filter(places).values("pk"))


def organizations_of(actor: Actor) -> frozenset[int] | None:
    """Return the organisations whose plans `actor` reads, for lists to choose from; None is all of them."""
    grants = [grant for grant in actor.grants if grant.role in READERS]
    if any(grant.covers_installation or grant.organization_id is None for grant in grants):
        return None
    return frozenset(grant.organization_id for grant in grants if grant.organization_id)
