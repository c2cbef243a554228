"""The actions on a request by their name, for whoever moves one by what was sent: the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.services import request_answers, request_moves

Whom = dict[str, Any]
Given = Mapping[str, Any]


def carry_out(
    *, actor: Actor, public_id: UUID, action: str, given: Given, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Carry out an action with what it asks for (`given`, by the names of its form).

    Raises NotFound, and what the action raises.
    """
    if action not in _ACTS:
        raise NotFound(action=action)
    whom = {"actor": actor, "public_id": public_id, "now": now}
    if action != "rate":  # an opinion is of whoever asked: nobody else gives one meanwhile
        whom["revision"] = revision
    return _ACTS[action](whom, given)


def _withdrawing(action: str) -> Callable[[Whom, Given], AssistanceRequest]:
    return lambda whom, given: request_moves.withdraw_request(**whom, action=action, reason=given["reason"])


_ACTS: Final[Mapping[str, Callable[[Whom, Given], AssistanceRequest]]] = {
    "classify": lambda whom, given: request_moves.classify_request(**whom, kind=given["kind"]),
    "assign": lambda whom, given: request_moves.assign_request(**whom, unit=given["unit"], person=given["person"]),
    "start": lambda whom, given: request_moves.start_request(**whom),
    "ask_completion": lambda whom, given: request_moves.ask_completion(**whom, missing=given["missing"]),
    "extend_completion": lambda whom, given: request_moves.extend_completion(**whom, reason=given["reason"]),
    "complete": lambda whom, given: request_moves.complete_request(**whom, text=given["text"], upload=given["file"]),
    "extend": lambda whom, given: request_moves.extend_term(**whom, due_on=given["due_on"], reason=given["reason"]),
    "transfer": lambda whom, given: request_moves.transfer_request(**whom, to=given["to"], reason=given["reason"]),
    "withdraw": _withdrawing("withdraw"),
    "desist": _withdrawing("desist"),
    "answer": lambda whom, given: request_answers.answer_request(**whom, text=given["text"], upload=given["file"]),
    "notify": lambda whom, given: request_answers.record_notification(
        **whom, means=given["means"], proof=given["proof"]
    ),
    "close": lambda whom, given: request_answers.close_request(**whom, ending=given["ending"]),
    "rate": lambda whom, given: request_answers.rate_answer(
        **whom, is_helpful=given["is_helpful"], opinion=given["opinion"]
    ),
}
