"""What a page has a thousand of: drawn by one expression each, as the template engine takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import no_data, number, short_date
from llegada.delivery.models import Session
from llegada.insights.selectors.breakdowns import BreakdownRow
from llegada.insights.selectors.cell_rows import EntityRow
from llegada.insights.told import told_people
from llegada.portal.country_map import Circle, address_of
from llegada.portal.matrix_drawing import Cell
from llegada.portal.overlap_words import VisitWords
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity

register = template.Library()

#: Of what the Tab key passes by.
_NO_STOP: Final = ' tabindex="-1"'


@register.filter
def place_address(code: str, name: str) -> str:
    """Return the address of a department or municipality."""
    return address_of(code, name)


@register.filter
def drawn_circles(circles: Iterable[Circle]) -> SafeString:
    """Draw the circles of a map, each the link of its municipality; the Tab key stops at the first alone."""
    drawn = [
        f'<a href="{escape(one.url)}"{_NO_STOP if place else ""}><title>{escape(one.words)}</title>'
        f'<circle class="map-circle" cx="{one.x}" cy="{one.y}" r="{one.radius}"/></a>'
        for place, one in enumerate(circles)
    ]
    return mark_safe("\n".join(drawn))  # noqa: S308 - words and addresses are escaped above, the rest are numbers


@register.filter
def drawn_cells(cells: Iterable[Cell]) -> SafeString:
    """Draw the cells of a row of the matrix: shade, words, and the rows behind; «sin dato» is for who cannot see the hatch."""
    absent = f'<span class="visually-hidden">{escape(_("sin dato"))}</span>'
    return mark_safe("".join(f'<td class="m{one.level}">{_linked(one.words, one.url) or absent}</td>' for one in cells))  # noqa: S308


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


@register.filter
def drawn_entities(rows: Iterable[EntityRow]) -> SafeString:
    """Draw the rows of the entities behind a figure, with what it counts of each."""
    department, sessions, people = map(escape, (_("Departamento"), _("Sesiones"), _("Personas")))
    kinds = {kind: escape(str(label)) for kind, label in EntityKind.choices}
    page = _address("portal:entity")
    drawn = [
        f'<tr><th scope="row">{_entity(one.entity, kinds, page)}</th>'
        f'<td data-label="{department}">{_department(one.entity)}</td>'
        f'<td class="num" data-label="{sessions}">{number(one.sessions)}</td>'
        f'<td class="num" data-label="{people}">{escape(number(told_people(one.people, is_kept=one.is_kept)))}</td></tr>'
        for one in rows
    ]
    return mark_safe("\n".join(drawn))  # noqa: S308 - names and words are escaped, the rest are numbers and keys


def _entity(entity: Entity | None, kinds: Mapping[str, str], page: str) -> str:
    if entity is None:
        return str(no_data(None))
    place = f" · {escape(entity.municipality.name)}" if entity.municipality else ""
    name = f'<a href="{page.format(entity.public_id)}">{escape(entity.name)}</a>'
    return f'{name}<span class="cell-note">{kinds[entity.kind]}{place}</span>'


def _department(entity: Entity | None) -> str:
    return escape(entity.department.name) if entity and entity.department else str(no_data(None))


@register.filter
def drawn_sessions(sessions: Iterable[Session]) -> SafeString:
    """Draw the rows of the sessions behind a figure, to who may see them."""
    day, entity, service, unit = map(escape, (_("Fecha"), _("Entidad"), _("Servicio"), _("Dependencia")))
    page = _address("delivery:session")
    drawn = [
        f'<tr><th scope="row"><a href="{page.format(one.public_id)}">{escape(one.title)}</a></th>'
        f'<td data-label="{day}">{short_date(one.held_on)}</td><td data-label="{entity}">{escape(one.plan.entity.name)}</td>'
        f'<td data-label="{service}">{escape(one.service_version.name)}</td>'
        f'<td data-label="{unit}">{escape(one.plan.unit.name)}</td></tr>'
        for one in sessions
    ]
    return mark_safe("\n".join(drawn))  # noqa: S308 - names and words are escaped, the rest are dates and keys


@register.filter
def drawn_pair(units: tuple[str, str]) -> SafeString:
    """Draw the names of two units."""
    one, other = map(escape, units)
    return mark_safe(_("<strong>%(unit)s</strong> y <strong>%(other)s</strong>") % {"unit": one, "other": other})  # noqa: S308


@register.filter
def drawn_visits(visits: Iterable[VisitWords]) -> SafeString:
    """Draw the visits of an overlap, each with its page to who may see it."""
    drawn = [
        f"<li>{escape(one.day)} · {escape(one.status)} · {_linked(one.service, one.url)} · {escape(one.unit)}</li>"
        for one in visits
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - names and words are escaped


def _linked(words: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(words)}</a>' if url else escape(words)


def _address(name: str) -> str:
    """Return the address of a page by its public key, with `{}` where the key is: the same for all the rows of a table."""
    return reverse(name, args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}")
