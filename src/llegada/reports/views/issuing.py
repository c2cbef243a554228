"""The documents of an object: those issued, and the one that says what it says now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import LlegadaError, NotAllowed, NotFound
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.records.http import file_response
from llegada.reports import rules, selectors, services
from llegada.reports.addresses import KINDS, document_address
from llegada.reports.choices import DocumentKind, OrderStatus
from llegada.reports.sources import Subject, find_subject


def _kind_of(slug: str) -> str:
    if slug not in KINDS:
        raise NotFound(kind=slug)
    return KINDS[slug]


@require_safe
@login_required
def subject(request: HttpRequest, kind: str, public_id: UUID, number: int) -> HttpResponse:
    """List the documents issued on an object."""
    found = find_subject(actor=actor_of(request), kind=_kind_of(kind), target_id=public_id, number=number)
    return _page(request, found, _kind_of(kind), public_id, number)


@require_POST
@login_required
def issue(request: HttpRequest, kind: str, public_id: UUID, number: int) -> HttpResponse:
    """Issue the document that says what the object says now; a long one is asked for, and a task makes it.

    It need not be kept from being sent twice: the same content is the same document.
    """
    actor, which, now = actor_of(request), _kind_of(kind), timezone.now()
    found = find_subject(actor=actor, kind=which, target_id=public_id, number=number)
    if not found.may_issue:
        raise NotAllowed(kind=which)
    try:
        rows = found.build().row_count
        if rows > rules.ROWS_AT_ONCE:
            return once(
                request,
                lambda: services.order_document(
                    actor=actor, kind=which, target_id=public_id, number=number, rows=rows, now=now
                ).get_absolute_url(),
            )
        services.issue_document(actor=actor, kind=which, target_id=public_id, number=number, now=now)
    except LlegadaError as refusal:
        return _page(request, found, which, public_id, number, problem=refusal)
    messages.success(request, _("El documento está listo: descárguelo abajo."))
    return redirect(document_address(which, public_id, number))


@require_safe
@login_required
def download(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give an issued document to who may see what it is about."""
    found = selectors.get_issued(actor=actor_of(request), public_id=public_id)
    return file_response(found.file, f"{slugify(found.title)[:80] or found.kind}.pdf")


@require_safe
@login_required
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how far an ordered document is; its page asks again by itself until it is done."""
    found = selectors.get_order(actor=actor_of(request), public_id=public_id)
    context = {
        "order": found,
        "is_waiting": found.status in {OrderStatus.QUEUED, OrderStatus.RUNNING},
        "back_url": document_address(found.kind, found.target_id, found.number),
    }
    return page_or_fragment(request, page="reports/order.html", fragment="reports/_order.html", context=context)


def _page(
    request: HttpRequest,
    found: Subject,
    kind: str,
    target_id: UUID,
    number: int,
    *,
    problem: LlegadaError | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "subject": found,
        "kind_label": DocumentKind(kind).label,
        "slug": request.resolver_match.kwargs["kind"] if request.resolver_match else "",
        "target_id": target_id,
        "number": number,
        "format": selectors.find_format(organization=found.organization, kind=kind, today=timezone.localdate()),
        "documents": list(selectors.list_issued(kind=kind, target_id=target_id, number=number)),
        "problem": problem,
    }
    return render(request, "reports/subject.html", context, status=problem.status if problem else 200)
