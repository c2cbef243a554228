"""The pages that Django shows on its own when nothing else answers."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from llegada.core.api import Malformed
from llegada.core.errors import LlegadaError, NotAllowed, NotFound
from llegada.core.middleware import render_refusal
from llegada.core.unavailable import refusal_of, render_unavailable


class FormExpired(NotAllowed):
    """The form came without the mark that ties it to this browser (CSRF)."""

    code = "form-expired"
    sentence = _(
        "No pudimos comprobar que el formulario salió de su navegador: la página estuvo abierta mucho tiempo o las cookies están "
        "bloqueadas. Vuelva atrás, copie lo que escribió, actualice la página y envíe de nuevo."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without its CSRF mark."""
    refusal = FormExpired()
    if request.path.startswith("/api/"):
        return render_refusal(request, refusal)
    return render(request, "403_csrf.html", {"refusal": refusal}, status=refusal.status)


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
    """Answer 503 where it is the database that is held or away, and else 500, with no context: nothing may be assumed to work."""
    away = refusal_of(sys.exc_info()[1])
    if away is not None:
        return render_unavailable(request, away)
    if request.path.startswith("/api/"):
        return render_refusal(request, LlegadaError())
    return render(None, "500.html", status=500)  # no request: its processors may be what failed
