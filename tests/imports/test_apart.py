"""An import in a process of its own: another one writes meanwhile, and one that is killed leaves nothing once it is found out."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.utils import timezone

from llegada.accounts.models import Organization
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.errors import ImportAtWork
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services import batches, turns
from llegada.imports.services.runs import ask_try, start_import
from llegada.imports.services.sessions import SessionWriter
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_actor, make_organization, make_service, make_unit
from tests.imports.makers import HEADINGS, Country, carried_out, csv_upload, make_country, tried
from tests.imports.processes import grow_old, process_of, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, BATCH = 2_000, 100
LINES = (HEADINGS, *(f"A-{n};05001;Catastro multipropósito;2019-03-05;Taller {n};Virtual" for n in range(ROWS)))


@pytest.fixture
def country(transactional_db) -> Country:
    return make_country()


@pytest.fixture
def started(country, monkeypatch, settings) -> ImportRun:
    """An import that waits for its process, of many small batches."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(batches, "SIZE", BATCH)
    monkeypatch.setattr(turns, "HELD", 0.0)  # as if each small batch took long enough to let others in after it
    run = tried(country, csv_upload(*LINES))
    return start_import(actor=country.actor, public_id=run.public_id, now=NOW)


def carrying_out(run: ImportRun) -> AbstractContextManager[multiprocessing.Process]:
    """Carry a run out in another process, which is gone at the end."""
    return process_of(lambda: _carry_out(run.pk, run.attempt))


def _carry_out(run_id: int, attempt: int) -> None:
    create = SessionWriter.create

    def unhurried(self, batch, fresh):
        time.sleep(0.02)
        return create(self, batch, fresh)

    SessionWriter.create = unhurried
    tasks.run_import.func(run_id=run_id, attempt=attempt)


class TestAnotherProcess:
    def test_writes_while_an_import_is_at_work(self, started, country):
        with carrying_out(started) as process:
            wait_for(Session.objects.exists)
            between, waits = set(), []
            while process.is_alive():
                began = time.monotonic()
                Organization.objects.filter(pk=country.unit.organization_id).update(name=f"Instituto {began}")
                waits.append(time.monotonic() - began)
                between.add(Session.objects.count())
                time.sleep(0.005)
            process.join()

        started.refresh_from_db()
        assert (started.status, started.created) == ("done", ROWS)
        assert Session.objects.count() == ROWS
        assert len(between - {ROWS}) >= 3  # it wrote between one batch and the next, several times
        assert all(count % BATCH == 0 for count in between)  # and never saw half of one
        assert max(waits) < 5
        assert find_differences() == []


class TestTwoAtOnce:
    def test_of_one_organisation_one_begins_and_the_other_is_told_which(self, started, country):
        with carrying_out(started) as process:
            wait_for(Session.objects.exists)
            with pytest.raises(ImportAtWork, match="sesiones"):
                tried(country, csv_upload(*LINES, name="otra.csv"))
            process.join()

        assert Session.objects.count() == ROWS
        again = ImportRun.objects.get(file_name="otra.csv")
        again = ask_try(actor=country.actor, public_id=again.public_id, now=timezone.now())
        tasks.try_import.func(run_id=again.pk, attempt=again.attempt)
        again.refresh_from_db()
        assert (again.status, again.unchanged, again.created) == ("tried", ROWS, 0)

    def test_of_two_organisations_both_go_in_whole(self, started, country):
        other = make_neighbour(country)
        mine = tried(other, csv_upload(*LINES, name="vecina.csv"))
        mine = start_import(actor=other.actor, public_id=mine.public_id, now=NOW)

        with carrying_out(started) as one, carrying_out(mine) as two:
            one.join()
            two.join()

        assert set(ImportRun.objects.values_list("status", "created")) == {("done", ROWS)}
        assert Session.objects.count() == 2 * ROWS
        assert find_differences() == []


def make_neighbour(country: Country) -> Country:
    """Return another organisation that assists the same municipalities with a service of the same name."""
    unit = make_unit(make_organization("Agencia vecina", "AV"), name=country.unit.name)
    actor = make_actor(Role.MONITORING_ADMIN, organization=unit.organization)
    version = make_service(unit, name="Catastro multipropósito")
    return replace(country, unit=unit, actor=actor, version=version)


class TestKilled:
    def test_is_taken_back_and_goes_in_whole_when_it_is_started_again(self, started, country):
        with carrying_out(started) as process:
            wait_for(lambda: Session.objects.count() >= 3 * BATCH)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            assert process.exitcode == -signal.SIGKILL
        left = Session.objects.count()
        assert 0 < left < ROWS
        assert left % BATCH == 0
        assert find_differences() == []  # each batch came with its figures

        grow_old(started)
        tasks.watch_import.func(run_id=started.pk, attempt=started.attempt)
        tasks.take_back_unfinished.func(organization_id=started.organization_id)

        started.refresh_from_db()
        assert started.status == "failed"
        assert not Session.objects.exists()
        assert not WorkPlan.objects.exists()
        assert not ImportedRow.objects.exists()
        assert find_differences() == []
        again = ask_try(actor=country.actor, public_id=started.public_id, now=timezone.now())
        tasks.try_import.func(run_id=again.pk, attempt=again.attempt)
        again.refresh_from_db()
        assert carried_out(country, again).status == "done"
        assert Session.objects.count() == ROWS
