"""What the database knows of its tables, by which it chooses how to look for things.

PostgreSQL learns it by itself within minutes. SQLite never does: with ten million sessions pages that take 20 to 50 ms took one to
four seconds. It is told by each index alone, so that who writes meanwhile waits for one index at most.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

#: A table with fewer rows is found as soon in any way.
LEAST: Final = 1_000
#: A table is looked over before its day comes when it has so many times the rows that are known.
_GROWTH: Final = 2


def look_over(*tables: str) -> None:
    """Have the database know at once how large some tables are, and how their indexes spread."""
    with connection.cursor() as cursor:
        for table in tables:
            for name in [table] if connection.vendor == "postgresql" else _indexes(table) or [table]:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(name)}")


def look_over_all() -> None:
    """Have SQLite know all its tables, as is done every night."""
    if connection.vendor == "sqlite":
        look_over(*_tables())


def look_over_grown() -> None:
    """Have SQLite know the tables that are much larger than when they were looked over, as after an import."""
    if connection.vendor == "sqlite":
        known = _known_rows()
        look_over(*(table for table in _tables() if _rows(table) >= max(LEAST, _GROWTH * known.get(table, 0))))


def _tables() -> list[str]:
    return sorted(name for name in connection.introspection.table_names() if not name.startswith("sqlite_"))


def _indexes(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s ORDER BY name", [table])
        return [name for (name,) in cursor.fetchall()]


def _known_rows() -> dict[str, int]:
    """Return how many rows each table had when it was looked over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return {}
        # «10000000 16667 20 1»: its rows, and then those of each value of the columns of an index.
        cursor.execute("SELECT tbl, max(CAST(stat AS integer)) FROM sqlite_stat1 GROUP BY tbl")
        return dict(cursor.fetchall())


def _rows(table: str) -> int:
    """Return how many rows a table has at most: the last of its keys, which is found at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(rowid) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0] or 0)
