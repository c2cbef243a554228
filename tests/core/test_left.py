from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from llegada.accounts.tasks import send_invitation
from llegada.core import alive, left
from llegada.core.left import MOST_TIMES, PATIENCE, LeftTask, register_left, take_up_left
from tests import factories as make
from tests.factories import NOW

TASK = "llegada.accounts.tasks.send_invitation"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    alive.my_name.cache_clear()
    yield
    alive.my_name.cache_clear()


@pytest.fixture
def other():
    """Give the name of a process that lives, and that process."""
    code = """
        import django, sys
        django.setup()
        from django.conf import settings
        settings.DATA_DIR = sys.argv[1]
        from llegada.core.alive import my_name
        print(my_name(), flush=True)
        sys.stdin.read()
    """
    from django.conf import settings

    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(settings.DATA_DIR)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield process.stdout.readline().strip(), process
    process.kill()
    process.communicate()


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


class TestIsGone:
    def test_knows_who_lives_and_who_was_killed(self, other):
        name, process = other
        assert not alive.is_gone(name)
        kill(process)
        assert alive.is_gone(name)
        assert alive.is_gone(name), "also once its file was swept away"

    def test_does_not_take_for_dead_who_is_only_held(self, other):
        name, process = other
        os.kill(process.pid, signal.SIGSTOP)
        assert not alive.is_gone(name)

    def test_knows_nothing_of_names_that_others_give(self):
        assert not alive.is_gone("worker-of-another-kind")

    def test_leaves_no_files_of_the_dead(self, other, tmp_path):
        _name, process = other
        alive.hold(f"{alive.PREFIX}mine")
        kill(process)
        alive.sweep()
        assert [one.name for one in (tmp_path / "processes").iterdir()] == [f"{alive.PREFIX}mine"]


class TestEndWith:
    def test_leaves_nobody_working_for_a_process_that_was_killed(self):
        wait = "end_with({}); print(os.getpid(), flush=True); time.sleep(60)"
        child = f"import os, time; from llegada.core.alive import end_with; {wait}"
        code = f"import os, subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}.format(os.getpid())])"
        parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        number = int(parent.stdout.readline())
        assert is_there(number)
        kill(parent)
        end = time.monotonic() + 10
        while is_there(number) and time.monotonic() < end:
            time.sleep(0.05)
        assert not is_there(number)


def is_there(number):
    """Return whether a process goes on; one that ended and that nobody asked after is not there."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.django_db
class TestTakeUpLeft:
    @pytest.fixture(autouse=True)
    def own_kinds(self, monkeypatch):
        monkeypatch.setattr(left, "_kinds", {})

    def test_runs_again_what_a_killed_process_had_in_hand(self, other):
        name, process = other
        task, said = make_running(name), []
        register_left({"accounts.send_invitation": LeftTask(let_go=lambda **ids: said.append(ids))})
        assert (take_up_left(now=NOW), said) == (0, [])
        kill(process)
        assert (take_up_left(now=NOW), said) == (1, [{"person_id": 7}])
        task.refresh_from_db()
        assert (task.status, task.worker_ids) == ("READY", [name])

    def test_gives_up_what_kills_its_process_each_time_and_says_so(self):
        task, said = make_running(*[f"{alive.PREFIX}{number}" for number in range(MOST_TIMES)]), []
        register_left({"accounts.send_invitation": LeftTask(give_up=lambda **ids: said.append(ids))})
        assert (take_up_left(now=NOW), said) == (1, [{"person_id": 7}])
        task.refresh_from_db()
        assert (task.status, task.finished_at, task.exception_class_path) == (
            "FAILED", NOW, "llegada.core.left.ProcessDied",
        )  # fmt: skip

    def test_takes_up_what_a_worker_could_not_say_the_end_of(self):
        me = alive.my_name()
        make_running(me)
        assert (take_up_left(now=NOW), take_up_left(now=NOW, idle={me})) == (0, 1)

    def test_leaves_tasks_of_workers_that_it_does_not_know(self):
        make_running("a-worker-of-the-library")
        assert take_up_left(now=NOW) == 0

    def test_goes_on_where_one_cannot_be_taken_up(self):
        make_running(f"{alive.PREFIX}a", task_path=TASK)
        fine = make_running(f"{alive.PREFIX}b", task_path="llegada.reports.tasks.draw_sheets")
        register_left({"accounts.send_invitation": LeftTask(let_go=lambda **ids: 1 / 0)})
        assert take_up_left(now=NOW) == 1
        assert list(DBTaskResult.objects.ready().values_list("pk", flat=True)) == [fine.pk]


def make_running(*workers, task_path=TASK):
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {"person_id": 7}}, task_path=task_path, backend_name="default",
        run_after=NOW, started_at=NOW, status="RUNNING", worker_ids=list(workers),
    )  # fmt: skip


@pytest.mark.django_db
class TestTryLater:
    """The worker of the library runs the task; its end is what is heard of."""

    @pytest.fixture
    def asked(self, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
        return send_invitation.enqueue(person_id=make.make_person().pk).db_result

    def run(self, row, failure, monkeypatch):
        def fail(*args, **kwargs):
            raise failure

        monkeypatch.setattr("llegada.accounts.tasks.send_mail", fail)
        row.claim("a-worker")
        Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
            worker_id="a-worker", excluded_queue_names=[],
        ).run_task(row)  # fmt: skip
        row.refresh_from_db()
        return row.status

    @pytest.mark.parametrize("failure", [ConnectionRefusedError(), SMTPServerDisconnected(), OperationalError("gone")])
    def test_tries_again_what_found_no_server(self, asked, failure, monkeypatch):
        assert self.run(asked, failure, monkeypatch) == "READY"
        assert asked.run_after > timezone.now() + timedelta(seconds=50)

    @pytest.mark.parametrize("failure", [SMTPRecipientsRefused({}), ZeroDivisionError()])
    def test_does_not_insist_on_what_is_ours_or_is_wrong(self, asked, failure, monkeypatch):
        assert self.run(asked, failure, monkeypatch) == "FAILED"

    def test_does_not_insist_for_ever(self, asked, monkeypatch):
        DBTaskResult.objects.update(enqueued_at=timezone.now() - PATIENCE)
        asked.refresh_from_db()
        assert self.run(asked, ConnectionRefusedError(), monkeypatch) == "FAILED"
