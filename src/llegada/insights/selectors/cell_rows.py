"""The rows behind a figure: the entities that it counts and, for who reads them, the sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.delivery import rules as delivery_rules
from llegada.delivery.models import Session
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors import list_sessions
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors.cube import CubeRow, read_cube
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan

#: Sessions shown at once; the page asks for fewer entities or days to see the rest.
MOST_SESSIONS: Final = 50


@dataclass(frozen=True)
class EntityRow:
    """One entity with what it counts; `entity` is None where it is no longer known.

    `is_kept` says that its people are not told, so that no smaller group is known by difference.
    """

    entity: Entity | None
    sessions: int
    people: int | None
    is_kept: bool = False


def list_counted(cut: Slice) -> list[CubeRow]:
    """Return the entities of a slice with their sessions and people, those with most sessions first; one reading."""
    return sorted(read_cube(cut, (Dimension.ENTITY,)), key=lambda row: (-row.sessions, row.key[0]))


def with_entities(rows: Sequence[CubeRow]) -> list[EntityRow]:
    """Return some of those rows with their entities and places loaded; one query."""
    entities = Entity.objects.select_related("municipality", "department").in_bulk([row.key[0] for row in rows])
    return [EntityRow(entities.get(row.key[0]), row.sessions, row.people) for row in rows]


def may_read_sessions(actor: Actor) -> bool:
    """Return whether the actor reads sessions of anybody."""
    return SESSION_POLICY.may_ever(actor, Permission.VIEW)


def list_sessions_behind(*, actor: Actor, cut: Slice) -> list[Session]:
    """Return the latest sessions that a slice counts and the actor may see: at most `MOST_SESSIONS` and one more.

    The slice is first turned into plans, of which there are few: sessions have an index by plan and day.
    """
    plans = _plans(cut)
    found: QuerySet[Session] = list_sessions(actor=actor).filter(status__in=delivery_rules.COUNTED)
    if plans is not None:
        found = found.filter(plan__in=plans.values("pk"))
    if cut.organization_ids is not None:
        found = found.filter(service_version__service__organization__in=cut.organization_ids)
    if cut.service_ids is not None:
        found = found.filter(service_version__service__in=cut.service_ids)
    if cut.line_ids is not None:
        found = found.filter(service_version__line__in=cut.line_ids)
    if cut.since is not None:
        found = found.filter(held_on__gte=first_day(cut.since))
    if cut.until is not None:
        found = found.filter(held_on__lt=first_day(cut.until, after=True))
    return list(found.order_by("-held_on", "-pk")[: MOST_SESSIONS + 1])


def _plans(cut: Slice) -> QuerySet[WorkPlan] | None:
    asked: dict[str, Iterable[Any] | None] = {
        "unit__in": cut.unit_ids,
        "entity__department__in": cut.department_ids,
        "entity__municipality__in": cut.municipality_ids,
        "entity__in": cut.entity_ids,
    }
    wanted = {name: values for name, values in asked.items() if values is not None}
    return WorkPlan.objects.order_by().filter(**wanted) if wanted else None


def first_day(month: int, *, after: bool = False) -> date:
    """Return the first day of a month (202603), or of the one after it."""
    year, number = divmod(month, 100)
    if not after:
        return date(year, number, 1)
    return date(year + number // 12, number % 12 + 1, 1)
