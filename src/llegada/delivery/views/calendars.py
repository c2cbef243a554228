"""Private calendars: the page where each person keeps their addresses, and what a calendar program reads at one."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST, require_safe

from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.throttling import refuse_beyond
from llegada.delivery import checkin_rules
from llegada.delivery.calendar_ics import write_feed
from llegada.delivery.forms.calendars import CalendarForm
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors.calendar_feeds import (
    find_open_feed,
    list_feed_sessions,
    list_feed_units,
    list_own_feeds,
)
from llegada.delivery.services.calendar_feeds import (
    digest_of,
    make_calendar_feed,
    note_reading,
    revoke_calendar_feed,
)
from llegada.delivery.session_words import entry_of


def _page(
    request: HttpRequest, *, form: CalendarForm | None = None, address: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "feeds": list_own_feeds(actor=actor),
        "form": form or CalendarForm(units=list_feed_units(actor=actor)),
        "address": address,
    }
    return render(request, "delivery/calendars.html", context, status=status)


@login_required
@require_GET
def show_calendars(request: HttpRequest) -> HttpResponse:
    """Show one's own private addresses, without their secrets."""
    SESSION_POLICY.require_ever(actor_of(request), Permission.VIEW)
    return _page(request)


@login_required
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make an address, or change it for another, and show it, this once."""
    actor = actor_of(request)
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    form = CalendarForm(request.POST, units=list_feed_units(actor=actor))
    if not form.is_valid():
        return _page(request, form=form, status=422)
    _feed, token = make_calendar_feed(actor=actor, unit_id=form.unit_id, now=timezone.now())
    response = _page(request, address=request.build_absolute_uri(reverse("delivery:calendar", args=[token])))
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def revoke_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of one's own addresses."""
    revoke_calendar_feed(actor=actor_of(request), public_id=public_id, now=timezone.now())
    messages.success(request, _("Esa dirección ya no sirve."))
    return redirect("delivery:calendars")


@require_safe
def read_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the sessions of an address as iCalendar, or 304 where they are those of the last time. Raises NotFound, TooMany."""
    today = timezone.localdate()
    feed = find_open_feed(digest=digest_of(token), today=today)
    if feed is None:
        refuse_beyond(checkin_rules.CODES_PER_MINUTE, what="private calendar", meta=request.META)
        raise NotFound()
    with override(settings.LANGUAGE_CODE):
        entries = [
            entry_of(one, stamp=one.updated_at, is_own=True) for one in list_feed_sessions(feed=feed, today=today)
        ]
        name = _("Llegada: %(what)s") % {"what": feed}
    note_reading(feed=feed, today=today)
    etag = f'"{hashlib.sha256(repr((name, entries)).encode()).hexdigest()}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(write_feed(entries, name=name), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="llegada.ics"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return answer
