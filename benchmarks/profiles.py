"""The profile of a municipality with every index of the catalogue, and the 1,103 fichas of the country in one file."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.measure import Measure
from llegada.accounts.models import Person
from llegada.records.models import StoredFile
from llegada.reports.models import SheetsOrder
from llegada.reports.services import draw_sheets
from llegada.targeting.models import ExternalIndex, IndexEdition, IndexValue
from llegada.territory.models import Municipality

PAGE = "/territorio/05001-medellin/perfil/"
QUERIES, PAGE_SECONDS, SHEETS_SECONDS = 15, 0.5, 60
YEARS, FULL_YEARS = 2, 6


def run(*, full: bool) -> Iterable[Measure]:
    """Measure with two years of each index (six with --full); the values are invented."""
    _make_editions(FULL_YEARS if full else YEARS)
    client = Client(SERVER_NAME="127.0.0.1")
    client.get(PAGE)  # what is kept from one request to the next is not counted
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(PAGE)
    assert answer.status_code == 200, f"the profile answered {answer.status_code}"
    yield Measure(name="profiles.page.queries", value=len(captured), unit="queries", at_most=QUERIES)
    yield Measure(name="profiles.page", value=_seconds(lambda: client.get(PAGE)), unit="s", at_most=PAGE_SECONDS)
    person = Person.objects.create(email="medidas@ejemplo.example", full_name="Medidas")
    order = SheetsOrder.objects.create(level="municipality", ordered_by=person, ordered_at=timezone.now())
    seconds = _seconds(lambda: draw_sheets(order_id=order.pk, now=timezone.now()))
    order.refresh_from_db()
    assert order.status == "done", order.failure
    yield Measure(name="profiles.sheets", value=seconds, unit="s", at_most=SHEETS_SECONDS)
    yield Measure(name="profiles.sheets.file", value=order.size / 1e6, unit="MB", at_most=120)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _make_editions(years: int) -> None:
    """Give every index of municipalities a value of each, at random: of its range, or of its categories."""
    chance, codes = random.Random(1), list(Municipality.objects.values_list("code", flat=True))
    file = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/csv", stored_at=timezone.now())
    for index in ExternalIndex.objects.filter(level="municipality").prefetch_related("categories"):
        positions = [one.position for one in index.categories.all()]
        for year in range(2024 - years, 2024):
            edition = IndexEdition.objects.create(
                index=index, year=year, file=file, file_name="medidas.csv", value_count=len(codes),
                covered_count=len(codes), expected_count=len(codes), loaded_at=timezone.now(),
            )  # fmt: skip
            IndexValue.objects.bulk_create(
                [
                    IndexValue(
                        edition=edition,
                        municipality_id=code,
                        number=chance.choice(positions) if positions else chance.uniform(0, 100),
                    )
                    for code in codes
                ],
                batch_size=500,
            )
            edition.is_sealed = True
            edition.save(update_fields=["is_sealed"])
