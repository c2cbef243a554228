"""What changes the indicator sheets: the same services for pages and for the demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid, ensure_valid
from llegada.indicators import rules, selectors
from llegada.indicators.checks import missing_for_force
from llegada.indicators.choices import SheetStatus
from llegada.indicators.content import SHEET_FIELDS, SheetContent, changed_fields, content_of, plain, search_text
from llegada.indicators.errors import CorrectionOpen, DesignerCannotPutInForce
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget
from llegada.indicators.policies import FOR_ACTION, INDICATOR_POLICY, Permission

#: Fields that come from the services and not from outside.
_OWN_FIELDS = ("unit", "responsible", "edited_by", "in_force_by", "search_text")


@transaction.atomic
def create_sheet(*, actor: Actor, unit: OrgUnit, content: SheetContent, now: datetime) -> IndicatorSheet:
    """Create the draft of the sheet of a new indicator of `unit`. Raises NotFound, NotAllowed, Invalid."""
    sheet = IndicatorSheet(unit=unit, series=uuid4(), created_at=now, updated_at=now)
    INDICATOR_POLICY.require(actor, Permission.EDIT, sheet)
    if not unit.is_active:
        raise Invalid({"unit": _("Esa dependencia ya no está activa. Escoja otra.")})
    _write(sheet, content, person_id=actor.person_id, now=now)
    history.record(actor=actor, verb="indicator.create", target=sheet, now=now, after=sheet.status)
    return sheet


@transaction.atomic
def edit_sheet(
    *, actor: Actor, public_id: UUID, content: SheetContent, now: datetime, revision: int | None = None
) -> IndicatorSheet:
    """Make a draft say `content`, whole. Saying what it already says changes nothing.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    sheet = selectors.get_sheet(actor=actor, public_id=public_id)
    INDICATOR_POLICY.require(actor, Permission.EDIT, sheet)
    require_draft(sheet)
    before = content_of(sheet)
    changed = changed_fields(before, content)
    if not changed and revision in (None, sheet.revision):
        return sheet
    _claim(sheet, expected=revision)
    _write(sheet, content, person_id=actor.person_id, now=now)
    old, new = plain(before), plain(content)
    changes = {name: [old[name], new[name]] for name in changed}
    history.record(actor=actor, verb="indicator.edit", target=sheet, now=now, data={"changes": changes})
    return sheet


@transaction.atomic
def open_correction(*, actor: Actor, public_id: UUID, now: datetime) -> IndicatorSheet:
    """Return the draft that corrects a sheet in force; where there is none, open one as a copy of what it says.

    The check is answered anew: it is of what the correction will say.
    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    sheet, _after = _see_and_ask(actor, public_id, "correct")
    _hold(sheet)
    found = selectors.find_version(sheet, SheetStatus.DRAFT)
    if found is not None:
        return found
    last = selectors.list_versions(sheet).aggregate(last=Max("number"))["last"]
    draft = IndicatorSheet(unit=sheet.unit, series=sheet.series, number=last + 1, created_at=now, updated_at=now)
    content = replace(content_of(sheet), answers=())
    if content.responsible is not None and not _may_answer(content.responsible.pk, draft):
        content = replace(content, responsible=None)  # who left is a reason to correct, not to refuse it
    _write(draft, content, person_id=actor.person_id, now=now)
    data = {"corrects": sheet.number, "version": draft.number}
    history.record(actor=actor, verb="indicator.correct", target=draft, now=now, after=draft.status, data=data)
    return draft


@transaction.atomic
def put_in_force(
    *, actor: Actor, public_id: UUID, now: datetime, reason: str = "", revision: int | None = None
) -> IndicatorSheet:
    """Put a complete draft in force: from now on it is frozen, and it takes the place of the version that it corrects.

    Raises NotFound, NotAllowed, TransitionNotAllowed, DesignerCannotPutInForce, Invalid (with what is missing), Conflict.
    """
    sheet, after = _see_and_ask(actor, public_id, "put_in_force")
    if rules.is_own_work(designer_ids=selectors.list_designer_ids(sheet), person_id=actor.person_id):
        raise DesignerCannotPutInForce()
    missing = missing_for_force(content_of(sheet))
    if missing:
        raise Invalid(missing)
    _claim(sheet, expected=revision)
    former = selectors.find_version(sheet, SheetStatus.IN_FORCE)
    if former is not None:
        _supersede(former, actor=actor, by=sheet, now=now)
    states.move(
        sheet, before=SheetStatus.DRAFT, after=after, updated_at=now, in_force_at=now, in_force_by_id=actor.person_id
    )
    history.record(
        actor=actor, verb="indicator.put_in_force", target=sheet, now=now, before=SheetStatus.DRAFT, after=after,
        reason=reason.strip(), data={"version": sheet.number},
    )  # fmt: skip
    return sheet


@transaction.atomic
def retire_sheet(*, actor: Actor, public_id: UUID, action: str, reason: str, now: datetime) -> IndicatorSheet:
    """Take a sheet out of use, saying why: `retire` one in force, or `discard` a draft. Nothing is deleted.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, CorrectionOpen, Conflict.
    """
    sheet, after = _see_and_ask(actor, public_id, action)
    if not reason.strip():
        raise ReasonRequired()
    _hold(sheet)
    if action == "retire" and selectors.find_version(sheet, SheetStatus.DRAFT) is not None:
        raise CorrectionOpen()
    before = sheet.status
    states.move(sheet, before=before, after=after, updated_at=now)
    history.record(
        actor=actor,
        verb=f"indicator.{action}",
        target=sheet,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return sheet


def require_draft(sheet: IndicatorSheet) -> None:
    """Refuse to change what is no draft. Raises TransitionNotAllowed."""
    if sheet.status != SheetStatus.DRAFT:
        raise TransitionNotAllowed(action="edit", status=sheet.status)


def _see_and_ask(actor: Actor, public_id: UUID, action: str) -> tuple[IndicatorSheet, str]:
    sheet = selectors.get_sheet(actor=actor, public_id=public_id)
    INDICATOR_POLICY.require(actor, FOR_ACTION[action], sheet)
    after = rules.next_status(sheet.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=sheet.status)
    return sheet, after


def _hold(sheet: IndicatorSheet) -> None:
    """Make whoever corrects or retires the same sheet wait for this transaction. Raises Conflict if it moved meanwhile."""
    held = IndicatorSheet.objects.select_for_update().filter(pk=sheet.pk, status=sheet.status)
    if not held.values_list("pk", flat=True):
        raise Conflict()


def _supersede(former: IndicatorSheet, *, actor: Actor, by: IndicatorSheet, now: datetime) -> None:
    after = rules.TRANSITIONS[former.status, "supersede"]
    before = former.status
    states.move(former, before=before, after=after, updated_at=now)
    history.record(
        actor=actor, verb="indicator.supersede", target=former, now=now, before=before, after=after,
        data={"version": by.number},
    )  # fmt: skip


def _claim(sheet: IndicatorSheet, *, expected: int | None) -> None:
    """Take the right to change a draft, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    seen = sheet.revision if expected is None else expected
    rows = IndicatorSheet.objects.filter(pk=sheet.pk, revision=seen, status=SheetStatus.DRAFT)
    if rows.update(revision=F("revision") + 1) != 1:
        raise Conflict()
    sheet.revision = seen + 1


def _write(sheet: IndicatorSheet, content: SheetContent, *, person_id: int | None, now: datetime) -> None:
    """Make a draft say `content`: fields, targets and answers. Raises Invalid with the fields to mend."""
    for name in SHEET_FIELDS:
        setattr(sheet, name, getattr(content, name))
    sheet.edited_by_id, sheet.updated_at = person_id, now
    sheet.search_text = search_text(content, sheet.unit)
    targets = [IndicatorTarget(sheet=sheet, year=year, value=value) for year, value in content.targets]
    answers = [
        CremasAnswer(sheet=sheet, criterion=one.criterion, holds=one.holds, justification=one.justification)
        for one in content.answers
    ]
    _check(sheet, targets, answers)
    sheet.save()
    sheet.targets.all().delete()
    sheet.answers.all().delete()
    IndicatorTarget.objects.bulk_create(targets)
    CremasAnswer.objects.bulk_create(answers)
    sheet._prefetched_objects_cache = {}  # type: ignore[attr-defined]  # noqa: SLF001  # what was read before is no longer so


def _check(sheet: IndicatorSheet, targets: list[IndicatorTarget], answers: list[CremasAnswer]) -> None:
    ensure_valid(sheet, exclude=_OWN_FIELDS)
    errors: dict[str, list[str]] = {}
    years = [one.year for one in targets]
    if len(set(years)) < len(years):
        errors["targets"] = [gettext("Hay dos metas del mismo año. Deje una sola por año.")]
    for parts, name in ((targets, "targets"), (answers, "answers")):
        for part in parts:
            try:
                ensure_fields_valid(part, exclude=["sheet"])
            except Invalid as refused:
                errors.setdefault(name, []).extend(words for found in refused.fields.values() for words in found)
    responsible = sheet.responsible
    if responsible is not None and not _may_answer(responsible.pk, sheet):
        errors["responsible"] = [gettext("Escoja a alguien con un rol vigente en la organización.")]
    if errors:
        raise Invalid(errors)


def _may_answer(person_id: int, sheet: IndicatorSheet) -> bool:
    organization = Organization.objects.filter(pk=sheet.unit.organization_id)
    return (
        selectors.list_people_of(organization, today=timezone.localdate(sheet.updated_at)).filter(pk=person_id).exists()
    )
