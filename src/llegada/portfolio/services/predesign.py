"""Writes the pre-design of a version, section by section; two people in two sections do not disturb each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, Sentence
from llegada.core.text import fold
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import problems, rules, selectors, value_chain
from llegada.portfolio.content import content_of, search_text
from llegada.portfolio.errors import NoDraft
from llegada.portfolio.models import Predesign, ServiceVersion, VersionMoment, VersionStrategy
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.predesign import (
    PREDESIGN_FIELDS,
    VALUE_FIELDS,
    PredesignContent,
    changed_in_predesign,
    plain_field,
    predesign_of,
    seen_mark,
)
from llegada.portfolio.services.drafts import claim, keep_editor, require_editable, require_stage, tell_line


@transaction.atomic
def edit_predesign(
    *, actor: Actor, public_id: UUID, changes: Mapping[str, Any], now: datetime, seen: str | None = None
) -> ServiceVersion:
    """Give fields of the pre-design another value. Saying what they already say changes nothing.

    `seen` is the mark of the fields that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft,
    NotBeingWritten, Conflict, Invalid.
    """
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    require_editable(service)
    version = selectors.find_draft(service)
    if version is None:
        raise NoDraft()
    require_stage(version, rules.PREDESIGN_WRITABLE)
    before = predesign_of(version)
    content = replace(before, **changes)
    changed = changed_in_predesign(before, content)
    if not changed:
        return version
    if seen is not None and seen != seen_mark(before, changes.keys()):
        raise Conflict()
    _check(actor, before, content)
    claim(service, now=now)
    _write(actor, version, content, changed)
    history.record(
        actor=actor,
        verb="service.edit_predesign",
        target=service,
        now=now,
        data={
            "version": version.number,
            "changes": {name: [plain_field(before, name), plain_field(content, name)] for name in changed},
        },
    )
    return version


def _check(actor: Actor, before: PredesignContent, content: PredesignContent) -> None:
    errors: dict[str, Sentence | list[Sentence]] = {}
    if content.problem and problems.is_absence(fold(content.problem)) and not content.is_problem_confirmed:
        errors["problem"] = _(
            "Este enunciado dice qué falta, no qué pasa. Escriba el estado negativo que existe hoy; "
            "si lo revisó y así debe quedar, márquelo abajo."
        )
    if content.line != before.line and not content.line.is_active:
        errors["line"] = _("Esa línea temática ya no se usa. Escoja otra.")
    known = selectors.list_alignable_strategies(actor=actor, besides=before.strategies)
    if known.filter(pk__in=content.strategies).count() != len(content.strategies):
        errors["strategies"] = _("Escoja estrategias de la lista.")
    moments = selectors.list_moments_to_choose(besides=before.moments)
    if moments.filter(pk__in=content.moments).count() != len(content.moments):
        errors["moments"] = _("Escoja momentos de la lista.")
    if value_chain.too_long(content.chain.cells) or content.chain.rows > value_chain.MOST_ROWS:
        errors["chain"] = _("Cada elemento tiene hasta 300 caracteres, y cada columna hasta 12 elementos.")
    if len(content.matrix.problems) > problems.MOST_PROBLEMS:
        errors["matrix"] = _("La matriz admite hasta 15 problemas.")
    if errors:
        raise Invalid(errors)


def _write(actor: Actor, version: ServiceVersion, content: PredesignContent, changed: list[str]) -> None:
    before = version.line_id
    version.name, version.line, version.edited_by_id = content.name, content.line, actor.person_id
    version.search_text = search_text(content_of(version), version.service.organization)
    ensure_fields_valid(
        version, exclude=["service", "line", "edited_by", "validated_by", "parametrized_by", "search_text"]
    )
    version.save(update_fields=["name", "line", "edited_by", "search_text"])
    tell_line(version, before)
    keep_editor(version, actor.person_id)
    if set(changed) & set(PREDESIGN_FIELDS):
        stored = Predesign.objects.filter(version=version).first() or Predesign(version=version)
        for name in PREDESIGN_FIELDS:
            value = getattr(content, name)
            setattr(stored, name, value.plain() if name in VALUE_FIELDS else value)
        stored.save()
    if "strategies" in changed:
        version.strategies.all().delete()
        VersionStrategy.objects.bulk_create(
            VersionStrategy(version=version, strategy_id=pk) for pk in content.strategies
        )
    if "moments" in changed:
        version.moments.all().delete()
        VersionMoment.objects.bulk_create(VersionMoment(version=version, moment_id=pk) for pk in content.moments)
