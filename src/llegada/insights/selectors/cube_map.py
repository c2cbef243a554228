"""Where: what the cube says of each municipality and department, as the map and its table show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llegada.insights.choices import Metric, ViewMetric
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.place_secrecy import kept_people
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors.catalogue import Catalogue
from llegada.insights.selectors.cube import CubeRow, read_cubes
from llegada.insights.selectors.matrix import FIGURES
from llegada.insights.selectors.rows import MapValues
from llegada.insights.selectors.seat_values import read_seat_values
from llegada.insights.selectors.seats import NO_SEAT, Seat, read_seats
from llegada.insights.view_rules import is_small_group


@dataclass(frozen=True)
class MapPlace:
    """What is registered in one municipality; with no code, of entities without a seat in the catalogue."""

    code: str | None
    name: str
    department_code: str | None
    department_name: str
    latitude: float | None
    longitude: float | None
    sessions: int
    entities: int | None
    people: int | None
    #: Not told although they are five or more, so that no smaller group is known by difference.
    is_kept: bool = False


class CubeMap:
    """The places of a slice of the cube, read once: what `portal.country_map.build_map` draws, and its table."""

    def __init__(self, cut: Slice, catalogue: Catalogue, *, department_id: str | None = None) -> None:
        """Read the places: three readings of the cube and one query."""
        self.filters = FigureFilters(department_id=department_id)
        self._cut = cut
        self.catalogue = catalogue
        places = (Dimension.DEPARTMENT, Dimension.MUNICIPALITY)
        found, self._by_department, whole = read_cubes(cut, places, places[:1], ())
        codes = [row.key[1] for row in found if row.key[1]]
        seats = read_seats(codes)
        people = {row.key: row.people for row in found if row.people}
        departments = {row.key[0]: row.people for row in self._by_department if row.people}
        self.kept = kept_people(people, departments, sum(row.people or 0 for row in whole))
        self.places = [self._place(row, seats) for row in found]

    def _place(self, row: CubeRow, seats: Mapping[str, Seat]) -> MapPlace:
        department, code = row.key
        seat = seats.get(code, NO_SEAT)
        of = self.catalogue.departments.get(department)
        return MapPlace(
            code, seat.name, department, of.name if of else "", seat.latitude, seat.longitude, row.sessions, row.entities,
            row.people, row.key in self.kept,
        )  # fmt: skip

    def map_values(self, metric: Metric) -> MapValues:
        """Return what the map shows of `metric`; departments count their own entities and people again."""
        figure = FIGURES[ViewMetric(str(metric))]
        values = {(one.department_code, one.code): value for one in self.places if (value := _value(one, metric))}
        seats = read_seat_values(self._cut, metric, values, self.kept if metric == Metric.PEOPLE else frozenset())
        departments = {
            row.key[0]: value for row in self._by_department if row.key[0] and (value := getattr(row, figure))
        }
        return MapValues(departments, *seats)

    def ordered(self, metric: Metric) -> list[MapPlace]:
        """Return the places with the highest value first; those that are not told, after them, so that no place tells it."""

        def told(place: MapPlace) -> int:
            value = _value(place, metric) or 0
            is_untold = metric == Metric.PEOPLE and (place.is_kept or is_small_group(value))
            return 1 if is_untold else value

        return sorted(self.places, key=lambda place: (-told(place), place.department_name, place.name))


def _value(place: MapPlace, metric: Metric) -> int | None:
    return {Metric.SESSIONS: place.sessions, Metric.ENTITIES: place.entities, Metric.PEOPLE: place.people}[metric]


def get_map(cut: Slice, catalogue: Catalogue, *, department_id: str | None = None) -> CubeMap:
    """Return the map of a slice."""
    return CubeMap(cut, catalogue, department_id=department_id)
