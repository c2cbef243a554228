"""The addresses of the documents of an object, and the words of each kind in them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.urls import reverse

from llegada.reports.choices import DocumentKind

#: kind → how its address says it.
SLUGS: Final[dict[str, str]] = {
    DocumentKind.COMMITTEE_ACT: "acta-del-comite",
    DocumentKind.PREDESIGN_SHEET: "ficha-de-pre-diseno",
    DocumentKind.PROTOCOL: "protocolo",
    DocumentKind.ANNUAL_PLAN: "plan-anual",
    DocumentKind.SESSION_MINUTES: "acta-de-sesion",
    DocumentKind.DELIVERY_ACT: "acta-de-entrega",
}
KINDS: Final = {slug: kind for kind, slug in SLUGS.items()}


def document_address(kind: str, target_id: UUID, number: int) -> str:
    """Return the page of the documents of `kind` on an object, or "" where there is no such kind."""
    return reverse("reports:subject", args=[SLUGS[kind], target_id, number]) if kind in SLUGS else ""
