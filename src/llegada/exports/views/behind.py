"""The sessions behind a cell of «quién hace qué y dónde» as a file: the columns of the dataset, under the filters of the view."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.errors import Invalid
from llegada.core.http import actor_of
from llegada.core.table_about import About
from llegada.core.templatetags.llegada import number
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.exports.choices import FileFormat
from llegada.exports.datasets.delivered import SESSIONS
from llegada.exports.errors import TooManySessions, UnknownDataset
from llegada.exports.views.answers import read_division
from llegada.exports.writing import MEDIA_TYPES, write_rows
from llegada.insights.definitions import FIGURES, sources_of, words_of
from llegada.insights.selectors.cell_rows import MOST_IN_FILE, find_sessions_behind
from llegada.insights.view_asked import read_view

_FORMATS: Final = (FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON)
#: A file smaller than this many bytes is held in memory; a larger one, on disk.
_HELD_IN_MEMORY: Final = 2 * 1024 * 1024


@require_safe
@login_required
def sessions_behind(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the sessions that a cell counts and the actor may see, all of them.

    Raises NotAllowed, UnknownDataset for another format, Invalid for a filter that cannot be read, and TooManySessions. It is
    written before it leaves: what fails is said, and memory does not grow.
    """
    actor = actor_of(request)
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    if file_format not in _FORMATS:
        raise UnknownDataset(dataset=SESSIONS.code)
    asked = read_view(request.GET, actor=actor)
    if asked.problems:
        raise Invalid(asked.problems)
    separator = read_division(request, file_format)
    rows = find_sessions_behind(actor=actor, cut=asked.scope.cut)
    if rows[: MOST_IN_FILE + 1].count() > MOST_IN_FILE:
        raise TooManySessions(most=number(MOST_IN_FILE))
    figures = [FIGURES["sessions"]]
    about = About(
        title=_("Sesiones detrás de la cifra"),
        scope=asked.scope.words,
        cut=timezone.now(),
        page=f"{reverse('portal:detail')}?{asked.scope.query()}",
        definitions=words_of(figures),
        notes=[_("Las sesiones que puede ver quien descargó el archivo: otras personas pueden ver más o menos.")],
        source=sources_of(figures),
        path=request.get_full_path(),
        names=("fecha_corte", "filtros"),
    )
    held = SpooledTemporaryFile(max_size=_HELD_IN_MEMORY)  # noqa: SIM115  # closed by the response, once it has left
    write_rows(held, SESSIONS, file_format, rows=rows, about=about, separator=separator)
    held.seek(0)
    response = FileResponse(
        held, content_type=MEDIA_TYPES[file_format], as_attachment=True,
        filename=f"llegada-sesiones-detras-de-la-cifra-{about.day}.{file_format}",
    )  # fmt: skip
    if link := about.link:
        response["Link"] = link
    response["Cache-Control"] = "private, no-store"
    return response
