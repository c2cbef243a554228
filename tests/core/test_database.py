"""SQLite with Django's own options fails under four writers; with ours, none fails (docs/adr/0002-databases.md)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from llegada.accounts.models import Organization
from tests import factories as make

WRITERS, TIMES = 4, 25


@pytest.mark.django_db(transaction=True)
class TestConcurrentWriters:
    def test_lose_nothing(self):
        organization = make.make_organization(acronym="0")
        failures: list[Exception] = []
        together = threading.Barrier(WRITERS)

        def write() -> None:
            together.wait()
            try:
                for _ in range(TIMES):
                    with transaction.atomic():
                        # Read, then write: what a deferred SQLite transaction cannot do while another writes.
                        found = Organization.objects.select_for_update().get(pk=organization.pk)
                        found.acronym = str(int(found.acronym) + 1)
                        found.save(update_fields=["acronym"])
            except Exception as error:  # noqa: BLE001 - whatever fails is the result
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=write) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        organization.refresh_from_db()
        assert int(organization.acronym) == WRITERS * TIMES
