"""Puts «Mi trabajo» into words: how near each thing is, and how each service or unit goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from llegada.core.roles import Role
from llegada.core.templatetags.llegada import MONTHS, NO_BREAK_SPACE, percent, short_date
from llegada.core.waiting import Severity, WaitingItem
from llegada.insights.rules import Pace
from llegada.insights.selectors import PaceRow


@dataclass(frozen=True)
class WorkEntry:
    """One thing that awaits, with its pill."""

    kind: str
    when: str
    item: WaitingItem


@dataclass(frozen=True)
class PaceEntry:
    """How one service or unit goes, with its pill and what was expected by the day."""

    kind: str
    word: str | Promise
    expected: str
    row: PaceRow


@dataclass(frozen=True)
class Perspective:
    """What a role looks at: plans added up by what, and under which heading."""

    by: str
    title: str | Promise
    column: str | Promise
    shows_figures: bool = False


_UNITS = Perspective("unit", gettext_lazy("Cómo va su organización"), gettext_lazy("Dependencia"))
_SERVICES = Perspective("service", gettext_lazy("Cómo va su dependencia"), gettext_lazy("Servicio"))
_LEADERS = Perspective(
    "unit", gettext_lazy("Cómo va cada dependencia"), gettext_lazy("Dependencia"), shows_figures=True
)
_OWN = Perspective("service", gettext_lazy("Cómo van sus planes"), gettext_lazy("Servicio"))
#: Role → what it looks at. Roles that read no plans have none.
PERSPECTIVES: Final[dict[Role, Perspective]] = {
    Role.EXECUTIVE: _LEADERS,
    Role.COMMITTEE: _LEADERS,
    Role.COORDINATOR: _UNITS,
    Role.MONITORING_ADMIN: _UNITS,
    Role.PLANNING_OFFICE: _UNITS,
    Role.INTERNAL_CONTROL: _UNITS,
    Role.EVALUATOR: _UNITS,
    Role.RECORDS_MANAGER: _UNITS,
    Role.UNIT_HEAD: _SERVICES,
    Role.GROUP_COORDINATOR: _SERVICES,
    Role.TECHNICAL_LEAD: _SERVICES,
    Role.LIAISON: _SERVICES,
    Role.EXPERT: _SERVICES,
    Role.ADVISOR: _OWN,
    Role.ENTITY_CONTACT: _OWN,
    Role.LEGAL_REPRESENTATIVE: _OWN,
    Role.TERRITORIAL_MANAGER: Perspective("entity", gettext_lazy("Cómo va su territorio"), gettext_lazy("Entidad")),
}
PACE_PILLS: Final[dict[Pace, tuple[str, str | Promise]]] = {
    Pace.ON_TIME: ("ok", gettext_lazy("Al día")),
    Pace.AT_RISK: ("warn", gettext_lazy("En riesgo")),
    Pace.LATE: ("bad", gettext_lazy("Rezagado")),
    Pace.NO_DATA: ("none", gettext_lazy("Sin dato")),
}


def make_entries(items: Iterable[WaitingItem], *, today: date) -> list[WorkEntry]:
    """Return the items with their pills, in the order in which they came."""
    return [WorkEntry(item.severity if item.due else "none", when_words(item, today=today), item) for item in items]


def when_words(item: WaitingItem, *, today: date) -> str:
    """Say when something is due: overdue, due today or tomorrow, or its day, without the year when it is this one.

    What is ready to be done has waited since its day, which is not the same as being overdue.
    """
    if item.due is None:
        return _("Sin fecha")
    days = (item.due - today).days
    if item.severity == Severity.READY:
        if days < 0:
            return _("Desde el %(day)s") % {"day": _day_words(item.due, today)}
        return {0: _("Hoy"), 1: _("Mañana")}.get(days, _day_words(item.due, today))
    if days < 0 and item.severity == Severity.LATE:
        return ngettext("Vencido hace %(days)d día", "Vencido hace %(days)d días", -days) % {"days": -days}
    return {0: _("Vence hoy"), 1: _("Vence mañana")}.get(days, _day_words(item.due, today))


def _day_words(day: date, today: date) -> str:
    return f"{day.day}{NO_BREAK_SPACE}{MONTHS[day.month - 1]}" if day.year == today.year else short_date(day)


def make_pace_entries(rows: Iterable[PaceRow]) -> list[PaceEntry]:
    """Return the rows with their pills; the most delayed first, then by name."""
    order = [Pace.LATE, Pace.AT_RISK, Pace.ON_TIME, Pace.NO_DATA]
    return [
        PaceEntry(*PACE_PILLS[row.pace], _expected_words(row), row)
        for row in sorted(rows, key=lambda row: (order.index(row.pace), row.name))
    ]


def _expected_words(row: PaceRow) -> str:
    expected = row.expected_percent
    return "" if expected is None else _("esperado %(percent)s") % {"percent": percent(expected, 100)}


def perspective_of(roles: Iterable[Role]) -> Perspective | None:
    """Return what somebody acting under `roles` looks at; the first of the table where they hold several."""
    held = set(roles)
    return next((perspective for role, perspective in PERSPECTIVES.items() if role in held), None)
