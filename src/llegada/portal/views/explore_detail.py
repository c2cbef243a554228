"""The rows behind a figure: for everybody, its entities; for who reads sessions, those that they may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.drawings import MOST_BARS, Bar, Drawing, draw_bars
from llegada.core.templatetags.llegada import number
from llegada.delivery.models import Session
from llegada.insights.selectors.cell_rows import (
    MOST_IN_FILE,
    MOST_SESSIONS,
    PAGE,
    EntityRow,
    list_counted,
    list_sessions_behind,
    list_told,
    may_read_sessions,
)
from llegada.insights.told import WHY_KEPT, told_people
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity


@require_safe
@gzip_page
def detail(request: HttpRequest) -> HttpResponse:
    """Show the entities behind a figure and, to who may see them, the sessions."""
    frame = read_frame(request, "detail")
    counted = list_counted(frame.scope.cut)
    every = range(len(counted))
    page = Paginator(every, PAGE).get_page(request.GET.get("page"))
    rows = list_told(counted, every[max(0, page.start_index() - 1) : page.end_index()])
    reads = may_read_sessions(frame.actor)
    sessions: list[Session] = []
    if reads and counted:
        sessions = list_sessions_behind(actor=frame.actor, cut=frame.scope.cut, today=timezone.localdate())
    context = {
        "heading": _("Detrás de la cifra"),
        "definition": "sessions",
        "page_obj": page,
        "rows": rows,
        "why_kept": WHY_KEPT if any(row.is_kept for row in rows) else "",
        "total": counted.sessions,
        "reads_sessions": reads,
        "sessions": sessions[:MOST_SESSIONS],
        "are_more": len(sessions) > MOST_SESSIONS,
        "most_in_file": MOST_IN_FILE,
        "session_files": _session_files(frame) if sessions else [],
    }
    return show(request, frame, context=context, has_metric=False)


def _session_files(frame: Frame) -> list[tuple[str, str]]:
    """Return the files of the sessions, by their format."""
    query = frame.scope.query()
    return [
        (one.upper(), f"{reverse('exports:sessions_behind', args=[one])}?{query}") for one in ("xlsx", "csv", "json")
    ]


@require_safe
def detail_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give the entities behind a figure as a file, all of them. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "detail")
    columns = [
        _("Entidad"), _("Clase"), _("Código del departamento"), _("Departamento"), _("Código del municipio"), _("Municipio"),
        _("Sesiones"), _("Personas"),
    ]  # fmt: skip
    counted = list_counted(frame.scope.cut)
    found = list_told(counted, range(len(counted)))
    notes = [str(WHY_KEPT)] if any(one.is_kept for one in found) else []
    rows = [_row(one) for one in found]
    sheet = Sheet(
        "llegada-detras-de-la-cifra", columns, rows, _drawing(found), "sessions", notes, title=_("Sesiones por entidad"),
        besides=("people",),
    )  # fmt: skip
    return answer_file(frame, sheet, extension)


def _drawn_name(entity: Entity | None) -> str:
    """Return what an entity is called where nothing beside says its department: twenty names of municipalities are in several."""
    if entity is None:
        return _("sin dato")
    department = None if entity.kind == EntityKind.GOVERNORATE else entity.department
    return f"{entity.name} ({department.name})" if department else entity.name


def _drawing(found: Sequence[EntityRow]) -> Drawing:
    """Return the entities with most sessions as bars on the largest."""
    largest = max((one.sessions for one in found), default=0) or 1
    bars = [Bar(_drawn_name(one.entity), one.sessions / largest, number(one.sessions)) for one in found]
    hidden = len(bars) - MOST_BARS
    foot = (
        [_("Las %(shown)s con más sesiones; el archivo las tiene todas.") % {"shown": MOST_BARS}] if hidden > 0 else []
    )
    return draw_bars(_("Sesiones por entidad"), bars, foot, is_share=False)


def _row(row: EntityRow) -> list[object]:
    entity = row.entity
    if entity is None:
        return [None, None, None, None, None, None, row.sessions, told_people(row.people, is_kept=row.is_kept)]
    return [
        entity.name,
        entity.get_kind_display(),
        entity.department_id,
        entity.department.name if entity.department else None,
        entity.municipality_id,
        entity.municipality.name if entity.municipality else None,
        row.sessions,
        told_people(row.people, is_kept=row.is_kept),
    ]
