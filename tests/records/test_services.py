from __future__ import annotations

import errno
import hashlib
import io
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from llegada.core.errors import TooLarge
from llegada.core.roles import Role
from llegada.delivery.services.field.pieces import drop_forgotten_pieces
from llegada.records.errors import EmptyFile, NameDisagrees, NoRoom, TypeNotAccepted
from llegada.records.models import StoredFile
from llegada.records.services import store_file
from tests.factories import NOW, make_actor, make_unit
from tests.records.samples import DOCX, HTML, PDF, PNG, upload


@pytest.fixture
def advisor(db):
    return make_actor(Role.ADVISOR, unit=make_unit())


def kept_files() -> list[Path]:
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


class Killed(BaseException):
    """Stands for a process that goes without doing anything more."""


class TestStoreFile:
    def test_keeps_bytes_hash_size_and_type(self, advisor):
        stored = store_file(actor=advisor, upload=upload(PDF, "Acta.PDF"), now=NOW)
        assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
        assert (stored.size, stored.media_type) == (len(PDF), "application/pdf")
        assert stored.stored_by_id == advisor.person_id
        assert default_storage.open(stored.storage_name).read() == PDF

    def test_takes_the_type_from_the_content(self, advisor):
        stored = store_file(actor=advisor, upload=upload(DOCX, "informe"), now=NOW)
        assert stored.media_type.endswith("wordprocessingml.document")

    def test_keeps_the_same_bytes_once_whatever_their_name(self, advisor):
        first = store_file(actor=advisor, upload=upload(PDF, "acta.pdf"), now=NOW)
        second = store_file(actor=advisor, upload=upload(PDF, "copia.pdf"), now=NOW)
        assert first == second
        assert StoredFile.objects.count() == 1
        assert len(kept_files()) == 1

    def test_keeps_a_big_upload_that_the_browser_left_on_disk(self, advisor):
        content = PDF + b"0" * 3_000_000
        big = TemporaryUploadedFile("acta.pdf", "application/pdf", len(content), None)
        big.write(content)
        assert store_file(actor=advisor, upload=big, now=NOW).size == len(content)

    def test_refuses_an_empty_file(self, advisor):
        with pytest.raises(EmptyFile) as refused:
            store_file(actor=advisor, upload=upload(b"", "acta.pdf"), now=NOW)
        assert "0 bytes" in refused.value.fields["file"][0]

    def test_names_what_a_disguised_page_really_is(self, advisor):
        with pytest.raises(TypeNotAccepted) as refused:
            store_file(actor=advisor, upload=upload(HTML, "acta.pdf"), now=NOW)
        assert "una página web (HTML)" in str(refused.value)
        assert "PDF, JPG" in str(refused.value)

    def test_refuses_a_name_that_says_another_kind(self, advisor):
        with pytest.raises(NameDisagrees) as refused:
            store_file(actor=advisor, upload=upload(PNG, "acta.pdf"), now=NOW)
        assert "una imagen PNG" in str(refused.value)

    def test_refuses_too_many_bytes_whatever_size_was_declared(self, advisor, settings):
        settings.MAX_FILE_BYTES = 1024 * 1024
        heavy = upload(PDF + b"0" * (1024 * 1024), "acta.pdf")
        heavy.size = 10
        with pytest.raises(TooLarge) as refused:
            store_file(actor=advisor, upload=heavy, now=NOW)
        assert "1 MB" in str(refused.value)

    @pytest.mark.parametrize(("content", "name"), [(b"", "a.pdf"), (HTML, "a.pdf"), (PNG, "a.pdf")])
    def test_leaves_nothing_of_what_it_refuses(self, advisor, content, name):
        with pytest.raises((EmptyFile, TypeNotAccepted, NameDisagrees)):
            store_file(actor=advisor, upload=upload(content, name), now=NOW)
        assert kept_files() == []
        assert not StoredFile.objects.exists()

    def test_takes_up_bytes_whose_record_was_undone(self, advisor):
        def store_and_fail():
            with transaction.atomic():
                store_file(actor=advisor, upload=upload(), now=NOW)
                raise RuntimeError("undone")

        with pytest.raises(RuntimeError):
            store_and_fail()
        assert not StoredFile.objects.exists()
        stored = store_file(actor=advisor, upload=upload(), now=NOW)
        assert len(kept_files()) == 1
        assert default_storage.open(stored.storage_name).read() == PDF

    def test_writes_again_what_was_left_half_written(self, advisor):
        stored = store_file(actor=advisor, upload=upload(), now=NOW)
        Path(default_storage.path(stored.storage_name)).write_bytes(PDF[:5])
        store_file(actor=advisor, upload=upload(), now=NOW)
        assert default_storage.open(stored.storage_name).read() == PDF

    def test_writes_aside_what_the_night_drops_if_its_process_is_killed(self, advisor, monkeypatch):
        def die(self, target):
            raise Killed

        with monkeypatch.context() as patched, suppress(Killed):
            patched.setattr(Path, "replace", die)
            store_file(actor=advisor, upload=upload(), now=NOW)
        assert [place.parent.name for place in kept_files()] == ["incoming"]
        assert drop_forgotten_pieces(now=timezone.now() + timedelta(days=60)) == 1
        assert kept_files() == []

    @pytest.mark.parametrize(
        ("number", "refusal", "words"),
        [
            (errno.EIO, OSError, "disk"),
            (errno.ENOSPC, NoRoom, "no queda espacio"),
            (errno.EDQUOT, NoRoom, "no queda espacio"),
        ],
    )
    def test_leaves_no_scrap_when_the_disk_fails(self, advisor, monkeypatch, number, refusal, words):
        def fail(self, target):
            raise OSError(number, "disk")

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(refusal, match=words):
            store_file(actor=advisor, upload=upload(), now=NOW)
        assert kept_files() == []
        assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTwoPeopleAtOnce:
    def test_end_with_one_record_and_one_file(self):
        actors = [make_actor(Role.ADVISOR, unit=make_unit()) for _ in range(4)]
        barrier, found, failed = threading.Barrier(4), [], []

        def send(actor):
            try:
                barrier.wait()
                found.append(store_file(actor=actor, upload=upload(), now=NOW).pk)
            except Exception as error:  # noqa: BLE001  a thread's error would be lost
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=(actor,)) for actor in actors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(set(found)) == 1
        assert len(kept_files()) == 1


def test_samples_are_read_from_the_start(advisor):
    read = upload()
    read.file = io.BytesIO(PDF)
    read.file.read()
    assert store_file(actor=advisor, upload=read, now=NOW).size == len(PDF)
