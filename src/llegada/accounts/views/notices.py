"""The notices of a person: told, opened, marked as read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from llegada.accounts import selectors, services
from llegada.accounts.notice_words import tell
from llegada.core.http import actor_of, once, safe_return

ROWS_PER_PAGE = 25


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Show everything that the person was told, newest first."""
    found = selectors.list_notices(actor=actor_of(request))
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "told": tell(page.object_list), "unread": found.filter(read_at=None).count()}
    return render(request, "accounts/notices.html", context)


@require_safe
@login_required
def open_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep a notice as read and go to what it is about, or to the list where that has no page."""
    notice = services.mark_notice_read(actor=actor_of(request), public_id=public_id, now=timezone.now())
    return redirect(tell([notice])[0].subject.url or reverse("accounts:notices"))


@require_POST
@login_required
def mark_read(request: HttpRequest) -> HttpResponse:
    """Keep every notice of the person as read, and come back to the page of the button."""

    def work() -> str:
        count = services.mark_notices_read(actor=actor_of(request), now=timezone.now())
        said = ngettext("Un aviso quedó leído.", "%(count)s avisos quedaron leídos.", count) % {"count": count}
        messages.success(request, said)
        return safe_return(request, request.POST.get("next", ""))

    return once(request, work)
