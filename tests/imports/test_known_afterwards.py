"""After an import SQLite knows how large the tables are that grew, without waiting for the night."""

from __future__ import annotations

import pytest
from django.db import connection

from llegada.core import table_statistics
from tests.imports.makers import HEADINGS, csv_upload, imported


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns it by itself")
def test_the_tables_that_grew_are_known(country, monkeypatch):
    monkeypatch.setattr(table_statistics, "LEAST", 2)
    lines = [f"{n};05001;{country.version.name};2019-03-0{n};Taller {n};Virtual" for n in (1, 2)]

    imported(country, csv_upload(HEADINGS, *lines))

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = 'delivery_session'")
        assert cursor.fetchone() == (2,)
