"""Moves versions of services through the stages of their design, and services along their life (PRD-07, PRD-14 to PRD-16)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.errors import DesignerCannotDecide, NoDraft
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION, SERVICE_POLICY
from llegada.portfolio.services.drafts import claim, require_editable
from llegada.portfolio.services.gates import missing_for
from llegada.portfolio.services.service_notices import tell_of_service

#: What going back undoes.
_UNDONE: Final = dict.fromkeys(("validated_at", "validated_by_id", "parametrized_at", "parametrized_by_id"))


@transaction.atomic
def move_version(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "", revision: int | None = None
) -> ServiceVersion:
    """Carry out an action of `rules.VERSION_TRANSITIONS`, but publishing, on the version in edition of a service.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft,
    ReasonRequired, DesignerCannotDecide, Invalid (with what is missing), Conflict.
    """
    if action == "publish":
        raise NotFound(action=action)
    service, version, after = _ready(actor, public_id, action, reason)
    before = version.status
    claim(service, now=now, expected=revision)
    states.move(version, before=before, after=after, **_answers(actor, action, now))
    _record(actor, service, action, now, before, after, reason, version)
    return version


@transaction.atomic
def publish_service(
    *, actor: Actor, public_id: UUID, now: datetime, reason: str = "", revision: int | None = None
) -> Service:
    """Publish the parametrised version: it becomes the one in force, frozen, and replaces the former. Plans keep theirs.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft,
    DesignerCannotDecide, Invalid (with what is missing), Conflict.
    """
    service, version, stage = _ready(actor, public_id, "publish", reason)
    before, after = service.status, rules.next_status(service.status, "publish")
    if after is None:
        raise TransitionNotAllowed(action="publish", status=before)
    claim(service, now=now, expected=revision)
    if service.published_version is not None:
        states.move(service.published_version, before=VersionStatus.PUBLISHED, after=VersionStatus.SUPERSEDED)
    states.move(version, before=version.status, after=stage, published_at=now, published_by_id=actor.person_id)
    states.move(service, before=before, after=after, updated_at=now, published_version=version)
    _record(actor, service, "publish", now, before, after, reason, version)
    return service


@transaction.atomic
def move_service(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "", revision: int | None = None
) -> Service:
    """Carry out an action of `rules.SERVICE_TRANSITIONS`, but publishing. Plans in course keep their version (PRD-19).

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid (with what is missing), Conflict.
    """
    service = selectors.get_service(actor=actor, public_id=public_id)
    if action not in FOR_SERVICE_ACTION:
        raise NotFound(action=action)
    SERVICE_POLICY.require(actor, FOR_SERVICE_ACTION[action], service)
    before, after = service.status, rules.next_status(service.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    _require_reason(action, reason)
    if action in rules.GATES or (before, action) in rules.NEEDS_OPERATION:
        _require_whole(service, selectors.current_version(service), action)
    claim(service, now=now, expected=revision)
    states.move(service, before=before, after=after, updated_at=now)
    _record(actor, service, action, now, before, after, reason)
    return service


def _ready(actor: Actor, public_id: UUID, action: str, reason: str) -> tuple[Service, ServiceVersion, str]:
    """Return the service, its version in edition and the stage to which `action` takes it, once nothing forbids it."""
    service = selectors.get_service(actor=actor, public_id=public_id)
    if action not in FOR_VERSION_ACTION:
        raise NotFound(action=action)
    SERVICE_POLICY.require(actor, FOR_VERSION_ACTION[action], service)
    require_editable(service)
    version = selectors.find_draft(service)
    if version is None:
        raise NoDraft()
    after = rules.next_stage(version.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=version.status)
    _require_reason(action, reason)
    if action in rules.NEEDS_STRANGER_TO_DESIGN and selectors.is_designer(version, person_id=actor.person_id):
        raise DesignerCannotDecide()
    _require_whole(service, version, action)
    return service, version, after


def _require_reason(action: str, reason: str) -> None:
    if action in rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()


def _require_whole(service: Service, version: ServiceVersion, action: str) -> None:
    missing = missing_for(service, version, action)
    if missing:
        raise Invalid(missing)


def _answers(actor: Actor, action: str, now: datetime) -> dict[str, Any]:
    """Return who answers from now on for what the action gives as good, or that nobody does any more."""
    if action == "validate_protocol":
        return {"validated_at": now, "validated_by_id": actor.person_id}
    if action == "parametrize":
        return {"parametrized_at": now, "parametrized_by_id": actor.person_id}
    return _UNDONE if action == "return_protocol" else {}


def _record(
    actor: Actor,
    service: Service,
    action: str,
    now: datetime,
    before: str,
    after: str,
    reason: str,
    version: ServiceVersion | None = None,
) -> None:
    event = history.record(
        actor=actor,
        verb=f"service.{action}",
        target=service,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
        data={"version": version.number} if version else None,
    )
    tell_of_service(event, service, action=action, now=now)
