"""Inserts of many rows by few statements, on the database that Django holds back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def wide_statements() -> Iterator[None]:
    """Let the bulk inserts of the block carry as many values as the database takes.

    Django gives SQLite 999 at once, the limit of versions before 2020; the library itself says how many it takes. PostgreSQL has
    no such limit in Django.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    features = connection.features
    before = features.max_query_params
    features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    try:
        yield
    finally:
        features.max_query_params = before
