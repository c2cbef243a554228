from __future__ import annotations

import signal
from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError

from llegada.core import alive, due
from llegada.core.due import DueJob, register_due, run_due
from llegada.core.left import MOST_TIMES
from llegada.core.management.commands import run_due as run_due_command
from llegada.core.management.commands import run_tasks
from llegada.core.models import DueRun
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """Leave only one job, of ten in the morning, and give what it was called with; NOW is ten o'clock."""
    monkeypatch.setattr(due, "_jobs", {})
    called = []
    register_due(DueJob(name="tests.job", hour=10, run=called.append))
    return called


class TestRunDue:
    def test_does_each_job_once_a_day(self, runs):
        assert run_due(now=NOW) == {"tests.job": True}
        assert run_due(now=NOW + timedelta(hours=3)) == {}
        run_due(now=NOW + timedelta(days=1))
        assert runs == [NOW, NOW + timedelta(days=1)]
        assert DueRun.objects.get().done_at == NOW + timedelta(days=1)

    def test_waits_for_the_hour(self, runs):
        assert run_due(now=NOW - timedelta(minutes=1)) == {}

    def test_leaves_a_job_that_another_process_took(self, runs):
        run_due(now=NOW)
        DueRun.objects.update(done_at=None)
        assert run_due(now=NOW) == {}

    def test_does_again_the_same_day_what_a_killed_process_had_in_hand(self, runs):
        DueRun.objects.create(name="tests.job", taken_on=NOW.date(), taken_by=f"{alive.PREFIX}killed", times=1)
        assert run_due(now=NOW) == {"tests.job": True}
        assert run_due(now=NOW) == {}
        assert runs == [NOW]

    def test_leaves_what_another_process_that_lives_has_in_hand(self, runs):
        DueRun.objects.create(name="tests.job", taken_on=NOW.date(), taken_by=alive.my_name(), times=1)
        assert run_due(now=NOW) == {}

    def test_waits_for_another_day_where_it_kills_its_process_each_time(self, runs):
        killed = {"taken_by": f"{alive.PREFIX}killed", "times": MOST_TIMES}
        DueRun.objects.create(name="tests.job", taken_on=NOW.date(), **killed)
        assert run_due(now=NOW) == {}
        assert run_due(now=NOW + timedelta(days=1)) == {"tests.job": True}

    def test_is_not_held_by_a_clock_that_was_ahead(self, runs):
        DueRun.objects.create(name="tests.job", taken_on=NOW.date() + timedelta(days=400))
        assert run_due(now=NOW) == {"tests.job": True}

    def test_tries_again_what_failed_and_does_the_others(self, runs):
        register_due(DueJob(name="tests.bad", hour=9, run=lambda now: 1 / 0))
        assert run_due(now=NOW) == {"tests.bad": False, "tests.job": True}
        register_due(DueJob(name="tests.bad", hour=9, run=lambda now: None))
        assert run_due(now=NOW) == {"tests.bad": True}

    def test_tries_again_what_failed_while_the_database_did_not_let_it_be_said(self, runs):
        def lose_the_database(now):
            away.enter_context(patch.object(DueRun.objects, "filter", side_effect=OperationalError("gone")))
            raise OperationalError("gone")

        register_due(DueJob(name="tests.bad", hour=9, run=lose_the_database))
        with ExitStack() as away, pytest.raises(OperationalError):
            run_due(now=NOW)
        register_due(DueJob(name="tests.bad", hour=9, run=lambda now: None))
        assert run_due(now=NOW) == {"tests.bad": True, "tests.job": True}


class TestCommand:
    def test_says_what_was_done(self, runs, capsys):
        register_due(DueJob(name="tests.job", hour=0, run=runs.append))
        call_command("run_due")
        assert capsys.readouterr().out == "tests.job: hecho\n"
        assert len(runs) == 1

    def test_fails_when_a_job_failed(self, runs):
        register_due(DueJob(name="tests.bad", hour=0, run=lambda now: 1 / 0))
        with pytest.raises(CommandError, match=r"Falló: tests\.bad"):
            call_command("run_due")

    def test_stays_when_the_database_goes_away_and_comes_back(self, monkeypatch):
        rounds = []

        def go_round(*, now):
            rounds.append(now)
            if len(rounds) == 1:
                raise OperationalError("server closed the connection unexpectedly")
            signal.raise_signal(signal.SIGTERM)
            return {}

        handlers = [(one, signal.getsignal(one)) for one in (signal.SIGTERM, signal.SIGINT)]
        monkeypatch.setattr(run_due_command, "SECONDS_BETWEEN", 0)
        monkeypatch.setattr(run_due_command, "run_due", go_round)
        monkeypatch.setattr(run_due_command, "take_up_left", lambda **_: 0)
        try:
            call_command("run_due", loop=True)
        finally:
            for one, handler in handlers:
                signal.signal(one, handler)
        assert len(rounds) == 2


class TestTasks:
    def test_go_on_when_the_database_goes_away_and_comes_back(self, monkeypatch):
        answers = iter([OperationalError("the database system is shutting down"), InterfaceError("closed"), None])

        def work(_command, **options):
            answer = next(answers)
            if answer is not None:
                raise answer

        monkeypatch.setattr(run_tasks, "SECONDS_BETWEEN", 0)
        monkeypatch.setattr(run_tasks.connections, "close_all", lambda: None)  # the test has its transaction in one
        monkeypatch.setattr(run_tasks.db_worker.Command, "handle", work)
        run_tasks.Command().handle()
        assert next(answers, "none left") == "none left"
