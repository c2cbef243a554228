"""What the page of a profile shows of its indices, in words and drawings; and the same as a table to download."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from llegada.core.tabular import Table
from llegada.insights.profile_words import direction_words, group_words, named_words, place_words, value_words
from llegada.insights.selectors.profiles import EntityProfile
from llegada.portal.profile_chart import Line, Strip, draw_line, draw_strip
from llegada.targeting.models import ExternalIndex
from llegada.targeting.selectors.profile import Family, IndexSeries, Named, Reading


@dataclass(frozen=True)
class Cell:
    """A place in one group, under the name of the group; None where there is no data."""

    heading: str
    words: str | None


@dataclass(frozen=True)
class IndexRow:
    """One index in one year."""

    index: ExternalIndex
    year: int
    value: str | None
    direction: str
    strip: Strip | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class History:
    """An index with several years: its drawing, if two have data, and its rows."""

    index: ExternalIndex
    first: int
    last: int
    line: Line | None
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True)
class FamilyCard:
    """One matter: what is measured, in rows; categories in facts; what has several years; and the same of components, apart."""

    name: str
    rows: tuple[IndexRow, ...]
    components: tuple[IndexRow, ...]
    facts: tuple[tuple[str, int, str | None], ...]
    histories: tuple[History, ...]
    component_histories: tuple[History, ...]


@dataclass(frozen=True)
class NamedRow:
    """A strength or a gap in words."""

    index: ExternalIndex
    words: str


def group_names(profile: EntityProfile) -> list[str]:
    """Return the names of the groups in which the place is looked at, in the order of the cells."""
    return [group_words(group, profile.place) for group in profile.indices.groups]


def build_cards(profile: EntityProfile) -> list[FamilyCard]:
    """Return the cards of the indices, one a family."""
    names = group_names(profile)
    return [_card(family, names) for family in profile.indices.families]


def _card(family: Family, names: list[str]) -> FamilyCard:
    measured = [one for one in family.series if one.is_measured]
    shown = {one.index.pk for one in family.series}  # a component whose whole is not there stands by itself
    several = [one for one in family.series if len(one.readings) > 1]
    return FamilyCard(
        name=family.name,
        rows=tuple(_row(one, one.latest, names) for one in measured if one.index.parent_id not in shown),
        components=tuple(_row(one, one.latest, names) for one in measured if one.index.parent_id in shown),
        facts=tuple(
            (str(one.index), one.latest.edition.year, value_words(one.latest))
            for one in family.series
            if not one.is_measured
        ),
        histories=tuple(_history(one, names) for one in several if one.index.parent_id not in shown),
        component_histories=tuple(_history(one, names) for one in several if one.index.parent_id in shown),
    )


def _row(series: IndexSeries, reading: Reading, names: list[str]) -> IndexRow:
    return IndexRow(
        index=series.index,
        year=reading.edition.year,
        value=value_words(reading),
        direction=direction_words(series) if series.is_measured else "",
        strip=draw_strip(reading.value, reading.spread),
        cells=tuple(Cell(name, place_words(one)) for name, one in zip(names, reading.standings, strict=False)),
    )


def _history(series: IndexSeries, names: list[str]) -> History:
    years = [reading.edition.year for reading in series.readings]
    return History(
        index=series.index,
        first=min(years),
        last=max(years),
        line=draw_line(series) if series.is_measured else None,
        rows=tuple(_row(series, reading, names) for reading in series.readings),
    )


def named_rows(profile: EntityProfile, named: tuple[Named, ...], *, is_strength: bool) -> list[NamedRow]:
    """Return strengths or gaps in words."""
    return [NamedRow(one.series.index, named_words(one, profile.place, is_strength=is_strength)) for one in named]


def profile_table(profile: EntityProfile) -> Table:
    """Return every index of every year as a table: the value as a number, its words, and place and size of each group."""
    columns = [
        _("Código DANE"),
        _("Lugar"),
        _("Familia"),
        _("Código del índice"),
        _("Índice"),
        _("Método"),
        _("Año"),
        _("Valor"),
        _("Valor en palabras"),
        _("Sentido"),
    ]
    for name in group_names(profile):
        columns += [_("Puesto: %(group)s") % {"group": name}, _("Con dato: %(group)s") % {"group": name}]
    return Table(name=f"perfil-{profile.place.code}", columns=columns, rows=_rows(profile))


def _rows(profile: EntityProfile) -> Iterator[list[Any]]:
    place = profile.place
    for family in profile.indices.families:
        for series in family.series:
            index = series.index
            for reading in series.readings:
                row: list[Any] = [
                    place.code,
                    place.full_name,
                    family.name,
                    index.code,
                    index.name,
                    index.method or None,
                ]
                row.extend((reading.edition.year, reading.value, value_words(reading), direction_words(series)))
                for standing in reading.standings:
                    row.extend((standing.place, standing.among) if standing else (None, None))
                yield row
