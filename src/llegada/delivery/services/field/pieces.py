"""Takes in a file piece by piece, so that a link that was cut goes on where it stopped (OPE-15)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TooLarge
from llegada.delivery import field_upload_rules
from llegada.delivery.errors import FieldFileMissing
from llegada.delivery.models import FieldItem, FieldUpload
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.field.reading import ComingFile, Submission, not_understood
from llegada.records.rules import clean_name

#: Bytes read at once to measure a file.
_CHUNK = 1024 * 1024
#: A file of pieces without its row is dropped once it is as old as this: its transaction was undone.
_STRAY = field_upload_rules.FORGOTTEN_AFTER


@dataclass(frozen=True)
class Arrived:
    """How many bytes of a file are here, and whether it is whole and says what its hash said."""

    received: int
    is_whole: bool


@transaction.atomic
def receive_piece(*, actor: Actor, file: ComingFile, offset: int, content: bytes, now: datetime) -> Arrived:
    """Take in what a piece adds and say how much is here; with no bytes it only says so.

    A piece that came before, or ahead of its turn, does no harm. What is whole and is not what its hash says begins again.
    Raises NotAllowed for a visitor, TooLarge and Invalid.
    """
    person_id = key_of(actor)
    _check(file, offset, content)
    if FieldItem.objects.filter(public_id=file.item, sender_id=person_id, file__sha256=file.sha256).exists():
        return Arrived(file.size, is_whole=True)  # its record was taken in: the answer was lost
    upload = _claim(person_id, file, now)
    place = _place(upload)
    received = min(upload.received, place.stat().st_size if place.is_file() else 0)
    start = field_upload_rules.fresh_part(received=received, offset=offset, length=len(content))
    if start is not None:
        _write(place, received, content[start:])
        received += len(content) - start
        if received == file.size and _hash(place) != file.sha256:
            received = 0
    FieldUpload.objects.filter(pk=upload.pk).update(received=received, touched_at=now)
    return Arrived(received, is_whole=received == file.size)


def _check(file: ComingFile, offset: int, content: bytes) -> None:
    if file.size > settings.MAX_FILE_BYTES:
        raise TooLarge(limit_mb=settings.MAX_FILE_BYTES // 1024**2)
    if file.size < 1:
        raise Invalid({"size": not_understood("size")})
    if len(content) > field_upload_rules.MOST_PIECE_BYTES or offset + len(content) > file.size:
        raise Invalid({"offset": not_understood("offset")})


def _claim(person_id: int, file: ComingFile, now: datetime) -> FieldUpload:
    """Return the row of a file, held still; another file under the same record begins from nothing."""
    mine = FieldUpload.objects.filter(person_id=person_id)
    if not mine.filter(item=file.item).exists():
        _make_room(person_id, file)
    said = {"name": clean_name(file.name), "sha256": file.sha256, "size": file.size}
    row = FieldUpload(item=file.item, person_id=person_id, device=file.device, touched_at=now, **said)
    FieldUpload.objects.bulk_create([row], ignore_conflicts=True)
    upload = mine.select_for_update().get(item=file.item)
    if (upload.sha256, upload.size) != (file.sha256, file.size):
        upload.received = 0
        mine.filter(pk=upload.pk).update(received=0, **said)
    return upload


def _make_room(person_id: int, file: ComingFile) -> None:
    """Drop the unfinished files of the device that nobody touched for the longest, if there are too many bytes of them."""
    waiting = FieldUpload.objects.filter(person_id=person_id, device=file.device).order_by("touched_at", "pk")
    dropped = field_upload_rules.to_drop([*waiting.values_list("pk", "size")], coming=file.size)
    _drop([*waiting.filter(pk__in=dropped)])


def _place(upload: FieldUpload) -> Path:
    return Path(default_storage.path(upload.storage_name))


def _write(place: Path, at: int, content: bytes) -> None:
    """Put `content` at a byte of the file and cut what was beyond: the rest of a try whose transaction was undone."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    with place.open("r+b") as handle:
        handle.seek(at)
        handle.write(content)
        handle.truncate()


def _hash(place: Path) -> str:
    digest = hashlib.sha256()
    with place.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def arrived_file(
    *, actor: Actor, submission: Submission, upload: UploadedFile[Any] | None
) -> Iterator[UploadedFile[Any] | None]:
    """Give the file of a record: the one that came with it, the one that came in pieces, or the one that was kept already.

    Raises FieldFileMissing if the record promises one that is not here whole.
    """
    if upload is not None or submission.file_sha256 is None:
        yield upload
        return
    name, place = _find_whole(key_of(actor), submission)
    try:
        handle = place.open("rb")
    except FileNotFoundError:
        raise FieldFileMissing() from None
    with handle:
        yield UploadedFile(file=handle, name=name, size=place.stat().st_size)


def _find_whole(person_id: int, submission: Submission) -> tuple[str, Path]:
    coming = FieldUpload.objects.filter(
        item=submission.public_id, person_id=person_id, sha256=submission.file_sha256
    ).first()
    if coming is not None and coming.is_whole:
        return coming.name, _place(coming)
    kept = FieldItem.objects.select_related("file").filter(
        public_id=submission.public_id, sender_id=person_id, file__sha256=submission.file_sha256
    )
    item = kept.first()
    if item is None or item.file is None:
        raise FieldFileMissing()
    return item.file_name, Path(default_storage.path(item.file.storage_name))


def forget_pieces(*, item: UUID, person_id: int) -> bool:
    """Drop what came in pieces for a record, whose file is kept or not wanted; return whether there was anything."""
    return _drop([*FieldUpload.objects.filter(item=item, person_id=person_id)])


def _drop(uploads: list[FieldUpload]) -> bool:
    """Drop rows now and their bytes after commit."""
    FieldUpload.objects.filter(pk__in=[one.pk for one in uploads]).delete()
    for one in uploads:
        transaction.on_commit(partial(_place(one).unlink, missing_ok=True))
    return bool(uploads)


def drop_forgotten_pieces(*, now: datetime) -> int:
    """Drop the unfinished files that nobody went on with, and bytes that have no row; return how many."""
    limit = now - field_upload_rules.FORGOTTEN_AFTER
    with transaction.atomic():
        late = [*FieldUpload.objects.select_for_update().filter(touched_at__lt=limit)]
        _drop(late)
    folder = Path(default_storage.path("incoming"))
    known = {one.hex for one in FieldUpload.objects.values_list("public_id", flat=True)}
    oldest = (now - _STRAY).timestamp()
    stray = [
        place
        for place in (folder.iterdir() if folder.is_dir() else ())
        if place.name not in known and place.stat().st_mtime < oldest
    ]
    for place in stray:
        place.unlink(missing_ok=True)
    return len(late) + len(stray)
