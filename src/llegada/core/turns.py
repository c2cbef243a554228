"""Lets one act of its kind happen at a time in the whole installation, where two at once would each miss what the other writes."""

from __future__ import annotations

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until no other transaction holds the turn called `name`, and hold it to the end of this one.

    Must be called inside a transaction. SQLite has one writer at a time, and its transactions begin as writers.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
