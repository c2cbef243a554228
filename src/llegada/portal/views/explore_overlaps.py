"""Overlaps: two units with one entity, on one line and on near days, and the trip that they could make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from llegada.core.actors import Actor
from llegada.core.drawings import stacked
from llegada.core.http import actor_of
from llegada.core.templatetags.llegada import number, short_date
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.insights import view_rules
from llegada.insights.cube_rules import first_day
from llegada.insights.forms import OwnFilter
from llegada.insights.selectors.overlaps import OverlapQuery, count_shared_entities, list_overlaps, with_entities
from llegada.portal.country_map import CountryMap
from llegada.portal.department_map import DepartmentValue, build_department_map
from llegada.portal.drawings import draw_map
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show, view_url
from llegada.portal.overlap_words import overlaps_in_words

ROWS_PER_PAGE: Final = 10
#: Days behind and ahead of today that are looked at where no period is asked for, and the most in one question.
BEHIND: Final = 90
AHEAD: Final = 180
MOST_DAYS: Final = 731


@require_safe
@login_required
def overlaps(request: HttpRequest) -> HttpResponse:
    """Show the overlaps of a department, or in which departments there may be some."""
    PLANNED_POLICY.require_ever(actor_of(request), Permission.VIEW_PLANNED)
    frame = _without_service(read_frame(request, "overlaps", is_all_years=True))
    query = _query(frame, timezone.localdate())
    own = (OwnFilter("days", _("Días entre una y otra"), _choices(), str(query.days)),)
    is_asked = _has_place(query)
    context: dict[str, Any] = {
        "query": query,
        "is_asked": is_asked,
        "definition": "overlaps",
        "scope_words": frame.scope.words if frame.scope.has_period else frame.scope.words_without_period,
    }
    if is_asked:
        found = list_overlaps(actor=frame.actor, query=query)
        page = Paginator(found.found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context |= {
            "found": found,
            "page_obj": page,
            "rows": overlaps_in_words(frame, with_entities(list(page.object_list))),
        }
    else:
        shared = _shared(frame, query)
        context["departments"] = [(name, count, _department_url(frame, query, code)) for code, name, count in shared]
        context["map"] = _map(frame, query, shared) if shared else None
    return show(
        request,
        frame,
        own=own,
        context=context,
        has_metric=False,
        every_year=_("Desde hace 90 días"),
    )


@require_safe
@login_required
def overlaps_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give all the overlaps of a place as a file, or the departments in which to look. Raises NotAllowed, Invalid."""
    PLANNED_POLICY.require_ever(actor_of(request), Permission.VIEW_PLANNED)
    frame = _without_service(read_frame(request, "overlaps", is_all_years=True))
    query = _query(frame, timezone.localdate())
    if not _has_place(query):
        return _departments_file(frame, query, extension)
    columns = [
        _("Entidad"), _("Código del departamento"), _("Departamento"), _("Código del municipio"), _("Municipio"),
        _("Línea temática"), _("Una dependencia"), _("Otra dependencia"),
        _("Cruces"), _("Primera sesión"), _("Última sesión"), _("Día propuesto para ir juntos"),
    ]  # fmt: skip
    found = list_overlaps(actor=frame.actor, query=query).found[:] if not frame.problems else []
    rows = [
        [
            one.row.entity.name,
            one.row.entity.department_id,
            one.row.entity.department.name if one.row.entity.department else None,
            one.row.entity.municipality_id,
            one.row.entity.municipality.name if one.row.entity.municipality else None,
            one.line,
            *one.units,
            one.row.overlap.count,
            one.row.overlap.visits[0].held_on,
            one.row.overlap.visits[-1].held_on,
            one.row.trip_on,
        ]
        for one in overlaps_in_words(frame, with_entities(found), with_pages=False)
    ]
    drawing = None
    if extension == "svg":
        shown = overlaps_in_words(frame, with_entities(found[:ROWS_PER_PAGE]), with_pages=False)
        drawing = stacked(
            _("Cruces: dependencias que asisten a la misma entidad en lo mismo"), [one.drawing for one in shown]
        )
    sheet = Sheet("llegada-cruces", columns, rows, drawing, "overlaps")
    return answer_file(frame, sheet, extension, scope=_scope_words(frame, query))


def _without_service(frame: Frame) -> Frame:
    """Return what is asked without a service, of which there are no overlaps, and say so."""
    if frame.scope.service is None:
        return frame
    problem = _("Los cruces son de líneas temáticas, no de servicios: elija la línea.")
    return replace(frame, scope=replace(frame.scope, service=None), problems=frame.problems | {"service": problem})


def _departments_file(frame: Frame, query: OverlapQuery, extension: str) -> HttpResponseBase:
    shared = _shared(frame, query)
    title = _("Dónde puede haber cruces")
    sheet = Sheet(
        "llegada-cruces-departamentos",
        [_("Código del departamento"), _("Departamento"), _("Entidades")],
        [[code, name, count] for code, name, count in shared],
        draw_map(_map(frame, query, shared), title) if extension == "svg" and shared else None,
        "overlaps",
        [_("Entidades con planes de dos dependencias o más en una misma línea: donde puede haber cruces.")],
        title,
    )
    said = {
        "where": capfirst(frame.scope.words_without_period),
        "first": short_date(query.first),
        "last": short_date(query.last),
    }
    return answer_file(frame, sheet, extension, scope=_("%(where)s · planes del %(first)s al %(last)s") % said)


def _shared(frame: Frame, query: OverlapQuery) -> list[tuple[str, str, int]]:
    return count_shared_entities(
        actor=frame.actor, first=query.first, last=query.last, unit_ids=query.unit_ids, line_ids=query.line_ids
    )


def _scope_words(frame: Frame, query: OverlapQuery) -> str:
    """Say of which days a file is, and how near: without a period it is not of every year."""
    said = {
        "where": frame.scope.words_without_period,
        "first": short_date(query.first),
        "last": short_date(query.last),
        "days": query.days,
    }
    return _("%(where)s · sesiones del %(first)s al %(last)s, a %(days)s días o menos una de otra") % said


def _department_url(frame: Frame, query: OverlapQuery, code: str) -> str:
    return f"?{frame.scope.query(department=code, days=query.days)}"


def _map(frame: Frame, query: OverlapQuery, shared: Sequence[tuple[str, str, int]]) -> CountryMap:
    """Return the departments in shades of how many of their entities two units plan for."""
    values = {
        code: DepartmentValue(
            count,
            ngettext("%(name)s: %(count)s entidad", "%(name)s: %(count)s entidades", count)
            % {"name": name, "count": number(count)},
            f"{view_url('overlaps')}{_department_url(frame, query, code)}",
        )
        for code, name, count in shared
    }
    return build_department_map(
        values,
        label=_("Mapa de Colombia: entidades con planes de dos dependencias en una línea. La tabla dice lo mismo."),
        absent=_("ninguna"),
    )


def _choices() -> list[tuple[str, str]]:
    return [(str(days), _("%(days)s días") % {"days": days}) for days in view_rules.OVERLAP_DAYS]


def _has_place(query: OverlapQuery) -> bool:
    return any(one is not None for one in (query.department_ids, query.municipality_ids, query.entity_ids))


def _query(frame: Frame, today: date) -> OverlapQuery:
    """Return what is asked: by default, from ninety days ago to half a year ahead, and never more than two years."""
    scope, cut = frame.scope, frame.scope.cut
    first = first_day(scope.since) if scope.since else today - timedelta(days=BEHIND)
    last = first_day(scope.until, after=True) - timedelta(days=1) if scope.until else today + timedelta(days=AHEAD)
    last = max(first, last)
    if (last - first).days > MOST_DAYS:
        frame.problems["since"] = _("Los cruces se miran de a dos años: se muestran los dos últimos del período.")
        first = last - timedelta(days=MOST_DAYS)
    return OverlapQuery(
        first=first,
        last=last,
        days=_days(frame),
        department_ids=cut.department_ids or _own_department(frame.actor, frame),
        municipality_ids=cut.municipality_ids,
        entity_ids=cut.entity_ids,
        unit_ids=cut.unit_ids or _units_of_organization(frame),
        line_ids=cut.line_ids,
    )


def _units_of_organization(frame: Frame) -> frozenset[int] | None:
    if frame.scope.organization is None:
        return None
    return frozenset(one.pk for one in frame.options.units if one.organization_id == frame.scope.organization.pk)


def _own_department(actor: Actor, frame: Frame) -> frozenset[str] | None:
    """Return the departments of the actor's role, where neither the address nor its class of places says which."""
    if frame.scope.places is not None:
        return None
    codes = {code[:2] for grant in actor.grants for code in (*grant.department_codes, *grant.municipality_codes)}
    return frozenset(codes) or None


def _days(frame: Frame) -> int:
    asked = frame.asked.get("days", "").strip()
    if asked.isascii() and asked.isdigit() and int(asked) in view_rules.OVERLAP_DAYS:
        return int(asked)
    if asked:
        frame.problems["days"] = _("Los días entre una sesión y otra son 7, 15, 30 o 90.")
    return view_rules.USUAL_OVERLAP_DAYS
