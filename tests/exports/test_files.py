"""A file is made once, stands while its data do, and is nobody else's."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from llegada.accounts.models import Notice
from llegada.core import history
from llegada.core.actors import ANONYMOUS, SYSTEM
from llegada.core.errors import NotFound
from llegada.delivery.models import Session
from llegada.exports import rules
from llegada.exports.choices import FileFormat, FileStatus
from llegada.exports.datasets import DATASETS
from llegada.exports.models import ExportFile
from llegada.exports.selectors import find_last_change, get_file
from llegada.exports.services import drop_old_files, make_file, obtain_file
from llegada.exports.writing import write_dataset
from llegada.portfolio.models import ServiceVersion, ThematicLine
from llegada.workplans.models import WorkPlan
from tests.exports.made import make_world
from tests.factories import NOW
from tests.killed import Killed, give_up, run_again

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def ask(*, dataset="sesiones", file_format=FileFormat.CSV, year=None, actor=None, asker=ANONYMOUS, now=NOW):
    return obtain_file(dataset=dataset, file_format=file_format, year=year, actor=actor, asker=asker, now=now)


@pytest.fixture
def as_if_large(monkeypatch):
    monkeypatch.setattr(rules, "SMALL_ROWS", 1)


def kill_while_making(file):
    """Begin to make a file and leave it as a process that was killed would; return where it was being written."""

    def write(content, *_some, **_more):
        content.write(b"half")
        raise Killed

    with patch("llegada.exports.services.files.write_dataset", write), pytest.raises(Killed):
        make_file(file_id=file.pk, now=NOW)
    return half_of(file)


def half_of(file):
    return Path(default_storage.path(file.storage_name)).with_name(f".{file.public_id}.csv.half")


class TestStillServes:
    @pytest.mark.parametrize(
        ("minutes", "changed", "serves"),
        [(15, True, True), (16, True, False), (16, False, True), (24 * 60, False, True), (24 * 60 + 1, False, False)],
    )
    def test_while_its_data_stand_or_it_has_only_just_been_made(self, minutes, changed, serves):
        made_at = NOW - timedelta(minutes=minutes)
        assert rules.still_serves(made_at=made_at, now=NOW, is_changed=changed, is_small=False) is serves

    @pytest.mark.parametrize(
        ("seconds", "changed", "serves"),
        [(30, True, True), (31, True, False), (31, False, True), (86_401, False, False)],
    )
    def test_for_half_a_minute_where_it_is_made_while_one_waits(self, seconds, changed, serves):
        made_at = NOW - timedelta(seconds=seconds)
        assert rules.still_serves(made_at=made_at, now=NOW, is_changed=changed, is_small=True) is serves


class TestObtainFile:
    def test_makes_a_small_one_at_once_and_knows_its_rows_bytes_and_hash(self):
        make_world()
        file = ask()
        with default_storage.open(file.storage_name) as content:
            read = content.read()
        assert (file.status, file.rows, file.size) == (FileStatus.READY, 2, len(read))
        assert len(file.sha256) == 64

    def test_gives_the_same_one_again_while_nothing_was_decided_about_it(self):
        make_world()
        first = ask()
        history.record(actor=SYSTEM, verb="indicator.edit", target=ExportFile, now=NOW)
        assert ask(now=LATER) == first

    def test_makes_another_after_a_decision_about_what_it_holds(self):
        make_world()
        first = ask()
        history.record(actor=SYSTEM, verb="session.hold", target=Session.objects.all()[0], now=NOW)
        second = ask(now=LATER)
        first.refresh_from_db()
        assert second != first
        assert first.status == FileStatus.EXPIRED

    def test_makes_a_small_one_again_a_minute_after_its_data_changed_and_a_large_one_later(self, monkeypatch):
        make_world()
        first, soon = ask(), NOW + timedelta(minutes=1)
        history.record(actor=SYSTEM, verb="session.hold", target=Session.objects.all()[0], now=NOW)
        monkeypatch.setattr(rules, "SMALL_ROWS", 1)
        assert ask(now=soon) == first
        monkeypatch.undo()
        assert ask(now=soon) != first

    @pytest.mark.parametrize(
        ("dataset", "decided"),
        [
            ("compromisos", Session),  # it counts those of sessions that were held
            ("sesiones", ThematicLine),
            ("sesiones", WorkPlan),
            ("hitos", ServiceVersion),
            ("servicios", ThematicLine),
        ],
    )
    def test_makes_another_after_what_its_words_come_from_changed(self, dataset, decided):
        make_world()
        first = ask(dataset=dataset)
        history.record(actor=SYSTEM, verb="line.rename", target=decided._default_manager.all()[0], now=NOW)
        assert ask(dataset=dataset, now=LATER) != first

    def test_queues_a_large_one_which_whoever_asks_meanwhile_shares(
        self, as_if_large, django_capture_on_commit_callbacks
    ):
        make_world()
        with patch("llegada.core.queue._enqueue") as enqueue, django_capture_on_commit_callbacks(execute=True):
            first = ask()
            assert ask() == first
        assert first.status == FileStatus.QUEUED
        enqueue.assert_called_once_with("exports.make_export_file", {"file_id": first.pk})

    def test_tells_who_asked_for_a_large_one_that_it_is_ready(self, as_if_large):
        world = make_world()
        file = ask(asker=world.head)
        make_file(file_id=file.pk, now=NOW)
        assert ask(asker=world.head).status == FileStatus.READY
        assert Notice.objects.get().person_id == world.head.person_id

    def test_writes_a_file_once_however_many_take_it(self, as_if_large):
        make_world()
        file = ask()
        make_file(file_id=file.pk, now=NOW)
        with patch("llegada.exports.services.files.write_dataset") as write:
            make_file(file_id=file.pk, now=NOW)
        write.assert_not_called()

    def test_says_that_one_failed_and_makes_another_when_asked_again(self):
        make_world()
        with patch("llegada.exports.services.files.write_dataset", side_effect=OSError("no queda disco")):
            assert ask().status == FileStatus.FAILED
        assert ask().status == FileStatus.READY

    def test_gives_up_one_that_nobody_began(self, as_if_large):
        make_world()
        left = ask()
        assert ask(now=NOW + rules.ABANDONED + timedelta(minutes=1)) != left
        left.refresh_from_db()
        assert left.status == FileStatus.FAILED

    def test_leaves_the_one_made_in_place_of_one_that_took_too_long(
        self, as_if_large, django_capture_on_commit_callbacks
    ):
        world = make_world()
        slow = ask(asker=world.head)

        def give_up_meanwhile(*args, **more):
            write.side_effect = write_dataset
            os.utime(half_of(slow), times=(0, 0))
            make_file(file_id=ask().pk, now=NOW)
            return write_dataset(*args, **more)

        with (
            patch("llegada.exports.services.files.write_dataset", side_effect=give_up_meanwhile) as write,
            django_capture_on_commit_callbacks(execute=True),
        ):
            make_file(file_id=slow.pk, now=NOW)
        slow.refresh_from_db()
        standing = ask()
        assert (slow.status, standing.status) == (FileStatus.FAILED, FileStatus.READY)
        assert default_storage.exists(standing.storage_name)
        assert not default_storage.exists(slow.storage_name)
        assert not Notice.objects.exists()

    def test_gives_up_one_whose_maker_was_killed_in_the_middle_once_it_has_not_grown_for_a_while(self, as_if_large):
        make_world()
        left = ask()
        half = kill_while_making(left)
        soon, late = (timezone.now() + timedelta(minutes=minutes) for minutes in (2, 4))
        assert ask(now=soon) == left
        again = ask(now=late)
        left.refresh_from_db()
        assert (left.status, again.status, half.exists()) == (FileStatus.FAILED, FileStatus.QUEUED, False)

    def test_does_not_stand_for_ever_where_the_clock_was_ahead(self):
        ahead = {"made_at": NOW + timedelta(days=400), "now": NOW, "is_changed": True}
        assert not any(rules.still_serves(**ahead, is_small=small) for small in (True, False))

    def test_is_made_by_the_next_worker_where_its_process_was_killed(self, as_if_large):
        make_world()
        left = ask()
        half = kill_while_making(left)
        run_again("exports.make_export_file", file_id=left.pk)
        left.refresh_from_db()
        assert (left.status, half.exists()) == (FileStatus.READY, False)

    def test_can_be_asked_for_again_where_it_killed_its_process_each_time(self, as_if_large):
        make_world()
        left = ask()
        give_up("exports.make_export_file", file_id=left.pk)
        left.refresh_from_db()
        assert (left.status, ask() == left) == (FileStatus.FAILED, False)

    def test_makes_again_one_whose_bytes_are_gone(self):
        make_world()
        first = ask()
        default_storage.delete(first.storage_name)
        second = ask()
        assert second != first
        assert default_storage.exists(second.storage_name)

    def test_never_gives_the_file_of_one_to_another(self):
        world = make_world()
        own = ask(actor=world.head, asker=world.head)
        public, others = ask(), ask(actor=world.stranger, asker=world.stranger)
        assert len({own.pk, public.pk, others.pk}) == 3
        assert (own.rows, public.rows, others.rows) == (3, 2, 0)


class TestFindLastChange:
    @pytest.mark.parametrize("latest", [1, 10_000])
    def test_is_that_of_what_it_holds_however_long_ago(self, monkeypatch, latest):
        monkeypatch.setattr("llegada.exports.selectors._LATEST", latest)
        make_world()
        for at in (NOW - timedelta(days=9), NOW):
            history.record(actor=SYSTEM, verb="session.hold", target=Session, now=at)
        history.record(actor=SYSTEM, verb="indicator.edit", target=ExportFile, now=LATER)
        assert find_last_change(DATASETS["sesiones"]) == NOW
        assert find_last_change(DATASETS["departamentos"]) is None


class TestGetFile:
    def test_hides_a_private_one_from_everybody_else(self):
        world = make_world()
        file = ask(actor=world.head, asker=world.head)
        assert get_file(actor=world.head, public_id=file.public_id) == file
        with pytest.raises(NotFound):
            get_file(actor=world.stranger, public_id=file.public_id)


class TestDropOldFiles:
    def test_forgets_what_is_past_its_time_with_its_bytes(self, django_capture_on_commit_callbacks):
        make_world()
        old = ask()
        with django_capture_on_commit_callbacks(execute=True):
            assert drop_old_files(now=NOW + rules.KEPT + timedelta(minutes=1)) == 1
        old.refresh_from_db()
        assert old.status == FileStatus.EXPIRED
        assert not default_storage.exists(old.storage_name)

    def test_leaves_nothing_of_it_some_weeks_later(self):
        make_world()
        old = ask()
        drop_old_files(now=NOW + rules.KEPT + timedelta(minutes=1))
        drop_old_files(now=NOW + rules.REMEMBERED + timedelta(minutes=1))
        assert not ExportFile.objects.filter(pk=old.pk).exists()

    def test_keeps_what_is_still_in_time(self):
        make_world()
        file = ask()
        assert drop_old_files(now=LATER) == 0
        assert default_storage.exists(file.storage_name)
