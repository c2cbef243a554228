"""What every change of a request shares: it is seen, allowed, admitted by its state, claimed, written and recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, ReasonRequired, TransitionNotAllowed
from llegada.core.models import Event
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_policies import FOR_REQUEST_ACTION, REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import requests as selectors


@dataclass(frozen=True)
class Move:
    """One action about to be carried out on a request that was seen and may be moved."""

    actor: Actor
    request: AssistanceRequest
    action: str
    after: str
    now: datetime
    expected: int | None
    reason: str

    @property
    def today(self) -> date:
        """Return the day of the action in Bogotá."""
        return timezone.localdate(self.now)

    @property
    def days_off(self) -> Collection[date]:
        """Return the days off of the organisation."""
        return selectors.days_off_of(self.request.organization_id)

    def carry_out(self, *, data: dict[str, Any] | None = None, **values: Any) -> Event:
        """Write the new state with `values` and record the decision. Raises Conflict."""
        request, before = self.request, self.request.status
        claim_request(request, expected=self.expected)
        since = request.status_on if before == self.after else self.today
        states.move(request, before=before, after=self.after, status_on=since, **values)
        return history.record(
            actor=self.actor,
            verb=f"request.{self.action}",
            target=request,
            now=self.now,
            before=before,
            after=self.after,
            reason=self.reason,
            data=data,
        )


def begin(
    actor: Actor,
    public_id: UUID,
    action: str,
    *,
    now: datetime,
    revision: int | None = None,
    reason: str = "",
    permission: RequestPermission | None = None,
) -> Move:
    """Return an action that the actor may carry out and the state admits. `revision` is the one that the page showed.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired.
    """
    request = selectors.get_request(actor=actor, public_id=public_id)
    REQUEST_POLICY.require(actor, permission or FOR_REQUEST_ACTION[action], request)
    after = rules.next_status(request.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=request.status)
    if action in rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    return Move(actor, request, action, after, now, revision, reason.strip())


def claim_request(request: AssistanceRequest, *, expected: int | None = None) -> None:
    """Take the right to change a request, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    seen = request.revision if expected is None else expected
    found = AssistanceRequest.objects.filter(pk=request.pk, revision=seen, status=request.status)
    if found.update(revision=F("revision") + 1) != 1:
        raise Conflict()
    request.revision = seen + 1
