"""Keeps the controlled formats and the letterhead of an organisation (REC-05)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.validation import ensure_valid
from llegada.records.rules import kind_of
from llegada.records.services import store_file
from llegada.reports import selectors
from llegada.reports.errors import LogoRefused, NotTypeset
from llegada.reports.models import DocumentFormat, Letterhead
from llegada.reports.policies import FORMAT_POLICY, Permission
from llegada.reports.typesetting import draw_alone

#: Largest logo in bytes: it travels in every document.
MAX_LOGO_BYTES = 512 * 1024
_KINDS = frozenset({"png", "jpeg", "svg"})


@transaction.atomic
def add_format(
    *,
    actor: Actor,
    organization_id: UUID,
    kind: str,
    code: str,
    version: str,
    process: str,
    in_force_on: date,
    now: datetime,
) -> DocumentFormat:
    """Register a version of a format; what was issued keeps the one it had. Raises NotFound, NotAllowed, Invalid."""
    organization = selectors.get_organization(actor=actor, public_id=organization_id)
    FORMAT_POLICY.require(actor, Permission.MANAGE, organization)
    made = DocumentFormat(
        organization=organization,
        kind=kind,
        code=code.strip(),
        version=version.strip(),
        process=process.strip(),
        in_force_on=in_force_on,
        created_at=now,
        created_by_id=actor.person_id,
    )
    ensure_valid(made)
    made.save(force_insert=True)
    history.record(
        actor=actor,
        verb="document.format",
        target=organization,
        now=now,
        after=f"{made.code} v{made.version}",
        data={"kind": kind},
    )
    return made


def set_logo(*, actor: Actor, organization_id: UUID, upload: UploadedFile[Any], now: datetime) -> Letterhead:
    """Put a logo on the documents issued from now on. A drawing (SVG) is kept as an image, without what it could run.

    Raises NotFound, NotAllowed, LogoRefused and what `records.store_file` refuses.
    """
    organization = selectors.get_organization(actor=actor, public_id=organization_id)
    FORMAT_POLICY.require(actor, Permission.MANAGE, organization)
    image = _image_of(upload)
    with transaction.atomic():
        stored = store_file(actor=actor, upload=image, now=now)
        made = Letterhead.objects.create(organization=organization, logo=stored, set_at=now, set_by_id=actor.person_id)
        history.record(actor=actor, verb="document.letterhead", target=organization, now=now, after=stored.sha256[:12])
    return made


def _image_of(upload: UploadedFile[Any]) -> UploadedFile[Any]:
    """Return the logo as PNG or JPEG that the compiler has drawn once, so that no document fails for it."""
    if (upload.size or 0) > MAX_LOGO_BYTES:
        raise LogoRefused({"logo": _("El logo pesa más de 512 kB. Redúzcalo y súbalo de nuevo.")})
    content = upload.read()
    upload.seek(0)
    kind = kind_of(upload.file)  # type: ignore[arg-type]
    if kind not in _KINDS:
        raise LogoRefused({"logo": _("El logo debe ser una imagen PNG, JPEG o SVG. Guárdelo así y súbalo de nuevo.")})
    try:
        drawn = draw_alone(content)
    except NotTypeset:
        raise LogoRefused({"logo": _("La imagen está dañada y no se pudo abrir. Suba otra.")}) from None
    return SimpleUploadedFile("logo.png", drawn, "image/png") if kind == "svg" else upload
