"""The pages that Django shows on its own when nothing else answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from llegada.core.api import Malformed
from llegada.core.errors import LlegadaError, NotAllowed, NotFound
from llegada.core.middleware import render_refusal


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return render_refusal(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return render_refusal(request, NotAllowed())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return render_refusal(request, Malformed())


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with no context: nothing may be assumed to work."""
    if request.path.startswith("/api/"):
        return render_refusal(request, LlegadaError())
    return render(None, "500.html", status=500)  # no request: its processors may be what failed
