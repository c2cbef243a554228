"""Whoever else plans with the entities of an import: known as its plans come, change and go."""

from __future__ import annotations

import pytest

from llegada.imports.services import carrying
from llegada.insights.models import SharedSpell
from llegada.insights.services.sharing import apply_span_fact, find_shared_differences
from tests.factories import make_plan, make_service, make_unit
from tests.imports.makers import HEADINGS, csv_upload, imported, undone
from tests.imports.test_milestones import PLAN_HEADINGS, plans_layout

PLAN = "P-1;Catastro de Amagá;05030;Catastro multipropósito;{}"
SESSION = "A-1;05030;Catastro multipropósito;2026-06-08;Taller;Virtual"


@pytest.fixture
def shared(country):
    """Another unit that has Amagá in its plans, on the line of the country's service, from February to December of 2026."""
    version = make_service(make_unit(), line=country.version.line)
    make_plan(unit=version.service.unit, entity=country.amaga, versions=[version])
    apply_span_fact(None, country.amaga.pk)
    return country


def days():
    """Return what is kept, which is as counted again."""
    assert find_shared_differences() == []
    return [(str(one.from_on), str(one.until_on)) for one in SharedSpell.objects.order_by("from_on")]


class TestImports:
    def test_of_plans_tell_it_as_they_come_change_and_go(self, shared):
        assert days() == []
        first = imported(shared, csv_upload(PLAN_HEADINGS, PLAN.format(2026)), plans_layout(shared), target="plans")
        assert days() == [("2026-02-01", "2026-12-15")]

        run = imported(shared, csv_upload(PLAN_HEADINGS, PLAN.format(2025)), plans_layout(shared), target="plans")
        assert days() == [("2026-02-01", "2025-12-31")]

        undone(shared, run)
        assert days() == [("2026-02-01", "2026-12-15")]
        undone(shared, first)
        assert days() == []

    @pytest.mark.parametrize("many", [1, 100_000])
    def test_of_sessions_without_a_plan_tell_it(self, shared, many, monkeypatch):
        monkeypatch.setattr(carrying, "MANY_SESSIONS", many)
        imported(shared, csv_upload(HEADINGS, SESSION))

        assert days() == [("2026-02-01", "2026-12-15")]
