"""Keeps the thematic lines: new ones, their names, and whether they are still used. They are never deleted (PRD-19)."""

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
from llegada.portfolio.content import content_of, search_text
from llegada.portfolio.models import ServiceVersion, ThematicLine
from llegada.portfolio.policies import LINE_POLICY, LinePermission


@transaction.atomic
def create_line(*, actor: Actor, name: str, now: datetime) -> ThematicLine:
    """Create a thematic line; one that differs only in accents, case or blanks is the same line and is refused.

    Raises NotAllowed, Invalid.
    """
    LINE_POLICY.require_ever(actor, LinePermission.MANAGE)
    return add_line(actor=actor, name=name, now=now)


def add_line(*, actor: Actor, name: str, now: datetime) -> ThematicLine:
    """Create a thematic line for an actor who has already been asked. Raises Invalid."""
    line = ThematicLine(name=_checked_name(name))
    line.save()
    history.record(actor=actor, verb="line.create", target=line, now=now, after=line.name)
    return line


@transaction.atomic
def rename_line(*, actor: Actor, public_id: UUID, name: str, seen_name: str, now: datetime) -> ThematicLine:
    """Give a line another name, everywhere: services say their line by its name, and are found by the new one.

    `seen_name` is the one that the actor's page showed. Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    line = _manageable(actor, public_id)
    name = _checked_name(name, besides=line)
    if name == line.name:
        return line
    states.move(line, field="name", before=seen_name, after=name)
    _index_again(line)
    history.record(actor=actor, verb="line.rename", target=line, now=now, before=seen_name, after=name)
    return line


@transaction.atomic
def change_line(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> ThematicLine:
    """Retire a line, saying why, or take it up again. What has it already keeps it; nothing new takes a retired one.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    line = _manageable(actor, public_id)
    before, after = line.is_active, rules.next_line_state(line.is_active, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status="active" if before else "retired")
    reason = reason.strip()
    if action in rules.NEEDS_REASON and not reason:
        raise ReasonRequired()
    states.move(line, field="is_active", before=before, after=after)
    history.record(actor=actor, verb=f"line.{action}", target=line, now=now, reason=reason)
    return line


def _manageable(actor: Actor, public_id: UUID) -> ThematicLine:
    line = selectors.get_line(public_id=public_id)
    LINE_POLICY.require(actor, LinePermission.MANAGE, line)
    return line


def _checked_name(name: str, *, besides: ThematicLine | None = None) -> str:
    """Return a name, tidied, that no other line has. Raises Invalid."""
    line = ensure_fields_valid(ThematicLine(name=" ".join(name.split())))
    # Who names a line waits for whoever is naming another, so that two people at once do not give the same name twice.
    list(ThematicLine.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    others = ThematicLine.objects.exclude(pk=besides.pk) if besides else ThematicLine.objects.all()
    if any(fold(known) == fold(line.name) for known in others.values_list("name", flat=True)):
        raise Invalid({"name": _("Ya hay una línea temática con ese nombre. Use esa, o escriba otro nombre.")})
    return line.name


def _index_again(line: ThematicLine) -> None:
    """Let the services of `line` be found by its name; what a published version says does not change."""
    versions = list(selectors.list_versions_of_line(line))
    for version in versions:
        version.search_text = search_text(content_of(version), version.service.organization)
    ServiceVersion.objects.bulk_update(versions, ["search_text"], batch_size=200)
