"""Designs services: a new one, its draft, its unit."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.portfolio import rules, selectors
from llegada.portfolio.content import IDENTITY_FIELDS, ServiceContent, changed_fields, content_of
from llegada.portfolio.errors import NoDraft, OnlyVersion
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services.drafts import claim, new_draft, require_editable, require_stage, write_draft


@transaction.atomic
def create_service(
    *, actor: Actor, unit: OrgUnit, content: ServiceContent, now: datetime, external_id: str = ""
) -> Service:
    """Create a service of `unit`, whose first version is an idea. Raises NotFound, NotAllowed, Invalid."""
    service = Service(organization=unit.organization, unit=unit, external_id=external_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    if not unit.is_active:
        raise Invalid({"unit": _("Esa dependencia ya no está activa. Escoja otra.")})
    if not content.line.is_active:
        raise Invalid({"line": _("Esa línea temática ya no se usa. Escoja otra.")})
    service.save()
    write_draft(new_draft(service), content, person_id=actor.person_id)
    history.record(actor=actor, verb="service.create", target=service, now=now, after=service.status)
    return service


@transaction.atomic
def open_draft(*, actor: Actor, public_id: UUID, now: datetime) -> ServiceVersion:
    """Return the version in edition; where there is none, open one as a copy of what is published.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    service = _editable(actor, public_id)
    found = selectors.find_draft(service)
    if found is not None:
        return found
    claim(service, now=now)
    draft = _copy_published(service, actor)
    history.record(actor=actor, verb="service.open_draft", target=service, now=now, data={"version": draft.number})
    return draft


@transaction.atomic
def edit_draft(
    *, actor: Actor, public_id: UUID, content: ServiceContent, now: datetime, revision: int | None = None
) -> ServiceVersion:
    """Make the version in edition say `content` (fields and milestones in one), opening one in design if there is none.

    `revision` is the one that the actor's page showed. Saying what it already says changes nothing.
    Raises NotFound, NotAllowed, TransitionNotAllowed, NotBeingWritten, Conflict, Invalid.
    """
    service = _editable(actor, public_id)
    draft = selectors.find_draft(service)
    stands = draft or selectors.current_version(service)
    before = content_of(stands)
    changed = changed_fields(before, content)
    if draft is not None:
        require_stage(draft, rules.DESIGN_WRITABLE if set(changed) - set(IDENTITY_FIELDS) else rules.WRITABLE)
    if not changed and revision in (None, service.revision):
        return stands
    claim(service, now=now, expected=revision)
    if "line" in changed and not content.line.is_active:
        raise Invalid({"line": _("Esa línea temática ya no se usa. Escoja otra.")})
    draft = write_draft(draft or new_draft(service), content, person_id=actor.person_id)
    record_edit(actor=actor, service=service, draft=draft, before=before, content=content, now=now)
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, public_id: UUID, now: datetime, reason: str = "") -> Service:
    """Discard the version in edition of a service that has a published one; what it said stays in the history.

    Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft, OnlyVersion, NotBeingWritten, Conflict.
    """
    service = _editable(actor, public_id)
    draft = selectors.find_draft(service)
    if draft is None:
        raise NoDraft()
    if service.published_version is None:
        raise OnlyVersion()
    require_stage(draft, rules.WRITABLE)
    claim(service, now=now)
    said = {"version": draft.number, "content": plain(content_of(draft))}
    draft.delete()
    history.record(actor=actor, verb="service.discard_draft", target=service, now=now, reason=reason, data=said)
    return service


@transaction.atomic
def assign_unit(*, actor: Actor, public_id: UUID, unit: OrgUnit, now: datetime, reason: str = "") -> Service:
    """Say which unit of its organisation a service belongs to. Raises NotFound, NotAllowed, Invalid, Conflict."""
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.ASSIGN_UNIT, service)
    require_editable(service)
    if unit.organization_id != service.organization_id or not unit.is_active:
        raise Invalid({"unit": _("Escoja una dependencia activa de la organización que ofrece el servicio.")})
    if service.unit == unit:
        return service
    before = str(service.unit or "")
    claim(service, now=now)
    service.unit = unit
    service.save(update_fields=["unit"])
    history.record(
        actor=actor, verb="service.assign_unit", target=service, now=now, before=before, after=unit.name, reason=reason
    )
    return service


def record_edit(
    *,
    actor: Actor,
    service: Service,
    draft: ServiceVersion,
    before: ServiceContent,
    content: ServiceContent,
    now: datetime,
    verb: str = "service.edit",
) -> None:
    """Append to the history which fields of the draft changed, from what to what."""
    old, new = plain(before), plain(content)
    changes = {name: [old[name], new[name]] for name in changed_fields(before, content)}
    history.record(actor=actor, verb=verb, target=service, now=now, data={"version": draft.number, "changes": changes})


def plain(content: ServiceContent) -> dict[str, Any]:
    """Return a content as JSON keeps it: names instead of objects, decimals as text."""
    values = {**vars(content), "line": content.line.name, "modalities": list(content.modalities)}
    values["milestones"] = [asdict(one) | {"weight": str(one.weight)} for one in content.milestones]
    return values


def _editable(actor: Actor, public_id: UUID) -> Service:
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    require_editable(service)
    return service


def _copy_published(service: Service, actor: Actor) -> ServiceVersion:
    content = content_of(selectors.current_version(service))
    return write_draft(new_draft(service), content, person_id=actor.person_id)
