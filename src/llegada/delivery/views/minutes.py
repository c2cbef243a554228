"""The minutes of a session, ready to print, and the files that prove it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from llegada.core.http import actor_of
from llegada.delivery import selectors
from llegada.delivery.views.page import session_context
from llegada.records.http import file_response


@login_required
@require_GET
def show_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the minutes with every field of the form (facts B.6); names only to who may see them."""
    session = selectors.get_session(actor=actor_of(request), public_id=public_id)
    context = session_context(
        request,
        session,
        is_printed=True,
        number=selectors.find_number(session=session),
        next_session=selectors.find_next_session(session=session),
        printed_at=timezone.now(),
    )
    return render(request, "delivery/minutes.html", context)


@login_required
@require_GET
def download_evidence(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give back a file, as a download, to who may see names."""
    evidence = selectors.get_evidence(actor=actor_of(request), public_id=public_id)
    return file_response(evidence.file, evidence.name)
