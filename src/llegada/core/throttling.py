"""How many requests of the API each one may make in a minute, counted alike by every web process of a machine.

A request adds one byte to a file, named after who asks, in the folder of its minute: the length of the file is the count. An
append is whole however many processes do it at once, and costs no query (docs/adr/0013-limits-of-the-api.md).
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import shutil
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from llegada.core.errors import TooMany

SECONDS: Final = 60
logger = logging.getLogger(__name__)


class RequestsPerMinute(BaseThrottle):
    """Refuses what a person, or an address where nobody is known, asks beyond the limit of the minute; 0 is no limit."""

    clock: Callable[[], float] = staticmethod(time.time)

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request of a known person, or of the address of an unknown one."""
        if request.user.is_authenticated:
            return self._is_within(f"person {request.user.pk}", settings.API_PERSON_PER_MINUTE)
        return self.allow_address(request)

    def allow_address(self, request: Request) -> bool:
        """Count the request as its address's, before or without knowing who asks."""
        return self._is_within(f"address {network_of(request.META)}", settings.API_ANONYMOUS_PER_MINUTE)

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return SECONDS - self.clock() % SECONDS

    def _is_within(self, who: str, limit: int) -> bool:
        return not limit or count_request(who, minute=int(self.clock() // SECONDS)) <= limit


def count_request(who: str, *, minute: int) -> int:
    """Count one more request of `who` in that minute and return how many there are; 0 if the count cannot be kept."""
    # Nobody's address is left lying about in the name of a file.
    name = hashlib.sha256(f"{settings.SECRET_KEY} {who}".encode()).hexdigest()[:32]
    path = settings.API_COUNTS_DIR / str(minute) / name
    flags = os.O_APPEND | os.O_CREAT | os.O_WRONLY
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _forget_before(minute)
        descriptor = os.open(path, flags, 0o600)
        try:
            os.write(descriptor, b".")
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
    except OSError:
        # A full disk must not close the API as well.
        logger.warning("api_request_not_counted", exc_info=True)
        return 0


def refuse_beyond(limit: int, *, what: str, meta: dict[str, Any]) -> None:
    """Count one more of `what` from an address in this minute, for pages that anybody opens. Raises TooMany beyond `limit`."""
    if count_request(f"{what} {network_of(meta)}", minute=int(time.time() // SECONDS)) > limit:
        raise TooMany()


def refuse_hurried_form(*, what: str, meta: dict[str, Any]) -> None:
    """Count one more public form of an address. Raises TooMany beyond the limit of the installation; 0 is no limit."""
    if settings.PUBLIC_FORMS_PER_MINUTE:
        refuse_beyond(settings.PUBLIC_FORMS_PER_MINUTE, what=what, meta=meta)


def _forget_before(minute: int) -> None:
    for folder in settings.API_COUNTS_DIR.iterdir():
        if folder.name.isdigit() and int(folder.name) < minute:
            shutil.rmtree(folder, ignore_errors=True)


def network_of(meta: dict[str, Any]) -> str:
    """Return the address that asks; of IPv6 its first 64 bits, because a single line is given all the rest."""
    stated = str(meta.get("REMOTE_ADDR", ""))
    try:
        found = ipaddress.ip_address(stated)
    except ValueError:
        return stated
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.IPv6Network((found, 64), strict=False))
