"""`{{ entries|drawn_progress }}`: the rows of the table of progress, drawn by one expression each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.templatetags.llegada import number, pill, progress
from llegada.insights.progress_words import ProgressEntry

register = template.Library()


@register.filter
def drawn_progress(entries: Iterable[ProgressEntry]) -> SafeString:
    """Draw each group: its plans, its bar, its pace, its counts, and how late it is and why."""
    shown = list(entries)
    late = reverse("insights:late")
    paces = {one.kind: str(one.word) for one in shown}
    pills = {kind: render_to_string("components/pill.html", pill(kind, word)) for kind, word in paces.items()}
    counted = {
        "due": escape(_("Con fecha cumplida")),
        "reported": escape(_("Reportados")),
        "validated": escape(_("Validados")),
        "late": escape(_("Vencidos")),
    }
    bar, pace, days = (escape(words) for words in (_("Avance"), _("Ritmo"), _("Días vencido")))
    drawn = []
    for one in shown:
        totals = one.row.totals
        cells = "".join(
            f'\n  <td class="num" data-label="{label}">{number(getattr(totals, name))}</td>'
            for name, label in counted.items()
        )
        drawn.append(
            f'<tr>\n  <th scope="row"><a href="{late}?{escape(one.into)}">{escape(one.row.name)}</a>'
            f'<span class="cell-note">{_plans(one)}</span></th>'
            f'\n  <td data-label="{bar}">{progress(one.row.done, one.row.total, label=one.row.name, note=one.expected)}</td>'
            f'\n  <td data-label="{pace}">{pills[one.kind]}</td>{cells}'
            f'\n  <td data-label="{days}">{_lateness(one)}</td>\n</tr>'
        )
    return mark_safe("\n".join(drawn))  # noqa: S308 - words are escaped where they are put, the rest are numbers


def _plans(one: ProgressEntry) -> str:
    followed = one.row.totals.followed
    said = ngettext("1 plan en seguimiento", "%(shown)s planes en seguimiento", followed) % {"shown": number(followed)}
    states, besides = one.states, one.besides
    return (
        escape(said)
        + (f": {escape(states)}" if states else "")
        + (f"<br>{escape(_('Además,'))} {escape(besides)}" if besides else "")
    )


def _lateness(one: ProgressEntry) -> str:
    lag = one.lateness.lag if one.lateness else None
    if lag is None:
        return "–"
    said = _("mediana %(median)s, máximo %(most)s") % {"median": number(lag.median), "most": number(lag.most)}
    why = one.main_reason
    return escape(said) + (f'<span class="cell-note">{escape(why)}</span>' if why else "")
