"""Brings and takes away what supports a strategy, while it is in edition (EST-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.core.validation import ensure_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.models import Strategy, StrategyEvidence
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.records.rules import clean_name
from llegada.records.services import store_file


@transaction.atomic
def attach_file(*, actor: Actor, public_id: UUID, upload: UploadedFile[Any], now: datetime) -> StrategyEvidence:
    """Attach a file to a strategy in edition; the same file again is the same one.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, and what `store_file` raises for a file that is not kept.
    """
    strategy = _in_edition(actor, public_id, now)
    stored = store_file(actor=actor, upload=upload, now=now)
    kept = StrategyEvidence.objects.filter(strategy=strategy, file=stored, removed_at__isnull=True).first()
    if kept is not None:
        return kept
    name = clean_name(upload.name or "", stored.media_type)
    return _add(actor, StrategyEvidence(strategy=strategy, file=stored, name=name), now)


@transaction.atomic
def attach_link(*, actor: Actor, public_id: UUID, name: str, url: str, now: datetime) -> StrategyEvidence:
    """Attach a link, with its name, to a strategy in edition; the same address again is the same one.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    strategy = _in_edition(actor, public_id, now)
    if not url.strip():
        raise Invalid({"url": _("Escriba la dirección del enlace.")})
    kept = StrategyEvidence.objects.filter(strategy=strategy, url=url.strip(), removed_at__isnull=True).first()
    if kept is not None:
        return kept
    return _add(actor, StrategyEvidence(strategy=strategy, url=url.strip(), name=" ".join(name.split())), now)


@transaction.atomic
def take_away(*, actor: Actor, public_id: UUID, now: datetime) -> StrategyEvidence:
    """Take a file or a link away from a strategy in edition; it stays in the history.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    proof = selectors.get_proof(actor=actor, public_id=public_id)
    strategy = _in_edition(actor, proof.strategy.public_id, now)
    states.move(proof, before=None, after=now, field="removed_at", removed_by_id=actor.person_id)
    history.record(actor=actor, verb="strategy.remove_evidence", target=strategy, now=now, data={"name": proof.name})
    return proof


def _add(actor: Actor, proof: StrategyEvidence, now: datetime) -> StrategyEvidence:
    proof.added_by_id, proof.added_at = actor.person_id, now  # type: ignore[assignment]  # nobody without a person edits
    ensure_valid(proof, exclude=["strategy", "file", "added_by"]).save(force_insert=True)
    history.record(actor=actor, verb="strategy.evidence", target=proof.strategy, now=now, data={"name": proof.name})
    return proof


def _in_edition(actor: Actor, public_id: UUID, now: datetime) -> Strategy:
    """Return a strategy in edition, whose last editor is now the actor. The form that others have open is not disturbed."""
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, StrategyPermission.EDIT, strategy)
    if strategy.status not in rules.STRATEGY_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=strategy.status)
    still = Strategy.objects.filter(pk=strategy.pk, status=strategy.status)
    if still.update(edited_by=actor.person_id, updated_at=now) != 1:
        raise Conflict()
    return strategy
