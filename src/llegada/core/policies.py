"""The engine behind every `policies.py`: one table, read for one object and for a queryset.

An app declares, for each permission, which role holds it and how far it reaches; and, for each reach, the same condition
twice: as a `Q` and as a test on an object. `tests/architecture/test_policies.py` proves that the two readings agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import attrgetter, or_
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from llegada.core.actors import Actor, Grant
from llegada.core.errors import NotAllowed, NotFound
from llegada.core.roles import Role

M = TypeVar("M", bound=Model)


class Reach(StrEnum):
    """How far a role's permission goes."""

    ALL = "all"
    #: Everything, for a role that was given for the whole installation; nothing for one given in an organisation.
    INSTALLATION = "installation"
    PUBLISHED = "published"
    ORGANIZATION = "organization"
    UNIT = "unit"
    TERRITORY = "territory"
    ENTITY = "entity"
    OWN = "own"
    #: Of the organisation, and of no other: for what would otherwise be changed behind somebody's back.
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True)
class ReachRule(Generic[M]):
    """One reach, written as a condition of the database and as a test of an object."""

    query: Callable[[Grant, Actor], Q]
    holds: Callable[[Grant, Actor, M], bool]


def unit_reaches(prefix: str = "", unit_of: Callable[[Any], Any] = attrgetter("unit")) -> dict[Reach, ReachRule[Any]]:
    """Return how far a role goes in what a unit keeps: all of its organisation, or what is of the units that it covers.

    `prefix` is the lookup path to the object that holds the unit (`list__`), `unit_of` the way to the unit.
    """
    return {
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False)
                if grant.covers_installation
                else Q(**{f"{prefix}unit__organization_id": grant.organization_id})
            ),
            holds=lambda grant, actor, one: (
                grant.covers_installation or unit_of(one).organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(**{f"{prefix}unit_id__in": grant.unit_ids}),
            holds=lambda grant, actor, one: unit_of(one).pk in grant.unit_ids,
        ),
    }


EVERYTHING: ReachRule[Any] = ReachRule(
    query=lambda grant, actor: Q(pk__isnull=False), holds=lambda grant, actor, obj: True
)


class Policy(Generic[M]):
    """Who may do what to one kind of object.

    `table` maps permission → role → reach. `view` names the permission that decides between «hidden» and «read-only».
    """

    def __init__(
        self,
        *,
        view: str,
        table: Mapping[str, Mapping[Role, Reach]],
        reaches: Mapping[Reach, ReachRule[M]],
    ) -> None:
        self.view = view
        self.table = table
        self.reaches: dict[Reach, ReachRule[M]] = {Reach.ALL: EVERYTHING, Reach.INSTALLATION: EVERYTHING, **reaches}

    def _rules(self, actor: Actor, permission: str) -> list[tuple[Grant, ReachRule[M]]]:
        row = self.table[permission]
        return [
            (grant, self.reaches[row[grant.role]])
            for grant in actor.all_grants
            if grant.role in row and (row[grant.role] is not Reach.INSTALLATION or grant.covers_installation)
        ]

    def may_ever(self, actor: Actor, permission: str) -> bool:
        """Return whether the actor's roles hold `permission` on anything at all (for menus and «new» pages)."""
        return bool(self._rules(actor, permission))

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Return whether `actor` holds `permission` on `obj`. No query is made if its relations are loaded."""
        return any(rule.holds(grant, actor, obj) for grant, rule in self._rules(actor, permission))

    def scope(self, actor: Actor, permission: str, queryset: QuerySet[M]) -> QuerySet[M]:
        """Return the part of `queryset` on which `actor` holds `permission`."""
        rules = self._rules(actor, permission)
        if not rules:
            return queryset.none()
        if any(rule is EVERYTHING for _, rule in rules):
            return queryset
        return queryset.filter(reduce(or_, (rule.query(grant, actor) for grant, rule in rules)))

    def unit_ids(self, actor: Actor, permission: str) -> frozenset[int]:
        """Return the units for which the actor was given a role that holds `permission`, with those under them."""
        row = self.table[permission]
        return frozenset(key for grant in actor.grants if grant.role in row for key in grant.unit_ids)

    def require(self, actor: Actor, permission: str, obj: M) -> None:
        """Refuse unless `actor` holds `permission` on `obj`. Raises NotFound if hidden, NotAllowed if only visible."""
        if self.can(actor, permission, obj):
            return
        if self.can(actor, self.view, obj):
            raise NotAllowed(permission=permission)
        raise NotFound()

    def require_ever(self, actor: Actor, permission: str) -> None:
        """Refuse unless `actor` holds `permission` on something. Raises NotAllowed."""
        if not self.may_ever(actor, permission):
            raise NotAllowed(permission=permission)

    def permissions_on(self, actor: Actor, obj: M) -> frozenset[str]:
        """Return every permission that `actor` holds on `obj`."""
        return frozenset(permission for permission in self.table if self.can(actor, permission, obj))
