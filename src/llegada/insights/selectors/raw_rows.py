"""Reads many rows as the database says them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Field, Q, QuerySet
from django.db.models.expressions import RawSQL

from llegada.insights.cube_upserts import send

#: Those of a public key without its dashes.
_FIGURES: Final = 32


def fetch(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return what the database answers to a `values_list`, as it says it: for tens of thousands of rows of numbers and bytes."""
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing is asked for, as of somebody who reads no organisation
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def fetch_always(make: Callable[[], QuerySet[Any, Any]]) -> list[tuple[Any, ...]]:
    """Return what the database answers to a `values_list` that never changes: its statement is written once a process."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(make, connection.vendor))
        return list(cursor.fetchall())


@cache
def _statement(make: Callable[[], QuerySet[Any, Any]], _vendor: str) -> tuple[str, tuple[Any, ...]]:
    return make().query.sql_with_params()


def fetch_bytes(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return the same of rows that hold much in bytes: PostgreSQL would write them out as text, twice as long."""
    try:
        return send(*rows.query.sql_with_params())()
    except EmptyResultSet:
        return []


def written_out(keys: Collection[int]) -> Collection[int] | RawSQL:
    """Return keys for a filter `…__in`, as one parameter: thousands of them take longer than what they ask for."""
    if not keys:
        return keys
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(sorted(keys))])
    return RawSQL("SELECT unnest(%s::bigint[])", [_as_array(keys)])


def among(column: Field[Any, Any], keys: Collection[int]) -> Q | RawSQL:
    """Return the condition that a column of the table that is asked has one of thousands of keys.

    PostgreSQL looks each of a list of rows up by an index; of an array it knows how long it is, and reads the table once.
    """
    if connection.vendor != "postgresql" or not keys:
        return Q(**{f"{column.name}__in": written_out(keys)})
    name = f'"{column.model._meta.db_table}"."{column.column}"'
    return RawSQL(f"{name} = ANY(%s::bigint[])", [_as_array(keys)], output_field=BooleanField())  # noqa: S611  # a column of ours


def _as_array(keys: Collection[int]) -> str:
    """Return keys as PostgreSQL writes an array: one word, where each of a list would be made a parameter."""
    return f"{{{','.join(map(str, sorted(keys)))}}}"


def dashed(key: str) -> str:
    """Return a public key as addresses write it: SQLite keeps its 32 figures alone. A shorter code is as it is."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" if len(key) == _FIGURES else key
