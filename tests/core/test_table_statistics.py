"""What the database is told of its tables: all of them at night, and before it those that have grown much."""

from __future__ import annotations

import pytest
from django.db import connection

from llegada.accounts.models import Organization
from llegada.core import due, table_statistics
from llegada.core.table_statistics import look_over, look_over_grown
from tests.factories import NOW, make_organization

pytestmark = pytest.mark.django_db
TABLE = Organization._meta.db_table


def known() -> dict[str, int]:
    """Return how many rows the database knows that each table has."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > 0")
            return dict(cursor.fetchall())
    return table_statistics._known_rows()


@pytest.fixture
def organizations():
    return [make_organization(f"Entidad {n}", f"E{n}") for n in range(6)]


@pytest.fixture
def only_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL learns it by itself")


def test_a_table_that_is_looked_over_is_known(organizations):
    look_over(TABLE)

    assert known()[TABLE] >= len(organizations)


def test_every_night_all_are(organizations, only_sqlite):
    due._jobs["core.statistics"].run(NOW)

    assert known()[TABLE] >= len(organizations)
    assert len(known()) > 5


def test_one_that_grew_is_looked_over_again_and_one_that_did_not_is_left(organizations, only_sqlite, monkeypatch):
    monkeypatch.setattr(table_statistics, "LEAST", 3)
    look_over_grown()
    first = known()[TABLE]

    make_organization("Una más", "UM")
    look_over_grown()
    assert known()[TABLE] == first

    for n in range(2 * first):
        make_organization(f"Otra {n}", f"O{n}")
    look_over_grown()
    assert known()[TABLE] > 2 * first


def test_small_tables_wait_for_the_night(organizations, only_sqlite):
    look_over_grown()

    assert TABLE not in known()
