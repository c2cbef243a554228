"""How a table is given, or refused, to a browser and to a program: in the kind of what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from llegada.core.errors import Invalid, LlegadaError
from llegada.core.middleware import is_browser
from llegada.core.tabular import Separator, read_separator
from llegada.core.throttling import refuse_beyond
from llegada.exports import rules
from llegada.exports.choices import DIVIDED, FileFormat, FileStatus
from llegada.exports.errors import NotMade, NotReady, UnknownYear
from llegada.exports.models import ExportFile
from llegada.exports.writing import MEDIA_TYPES
from llegada.insights.filters import OF_OTHER_PAGES

View = Callable[..., HttpResponseBase]
_YEAR: Final = re.compile(r"[0-9]{4}")
_WHICH_YEARS: Final = _(
    "Escriba la vigencia con cuatro cifras, por ejemplo ?vigencia=2026, o quítela para pedir todas."
)
_NO_SUCH_FILTER: Final = _(
    "Esta tabla no tiene el filtro «%(name)s»: sólo se pide por vigencia, así: ?vigencia=2026. Quítelo, y filtre la tabla "
    "ya descargada."
)


def table_door(view: View) -> View:
    """Count who asks, and say what is refused as plain text or JSON to whoever is no browser."""

    @wraps(view)
    def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            if settings.API_PERSON_PER_MINUTE:
                refuse_beyond(settings.API_PERSON_PER_MINUTE, what="data tables", meta=request.META)
            _refuse_filters_of_pages(request)
            response = view(request, **kwargs)
        except LlegadaError as refusal:
            if is_browser(request):
                raise
            response = refuse(refusal, kwargs.get("file_format", ""))
        patch_vary_headers(response, ("Accept",))
        return response

    return require_safe(door)


def _refuse_filters_of_pages(request: HttpRequest) -> None:
    """Refuse what a page of figures is filtered by and a table is not. Raises Invalid."""
    found = {name: _NO_SUCH_FILTER % {"name": name} for name in OF_OTHER_PAGES if request.GET.get(name, "").strip()}
    if found:
        raise Invalid(found)


def refuse(refusal: LlegadaError, file_format: str) -> HttpResponse:
    """Return a refusal in the kind of the file that was asked for: JSON for JSON, one sentence for the rest."""
    if file_format == FileFormat.JSON:
        answer: HttpResponse = JsonResponse(
            {"code": refusal.code, "detail": str(refusal)},
            status=refusal.status,
            json_dumps_params={"ensure_ascii": False},
        )
    else:
        answer = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    if refusal.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if refusal.status == 503:
        answer["Retry-After"] = str(rules.RETRY_SECONDS)
    return answer


def read_year(request: HttpRequest) -> int | None:
    """Return the fiscal year of the address, or None for all of them. Raises UnknownYear."""
    said = request.GET.get("vigencia", "").strip()
    if not said:
        return None
    if not _YEAR.fullmatch(said) or not rules.is_year(int(said), today=timezone.localdate()):
        raise UnknownYear({"vigencia": _WHICH_YEARS})
    return int(said)


def read_division(request: HttpRequest, file_format: str) -> Separator:
    """Return what divides the cells, where the format lets one choose. Raises Invalid for a separator that is none."""
    return read_separator(request.GET) if file_format in DIVIDED else Separator.COMMA


def give(request: HttpRequest, file: ExportFile, *, has_page: bool = True) -> HttpResponseBase:
    """Give a file that is ready, or 304 to whoever has it; a browser waits on its page, if it may open it.

    Raises NotReady, NotMade.
    """
    if file.status != FileStatus.READY or file.made_at is None:
        if has_page and is_browser(request):
            return HttpResponseRedirect(file.get_absolute_url())
        raise NotReady() if file.is_in_course else NotMade()
    # Of HTTP, the dates have no fractions of a second.
    etag, last = f'"{file.sha256}"', int(file.made_at.timestamp())
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=last)
    if answer is None:
        try:
            content = default_storage.open(file.storage_name)
        except FileNotFoundError:  # a newer one took its place at this instant
            raise NotMade() from None
        answer = FileResponse(
            content, as_attachment=True, content_type=MEDIA_TYPES[file.file_format],
            filename=rules.file_name(
                file.dataset, file.year, file.file_format,
                variant="" if file.separator == Separator.COMMA else file.separator,
            ),
        )  # fmt: skip
        answer["Content-Length"] = str(file.size)
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(last)
    answer["Cache-Control"] = "public, max-age=300" if file.is_public else "private, no-store"
    if file.is_public:
        answer["Access-Control-Allow-Origin"] = "*"  # the pages of others may read it, as they read the catalogue
    else:
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "no-referrer"  # the address may hold the key
    return answer
