"""Keeps the moments of the cycle of public value: new ones, their names and order, and whether they are still used (PRD-05)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.text import fold
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.models import CycleMoment
from llegada.portfolio.policies import MOMENT_POLICY, LinePermission


@transaction.atomic
def create_moment(*, actor: Actor, name: str, position: int, now: datetime) -> CycleMoment:
    """Add a moment; one that differs only in accents, case or blanks is the same. Raises NotAllowed, Invalid."""
    MOMENT_POLICY.require_ever(actor, LinePermission.MANAGE)
    moment = CycleMoment(name=name, position=position)
    _check(moment)
    moment.save()
    history.record(actor=actor, verb="moment.create", target=moment, now=now, after=moment.name)
    return moment


@transaction.atomic
def edit_moment(
    *, actor: Actor, public_id: UUID, name: str, position: int, seen_name: str, now: datetime
) -> CycleMoment:
    """Give a moment another name or place, everywhere. `seen_name` is the one that the actor's page showed.

    Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    moment = _manageable(actor, public_id)
    before = moment.name
    moment.name, moment.position = name, position
    _check(moment)
    states.move(moment, field="name", before=seen_name, after=moment.name, position=position)
    history.record(actor=actor, verb="moment.edit", target=moment, now=now, before=before, after=moment.name)
    return moment


@transaction.atomic
def change_moment(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> CycleMoment:
    """Retire a moment, saying why, or take it up again. What has it already keeps it; nothing new takes a retired one.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    moment = _manageable(actor, public_id)
    before, after = moment.is_active, rules.next_line_state(moment.is_active, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status="active" if before else "retired")
    if action in rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    states.move(moment, field="is_active", before=before, after=after)
    history.record(actor=actor, verb=f"moment.{action}", target=moment, now=now, reason=reason.strip())
    return moment


def _manageable(actor: Actor, public_id: UUID) -> CycleMoment:
    moment = selectors.get_moment(public_id=public_id)
    MOMENT_POLICY.require(actor, LinePermission.MANAGE, moment)
    return moment


def _check(moment: CycleMoment) -> None:
    moment.name = " ".join(moment.name.split())
    others = CycleMoment.objects.exclude(pk=moment.pk)
    if any(fold(known) == fold(moment.name) for known in others.values_list("name", flat=True)):
        raise Invalid({"name": _("Ya hay un momento con ese nombre. Use ese, o escriba otro nombre.")})
    ensure_fields_valid(moment)
