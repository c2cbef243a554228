"""Writes the rows and the sheet of a design or of an operation, and brings a design to a new version.

Called by the other services, which have already seen, asked and ruled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model
from django.utils.translation import gettext

from llegada.core.errors import Invalid
from llegada.core.validation import ensure_fields_valid, holds_every_check
from llegada.portfolio.design_content import (
    PARTS,
    SAID,
    Owner,
    Part,
    SectionContent,
    content_of_section,
    rows_of,
    sheet_of,
)
from llegada.portfolio.design_rules import Row
from llegada.portfolio.models import FieldAnswer, ServiceVersion


def bring_design(version: ServiceVersion) -> None:
    """Make a new version begin with the design of the one before it, if there is one."""
    former = version.service.versions.filter(number__lt=version.number).order_by("-number").first()
    if former is not None:
        copy_design(former, version)


def copy_design(source: ServiceVersion, target: ServiceVersion) -> None:
    """Make a new version begin with the design of the one that it comes from, with the same keys."""
    sheet = sheet_of(source)
    if sheet.pk is not None:
        write_sheet_of(target, "delivery", content_of_section(source, "delivery"))
    for part in PARTS.values():
        if part.owner == "version":
            write_rows(target, part, rows_of(source, part))
    FieldAnswer.objects.bulk_create(
        FieldAnswer(version=target, field_id=one.field_id, text=one.text) for one in source.answers.all()
    )


def write_rows(owner: Owner, part: Part, rows: Sequence[Row]) -> None:
    """Make a part say `rows`, in their order. Raises Invalid with the sentences of those that cannot be kept."""
    objs = _built(owner, part, rows)
    manager = getattr(owner, part.related)
    model: Any = part.model
    if part.is_linked:  # rows that others point to stay; the rest are written anew
        manager.exclude(key__in=[one.key for one in objs]).delete()
        model.objects.bulk_create(
            objs, update_conflicts=True, unique_fields=[part.owner, "key"], update_fields=["position", *part.columns]
        )
        return
    manager.all().delete()
    made = model.objects.bulk_create(objs)
    if part.links:
        _link(owner, part, made, rows)


def _built(owner: Owner, part: Part, rows: Sequence[Row]) -> list[Any]:
    used: set[UUID] = set()
    objs: list[Any] = []
    sentences: list[str] = []
    for number, row in enumerate(rows, 1):
        key = row.get("key") or uuid4()
        key = uuid4() if key in used else key
        used.add(key)
        obj: Any = part.model(position=number, key=key, **{name: row[name] for name in part.columns})
        setattr(obj, part.owner, owner)
        objs.append(obj)
        sentences += [gettext("Fila %(number)s: %(error)s") % {"number": number, "error": one} for one in _wrong(obj)]
    if sentences:
        raise Invalid({"": sentences})
    return objs


def _wrong(obj: Model) -> list[str]:
    """Return what is wrong with a row by itself: its fields and the checks of its table."""
    try:
        ensure_fields_valid(obj, exclude=[one.name for one in obj._meta.concrete_fields if one.is_relation])
        checks = [] if holds_every_check(obj) else obj._meta.constraints
        for constraint in checks:
            if isinstance(constraint, CheckConstraint):
                constraint.validate(type(obj), obj)
    except Invalid as refused:
        return [sentence for one in refused.fields.values() for sentence in one]
    except ValidationError as error:
        return [str(one) for one in error.messages]
    return []


def _link(owner: Owner, part: Part, made: Sequence[Any], rows: Sequence[Row]) -> None:
    """Tie each row to those whose keys it says; the key of one that is gone ties to nothing."""
    ends = {str(one.key): one for one in getattr(owner, part.links).all()}
    for obj, row in zip(made, rows, strict=True):
        getattr(obj, part.links).set([ends[key] for key in row[part.links] if key in ends])


def write_sheet_of(owner: Owner, section: str, content: SectionContent) -> None:
    """Write what a section says once in the sheet of its owner. Raises Invalid."""
    names = SAID.get(section, ())
    if not names:
        return
    sheet = sheet_of(owner)
    for name in names:
        setattr(sheet, name, content.said[name])
    ensure_fields_valid(sheet, exclude=["version", "service"])
    sheet.save()
