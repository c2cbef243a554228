"""Rows read part by part say what a join of the database would say of them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db.models import Count

from llegada.core.table_blocks import rows_of
from llegada.delivery.models import Session
from llegada.exports.datasets import DATASETS, reading
from llegada.exports.datasets.reading import read_blocks
from llegada.territory.models import Entity
from tests.exports.made import make_world
from tests.factories import make_entity, make_municipality, make_plan, make_session, make_unit

pytestmark = pytest.mark.django_db


def joined(dataset, rows):
    """Return the same by one question with joins, made plain by hand."""
    found = rows.order_by(*dataset.order).values_list(*(column.source for column in dataset.columns))
    return [
        tuple(
            str(value)
            if isinstance(value, UUID)
            else value
            if value is None or column.convert is None
            else column.convert(value)
            for value, column in zip(row, dataset.columns, strict=True)
        )
        for row in found
    ]


def make_many() -> None:
    """Make sessions of several plans, units and entities, one of them without a seat, by turns."""
    plans = [
        make_plan(unit=make_unit(), entity=make_entity(make_municipality(f"0500{n}", f"Sitio {n}")))
        for n in range(1, 5)
    ]
    nowhere = make_entity(make_municipality())
    Entity.objects.filter(pk=nowhere.pk).update(kind="other", order="national", municipality=None, department=None)
    plans.append(make_plan(unit=plans[0].unit, entity=nowhere))
    for day in range(1, 13):
        make_session(plans[day % len(plans)], status="held", held_on=date(2026, 11, day))


class TestReadBlocks:
    @pytest.mark.parametrize("code", ["sesiones", "planes-de-trabajo", "compromisos"])
    def test_says_what_one_question_with_joins_says(self, code):
        make_many()
        make_world()
        dataset = DATASETS[code]
        rows = dataset.open_rows()
        wanted = [(column.source, column.convert) for column in dataset.columns]
        read = list(rows_of(read_blocks(rows, wanted, dataset.order)))
        assert read == joined(dataset, rows)
        assert len(read) == rows.count() > 0

    def test_asks_once_for_what_later_blocks_point_to(self, monkeypatch, django_assert_num_queries):
        make_many()
        monkeypatch.setattr(reading, "BLOCK", 3)
        # Sessions and their plans: those between the first and the last of a block, among which are those of the others.
        with django_assert_num_queries(2):
            # The first block points to the last plan and to the first two.
            rows = Session.objects.filter(held_on__gte=date(2026, 11, 4))
            assert len(list(rows_of(read_blocks(rows, [("plan__public_id", None)], ["pk"])))) == 9

    def test_reads_only_what_a_few_rows_point_to(self, monkeypatch):
        make_many()
        monkeypatch.setattr(reading, "_AMONG", 1)
        far = reading._Far(Session._meta.get_field("plan"), [("public_id", None)])
        plans = sorted(set(Session.objects.values_list("plan_id", flat=True)))
        assert {plans[0], plans[-1]} <= set(known := far.of([plans[0], plans[-1]]))
        assert not set(plans[1:-1]) & set(known)

    def test_says_the_same_when_little_is_kept_and_blocks_are_small(self, monkeypatch):
        make_many()
        dataset = DATASETS["sesiones"]
        wanted = [(column.source, column.convert) for column in dataset.columns]
        for name, value in {"BLOCK": 3, "MOST_KEPT": 2, "_ASKED": 2}.items():
            monkeypatch.setattr(reading, name, value)
        blocks = list(read_blocks(dataset.open_rows(), wanted, dataset.order))
        assert [len(block[0].keys) for block in blocks] == [3, 3, 3, 3]
        assert list(rows_of(blocks)) == joined(dataset, dataset.open_rows())

    @pytest.mark.parametrize("blanks", [set(), {0, 3}, {0, 1, 2, 3, 4}])
    def test_writes_identifiers_with_their_hyphens(self, blanks):
        codes = [None if n in blanks else UUID(int=n * 7**30) for n in range(5)]
        assert list(reading._hyphened([code and code.hex for code in codes])) == [code and str(code) for code in codes]
        assert list(reading._hyphened([code and str(code) for code in codes])) == [code and str(code) for code in codes]

    def test_reads_what_is_counted_as_it_is(self):
        make_many()
        rows = Session.objects.values("plan__unit__public_id").annotate(number=Count("pk"))
        read = list(rows_of(read_blocks(rows, [("plan__unit__public_id", None), ("number", None)], ["number"])))
        assert sum(number for _, number in read) == 12
        assert all(isinstance(code, str) for code, _ in read)

    def test_does_not_go_on_without_what_went_away(self, monkeypatch):
        make_many()
        monkeypatch.setattr(reading._Far, "_rows", lambda far: far._model._base_manager.none())
        with pytest.raises(LookupError, match="went away"):
            list(read_blocks(Session.objects.all(), [("plan__public_id", None)], ["pk"]))

    def test_asks_once_for_what_many_share(self, django_assert_num_queries):
        make_many()
        # Sessions, their plans, the units and entities of these.
        with django_assert_num_queries(4):
            wanted = [("plan__unit__name", None), ("plan__entity__name", None)]
            assert len(list(rows_of(read_blocks(Session.objects.all(), wanted, ["pk"])))) == 12
