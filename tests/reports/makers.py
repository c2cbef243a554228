"""Makers of rounds that were closed and of documents on them, without drawing anything."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from llegada.accounts.models import Person
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from llegada.records.models import StoredFile
from llegada.reports.choices import DocumentKind
from llegada.reports.models import DocumentOrder, IssuedDocument, SheetsOrder
from tests import factories as make


def make_closed_round(strategy: Strategy | None = None, *, sheets: int = 2, **values: Any) -> CommitteeRound:
    """Return a round that approved, with the sheets of its members."""
    strategy = strategy or make.make_strategy(status="in_implementation")
    defaults = {
        "number": 1,
        "opened_at": make.NOW,
        "sheet_count": sheets,
        "closed_at": make.NOW,
        "closed_by": make.make_person("Ana Secretaria Cuenca"),
        "met_on": make.TODAY,
        "act_number": "CD-2026-11",
        "outcome": "approve",
        "members": 3,
        "quorum": 2,
    }
    made = CommitteeRound.objects.create(strategy=strategy, **defaults | values)
    for number in range(sheets):
        CommitteeSheet.objects.create(
            round=made,
            member=make.make_person(f"Miembro Número {number}"),
            decision="approve",
            comments="De acuerdo." if number else "",
            written_at=make.NOW,
        )
    return made


def make_document(closed: CommitteeRound, *, file: StoredFile | None = None, **values: Any) -> IssuedDocument:
    """Return the act of a round as if it had been issued; its hash is that of nothing."""
    strategy = closed.strategy
    sha256 = hashlib.sha256(f"{strategy.pk}/{closed.number}/{values}".encode()).hexdigest()
    file = file or StoredFile.objects.create(
        sha256=sha256, size=10, media_type="application/pdf", stored_at=make.NOW, stored_by=None
    )
    defaults = {
        "organization": strategy.organization,
        "kind": DocumentKind.COMMITTEE_ACT,
        "target_id": strategy.public_id,
        "number": closed.number,
        "title": f"Acta {closed.act_number}",
        "content_sha256": sha256,
        "facts_sha256": sha256,
        "file": file,
        "issued_at": make.NOW,
    }
    return IssuedDocument.objects.create(**defaults | values)


def make_order(document: IssuedDocument, /, *, by: Person, **values: Any) -> DocumentOrder:
    """Return an order on the same object, still waiting."""
    return DocumentOrder.objects.create(
        kind=document.kind,
        target_id=document.target_id,
        number=document.number,
        rows=900,
        ordered_by=by,
        ordered_at=make.NOW,
        **values,
    )


def make_sheets_order(by: Person, **values: Any) -> SheetsOrder:
    """Return an order of all the fichas that ended well, with its file."""
    defaults = {"level": "municipality", "status": "done", "total": 1, "drawn": 1, "size": 2, "ended_at": make.NOW}
    order = SheetsOrder.objects.create(ordered_by=by, ordered_at=make.NOW, **defaults | values)
    default_storage.save(order.storage_name, ContentFile(b"PK"))
    return order
