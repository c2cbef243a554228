"""The door behind a code, as every public page of a session finds it."""

from __future__ import annotations

from django.http import HttpRequest

from llegada.core.errors import NotFound
from llegada.core.throttling import refuse_beyond
from llegada.delivery import checkin_rules, selectors
from llegada.delivery.models import AttendanceCode


def door_behind(request: HttpRequest, code: str) -> AttendanceCode:
    """Return the door of a code; only codes that open nothing are counted. Raises NotFound, TooMany."""
    try:
        return selectors.find_door(code)
    except NotFound:
        refuse_beyond(checkin_rules.CODES_PER_MINUTE, what="attendance code", meta=request.META)
        raise
