"""Says what may be done with a file, and asks for the coverage of a session (COM-05)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.services import notify, notify_roles
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.core.states import move
from llegada.delivery import material_rules, rules, selectors
from llegada.delivery.choices import ImageUse
from llegada.delivery.errors import CoverageAskedAlready, SessionPassed
from llegada.delivery.material_policies import COVERAGE_POLICY, MaterialPermission
from llegada.delivery.models import CoverageRequest, SessionEvidence
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors.material import get_coverage
from llegada.delivery.services.changes import key_of


@transaction.atomic
def say_image_use(
    *, actor: Actor, public_id: UUID, evidence_id: UUID, image_use: str, now: datetime
) -> SessionEvidence:
    """Say what may be done with a file of a session, also after its minutes are approved: an authorisation may be withdrawn.

    Raises NotFound, NotAllowed, Invalid.
    """
    session = selectors.get_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, Permission.RECORD, session)
    evidence = session.evidence.select_for_update().filter(public_id=evidence_id).first()
    if evidence is None:
        raise NotFound(evidence=str(evidence_id))
    if image_use not in ImageUse.values:
        raise Invalid({"image_use": _("Elija qué se puede hacer con el archivo.")})
    before = evidence.image_use or ""
    if before != image_use:
        evidence.image_use = image_use
        evidence.save(update_fields=["image_use"])
        data = {"evidence": str(evidence.public_id), "name": evidence.name}
        history.record(
            actor=actor, verb="session.image_use", target=session, now=now, before=before, after=image_use, data=data
        )
    return evidence


@transaction.atomic
def ask_coverage(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> CoverageRequest:
    """Ask the communications team to cover a session still to come, and tell them.

    Raises NotFound, NotAllowed, SessionPassed, ReasonRequired, CoverageAskedAlready.
    """
    session = selectors.get_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, Permission.RECORD, session)
    if session.status not in rules.AWAITED:
        raise SessionPassed()
    if not reason.strip():
        raise ReasonRequired()
    try:
        with transaction.atomic():
            made = CoverageRequest.objects.create(
                session=session, reason=reason.strip(), asked_by_id=key_of(actor), asked_at=now
            )
    except IntegrityError:
        raise CoverageAskedAlready() from None
    event = history.record(
        actor=actor, verb="coverage.ask", target=made, now=now, after=made.status, reason=made.reason
    )
    notify_roles(
        event=event,
        units=(),
        of_unit=(),
        organization=session.plan.unit.organization,
        of_organization=(Role.COMMUNICATIONS,),
        now=now,
    )
    return made


@transaction.atomic
def answer_coverage(*, actor: Actor, public_id: UUID, action: str, answer: str, now: datetime) -> CoverageRequest:
    """Say who goes to a session, or why nobody does, and tell who asked.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict.
    """
    coverage = get_coverage(actor=actor, public_id=public_id)
    COVERAGE_POLICY.require(actor, MaterialPermission.ANSWER, coverage)
    before, after = coverage.status, material_rules.next_coverage_status(coverage.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if not answer.strip():
        raise Invalid({"answer": _("Diga quién va o, si nadie puede, por qué.")})
    move(coverage, before=before, after=after, answer=answer.strip(), answered_by_id=key_of(actor), answered_at=now)
    event = history.record(
        actor=actor,
        verb=f"coverage.{action}",
        target=coverage,
        now=now,
        before=before,
        after=after,
        reason=answer.strip(),
    )
    notify(event=event, people=[coverage.asked_by])
    return coverage
