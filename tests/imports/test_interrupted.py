"""Imports that somebody cancels, whose process dies, or that come two at once: nothing is ever half written."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from llegada.core.actors import ANONYMOUS
from llegada.core.history import list_events
from llegada.delivery.models import Session
from llegada.exports.services.files import obtain_file
from llegada.imports import tasks
from llegada.imports.errors import ImportAtWork
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.selectors import is_dead
from llegada.imports.services import batches, carrying, pulse
from llegada.imports.services.report import Issue, Report, file_of, read_bad_rows
from llegada.imports.services.runs import DIED, ask_try, start_import, stop_import
from llegada.imports.services.sessions import SessionWriter
from llegada.imports.services.work import Work
from llegada.insights.models import SharedSpell
from llegada.insights.services import find_differences
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_plan, make_service, make_unit
from tests.imports.makers import HEADINGS, carried_out, csv_upload, describe, layout_of, tried
from tests.killed import die, killed, run_again

LINES = (HEADINGS, *(f"A-{n};05001;Catastro multipropósito;2019-03-05;Taller {n};Virtual" for n in range(5)))


class ProcessDied(BaseException):
    """What ends a process, as no handler of exceptions sees it."""


@pytest.fixture
def dying(monkeypatch):
    """Make the process die once its sessions are written and before their origin is."""

    def die(self, rows):
        if not self.dry_run:
            raise ProcessDied

    monkeypatch.setattr(Work, "keep_rows", die)


@pytest.fixture
def dying_after_one_batch(monkeypatch):
    """Make the process die between two batches: the first one is in the database."""
    monkeypatch.setattr(batches, "SIZE", 2)
    create = SessionWriter.create

    def die(self, batch, fresh):
        if not self.work.dry_run and batch.numbers[0] > 3:
            raise ProcessDied
        return create(self, batch, fresh)

    monkeypatch.setattr(SessionWriter, "create", die)


def started(country) -> ImportRun:
    return start_import(actor=country.actor, public_id=tried(country, csv_upload(*LINES)).public_id, now=NOW)


def written() -> int:
    return Session.objects.count() + WorkPlan.objects.count() + ImportedRow.objects.count()


class TestKilled:
    def test_leaves_nothing_half_written_and_can_be_started_again(self, country, dying, monkeypatch):
        run = started(country)
        with pytest.raises(ProcessDied), transaction.atomic():
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert written() == 0

        monkeypatch.undo()
        ImportRun.objects.filter(pk=run.pk).update(status="running", last_sign_at=NOW)
        again = ask_again(country, run)

        assert again.status == "done"
        assert Session.objects.count() == 5

    def test_a_process_taken_for_dead_that_wakes_up_writes_no_more_and_all_is_taken_back(self, country, monkeypatch):
        monkeypatch.setattr(batches, "SIZE", 2)
        run = started(country)
        keep = Work.keep_rows

        def overtaken(self, rows):
            keep(self, rows)
            if self.known_of("sessions"):
                stop_import(actor=country.actor, public_id=run.public_id, now=timezone.now() + timedelta(minutes=10))

        monkeypatch.setattr(Work, "keep_rows", overtaken)
        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert Session.objects.count() == 2

        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)

        assert written() == 0
        assert find_differences() == []

    def test_what_another_attempt_left_goes_before_anything_comes(self, country, dying_after_one_batch, monkeypatch):
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert Session.objects.count() == 2
        monkeypatch.undo()

        again = ask_again(country, run)

        assert (again.status, again.created) == ("done", 5)
        assert (Session.objects.count(), WorkPlan.objects.count()) == (5, 1)
        assert find_differences() == []

    def test_by_a_full_disk_says_so_and_takes_back_what_came(self, country, monkeypatch):
        def fill(self, batch, fresh):
            if not self.work.dry_run and batch.numbers[0] > 3:
                raise OSError(errno.ENOSPC, "No space left on device")
            return create(self, batch, fresh)

        monkeypatch.setattr(batches, "SIZE", 2)
        create = SessionWriter.create
        run = started(country)
        monkeypatch.setattr(SessionWriter, "create", fill)

        with pytest.raises(OSError, match="No space"):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)

        run.refresh_from_db()
        assert (run.status, "no queda espacio" in run.problem, written()) == ("failed", True, 0)

    def test_is_found_by_the_watch_and_taken_back(self, country, dying_after_one_batch):
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        long_ago = timezone.now() - timedelta(minutes=10)
        ImportRun.objects.update(last_sign_at=long_ago)
        os.utime(file_of(str(run.public_id), "progress"), (long_ago.timestamp(), long_ago.timestamp()))

        tasks.watch_import.func(run_id=run.pk, attempt=run.attempt)
        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)

        run.refresh_from_db()
        assert (run.status, str(DIED)) == ("failed", run.problem)
        assert written() == 0
        taken, failed = list_events(target=run).order_by("-pk")[:2]
        assert (failed.verb, failed.before, failed.after) == ("importrun.fail", "running", "failed")
        assert (failed.reason, failed.actor_name) == (str(DIED), "Consola")
        assert (taken.verb, taken.data) == ("importrun.take_back", {"rows": 3})

    def test_is_found_by_the_next_worker_at_once(self, country, dying_after_one_batch, monkeypatch):
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        monkeypatch.undo()
        run_again("imports.run_import", run_id=run.pk, attempt=run.attempt)
        run.refresh_from_db()
        assert (run.status, run.problem) == ("failed", str(DIED))
        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)
        assert written() == 0

    def test_in_its_trial_is_tried_by_the_next_worker(self, country, waiting, monkeypatch):
        with monkeypatch.context() as patch, killed():
            patch.setattr(carrying, "_read_all", die)
            tasks.try_import.func(run_id=waiting.pk, attempt=waiting.attempt)
        run_again("imports.try_import", run_id=waiting.pk, attempt=waiting.attempt)
        waiting.refresh_from_db()
        assert (waiting.status, waiting.created) == ("tried", 5)

    def test_leaves_no_file_of_open_data_with_what_was_taken_back(self, country, dying_after_one_batch):
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        ImportRun.objects.update(status="failed")
        asked = {"dataset": "sesiones", "file_format": "csv", "year": None, "actor": None, "asker": ANONYMOUS}
        made = obtain_file(**asked, now=timezone.now())

        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)

        again = obtain_file(**asked, now=timezone.now() + timedelta(hours=1))
        assert (made.rows, again.rows) == (2, 0)

    def test_a_run_that_counts_its_figures_last_is_taken_back_with_them(
        self, country, dying_after_one_batch, monkeypatch
    ):
        monkeypatch.setattr(carrying, "MANY_SESSIONS", 1)
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert find_differences() != []
        ImportRun.objects.update(status="failed")

        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)

        assert written() == 0
        assert find_differences() == []
        assert "counts_last" not in ImportRun.objects.get().summary

    @pytest.mark.parametrize("many", [1, 100_000])
    def test_leaves_who_shares_an_entity_as_it_was(self, country, dying_after_one_batch, monkeypatch, many):
        monkeypatch.setattr(carrying, "MANY_SESSIONS", many)
        other = make_service(make_unit(), line=country.version.line)
        make_plan(unit=other.service.unit, entity=country.medellin, versions=[other])
        run = started(country)
        with pytest.raises(ProcessDied):
            tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert SharedSpell.objects.exists() is (many > 1)
        ImportRun.objects.update(status="failed")

        tasks.take_back_unfinished.func(organization_id=country.unit.organization_id)

        assert not SharedSpell.objects.exists()

    def test_a_task_that_comes_twice_is_done_once(self, country):
        run = carried_out(country, tried(country, csv_upload(*LINES)))

        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)

        assert Session.objects.count() == 5


def ask_again(country, run: ImportRun) -> ImportRun:
    """Try and start a run whose process died, once it has been silent for long enough."""
    later = timezone.now() + timedelta(minutes=10)
    stop_import(actor=country.actor, public_id=run.public_id, now=later)
    asked = ask_try(actor=country.actor, public_id=run.public_id, now=later)
    tasks.try_import.func(run_id=asked.pk, attempt=asked.attempt)
    asked.refresh_from_db()
    return carried_out(country, asked)


@pytest.fixture
def waiting(country) -> ImportRun:
    """Return an import that was asked to be tried while the worker has others before it."""
    run = tried(country, csv_upload(*LINES))
    return ask_try(actor=country.actor, public_id=run.public_id, now=NOW)


class TestWaits:
    def test_a_try_that_the_worker_has_not_taken_is_not_dead(self, country, waiting):
        later = NOW + timedelta(minutes=30)
        other = tried_without_worker(country)

        assert not is_dead(waiting, now=later, last_sign=pulse.read_progress(waiting)[1])
        with pytest.raises(ImportAtWork):
            ask_try(actor=country.actor, public_id=other.public_id, now=later)
        tasks.try_import.func(run_id=waiting.pk, attempt=waiting.attempt)
        waiting.refresh_from_db()
        assert waiting.status == "tried"

    def test_a_try_that_began_and_is_silent_is(self, waiting):
        pulse.begin(waiting)
        _read, said_at = pulse.read_progress(waiting)

        assert not is_dead(waiting, now=timezone.now(), last_sign=said_at)
        assert is_dead(waiting, now=timezone.now() + timedelta(minutes=4), last_sign=said_at)

    def test_a_try_that_nobody_ever_takes_is_given_up(self, waiting):
        assert is_dead(waiting, now=NOW + timedelta(hours=3), last_sign=None)

    def test_a_try_that_the_worker_has_not_taken_is_cancelled_at_once(self, country, waiting):
        stopped = stop_import(actor=country.actor, public_id=waiting.public_id, now=NOW)

        tasks.try_import.func(run_id=waiting.pk, attempt=waiting.attempt)
        stopped.refresh_from_db()
        assert stopped.status == "cancelled"


def tried_without_worker(country) -> ImportRun:
    """Return another import of the organisation, with its columns said."""
    run = describe(country, csv_upload(*LINES, name="otra.csv"), layout_of(country))
    assert run.status == "draft"
    return run


class TestCancelled:
    def test_before_it_begins_is_cancelled_at_once(self, country):
        run = started(country)

        stopped = stop_import(actor=country.actor, public_id=run.public_id, now=NOW)

        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
        assert stopped.status == "cancelled"
        assert written() == 0

    def test_at_its_beginning_undoes_all(self, country):
        run = started(country)
        pulse.ask_to_stop(run)

        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)

        run.refresh_from_db()
        assert run.status == "cancelled"
        assert written() == 0
        assert pulse.read_progress(run) == (0, None)

    def test_in_the_middle_takes_back_what_it_wrote(self, country, monkeypatch):
        monkeypatch.setattr(batches, "SIZE", 2)
        monkeypatch.setattr(pulse, "_EVERY", 0)
        run = started(country)
        create = SessionWriter.create

        def cancelled_meanwhile(self, batch, fresh):
            pulse.ask_to_stop(run)
            return create(self, batch, fresh)

        monkeypatch.setattr(SessionWriter, "create", cancelled_meanwhile)
        tasks.run_import.func(run_id=run.pk, attempt=run.attempt)

        run.refresh_from_db()
        assert run.status == "cancelled"
        assert written() == 0
        assert Session.history.filter(history_type="-").count() == 2
        assert find_differences() == []


class TestBadRows:
    ISSUE = (Issue("DIVIPOLA", "5.03", "La hoja de cálculo dañó el código."),)

    def found(self, row: int) -> list[int]:
        with Report("bad-rows") as report:
            report.begin("Datos", ["DIVIPOLA"])
            report.refuse("sessions", "Datos", row, self.ISSUE, ["5.03"])
            return [one.row for one in read_bad_rows("bad-rows")]

    def test_are_those_of_the_last_time_while_others_are_looked_for(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

        assert self.found(2) == []
        assert self.found(3) == [2]
        assert [one.row for one in read_bad_rows("bad-rows")] == [3]

    def test_stay_whole_where_looking_for_others_went_wrong(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        self.found(2)

        with suppress(ValueError), Report("bad-rows") as report:
            report.begin("Datos", ["DIVIPOLA"])
            int(self.ISSUE[0].value)

        assert [one.row for one in read_bad_rows("bad-rows")] == [2]
        assert not file_of("bad-rows", "finding").exists()
