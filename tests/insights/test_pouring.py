"""Whole columns appended to a table say the same when read back, nothing and the days included."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.db import connection, transaction

from llegada.insights.counting.pouring import empty, indexed_after, pour
from llegada.insights.models import AssistanceCell, CoverCell, PersonNumber, ProgressCell

pytestmark = pytest.mark.django_db


def test_texts_bytes_and_nothing_are_kept() -> None:
    numbers = np.array([7, 8, 9])
    names = ("entity_id", "service_id", "unit_id", "line_id", "organization_id", "sessions", "attendances", "people")
    columns = {"id": numbers, "year": np.full(3, 2024), **dict.fromkeys(names, numbers)}
    places = {"department_id": ["05", None, "27"], "municipality_id": [None, None, "27001"]}
    with transaction.atomic():
        pour(AssistanceCell, {**columns, **places, "people_set": [b"", b"\x00\xff\\.", b"\n\t"]})
        found = AssistanceCell.objects.order_by("id").values_list("id", "year", *places, "people_set")
        assert [(*row[:-1], bytes(row[-1])) for row in found] == [
            (7, 2024, "05", None, b""),
            (8, 2024, None, None, b"\x00\xff\\."),
            (9, 2024, "27", "27001", b"\n\t"),
        ]
        AssistanceCell.objects.all().delete()


def test_days_and_large_numbers_are_kept_and_a_column_left_out_is_null() -> None:
    days = np.array(["1999-12-31", "2024-02-29"], dtype="datetime64[D]")
    with transaction.atomic():
        pour(CoverCell, {"id": np.array([1, 2]), "grain": np.array([14, 14]), "period": np.array([0, 202402]),
                         **dict.fromkeys(("key1", "key2", "key3", "key4", "sessions", "attendances", "entities",
                                          "municipalities", "people"), np.array([3, 2**31 - 1])), "last_on": days})  # fmt: skip
        pour(CoverCell, {"id": np.array([3]), "grain": np.array([1]), "period": np.array([0]),
                         **dict.fromkeys(("key1", "key2", "key3", "key4", "sessions", "attendances", "entities",
                                          "municipalities", "people"), np.array([0]))})  # fmt: skip
        found = CoverCell.objects.order_by("id").values_list("id", "grain", "period", "key4", "last_on")
        assert list(found) == [
            (1, 14, 0, 3, date(1999, 12, 31)),
            (2, 14, 202402, 2**31 - 1, date(2024, 2, 29)),
            (3, 1, 0, 0, None),
        ]


def test_more_rows_than_are_made_at_a_time_are_all_kept() -> None:
    numbers = np.arange(1, 25_001)
    with transaction.atomic():
        pour(PersonNumber, {"number": numbers, "person_key": numbers + 2**62})
    kept = PersonNumber.objects.order_by("number").values_list("number", "person_key")
    assert list(kept) == [(n, n + 2**62) for n in range(1, 25_001)]


def test_rows_that_are_all_alike_are_all_kept() -> None:
    numbers = np.array([5, 5, 5])
    pour(ProgressCell, {**dict.fromkeys(("unit_id", "year", "entity_id", "advisor_id"), numbers), "version_id": np.arange(3),
                        **dict.fromkeys(("organization_id", "department"), numbers), "moves": [b""] * 3})  # fmt: skip
    assert list(ProgressCell.objects.order_by("version_id").values_list("unit_id", "version_id", "department")) == [
        (5, 0, 5),
        (5, 1, 5),
        (5, 2, 5),
    ]


def constraints() -> dict[str, object]:
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, AssistanceCell._meta.db_table))


def test_indexes_are_there_again_once_rows_are_in() -> None:
    before = constraints()
    with transaction.atomic(), indexed_after(AssistanceCell):
        kept = constraints()
    assert constraints() == before
    assert (set(before) - set(kept) != set()) is (connection.vendor == "sqlite")


def test_throwing_away_leaves_zeros_to_be_written_as_before() -> None:
    pour(PersonNumber, {"number": np.array([1]), "person_key": np.array([2])})
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        empty(PersonNumber)
        assert not PersonNumber.objects.exists()
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
