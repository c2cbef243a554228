"""Records what gets in the way of a plan and moves it on until somebody resolves or discards it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.core.validation import insert_valid
from llegada.workplans import obstacle_rules, selectors
from llegada.workplans.choices import PlanSide
from llegada.workplans.errors import NoObstaclesHere
from llegada.workplans.models import PlanMilestone, PlanObstacle
from llegada.workplans.policies import FOR_OBSTACLE_ACTION, WORK_PLAN_POLICY, Permission, person_id_of


@dataclass(frozen=True)
class ObstacleContent:
    """What is said of an obstacle when it is recorded; without `responsible` it awaits whoever is on that side."""

    kind: str
    what: str
    since: date
    side: str
    due_on: date
    responsible: Person | None = None
    milestone: PlanMilestone | None = None


@transaction.atomic
def record_obstacle(*, actor: Actor, public_id: UUID, content: ObstacleContent, now: datetime) -> PlanObstacle:
    """Record an obstacle of a plan that is signed and has not ended. Raises NotFound, NotAllowed, NoObstaclesHere, Invalid."""
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.RECORD_OBSTACLE, plan)
    if plan.status not in obstacle_rules.MET_IN:
        raise NoObstaclesHere()
    today = timezone.localdate(now)
    if content.since > today:
        raise Invalid({"since": _("Escriba desde cuándo pasa: una fecha de hoy o anterior.")})
    if content.due_on < today:
        raise Invalid({"due_on": _("Esa fecha ya pasó. Escriba una de hoy en adelante.")})
    if content.milestone is not None and content.milestone.plan_id != plan.pk:
        raise Invalid({"milestone": _("Ese hito no es de este plan.")})
    if content.responsible is not None:
        _check_responsible(content, {one.pk for one in selectors.list_entity_people(plan=plan, today=today)}, {
            one.pk for one in selectors.list_resolvers(plan=plan, today=today)
        })  # fmt: skip
    obstacle = PlanObstacle(
        plan=plan,
        milestone=content.milestone,
        kind=content.kind,
        what=content.what.strip(),
        since=content.since,
        side=content.side,
        responsible=content.responsible,
        due_on=content.due_on,
        raised_by_id=person_id_of(actor),
        raised_at=now,
    )
    insert_valid([obstacle])
    _tell(obstacle, "raise", actor=actor, now=now, reason=obstacle.what)
    return obstacle


def _check_responsible(content: ObstacleContent, of_the_entity: set[int], all_of_them: set[int]) -> None:
    person = content.responsible.pk if content.responsible else 0
    right = of_the_entity if content.side == PlanSide.ENTITY else all_of_them - of_the_entity
    if person not in right:
        raise Invalid(
            {"responsible": _("Esa persona no es de la parte que lo resuelve. Elija otra o deje el campo vacío.")}
        )


@transaction.atomic
def move_obstacle(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> PlanObstacle:
    """Move an obstacle by an action of `obstacle_rules.TRANSITIONS`; resolving says how, discarding why.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    obstacle = selectors.get_obstacle(actor=actor, public_id=public_id)
    if action not in FOR_OBSTACLE_ACTION:
        raise NotFound(action=action)
    WORK_PLAN_POLICY.require(actor, FOR_OBSTACLE_ACTION[action], obstacle.plan)
    before, after = obstacle.status, obstacle_rules.next_status(obstacle.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in obstacle_rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    values: dict[str, Any] = {}
    if after not in obstacle_rules.OPEN:
        values = {"closed_by_id": person_id_of(actor), "closed_at": now, "resolution": reason.strip()}
    move(obstacle, before=before, after=after, **values)
    _tell(obstacle, action, actor=actor, now=now, reason=reason.strip())
    return obstacle


def _tell(obstacle: PlanObstacle, action: str, *, actor: Actor, now: datetime, reason: str) -> None:
    """Write it in the history of the plan, and tell whom it concerns."""
    event = record(
        actor=actor,
        verb=f"obstacle.{action}",
        target=obstacle.plan,
        now=now,
        reason=reason,
        data={"obstacle": str(obstacle.public_id), "kind": obstacle.kind, "side": obstacle.side},
    )
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
