"""The same file confirmed by two people, or twice by one, at the same time."""

import threading

import pytest
from django.db import connection

from llegada.core.history import list_events
from llegada.core.imports import ImportReport
from llegada.territory.models import Entity
from tests.factories import make_municipality
from tests.territory.tables import bring, ours


@pytest.mark.django_db(transaction=True)
class TestImportEntities:
    def test_at_once_creates_each_entity_once(self):
        make_municipality("05001", "Medellín")
        rows = ours(*({"name": f"Hospital {number}", "nit": ""} for number in range(50)))
        reports: list[ImportReport] = []
        together = threading.Barrier(2)

        def confirm() -> None:
            together.wait()
            try:
                reports.append(bring(rows))
            finally:
                connection.close()

        threads = [threading.Thread(target=confirm) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted((report.created, report.unchanged) for report in reports) == [(0, 50), (50, 0)]
        assert Entity.objects.count() == 50
        assert list_events(target=Entity).count() == 1
