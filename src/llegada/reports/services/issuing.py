"""Issues documents: the same content asked for again is the same document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import override

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.demonstration import is_demo_loaded
from llegada.core.errors import NotAllowed
from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date, short_datetime
from llegada.records.errors import FileLost
from llegada.records.models import StoredFile
from llegada.records.services import store_file
from llegada.reports import selectors
from llegada.reports.choices import DocumentKind
from llegada.reports.content import Content, Said
from llegada.reports.errors import TooLongForDocument
from llegada.reports.models import DocumentFormat, IssuedDocument
from llegada.reports.rules import MOST_ROWS, code_of, fingerprint
from llegada.reports.sources import Subject, find_any_subject, find_subject
from llegada.reports.typesetting import typeset

#: For so many seconds the comparison of a document with what the system says today is not made again.
_SECONDS_REMEMBERED: Final = 300


@dataclass(frozen=True)
class Frame:
    """What surrounds the content and is hashed with it: whose document it is and under which format."""

    organization: str
    short_name: str
    kind: str
    code: Said
    version: Said
    process: Said
    in_force_on: Said
    logo_sha256: Said
    is_demo: bool


def issue_document(*, actor: Actor, kind: str, target_id: UUID, number: int, now: datetime) -> IssuedDocument:
    """Return the document that says what the object says now, made if there is none yet.

    Drawn outside the transaction, which only keeps it. Raises NotFound, NotAllowed, TooLongForDocument, FontsMissing,
    NotTypeset.
    """
    with override(settings.LANGUAGE_CODE):  # a document is in Spanish whoever asks for it
        subject = find_subject(actor=actor, kind=kind, target_id=target_id, number=number)
        if not subject.may_issue:
            raise NotAllowed(kind=kind)
        content = subject.build()
        if content.row_count > MOST_ROWS:
            raise TooLongForDocument(rows=written(content.row_count), most=written(MOST_ROWS))
        controlled = selectors.find_format(organization=subject.organization, kind=kind, today=timezone.localdate(now))
        letterhead = selectors.find_letterhead(subject.organization)
        logo = letterhead.logo if letterhead else None
        frame = _frame_of(subject, kind, controlled, logo)
        facts = _facts(kind, target_id, number, content)
        sha256 = fingerprint({**facts, "frame": asdict(frame)})
        existing = IssuedDocument.objects.filter(content_sha256=sha256).first()
        if existing is not None:
            return existing
        pdf = typeset(
            {**content.as_data(), "frame": _printed(frame, sha256, now)},
            logo=_bytes_of(logo) if logo else None,
            now=now,
        )
    document = IssuedDocument(
        organization=subject.organization,
        kind=kind,
        target_id=target_id,
        number=number,
        title=content.title[:300],
        format=controlled,
        content_sha256=sha256,
        facts_sha256=fingerprint(facts),
        issued_at=now,
        issued_by_id=actor.person_id,
    )
    return _keep(actor, document, pdf, now)


def is_as_issued(document: IssuedDocument) -> bool | None:
    """Return whether the object says today what it said in `document`; None where it is no longer there to be asked."""

    def compare() -> str:
        with override(settings.LANGUAGE_CODE):
            subject = find_any_subject(kind=document.kind, target_id=document.target_id, number=document.number)
            if subject is None:
                return ""
            facts = _facts(document.kind, document.target_id, document.number, subject.build())
        return fingerprint(facts)

    today = cache.get_or_set(f"reports-facts-{document.public_id}", compare, _SECONDS_REMEMBERED)
    return today == document.facts_sha256 if today else None


def _facts(kind: str, target_id: UUID, number: int, content: Content) -> dict[str, Any]:
    return {"kind": kind, "target": str(target_id), "number": number, "content": content.as_data()}


def _frame_of(subject: Subject, kind: str, controlled: DocumentFormat | None, logo: StoredFile | None) -> Frame:
    return Frame(
        organization=subject.organization.name,
        short_name=subject.organization.short_name,
        kind=str(DocumentKind(kind).label),
        code=controlled.code if controlled else None,
        version=controlled.version if controlled else None,
        process=(controlled.process or None) if controlled else None,
        in_force_on=short_date(controlled.in_force_on) if controlled else None,
        logo_sha256=logo.sha256 if logo else None,
        is_demo=is_demo_loaded(),
    )


def _printed(frame: Frame, sha256: str, now: datetime) -> dict[str, Any]:
    """Return what the template prints around the content."""
    return {
        **asdict(frame),
        "sha256": sha256,
        "verify_code": code_of(sha256),
        "verify_site": f"{settings.SITE_URL}{reverse('reports:verify')}",
        "verify_url": f"{settings.SITE_URL}{reverse('reports:verify_code', args=[sha256])}",
        "issued_on": short_datetime(now),
    }


def _bytes_of(stored: StoredFile) -> bytes:
    try:
        with default_storage.open(stored.storage_name, "rb") as content:
            return bytes(content.read())
    except FileNotFoundError:
        raise FileLost() from None


def _keep(actor: Actor, document: IssuedDocument, pdf: bytes, now: datetime) -> IssuedDocument:
    name = f"{slugify(document.title)[:80] or document.kind}.pdf"
    try:
        with transaction.atomic():
            document.file = store_file(actor=actor, upload=SimpleUploadedFile(name, pdf, "application/pdf"), now=now)
            document.save(force_insert=True)
            history.record(
                actor=actor,
                verb="document.issue",
                target=document,
                now=now,
                data={"kind": document.kind, "sha256": document.content_sha256},
            )
    except IntegrityError:  # somebody issued the same at the same instant: it is the same document
        return IssuedDocument.objects.get(content_sha256=document.content_sha256)
    return document
