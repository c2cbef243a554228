from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from llegada.core import due
from llegada.core.due import DueJob, register_due, run_due
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

    def test_tries_again_what_failed_and_does_the_others(self, runs):
        register_due(DueJob(name="tests.bad", hour=9, run=lambda now: 1 / 0))
        assert run_due(now=NOW) == {"tests.bad": False, "tests.job": True}
        register_due(DueJob(name="tests.bad", hour=9, run=lambda now: None))
        assert run_due(now=NOW) == {"tests.bad": True}


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
