"""Reads many rows as the database says them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def fetch(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return what the database answers to a `values_list`, as it says it: for tens of thousands of rows of numbers and bytes."""
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing is asked for, as of somebody who reads no organisation
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
