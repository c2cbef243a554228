"""The chosen places against the country: by region, category, rurality, PDET and population, with their denominators."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition
from llegada.targeting.selectors.values import editions_in_force, read_edition
from llegada.territory.choices import MunicipalityKind
from llegada.territory.models import Municipality

#: By which indices the chosen are compared, where they have an edition in force; population is summed and not counted.
GROUPINGS: Final = ("region", "categoria-617", "ruralidad", "pdet", "zomac")
POPULATION: Final = "poblacion"


@dataclass(frozen=True)
class EquityLine:
    """One category: how many of the chosen are in it, of so many chosen, and how many of the country, of so many."""

    label: str
    chosen: int
    chosen_total: int
    country: int
    country_total: int


@dataclass(frozen=True)
class EquityTable:
    """One grouping, of one edition; `chosen_without` of the chosen have no value in it."""

    title: str
    lines: list[EquityLine]
    chosen_without: int


@dataclass(frozen=True)
class Equity:
    """The chosen municipalities against all those with alcaldía. `people` and `people_total` are empty without an edition."""

    tables: list[EquityTable]
    people: int | None
    people_total: int | None
    population: str


def compare_with_country(chosen: Collection[str]) -> Equity:
    """Compare municipalities, by DANE code, with every municipality that has alcaldía."""
    country = set(Municipality.objects.filter(kind=MunicipalityKind.MUNICIPALITY).values_list("code", flat=True))
    indices = ExternalIndex.objects.filter(code__in=(*GROUPINGS, POPULATION))
    editions = {one.index.code: one for one in editions_in_force(indices.values_list("pk", flat=True)).values()}
    labels: dict[int, dict[int, str]] = {}
    for index, position, label in IndexCategory.objects.filter(
        index__in=[one.index_id for one in editions.values()]
    ).values_list("index", "position", "label"):
        labels.setdefault(index, {})[position] = label
    tables = [
        _table(editions[code], labels.get(editions[code].index_id, {}), set(chosen), country)
        for code in GROUPINGS
        if code in editions
    ]
    people = people_total = None
    if POPULATION in editions:
        values = read_edition(editions[POPULATION])
        people, people_total = (
            round(sum(values[code] for code in codes if code in values)) for codes in (chosen, country)
        )
    name = str(editions[POPULATION]) if POPULATION in editions else ""
    return Equity(tables=tables, people=people, people_total=people_total, population=name)


def _table(edition: IndexEdition, labels: Mapping[int, str], chosen: set[str], country: set[str]) -> EquityTable:
    values = read_edition(edition)
    counts: dict[int, list[int]] = {}
    for code in country & values.keys():
        count = counts.setdefault(round(values[code]), [0, 0])
        count[0] += code in chosen
        count[1] += 1
    flags = {0: _("no"), 1: _("sí")}
    total, every = (sum(one[place] for one in counts.values()) for place in (0, 1))
    return EquityTable(
        title=f"{edition.index.short_name} {edition.year}",
        lines=[
            EquityLine(labels.get(key) or flags.get(key, str(key)), counts[key][0], total, counts[key][1], every)
            for key in sorted(counts)
        ],
        chosen_without=len(chosen - values.keys()),
    )
