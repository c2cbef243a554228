"""Overlaps in words: the visits of two units to one entity on one scale of time, and the pages of those that the actor may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.drawings import ACROSS_PHONE, Dot, Drawing, Lanes, draw_lanes
from llegada.core.templatetags.llegada import number, short_date
from llegada.delivery.choices import SessionStatus
from llegada.insights.selectors.overlaps import OverlapRow, Visit, seen_sessions
from llegada.portal.explore import Frame

#: Visits of one overlap that are listed; the rest are counted.
MOST_LISTED: Final = 8


@dataclass(frozen=True)
class VisitWords:
    """One visit of an overlap in words and, to who may see it, its page."""

    day: str
    status: str
    service: str
    unit: str
    url: str


@dataclass(frozen=True)
class OverlapWords:
    """One overlap in words: `line` is the thematic line, `units` the names of the two, `visits` the latest `MOST_LISTED`."""

    row: OverlapRow
    line: str
    units: tuple[str, str]
    url: str
    count_words: str
    visits: list[VisitWords]
    hidden_words: str
    drawing: Drawing
    phone: Drawing


@dataclass(frozen=True)
class _Names:
    """How units, lines, days and states are said, each once though hundreds of visits have it, and the pages of sessions."""

    units: Mapping[int, str]
    lines: Mapping[int, str]
    days: Mapping[date, str]
    statuses: Mapping[str, str]
    pages: Mapping[int, str]


def overlaps_in_words(frame: Frame, rows: Sequence[OverlapRow], *, with_pages: bool = True) -> list[OverlapWords]:
    """Return some overlaps in words; one query, unless without pages."""
    organizations = {one.pk: one.label for one in frame.options.catalogue.organizations}
    visits = [visit for row in rows for visit in row.overlap.visits]
    listed = {visit.session_id for row in rows for visit in row.overlap.visits[-MOST_LISTED:]}
    names = _Names(
        units={one.pk: f"{one.label} ({organizations.get(one.organization_id, '')})" for one in frame.options.units},
        lines={one.pk: one.label for one in frame.options.catalogue.lines},
        days={day: short_date(day) for day in {visit.held_on for visit in visits}},
        statuses={status: str(label) for status, label in SessionStatus.choices},
        pages=seen_sessions(actor=frame.actor, keys=listed) if with_pages else {},
    )
    return [_overlap(row, names) for row in rows]


def _overlap(row: OverlapRow, names: _Names) -> OverlapWords:
    line = names.lines.get(row.overlap.line_id, "")
    one, other = row.overlap.unit_ids
    pair = (names.units.get(one, ""), names.units.get(other, ""))
    lanes = _lanes(row, line, pair, names)
    return OverlapWords(
        row=row,
        line=line,
        units=pair,
        url=row.entity.get_absolute_url(),
        count_words=ngettext("%(shown)s cruce", "%(shown)s cruces", row.overlap.count)
        % {"shown": number(row.overlap.count)},
        visits=[_visit(visit, names) for visit in row.overlap.visits[-MOST_LISTED:]],
        hidden_words=_hidden_words(len(row.overlap.visits) - MOST_LISTED),
        drawing=draw_lanes(lanes),
        phone=draw_lanes(lanes, across=ACROSS_PHONE),
    )


def _hidden_words(hidden: int) -> str:
    if hidden <= 0:
        return ""
    return ngettext("Y %(shown)s sesión anterior.", "Y %(shown)s sesiones anteriores.", hidden) % {
        "shown": number(hidden)
    }


def _visit(visit: Visit, names: _Names) -> VisitWords:
    return VisitWords(
        day=names.days[visit.held_on],
        status=names.statuses[visit.status],
        service=visit.service,
        unit=names.units.get(visit.unit_id, ""),
        url=names.pages.get(visit.session_id, ""),
    )


def _lanes(row: OverlapRow, line: str, units: tuple[str, str], names: _Names) -> Lanes:
    """Return the visits of an overlap on one scale of time, a lane for each unit."""
    visits = row.overlap.visits
    lanes = [
        (
            label,
            [
                Dot(
                    one.held_on,
                    f"{names.days[one.held_on]} · {one.service} · {names.statuses[one.status]}",
                    one.is_to_come,
                )
                for one in visits
                if one.unit_id == pk
            ],
        )
        for pk, label in zip(row.overlap.unit_ids, units, strict=True)
    ]
    days = [one.held_on for one in visits]
    return Lanes(
        f"{row.entity.name} · {line}",
        lanes,
        row.trip_on,
        _("Juntos el %(day)s") % {"day": short_date(row.trip_on)} if row.trip_on else "",
        (names.days[min(days)], names.days[max(days)]),
    )
