"""What every service of delivery shares: the session found, allowed, open and held still; and its figures moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.errors import NotAllowed
from llegada.core.states import move
from llegada.delivery import rules, selectors
from llegada.delivery.errors import PlanNotInCourse, SessionClosed
from llegada.delivery.facts import KIND, SessionFact
from llegada.delivery.models import Session
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors.changing import take_session
from llegada.workplans import rules as plan_rules
from llegada.workplans.models import WorkPlan


def key_of(actor: Actor) -> int:
    """Return the key of the person who acts. Raises NotAllowed for a visitor."""
    if actor.person_id is None:
        raise NotAllowed()
    return actor.person_id


def open_session(*, actor: Actor, public_id: UUID, permission: Permission = Permission.RECORD) -> Session:
    """Return a session that `actor` may change, held still. Raises NotFound, NotAllowed, SessionClosed."""
    session = take_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, permission, session)
    if session.status not in rules.OPEN_TO_RECORD:
        raise SessionClosed()
    return session


def require_in_course(plan: WorkPlan) -> None:
    """Refuse unless the plan is in execution. Raises PlanNotInCourse."""
    if plan.status not in plan_rules.IN_COURSE:
        raise PlanNotInCourse()


def rewrite(session: Session, *, revision: int | None, now: datetime, **values: Any) -> Session:
    """Set `values` if the session is still at `revision` (None: whatever it is), and keep a version.

    Raises Conflict if somebody else wrote in between.
    """
    before = session.revision if revision is None else revision
    return move(session, field="revision", before=before, after=before + 1, updated_at=now, **values)


@contextmanager
def moving_figures(session: Session) -> Iterator[None]:
    """Announce what the block changes of what a locked session contributes to the figures, and nothing if it changes nothing."""
    before = _fact_of(session)
    yield
    after = _fact_of(session)
    if before != after:
        facts.announce(KIND, before=before, after=after)


def _fact_of(session: Session) -> SessionFact | None:
    return selectors.find_session_fact(session_id=session.pk) if session.status in rules.COUNTED else None


def joined(values: Collection[Any]) -> str:
    """Return `values` as short text for the history."""
    return ", ".join(str(value) for value in values)[:200]
