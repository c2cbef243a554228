"""What an entity that is assisted sees of its own assistance in one page: agreed, next, owed, documents and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from llegada.accounts.models import RoleAssignment
from llegada.accounts.selectors import list_assignments_of_entities
from llegada.core.actors import Actor
from llegada.core.errors import NotAllowed
from llegada.core.roles import ENTITY_ROLES
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import CommitmentSide, CommitmentStatus, SessionStatus
from llegada.delivery.models import Commitment, Session
from llegada.delivery.selectors import list_commitments, list_sessions
from llegada.territory.models import Entity
from llegada.workplans import rules as plan_rules
from llegada.workplans.models import DeliveryAct, WorkPlan
from llegada.workplans.selectors import JointView, list_delivery_acts, list_joint_plans_of, list_work_plans

#: Most rows of each part; the rest is one click away.
MOST: Final = 8
_OPEN_PLANS: Final = ("socialized", "changes_requested", "agreed", "signed", "in_execution", "suspended", "finished")


@dataclass(frozen=True)
class EntityHome:
    """The parts of the page, each the most urgent or the newest first; `more_*` says how many are not shown."""

    entities: Sequence[Entity]
    plans: Sequence[Any]
    joints: Sequence[JointView]
    owed: Sequence[Commitment]
    more_owed: int
    promised: Sequence[Commitment]
    next_sessions: Sequence[Session]
    minutes: Sequence[Session]
    signed: Sequence[WorkPlan]
    delivered: Sequence[DeliveryAct]
    people: Sequence[RoleAssignment]


def get_entity_home(*, actor: Actor, today: date) -> EntityHome:
    """Return the page of the entities for which `actor` acts now. Raises NotAllowed for who acts for none."""
    entity_ids = {key for grant in actor.grants if grant.role in ENTITY_ROLES for key in grant.entity_ids}
    if not entity_ids:
        raise NotAllowed()
    plans = list_work_plans(actor=actor, today=today).filter(entity__in=entity_ids)
    commitments = list_commitments(actor=actor).filter(plan__entity__in=entity_ids, status=CommitmentStatus.OPEN)
    sessions = list_sessions(actor=actor).filter(plan__entity__in=entity_ids)
    owed = list(commitments.filter(side=CommitmentSide.ENTITY))
    return EntityHome(
        entities=list(
            Entity.objects.filter(pk__in=entity_ids).select_related("municipality", "department").order_by("name")
        ),
        plans=list(plans.filter(status__in=_OPEN_PLANS)[:MOST]),
        joints=list_joint_plans_of(actor=actor, entity_ids=entity_ids)[:MOST],
        owed=owed[:MOST],
        more_owed=max(0, len(owed) - MOST),
        promised=list(commitments.filter(side=CommitmentSide.PROVIDER)[:MOST]),
        next_sessions=list(sessions.filter(status__in=delivery_rules.AWAITED, held_on__gte=today)[:MOST]),
        minutes=list(
            sessions.filter(status=SessionStatus.MINUTES_APPROVED).order_by("-held_on", "-starts_at", "-pk")[:MOST]
        ),
        signed=list(
            plans.filter(status__in=plan_rules.FOLLOWED).select_related("signed_version").order_by("-signed_at")[:MOST]
        ),
        delivered=list(list_delivery_acts(actor=actor, entity_ids=entity_ids)[:MOST]),
        people=list_assignments_of_entities(entity_ids=entity_ids, today=today),
    )
