"""Questions about minutes: who wrote them and what they still need."""

from __future__ import annotations

from llegada.core.actors import Actor
from llegada.delivery import rules
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.selectors.changing import find_missing_for_minutes


def list_author_ids(*, session: Session) -> set[int | None]:
    """Return the keys of who planned, recorded or gave a session: none of them approves its minutes."""
    return {session.created_by_id, session.recorded_by_id, *(person.pk for person in session.advisors.all())}


def list_missing_for_minutes(*, session: Session) -> tuple[str, ...]:
    """Return what the minutes of a session still need before they are approved (see `rules.missing_for_minutes`)."""
    return find_missing_for_minutes([session])[session.pk]


def list_session_actions(*, actor: Actor, session: Session) -> list[str]:
    """Return the actions that the state of a session admits and `actor` may do."""
    allowed = [
        action
        for action in rules.available_actions(session.status)
        if SESSION_POLICY.can(actor, FOR_ACTION[action], session)
    ]
    if "approve_minutes" in allowed and not rules.may_approve_minutes(
        approver_id=actor.person_id, author_ids=list_author_ids(session=session)
    ):
        allowed.remove("approve_minutes")
    return allowed
