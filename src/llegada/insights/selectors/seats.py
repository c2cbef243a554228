"""What a municipality is called and where its seat is, for the figures of many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from llegada.insights.selectors.raw_rows import fetch
from llegada.territory.models import Municipality

#: Of more than these, all are read: to name a thousand of 1,122 takes PostgreSQL longer than to read them.
_MOST_NAMED: Final = 100


class Seat(NamedTuple):
    """The name and kind of a municipality, and its seat in degrees."""

    name: str = ""
    kind: str = ""
    latitude: float | None = None
    longitude: float | None = None


#: Of what has no municipality in the catalogue.
NO_SEAT: Final = Seat()


def read_seats(codes: Collection[str]) -> dict[str, Seat]:
    """Return the seat of each municipality of `codes` that the catalogue has, in one query; of others too."""
    rows = Municipality.objects.order_by()
    if len(codes) <= _MOST_NAMED:
        rows = rows.filter(pk__in=codes)
    return {
        code: Seat(*told) for code, *told in fetch(rows.values_list("code", "name", "kind", "latitude", "longitude"))
    }
