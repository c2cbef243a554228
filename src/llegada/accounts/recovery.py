"""A long form sent when the session has already expired is not lost: its texts wait until the same person is back.

The texts are kept in the new, anonymous, session under the address of the page where they were written. A signed cookie
remembers who used this browser last, so that nobody else reads them. Files and passwords are never kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from llegada.core.http import safe_return
from llegada.core.recovered import Recovered

KEPT_KEY: Final = "recovered_forms"
LAST_PERSON_COOKIE: Final = "llegada_last_person"
LAST_PERSON_SECONDS: Final = 60 * 60 * 24 * 30
MAX_CHARACTERS: Final = 200_000
MAX_PAGES: Final = 3
#: `lote` is what the app of the field sends: the device keeps it itself.
_NEVER_KEPT: Final = frozenset({"lote", "csrfmiddlewaretoken", "idempotency_key", "token", "code", "credential"})


class RecoveryMiddleware:
    """Keeps the texts of a form that met the login page, and offers them when its author is back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Offer what is kept for this page; keep what this answer would lose."""
        if request.path.startswith("/api/"):
            return self.get_response(request)
        request.recovered = SimpleLazyObject(lambda: _find(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        is_partial = bool(getattr(request, "htmx", False))
        if (request.method == "POST" or is_partial) and _asks_for_login(request, response):
            return _keep_and_go_to_login(request)
        if request.session.accessed and request.user.is_authenticated:
            if request.method == "POST":
                _forget(request, _page_of(request), target=request.path)
            _remember_person(request, response)
        return response


def _asks_for_login(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether the answer is `login_required`'s: go to the login page and then come back here."""
    where = urlsplit(response.get("Location", "") if response.status_code == 302 else "")
    returns_to = parse_qs(where.query).get(REDIRECT_FIELD_NAME)
    return where.path == resolve_url(settings.LOGIN_URL) and returns_to == [request.get_full_path()]


def _keep_and_go_to_login(request: HttpRequest) -> HttpResponse:
    """Answer with the way to the login page and, from there, back to the page where the person was."""
    page = _page_of(request)
    if request.method == "POST":
        if _keep(request, page):
            messages.warning(
                request, gettext("Su sesión venció. Lo que escribió está guardado: ingrese y lo recupera.")
            )
        else:
            messages.warning(request, gettext("Su sesión venció. Ingrese de nuevo para seguir."))
    if getattr(request, "htmx", False):
        # HTMX would put the login page inside a fragment: the whole page must go there.
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    return redirect_to_login(page)


def _page_of(request: HttpRequest) -> str:
    """Return the address of the page where a form was: its own for a GET, the one that sent it for a POST."""
    is_partial = bool(getattr(request, "htmx", False))
    if request.method == "GET" and not is_partial:
        return request.get_full_path()
    origin = request.headers.get("HX-Current-URL" if is_partial else "Referer", "")
    if url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(origin)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.path


def _keep(request: HttpRequest, page: str) -> bool:
    """Keep the texts of a form, if its author can be told and they fit; say whether they were kept."""
    owner = _last_person(request)
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in _NEVER_KEPT and "password" not in name:
            fields.setlist(name, values)
    written = fields.urlencode()
    if owner is None or not any(value.strip() for _, values in fields.lists() for value in values):
        return False
    if len(written) > MAX_CHARACTERS:
        return False
    kept: dict[str, dict[str, Any]] = request.session.get(KEPT_KEY, {})
    kept.pop(page, None)
    kept[page] = {"owner": owner, "target": request.path, "fields": written, "had_files": bool(request.FILES)}
    request.session[KEPT_KEY] = dict(list(kept.items())[-MAX_PAGES:])
    return True


def _find(request: HttpRequest) -> Recovered | None:
    if not request.user.is_authenticated:
        return None
    page = request.get_full_path()
    found = request.session.get(KEPT_KEY, {}).get(page)
    if found is None or found["owner"] != request.user.pk:
        return None
    return Recovered(path=page, fields=QueryDict(found["fields"]), had_files=found["had_files"])


def _forget(request: HttpRequest, page: str, *, target: str = "") -> None:
    """Forget what was kept for `page`; with `target`, only if the form that was kept goes there."""
    kept = request.session.get(KEPT_KEY)
    if kept and page in kept and target in {"", kept[page]["target"]}:
        del kept[page]
        request.session[KEPT_KEY] = kept


def discard(request: HttpRequest, page: str) -> HttpResponseRedirect:
    """Forget what was kept for `page`, an address of this site, and go back there."""
    _forget(request, page)
    return HttpResponseRedirect(safe_return(request, page))


def _last_person(request: HttpRequest) -> int | None:
    try:
        signed = request.get_signed_cookie(LAST_PERSON_COOKIE, salt=LAST_PERSON_COOKIE, max_age=LAST_PERSON_SECONDS)
        return int(signed or "")
    except (KeyError, ValueError, signing.BadSignature):
        return None


def _remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    if isinstance(response, HttpResponse) and _last_person(request) != request.user.pk:
        response.set_signed_cookie(
            LAST_PERSON_COOKIE,
            str(request.user.pk),
            salt=LAST_PERSON_COOKIE,
            max_age=LAST_PERSON_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
