"""Puts the public figures into words: the value, what it is a part of, and what its absence means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.templatetags.llegada import number, percent
from llegada.insights.selectors import Figure
from llegada.insights.told import told_people

#: Figures whose value is told as a share of their denominator.
_SHARES = frozenset({"milestones"})


@dataclass(frozen=True)
class FigureCard:
    """One figure as the pages show it, with the address of its definition."""

    value: int | str | None
    label: str | Promise
    note: str
    definition_url: str


def make_cards(figures: Iterable[Figure], *, leave_out: frozenset[str] = frozenset()) -> list[FigureCard]:
    """Return the cards of `figures`, without those named in `leave_out`."""
    return [_card(figure) for figure in figures if figure.definition.code not in leave_out]


def _card(figure: Figure) -> FigureCard:
    code = figure.definition.code
    value: int | str | None = figure.value
    if code in _SHARES and figure.value is not None:
        value = percent(figure.value, figure.of)
    if code == "people":
        value = told_people(figure.value, is_kept=figure.is_kept)
    return FigureCard(value, figure.definition.label, _note(figure), f"{reverse('portal:data')}#cifra-{code}")


def _note(figure: Figure) -> str:
    code = figure.definition.code
    if figure.value is None:
        absent = {
            "people": _("Sin listas de asistencia registradas"),
            "attendances": _("Sin listas de asistencia registradas"),
            "milestones": _("Sin planes firmados"),
            "plans": _("Sin planes firmados"),
        }
        return absent.get(code, _("Sin sesiones registradas"))
    if figure.of is None:
        return ""
    if code in _SHARES:
        return _("%(value)s de %(of)s") % {"value": number(figure.value), "of": number(figure.of)}
    if code == "departments":
        return _("de %(of)s") % {"of": number(figure.of)}
    share = _("%(share)s de %(of)s") % {"share": percent(figure.value, figure.of), "of": number(figure.of)}
    if not figure.besides:
        return share
    besides = ngettext(
        "y %(count)s área o isla",
        "y %(count)s áreas o islas",
        figure.besides,
    ) % {"count": number(figure.besides)}
    return f"{share} · {besides}"
