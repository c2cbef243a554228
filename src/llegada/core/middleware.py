"""Refuses what is too large before reading it, speaks the reader's language, and turns typed refusals into pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

from llegada.core.errors import LlegadaError, LoginNeeded, MethodNotAllowed, NotAllowed, PageNotAllowed, TooLarge
from llegada.core.recovered import texts_of

#: The attribute of the views, or of the classes of the API, that take tables larger than any other file.
LARGE_TABLES: Final = "takes_large_tables"
#: How the addresses end whose answer a programme reads as a file.
_AS_JSON: Final = (".json", ".jsonld")
_FILES: Final = (*_AS_JSON, ".csv", ".xlsx", ".svg", ".zip")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class UploadLimitMiddleware:
    """Answers 413 to a request larger than its page takes, by its declared length, before a byte is stored.

    That is `MAX_REQUEST_BYTES`, or what a page of `http.takes_large_tables` takes from who has logged in or says who they are: the
    API looks at a token before it reads a byte of the body.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: which page it is for is not known yet."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_arguments: Any
    ) -> HttpResponse | None:
        """Refuse a request that declares too many bytes; comes before that of any other middleware, which may read the body."""
        declared = request.META.get("CONTENT_LENGTH") or "0"
        size = int(declared) if declared.isdigit() else 0
        if size <= settings.MAX_REQUEST_BYTES:
            return None
        limit = settings.MAX_FILE_BYTES
        endpoint = getattr(view, "cls", None)
        takes_more = getattr(endpoint or view, LARGE_TABLES, False)
        says_who = endpoint is not None and "Authorization" in request.headers
        if takes_more and (says_who or request.user.is_authenticated):
            limit = settings.MAX_IMPORT_BYTES
        margin = settings.MAX_REQUEST_BYTES - settings.MAX_FILE_BYTES
        return render_refusal(request, TooLarge(limit_mb=limit // 1024**2)) if size > limit + margin else None


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Speaks Spanish until the reader chooses another language, whatever the browser was installed in.

    The browsers of many mayors' offices ask for English, and nobody there asked for it.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Take up the language of the reader's cookie, or Spanish."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language of the answer, which depends on the cookie alone."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie",))
        return response


class RefusalMiddleware:
    """Shows a refusal that a view did not handle as its own page, with its sentence and its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on. What Django refuses with a blank page (405) gets one; no programme is led to where one logs in."""
        response = self.get_response(request)
        if response.status_code == 302 and is_file_of_program(request) and _leads_to_login(response):
            return render_refusal(request, LoginNeeded())
        if isinstance(response, HttpResponseNotAllowed):
            page = render_refusal(request, MethodNotAllowed())
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a LlegadaError with its page; leave anything else to Django."""
        if not isinstance(exception, LlegadaError):
            return None
        if type(exception) is NotAllowed and request.method in {"GET", "HEAD"} and not is_api(request):
            exception = PageNotAllowed(**exception.params)  # who opens a page did not try to change anything
        return render_refusal(request, exception, typed=texts_of(request.POST))


def is_api(request: HttpRequest) -> bool:
    """Return whether a programme asks, and not a person with a browser."""
    return request.path.startswith("/api/")


def is_browser(request: HttpRequest) -> bool:
    """Return whether somebody is looking, rather than a programme."""
    return "text/html" in request.headers.get("Accept", "")


def is_file_of_program(request: HttpRequest) -> bool:
    """Return whether a programme asks for a file: it would read a page as if it were one."""
    return request.path.endswith(_FILES) and not is_browser(request)


def _leads_to_login(response: HttpResponseBase) -> bool:
    return str(response.headers.get("Location", "")).startswith(resolve_url(settings.LOGIN_URL))


def render_refusal(request: HttpRequest, refusal: LlegadaError, *, typed: Sequence[str] = ()) -> HttpResponse:
    """Return the page of `refusal`, with the texts that somebody had `typed`; to a programme, problem+json or one sentence."""
    if is_api(request) or (request.path.endswith(_AS_JSON) and not is_browser(request)):
        from llegada.core.api import problem  # DRF is loaded only where the API is asked

        return problem(refusal)
    if is_file_of_program(request):
        return HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
    return render(request, f"{refusal.status}.html", {"refusal": refusal, "typed": typed}, status=refusal.status)
