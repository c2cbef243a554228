"""Reads many rows as the database says them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL


def fetch(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return what the database answers to a `values_list`, as it says it: for tens of thousands of rows of numbers and bytes."""
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing is asked for, as of somebody who reads no organisation
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def written_out(keys: Collection[int]) -> Collection[int] | RawSQL:
    """Return keys for a filter `…__in`: thousands as parameters take longer than what they ask for. They are numbers of ours."""
    if not keys:
        return keys
    return RawSQL(", ".join(map(str, map(int, keys))), ())  # noqa: S611
