"""What the external indices say of a place, and of it among the others: the figures of its profile (FOC-05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llegada.core.errors import NotFound
from llegada.targeting import profile_rules as rules
from llegada.targeting.choices import EditionStatus, IndexDirection, IndexKind, IndexLevel
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition
from llegada.targeting.profile_rules import Likeness, Spread, Standing, Values
from llegada.targeting.selectors.places import ProfiledPlace, list_profiled_places
from llegada.targeting.selectors.values import read_editions

#: Codes of the indices by whose category a place is compared with its like, where the installation has loaded them.
GROUP_INDEX_CODES: Final = ("categoria-617", "categoria-617-departamento", "mdm-grupo")


@dataclass(frozen=True)
class Group:
    """Places among which one is compared: the country, its department, or those of its category by an `edition`."""

    label: str
    code: str
    rows: NDArray[np.intp]
    edition: IndexEdition | None = None


@dataclass(frozen=True)
class Reading:
    """What one edition says of the place: its value, None where it has none, and where it stands in each group."""

    edition: IndexEdition
    value: float | None
    category: str
    standings: tuple[Standing | None, ...]
    spread: Spread | None


@dataclass(frozen=True)
class IndexSeries:
    """One index, of one method, with its readings from the newest year; another method is another series."""

    index: ExternalIndex
    readings: tuple[Reading, ...]

    @property
    def latest(self) -> Reading:
        """Return the reading of the last year."""
        return self.readings[0]

    @property
    def is_measured(self) -> bool:
        """Return whether its values can be ranked."""
        return self.index.kind == IndexKind.CONTINUOUS


@dataclass(frozen=True)
class Family:
    """The indices of one matter."""

    name: str
    series: tuple[IndexSeries, ...]


@dataclass(frozen=True)
class Similar:
    """A place like this one, and over how many indices."""

    place: ProfiledPlace
    likeness: Likeness


@dataclass(frozen=True)
class Named:
    """A strength or a gap: the reading that says it, and where it stands in the group in which it was looked at."""

    series: IndexSeries
    group: Group
    standing: Standing


@dataclass(frozen=True)
class IndexProfile:
    """All that the indices say of one place."""

    place: ProfiledPlace
    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    strengths: tuple[Named, ...]
    gaps: tuple[Named, ...]
    similar: tuple[Similar, ...]
    similar_by: tuple[IndexEdition, ...]

    @property
    def series(self) -> list[IndexSeries]:
        """Return every series, family by family."""
        return [one for family in self.families for one in family.series]


class Country:
    """The places of a level with every edition in force of their indices: read once, it answers for all of them."""

    def __init__(self, level: IndexLevel) -> None:
        """Read them: four queries, three where the editions were read before."""
        self.places = list_profiled_places(level)
        self.codes = list(self.places)
        self.rows = {code: row for row, code in enumerate(self.codes)}
        editions = _editions(level)
        keys = {
            IndexLevel.ENTITY: [str(place.entity_public_id) for place in self.places.values()],
            level: self.codes,
        }
        values = read_editions(editions)
        self._columns = {
            edition.pk: np.array([values[edition.pk].get(key, np.nan) for key in keys[IndexLevel(edition.index.level)]])
            for edition in editions
        }
        # An index of entities may be of others than the governments of these places.
        self.editions = [one for one in editions if not np.isnan(self._columns[one.pk]).all()]
        self._ordered: dict[tuple[int, str], list[float]] = {}
        self.categories: dict[int, dict[int, str]] = defaultdict(dict)
        for index_id, position, label in IndexCategory.objects.filter(
            index__in={edition.index_id for edition in self.editions}
        ).values_list("index_id", "position", "label"):
            self.categories[index_id][position] = label

    def column(self, edition: IndexEdition) -> Values:
        """Return the values of an edition in the order of `codes`, NaN where there is none."""
        return self._columns[edition.pk]

    @cached_property
    def everybody(self) -> Group:
        """Return the group of all the places."""
        return Group("country", "", np.arange(len(self.codes)))

    @cached_property
    def seats(self) -> Values:
        """Return the latitude and longitude of each place, in degrees."""
        return np.array([place.seat for place in self.places.values()])

    def ordered(self, edition: IndexEdition, group: Group) -> list[float]:
        """Return the values that an edition has in a group, in order; sorted once, however many places ask."""
        key = (edition.pk, group.code)
        if key not in self._ordered:
            self._ordered[key] = rules.ordered(self.column(edition)[group.rows])
        return self._ordered[key]

    @cached_property
    def measured(self) -> list[IndexEdition]:
        """Return the last edition of each measured index that is no component, by its newest method: what makes places alike."""
        whole = [one for one in self.editions if one.index.kind == IndexKind.CONTINUOUS and one.index.parent_id is None]
        return rules.latest_methods((one, (one.index.family, one.index.name), one.year) for one in whole)

    @cached_property
    def likeness(self) -> Values:
        """Return the places by those indices, standardised."""
        return rules.standardized([self.column(edition) for edition in self.measured])

    @cached_property
    def grouping(self) -> list[IndexEdition]:
        """Return the last edition of each index by which places are compared with their like."""
        found: dict[str, IndexEdition] = {}
        for edition in self.editions:
            if edition.index.code in GROUP_INDEX_CODES:
                found.setdefault(edition.index.code, edition)
        return [found[code] for code in GROUP_INDEX_CODES if code in found]

    def category(self, edition: IndexEdition, value: float | None) -> str:
        """Return the words of a value that is a category, or "" of one that is a measure or of which nobody knows."""
        return "" if value is None else self.categories.get(edition.index_id, {}).get(int(value), "")


def get_index_profile(*, country: Country, code: str) -> IndexProfile:
    """Return what the indices say of a place, with no more queries. Raises NotFound for one without a government of its own."""
    if code not in country.places:
        raise NotFound(code=code)
    place, row = country.places[code], country.rows[code]
    groups = _groups(country, place)
    families: dict[str, dict[int, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for edition in country.editions:
        families[edition.index.family][edition.index_id].append(_reading(country, edition, row, groups))
    found = tuple(
        Family(name, tuple(IndexSeries(readings[0].edition.index, tuple(readings)) for readings in series.values()))
        for name, series in families.items()
    )
    strengths, gaps = _named(found, groups)
    likes = rules.most_similar(row, country.codes, country.likeness) if country.likeness.shape[1] else []
    return IndexProfile(
        place=place,
        groups=groups,
        families=found,
        strengths=strengths,
        gaps=gaps,
        similar=tuple(Similar(country.places[one.code], one) for one in likes),
        similar_by=tuple(country.measured),
    )


def _groups(country: Country, place: ProfiledPlace) -> tuple[Group, ...]:
    groups = [country.everybody]
    if place.code != place.department_code:
        own = [row for row, one in enumerate(country.places.values()) if one.department_code == place.department_code]
        groups.append(Group("department", place.department_code, np.array(own)))
    for edition in country.grouping:
        column = country.column(edition)
        value = column[country.rows[place.code]]
        if not np.isnan(value):
            label = country.category(edition, float(value))
            groups.append(Group(label, f"{edition.pk}/{value}", np.flatnonzero(column == value), edition))
    return tuple(groups)


def _reading(country: Country, edition: IndexEdition, row: int, groups: Iterable[Group]) -> Reading:
    column = country.column(edition)
    value = None if np.isnan(column[row]) else float(column[row])
    if edition.index.kind != IndexKind.CONTINUOUS:
        return Reading(edition, value, country.category(edition, value), (), None)
    less_is_first = edition.index.direction == IndexDirection.MORE_IS_WORSE
    standings = tuple(
        None if value is None else rules.standing(value, country.ordered(edition, group), less_is_first=less_is_first)
        for group in groups
    )
    return Reading(edition, value, "", standings, rules.spread(country.ordered(edition, country.everybody)))


def _today(series: list[IndexSeries]) -> Iterable[IndexSeries]:
    """Return the series of the newest method of each matter, with their components: an old method is no strength of today."""
    matters = ((one.index.pk, (one.index.family, one.index.name), one.latest.edition.year) for one in series)
    kept = set(rules.latest_methods(matters))
    left_out = {one.index.pk for one in series} - kept
    return (one for one in series if one.index.pk in kept and one.index.parent_id not in left_out)


def _named(families: Iterable[Family], groups: tuple[Group, ...]) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Return strengths and gaps, each looked at in the narrowest group that is large enough: its like, or else the country."""
    named: dict[int, Named] = {}
    for series in _today([one for family in families for one in family.series]):
        if series.index.direction == IndexDirection.NEUTRAL or not series.is_measured:
            continue
        pairs = [pair for pair in zip(groups, series.latest.standings, strict=True) if pair[1] is not None]
        alike = [pair for pair in pairs if pair[0].edition and pair[1].among >= rules.LEAST_GROUP]  # type: ignore[union-attr]
        chosen = alike[-1] if alike else next((pair for pair in pairs if pair[1].among >= rules.LEAST_GROUP), None)  # type: ignore[union-attr]
        if chosen is not None and chosen[1] is not None:
            named[series.index.pk] = Named(series, chosen[0], chosen[1])
    strong, weak = rules.strengths_and_gaps({key: one.standing.passed for key, one in named.items()})
    return tuple(named[key] for key in strong), tuple(named[key] for key in weak)


# --- what is read -----------------------------------------------------------------------------------------------------
def _editions(level: IndexLevel) -> list[IndexEdition]:
    """Return the editions in force of the indices of places or of their governments, the newest of each index first."""
    return list(
        IndexEdition.objects.filter(status=EditionStatus.IN_FORCE, index__level__in=(level, IndexLevel.ENTITY))
        .select_related("index")
        .order_by("index__position", "index__name", "index", "-year")
    )
