"""Undoing an import in a process of its own: killed it goes on, twice at once it is done once, and others write meanwhile."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import pytest
from django.db import OperationalError

from llegada.accounts.models import Organization
from llegada.core.errors import LlegadaError
from llegada.core.models import Event
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services import taking_away, turns, undoing
from llegada.imports.services.undoing import undo_import
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.at_once import at_once
from tests.factories import NOW, make_attendance
from tests.imports.makers import HEADINGS, Country, csv_upload, imported, make_country, undone
from tests.imports.processes import grow_old, process_of, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, PART = 1_000, 50
LINES = (HEADINGS, *(f"A-{n};05001;Catastro multipropósito;2019-03-05;Taller {n};Virtual" for n in range(ROWS)))


@pytest.fixture
def country(transactional_db) -> Country:
    return make_country()


@pytest.fixture
def brought(country, monkeypatch, settings) -> ImportRun:
    """An import that came in, and goes by many small parts."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(taking_away, "SIZE", PART)
    monkeypatch.setattr(turns, "HELD", 0.0)  # as if each small part took long enough to let others in after it
    return imported(country, csv_upload(*LINES))


@pytest.fixture
def asked(country, brought) -> ImportRun:
    return undo_import(actor=country.actor, public_id=brought.public_id, reason="No era", now=NOW)


def work(run: ImportRun) -> None:
    """Undo it as the worker does, without haste."""
    take = undoing.take_some

    def unhurried(run, part, **words):
        time.sleep(0.02)
        return take(run, part, **words)

    undoing.take_some = unhurried
    try:
        tasks.undo_import.func(run_id=run.pk, attempt=run.attempt)
    finally:
        undoing.take_some = take


def left() -> int:
    return Session.objects.count() + WorkPlan.objects.count() + ImportedRow.objects.count()


class TestAnotherProcess:
    def test_writes_while_an_import_is_undone(self, asked, country):
        with process_of(partial(work, asked)) as process:
            wait_for(lambda: Session.objects.count() < ROWS)
            between, waits = set(), []
            while process.is_alive():
                began = time.monotonic()
                Organization.objects.filter(pk=country.unit.organization_id).update(name=f"Instituto {began}")
                waits.append(time.monotonic() - began)
                between.add(ImportedRow.objects.count())
                time.sleep(0.005)
            process.join()

        asked.refresh_from_db()
        assert (asked.status, left()) == ("undone", 0)
        assert len(between - {0}) >= 3  # it wrote between one part and the next, several times
        assert all((ROWS + 1 - rows) % PART == 0 or not rows for rows in between)  # and never saw half of one
        assert max(waits) < 5
        assert find_differences() == []


class TestTwoAtOnce:
    def test_of_two_who_ask_one_is_refused(self, brought, country):
        ask = partial(undo_import, actor=country.actor, public_id=brought.public_id, reason="No era", now=NOW)

        outcomes = at_once(ask, ask)

        assert [isinstance(one, LlegadaError) for one in outcomes].count(True) == 1
        brought.refresh_from_db()
        assert (brought.status, brought.attempt) == ("undoing", 3)
        assert Event.objects.filter(verb="importrun.ask_undo").count() == 1

    def test_of_two_processes_at_the_same_undoing_both_end_and_it_is_done_once(self, asked):
        with process_of(partial(work, asked)) as one, process_of(partial(work, asked)) as two:
            one.join()
            two.join()

        asked.refresh_from_db()
        assert (one.exitcode, two.exitcode) == (0, 0)
        assert (asked.status, left()) == ("undone", 0)
        assert Session.history.filter(history_type="-").count() == ROWS
        assert Event.objects.filter(verb="importrun.undo").count() == 1
        assert find_differences() == []


class TestKilled:
    def test_goes_on_to_its_end(self, asked):
        with process_of(partial(work, asked)) as process:
            wait_for(lambda: Session.objects.count() <= ROWS - 3 * PART)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            assert process.exitcode == -signal.SIGKILL
        stood = ImportedRow.objects.count()
        assert 0 < stood < ROWS
        assert find_differences() == []  # each part went with its figures

        grow_old(asked)
        tasks.watch_import.func(run_id=asked.pk, attempt=asked.attempt)
        tasks.undo_import.func(run_id=asked.pk, attempt=asked.attempt)  # who was taken for dead counts no more
        assert ImportedRow.objects.count() == stood
        asked.refresh_from_db()
        work(asked)

        asked.refresh_from_db()
        assert (asked.status, left()) == ("undone", 0)
        assert Session.history.filter(history_type="-").count() == ROWS
        assert find_differences() == []


class TestBuiltUponMeanwhile:
    def test_what_is_left_stands_and_is_undone_once_that_is_gone(self, asked, country, monkeypatch):
        take, met = undoing.take_some, []

        def built(run, part, **words):
            if not met:  # a fact that its own service would have announced: the figures are compared once it is gone
                met.append(make_attendance(Session.objects.order_by("pk").first()))
            return take(run, part, **words)

        monkeypatch.setattr(undoing, "take_some", built)
        tasks.undo_import.func(run_id=asked.pk, attempt=asked.attempt)

        asked.refresh_from_db()
        assert asked.status == "done"
        rows = ImportedRow.objects.count()
        assert 0 < rows < ROWS
        assert f"quedan {rows} filas" in asked.problem
        assert "1 asistente" in asked.problem
        assert Event.objects.get(verb="importrun.leave_undo").reason == asked.problem
        met[0].delete()
        assert undone(country, asked).status == "undone"
        assert left() == 0
        assert find_differences() == []

    def test_of_the_worker_a_refused_base_is_tried_again_later(self, asked, monkeypatch):
        def locked(run, part, **words):
            raise OperationalError("database is locked")

        with monkeypatch.context() as patched:
            patched.setattr(undoing, "take_some", locked)
            with pytest.raises(OperationalError):
                tasks.undo_import.func(run_id=asked.pk, attempt=asked.attempt)

        asked.refresh_from_db()
        assert asked.status == "undoing"
        grow_old(asked)
        tasks.watch_import.func(run_id=asked.pk, attempt=asked.attempt)
        asked.refresh_from_db()
        work(asked)
        assert left() == 0
