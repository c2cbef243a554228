"""Brings a file at once, for programs: uploaded, read as a saved mapping says, and asked to be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.imports import selectors
from llegada.imports.keepers import hidden_targets
from llegada.imports.layout import Layout, from_json, missing_fields
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.policies import organization_ids
from llegada.imports.services.alike import layouts_of_alike
from llegada.imports.services.peeking import peek, workbook_layouts
from llegada.imports.services.runs import ask_try, begin_import, describe_columns, take_in_file


def organization_to_bring(actor: Actor, public_id: UUID | None) -> Organization:
    """Return the organisation for which a program brings data: that one, or the only one of its person. Raises Invalid."""
    mine = organization_ids(actor)
    found = Organization.objects.filter(is_active=True)
    found = found if mine is None else found.filter(pk__in=mine)
    if public_id is not None:
        found = found.filter(public_id=public_id)
    some = list(found[:2])
    if len(some) != 1:
        sentence = (
            _("No existe o no trae datos de ella.") if public_id else _("Diga de qué organización es el archivo.")
        )
        raise Invalid({"organization": sentence})
    return some[0]


@dataclass(frozen=True)
class Offer:
    """A file that was taken in, the import that would begin with it, and how its sheets are read."""

    upload: UploadedFile[Any]
    run: ImportRun
    layouts: Sequence[Layout]
    headings: Sequence[str]


def look_at_file(
    *,
    actor: Actor,
    organization: Organization,
    target: str,
    upload: UploadedFile[Any],
    now: datetime,
    mapping_id: UUID | None = None,
) -> Offer:
    """Take a file in and find how it is read; nothing is written. Raises Invalid and what `take_in_file` does."""
    if target in hidden_targets(actor):
        raise Invalid({"target": _("Ese catálogo lo trae el equipo de monitoreo.")})
    mapping = _mapping(actor, organization, target, mapping_id) if mapping_id else None
    run = take_in_file(actor=actor, organization=organization, target=target, upload=upload, now=now)
    return Offer(upload, run, *_layouts(run, mapping))


@transaction.atomic
def offer_file(*, actor: Actor, offer: Offer, now: datetime) -> ImportRun:
    """Begin the import of a file, say how it is read and have it tried, or nothing of it. Raises ColumnsMissing, ImportAtWork."""
    run = begin_import(actor=actor, run=offer.run, upload=offer.upload, now=now)
    describe_columns(actor=actor, public_id=run.public_id, layouts=offer.layouts, headings=offer.headings, now=now)
    return ask_try(actor=actor, public_id=run.public_id, now=now)


def _mapping(actor: Actor, organization: Organization, target: str, public_id: UUID) -> ImportMapping:
    mapping = selectors.list_mappings(actor=actor).filter(public_id=public_id, organization=organization).first()
    if mapping is None or target not in {one["target"] for one in mapping.layouts}:
        raise Invalid({"mapping": _("No existe, o es de otra organización o de otra clase de datos.")})
    return mapping


def _layouts(run: ImportRun, mapping: ImportMapping | None) -> tuple[Sequence[Layout], Sequence[str]]:
    if run.target == "workbook":
        return workbook_layouts(run)
    kept = [from_json(one) for one in mapping.layouts if one["target"] == run.target] if mapping else []
    wanted = [column for one in kept[:1] for source in one.fields.values() for column in source.columns]
    found = peek(run, wanted=wanted)
    layout = found.layout
    if kept:
        layout = replace(layout, fields=kept[0].fields, date_order=kept[0].date_order)
        absent = [
            column for source in layout.fields.values() for column in source.columns if column not in found.headings
        ]
        if absent and missing_fields(_without(layout, absent)):
            words = {"columns": ", ".join(absent)}
            raise Invalid({"file": _("El archivo no trae las columnas %(columns)s de esa forma de leer.") % words})
    return layouts_of_alike(layout, found.alike), found.headings


def _without(layout: Layout, absent: Sequence[str]) -> Layout:
    fields = {
        name: replace(source, columns=tuple(one for one in source.columns if one not in absent))
        for name, source in layout.fields.items()
    }
    return replace(layout, fields=fields)
