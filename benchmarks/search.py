"""How long the search of places and entities takes on the whole catalogue: 1,155 places and 6,323 entities."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks.measure import Measure
from llegada.territory import rules
from llegada.territory.models import Entity, Municipality
from llegada.territory.selectors import search_entities, search_places

GOAL_P95_MS = 50
REPEATS = 20
#: As many entities as the official list has; `--full` asks for ten times that.
LISTED = 6_323
TEXTS = (
    "medellin alcaldia",
    "Alcaldía de San Andrés de Tumaco",
    "hospital san",
    "a",
    "concejo bogotá",
    "cauca personeria popayan",
    "05001",
    "890905211",
    "no existe tal cosa",
)
BODIES = (
    "Concejo de",
    "Personería de",
    "Hospital San Rafael de",
    "Empresa de Servicios Públicos de",
    "Instituto de Deportes de",
)


def run(*, full: bool) -> Iterable[Measure]:
    """Measure each search over ordinary and awkward texts, after one round to warm up."""
    _fill(LISTED * 10 if full else LISTED)
    for name, search in (("places", search_places), ("entities", search_entities)):
        yield Measure(name=f"search.{name}.p95", value=_p95(search), unit="ms", at_most=GOAL_P95_MS)


def _p95(search: Callable[[str], list[Any]]) -> float:
    for text in TEXTS:
        search(text)
    times = []
    for text in itertools.islice(itertools.cycle(TEXTS), REPEATS * len(TEXTS)):
        start = time.perf_counter()
        search(text)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _fill(size: int) -> None:
    """Add invented bodies to the alcaldías and gobernaciones of the reference data until there are `size` entities."""
    missing = size - Entity.objects.count()
    Entity.objects.bulk_create(itertools.islice(_bodies(), missing), batch_size=500)


def _bodies() -> Iterator[Entity]:
    places = list(Municipality.objects.select_related("department"))
    for number in itertools.count():
        for body, place in itertools.product(BODIES, places):
            name = f"{body} {place.name}" + (f" {number}" if number else "")
            yield Entity(
                name=name,
                order="territorial",
                kind="other",
                department=place.department,
                municipality=place,
                search_text=rules.entity_search_text(name, municipality=place.name, department=place.department.name),
            )
