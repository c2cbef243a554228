"""Undoing an import of commitments: what people corrected of them, after it or while it was at work, is not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llegada.delivery.models import Commitment
from llegada.imports.errors import BuiltUpon
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportRun
from llegada.imports.services import carrying
from tests.imports.makers import Country, carried_out, counts, csv_upload, imported, tried, undone
from tests.imports.test_milestones import PLAN_HEADINGS, PLANS, plans_layout

HEADINGS = {
    "external_id": "Id", "plan": "Plan", "agreed_in": "Lugar", "agreed_on": "Acordado", "description": "Compromiso",
    "side": "De quién", "responsible": "Responsable", "due_on": "Para", "deliverable": "Entregable",
}  # fmt: skip
ROW = "C-1;P-1;Comité;2019-03-01;Enviar el acuerdo;Entidad;Secretaría;2019-04-01;Acuerdo"


def asked(country: Country, *lines: str) -> ImportRun:
    layout = Layout("commitments", "", 1, {name: Source((heading,)) for name, heading in HEADINGS.items()})
    return tried(country, csv_upload(";".join(HEADINGS.values()), *lines), layout, target="commitments")


def correct() -> None:
    one = Commitment.objects.get()
    one.responsible = "Alcaldía"
    one.save()


@pytest.fixture
def planned(country: Country) -> Country:
    imported(country, csv_upload(PLAN_HEADINGS, *PLANS), plans_layout(country), target="plans")
    return country


@pytest.fixture
def while_at_work(monkeypatch) -> Callable[[Callable[[], None]], None]:
    """Return what has something done once rows are written and before their run ends."""
    note = carrying.note_totals

    def have(done: Callable[[], None]) -> None:
        def note_and_do(*words):
            note(*words)
            done()

        monkeypatch.setattr(carrying, "note_totals", note_and_do)

    return have


def test_that_nobody_touched_go(planned):
    run = carried_out(planned, asked(planned, ROW))
    assert counts(run) == {"created": 1}

    assert undone(planned, run).status == "undone"
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("is_at_work", [True, False], ids=["while it came", "later"])
def test_that_people_corrected_are_not_undone_until_it_is_taken_back(planned, while_at_work, is_at_work):
    run = asked(planned, ROW)
    if is_at_work:
        while_at_work(correct)
    run = carried_out(planned, run)
    if not is_at_work:
        correct()

    with pytest.raises(BuiltUpon, match="1 compromiso con correcciones posteriores"):
        undone(planned, run)

    Commitment.objects.update(responsible="Secretaría")
    assert undone(planned, run).status == "undone"


def test_that_a_later_import_changed_are_undone_after_it(planned):
    first = carried_out(planned, asked(planned, ROW))
    second = carried_out(planned, asked(planned, ROW.replace("Secretaría", "Personería")))
    assert counts(second) == {"changed": 1}

    assert undone(planned, second).status == "undone"
    assert Commitment.objects.get().responsible == "Secretaría"
    assert undone(planned, first).status == "undone"
