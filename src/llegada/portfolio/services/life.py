"""Moves a service along its life: published, retired."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, Sentence, TransitionNotAllowed
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.content import ServiceContent, content_of
from llegada.portfolio.errors import DesignerCannotPublish, NoDraft
from llegada.portfolio.models import Service
from llegada.portfolio.policies import FOR_ACTION, SERVICE_POLICY
from llegada.portfolio.services.drafts import claim, weight_error

_NEEDED: Final[dict[str, Sentence]] = {
    "kind": _("Falta el tipo de servicio."),
    "objective": _("Falta el objetivo."),
    "deliverable": _("Falta el entregable: cada asistencia termina en algo tangible que se pueda usar."),
    "modalities": _("Falta al menos una modalidad."),
}


@transaction.atomic
def publish_service(
    *, actor: Actor, public_id: UUID, now: datetime, reason: str = "", revision: int | None = None
) -> Service:
    """Publish the draft: it becomes the version in force, frozen, and replaces the former one. Plans keep theirs.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft,
    DesignerCannotPublish, Invalid (with what is missing), Conflict.
    """
    service, after = _see_and_ask(actor, public_id, "publish")
    draft = selectors.find_draft(service)
    if draft is None:
        raise NoDraft()
    if rules.is_own_work(edited_by_id=draft.edited_by_id, person_id=actor.person_id):
        raise DesignerCannotPublish()
    missing = missing_for_publication(service, content_of(draft))
    if missing:
        raise Invalid(missing)
    before = service.status
    claim(service, now=now, expected=revision)
    if service.published_version is not None:
        states.move(service.published_version, before=VersionStatus.PUBLISHED, after=VersionStatus.SUPERSEDED)
    states.move(
        draft,
        before=VersionStatus.DRAFT,
        after=VersionStatus.PUBLISHED,
        published_at=now,
        published_by_id=actor.person_id,
    )
    states.move(service, before=before, after=after, updated_at=now, published_version=draft)
    history.record(
        actor=actor,
        verb="service.publish",
        target=service,
        now=now,
        before=before,
        after=after,
        reason=reason,
        data={"version": draft.number},
    )
    return service


@transaction.atomic
def retire_service(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> Service:
    """Take a service out of the portfolio, saying why; plans in course keep their version (PRD-19).

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    service, after = _see_and_ask(actor, public_id, "retire")
    if not reason.strip():
        raise ReasonRequired()
    before = service.status
    claim(service, now=now)
    states.move(service, before=before, after=after, updated_at=now)
    history.record(
        actor=actor, verb="service.retire", target=service, now=now, before=before, after=after, reason=reason.strip()
    )
    return service


def missing_for_publication(service: Service, content: ServiceContent) -> dict[str, Sentence]:
    """Return what a draft lacks to be published: a sentence for each field, nothing when it is complete."""
    missing: dict[str, Sentence] = {name: words for name, words in _NEEDED.items() if not getattr(content, name)}
    if service.unit_id is None:
        missing["unit"] = _("Falta decir qué dependencia lo ofrece: la coordinación la asigna.")
    kept = service.published_version
    if not content.line.is_active and (kept is None or kept.line_id != content.line.pk):
        missing["line"] = _("La línea temática se retiró: escoja otra.")  # what already had it keeps it
    weights = weight_error(content.milestones)
    if weights:
        missing["milestones"] = weights
    return missing


def _see_and_ask(actor: Actor, public_id: UUID, action: str) -> tuple[Service, str]:
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, FOR_ACTION[action], service)
    after = rules.next_status(service.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=service.status)
    return service, after
