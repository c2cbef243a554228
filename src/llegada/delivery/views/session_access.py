"""Finds the session of an address for whoever may do something to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from llegada.core.http import actor_of
from llegada.delivery import selectors
from llegada.delivery.models import Session
from llegada.delivery.policies import SESSION_POLICY, Permission


def session_for(request: HttpRequest, public_id: UUID, permission: Permission) -> Session:
    """Return a session on which the person holds `permission`, before their words are read. Raises NotFound, NotAllowed."""
    session = selectors.get_session(actor=actor_of(request), public_id=public_id)
    SESSION_POLICY.require(actor_of(request), permission, session)
    return session
