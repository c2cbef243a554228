"""What a page has a thousand of: drawn by one expression each, as the template engine takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import no_data, number
from llegada.insights.selectors.breakdowns import BreakdownRow
from llegada.insights.told import told_people
from llegada.portal.country_map import Circle, address_of
from llegada.portal.matrix_drawing import Cell

register = template.Library()


@register.filter
def place_address(code: str, name: str) -> str:
    """Return the address of a department or municipality."""
    return address_of(code, name)


@register.filter
def drawn_circles(circles: Iterable[Circle]) -> SafeString:
    """Draw the circles of a map, each the link of its municipality; the Tab key stops at the first alone."""
    drawn = [
        f'<a href="{escape(one.url)}" tabindex="-1"><title>{escape(one.words)}</title>'
        f'<circle class="map-circle" cx="{one.x}" cy="{one.y}" r="{one.radius}"/></a>'
        for one in circles
    ]
    drawn[:1] = [one.replace(' tabindex="-1"', "", 1) for one in drawn[:1]]
    return mark_safe("\n".join(drawn))  # noqa: S308 - words and addresses are escaped above, the rest are numbers


@register.filter
def drawn_cells(cells: Iterable[Cell]) -> SafeString:
    """Draw the cells of a row of the matrix: shade, words, and the rows behind; «sin dato» is for who cannot see the hatch."""
    absent = f'<span class="visually-hidden">{escape(_("sin dato"))}</span>'
    return mark_safe("".join(f'<td class="m{one.level}">{_content(one) or absent}</td>' for one in cells))  # noqa: S308


def _content(cell: Cell) -> str:
    words = escape(cell.words)
    return f'<a href="{escape(cell.url)}">{words}</a>' if cell.url else words


@register.filter
def drawn_breakdown(rows: Iterable[BreakdownRow]) -> SafeString:
    """Draw the rows of who assisted a place, with what and when."""
    labels = (_("Vigencia"), _("Línea temática"), _("Servicios"), _("Sesiones"), _("Personas"))
    year, line, services, sessions, people = (escape(one) for one in labels)
    drawn = [
        f'<tr><th scope="row">{escape(one.organization)}</th><td data-label="{year}">{one.year}</td>'
        f'<td data-label="{line}">{escape(one.line)}</td><td class="num" data-label="{services}">{number(one.services)}</td>'
        f'<td class="num" data-label="{sessions}">{number(one.sessions)}</td>'
        f'<td class="num" data-label="{people}">{_people(one)}</td></tr>'
        for one in rows
    ]
    return mark_safe("\n".join(drawn))  # noqa: S308 - names and words are escaped above, the rest are numbers


def _people(row: BreakdownRow) -> str:
    told = told_people(row.people, is_kept=row.is_kept)
    return str(no_data(None)) if told is None else escape(number(told))
