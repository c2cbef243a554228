"""The same offer confirmed by two people, or twice by one, at the same time."""

import pytest

from llegada.portfolio.models import Service
from tests.at_once import at_once
from tests.portfolio.test_offer_import import bring, counts, template


@pytest.mark.django_db(transaction=True)
class TestImportOffer:
    def test_at_once_creates_each_service_once(self):
        rows = [template(number, Nombre=f"Servicio {number}") for number in range(2, 12)]

        reports = at_once(lambda: bring(*rows), lambda: bring(*rows))

        assert sorted(counts(report) for report in reports) == [(0, 0, 10, 0), (10, 0, 0, 0)]
        assert Service.objects.count() == 10
