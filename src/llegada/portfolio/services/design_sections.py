"""Writes the design of a version and the operation of a service, section by section, and copies a design to a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.indicators import selectors as indicator_selectors
from llegada.portfolio import design_rules, rules, selectors
from llegada.portfolio.content import MilestoneContent, content_of
from llegada.portfolio.design_content import (
    PARTS,
    SectionContent,
    content_of_section,
)
from llegada.portfolio.design_rules import Row
from llegada.portfolio.errors import NoDraft
from llegada.portfolio.models import FieldAnswer, Service, ServiceVersion, UnitField
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services.design_rows import write_rows, write_sheet_of
from llegada.portfolio.services.drafts import claim, keep_editor, require_stage, write_draft


@transaction.atomic
def write_design(
    *, actor: Actor, public_id: UUID, section: str, content: SectionContent, now: datetime, seen: str | None = None
) -> ServiceVersion:
    """Make a section of the version in edition say `content`, whole. Saying what it already says changes nothing.

    `seen` is the fingerprint of the section as the actor's page showed it. Raises NotFound, NotAllowed,
    NoDraft, NotBeingWritten, Conflict, Invalid.
    """
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    version = selectors.find_draft(service)
    if version is None:
        raise NoDraft()
    require_stage(version, rules.DESIGN_WRITABLE)
    before = content_of_section(version, section)
    if not _claimed(service, before, content, seen=seen, now=now):
        return version
    _write_design(actor, version, section, content)
    _record(actor, service, "service.edit_design", section, before, content, now=now, version=version.number)
    return version


@transaction.atomic
def write_operation(
    *, actor: Actor, public_id: UUID, section: str, content: SectionContent, now: datetime, seen: str | None = None
) -> Service:
    """Make a section of the operation of a service say `content`, whole, while the service lives.

    `seen` is the fingerprint of the section as the actor's page showed it. Raises NotFound, NotAllowed,
    TransitionNotAllowed, Conflict, Invalid.
    """
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    if service.status not in design_rules.OPERATION_WRITABLE:
        raise TransitionNotAllowed(action="edit", status=service.status)
    before = content_of_section(service, section)
    if not _claimed(service, before, content, seen=seen, now=now):
        return service
    write_sheet_of(service, section, content)
    if section in PARTS:
        write_rows(service, PARTS[section], content.rows)
    _record(actor, service, "service.edit_operation", section, before, content, now=now)
    return service


def _claimed(
    service: Service, before: SectionContent, content: SectionContent, *, seen: str | None, now: datetime
) -> bool:
    """Take the right to change `service`, unless the section says that already. Raises Conflict."""
    if seen is not None and seen != before.fingerprint():
        raise Conflict()
    if content.fingerprint() == before.fingerprint():
        return False
    claim(service, now=now)
    return True


def _write_design(actor: Actor, version: ServiceVersion, section: str, content: SectionContent) -> None:
    if section == "delivery":
        milestones = tuple(MilestoneContent(**row) for row in content.rows)
        stands = replace(content_of(version), modalities=content.said["modalities"], milestones=milestones)
        _check_ending(version.kind, content.said["ending"])
        write_draft(version, stands, person_id=actor.person_id)
        write_sheet_of(version, section, content)
        return
    if section == "fields":
        _write_answers(version, content)
    elif section == "indicators":
        _check_indicators(actor, version, content.rows)
    if section in PARTS:
        write_rows(version, PARTS[section], content.rows)
    version.edited_by_id = actor.person_id
    version.save(update_fields=["edited_by"])
    keep_editor(version, actor.person_id)


def _check_ending(kind: str, ending: str) -> None:
    if ending and kind and not design_rules.ends_well(kind, ending):
        raise Invalid({"ending": _("Un servicio de este tipo no termina así. Escoja otra forma de terminar.")})


def _check_indicators(actor: Actor, version: ServiceVersion, rows: Sequence[Row]) -> None:
    """Refuse sheets that the actor does not see, unless they were there, and two goals of one indicator in one year."""
    kept = {one.sheet_id for one in version.indicators.all()}
    seen = set(indicator_selectors.list_sheets(actor=actor).values_list("pk", flat=True)) | kept
    if any(row["sheet"].pk not in seen for row in rows):
        raise Invalid({"": _("Escoja indicadores de la lista.")})
    pairs = [(row["sheet"].pk, row["goal_year"]) for row in rows]
    if len(set(pairs)) < len(pairs):
        raise Invalid({"": _("El mismo indicador tiene dos metas del mismo año. Deje una.")})


def _write_answers(version: ServiceVersion, content: SectionContent) -> None:
    """Write the answers to the fields of the unit. Raises Invalid where a field does not take its answer."""
    fields = {str(one.public_id): one for one in UnitField.objects.filter(unit_id=version.service.unit_id)}
    wrong: dict[str, Any] = {}
    answers = []
    for name, text in content.said.items():
        asked = fields.get(name)
        read = None if asked is None else design_rules.read_answer(asked.kind, text, asked.option_list)
        if asked is None or read is None:
            wrong[name] = _("Este campo no recibe ese valor.")
        elif read:
            answers.append(FieldAnswer(version=version, field=asked, text=read))
    if wrong:
        raise Invalid(wrong)
    version.answers.all().delete()
    FieldAnswer.objects.bulk_create(answers)


def _record(
    actor: Actor,
    service: Service,
    verb: str,
    section: str,
    before: SectionContent,
    after: SectionContent,
    *,
    now: datetime,
    **more: Any,
) -> None:
    changes = {section: [before.plain(), after.plain()]}
    history.record(actor=actor, verb=verb, target=service, now=now, data={**more, "changes": changes})
