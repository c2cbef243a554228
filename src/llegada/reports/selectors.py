"""Questions about formats, letterheads and issued documents. Who may read a document is asked to its object."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.reports.models import DocumentFormat, DocumentOrder, IssuedDocument, Letterhead, SheetsOrder
from llegada.reports.policies import FORMAT_POLICY, SHEETS_POLICY, Permission, SheetsPermission
from llegada.reports.rules import read_code
from llegada.reports.sources import find_subject


# --- formats and letterheads ------------------------------------------------------------------------------------------
def list_organizations_with_formats(*, actor: Actor) -> list[Organization]:
    """Return the organisations whose formats the actor sees, by name, each with its formats and letterheads loaded."""
    newest = Letterhead.objects.select_related("logo").order_by("-set_at", "-pk")
    formats = DocumentFormat.objects.order_by("kind", "-in_force_on", "-pk")
    return list(
        FORMAT_POLICY.scope(actor, Permission.VIEW, Organization.objects.all())
        .prefetch_related(Prefetch("letterheads", queryset=newest), Prefetch("document_formats", queryset=formats))
        .order_by("name", "pk")
    )


def get_organization(*, actor: Actor, public_id: UUID) -> Organization:
    """Return an organisation whose formats the actor sees. Raises NotFound."""
    try:
        return FORMAT_POLICY.scope(actor, Permission.VIEW, Organization.objects.all()).get(public_id=public_id)
    except Organization.DoesNotExist:
        raise NotFound(organization=str(public_id)) from None


def find_format(*, organization: Organization, kind: str, today: date) -> DocumentFormat | None:
    """Return the format of `kind` in force on `today`, or None."""
    return (
        DocumentFormat.objects.filter(organization=organization, kind=kind, in_force_on__lte=today)
        .order_by("-in_force_on", "-pk")
        .first()
    )


def find_letterhead(organization: Organization) -> Letterhead | None:
    """Return the letterhead in use, or None."""
    found = Letterhead.objects.filter(organization=organization).select_related("logo")
    return found.order_by("-set_at", "-pk").first()


# --- issued documents -------------------------------------------------------------------------------------------------
def list_issued(*, kind: str, target_id: UUID, number: int) -> QuerySet[IssuedDocument]:
    """Return the documents issued on an object, newest first. The caller has checked that it may be seen."""
    return (
        IssuedDocument.objects.filter(kind=kind, target_id=target_id, number=number)
        .select_related("format", "file", "issued_by")
        .order_by("-issued_at", "-pk")
    )


def get_issued(*, actor: Actor, public_id: UUID) -> IssuedDocument:
    """Return a document if the actor may see what it is about. Raises NotFound."""
    found = IssuedDocument.objects.select_related("file").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(document=str(public_id))
    find_subject(actor=actor, kind=found.kind, target_id=found.target_id, number=found.number)
    return found


def get_order(*, actor: Actor, public_id: UUID) -> DocumentOrder:
    """Return an order to who made it. Raises NotFound."""
    found = DocumentOrder.objects.select_related("document").filter(public_id=public_id).first()
    if found is None or found.ordered_by_id != actor.person_id:
        raise NotFound(order=str(public_id))
    return found


def find_by_code(text: str) -> IssuedDocument | None:
    """Return the document of a code or of a whole fingerprint, or None where there is none or it is no code."""
    digits = read_code(text)
    return _verified().filter(content_sha256__startswith=digits).first() if digits else None


def find_by_file(sha256: str) -> IssuedDocument | None:
    """Return the document whose file has exactly those bytes, or None."""
    return _verified().filter(file__sha256=sha256).first()


def find_newer(document: IssuedDocument) -> IssuedDocument | None:
    """Return the last document issued on the same object after this one, or None."""
    same = list_issued(kind=document.kind, target_id=document.target_id, number=document.number)
    return same.filter(issued_at__gt=document.issued_at).first()


def _verified() -> QuerySet[IssuedDocument]:
    return IssuedDocument.objects.select_related("organization", "format", "file").order_by("-issued_at", "-pk")


# --- all the fichas ---------------------------------------------------------------------------------------------------
def list_sheets_orders(*, actor: Actor) -> QuerySet[SheetsOrder]:
    """Return the orders of all the fichas that the actor sees, the newest first."""
    found = SHEETS_POLICY.scope(actor, SheetsPermission.VIEW, SheetsOrder.objects.all())
    return found.select_related("ordered_by").order_by("-ordered_at", "-pk")


def get_sheets_order(*, actor: Actor, public_id: UUID) -> SheetsOrder:
    """Return one of them. Raises NotFound."""
    found = list_sheets_orders(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(order=str(public_id))
    return found
