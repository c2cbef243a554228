"""The same file confirmed by two people, or twice by one, at the same time."""

import pytest

from llegada.core.history import list_events
from llegada.territory.models import Entity
from tests.at_once import at_once
from tests.factories import make_municipality
from tests.territory.tables import bring, ours


@pytest.mark.django_db(transaction=True)
class TestImportEntities:
    def test_at_once_creates_each_entity_once(self):
        make_municipality("05001", "Medellín")
        rows = ours(*({"name": f"Hospital {number}", "nit": ""} for number in range(50)))

        reports = at_once(lambda: bring(rows), lambda: bring(rows))

        assert sorted((report.created, report.unchanged) for report in reports) == [(0, 50), (50, 0)]
        assert Entity.objects.count() == 50
        assert list_events(target=Entity).count() == 1
