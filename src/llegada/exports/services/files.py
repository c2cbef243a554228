"""Gives the file of a dataset: the one that stands, the one in course, or a new one, made at once or in a task."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from llegada.accounts.services.notices import notify
from llegada.core import history
from llegada.core.actors import SYSTEM, Actor
from llegada.core.csv_streams import Separator
from llegada.core.errors import NotFound
from llegada.core.queue import enqueue_on_commit
from llegada.exports import rules
from llegada.exports.choices import FileStatus
from llegada.exports.datasets import DATASETS, Dataset, open_datasets
from llegada.exports.models import ExportFile
from llegada.exports.package import PACKAGE_CODE, write_package
from llegada.exports.selectors import IN_COURSE, actor_of_person, find_in_course, find_serving, last_event
from llegada.exports.writing import Fingerprinted, write_dataset

logger = logging.getLogger(__name__)


def obtain_file(
    *,
    dataset: str,
    file_format: str,
    year: int | None,
    actor: Actor | None,
    asker: Actor,
    now: datetime,
    separator: Separator = Separator.COMMA,
) -> ExportFile:
    """Return the file of a dataset, ready or in course; `actor` is whose eyes it is made with, None for what anybody reads.

    One that stands is given again; one in course is shared by whoever asks meanwhile; a new one is made at once where it is small,
    and otherwise in a task that tells `asker` when it is ready. Raises NotFound.
    """
    identity = identity_of(dataset=dataset, file_format=file_format, year=year, actor=actor, separator=separator)
    found = _standing(identity=identity, now=now) or _in_course(identity=identity, now=now)
    if found is not None:
        return found
    is_small = _is_small(dataset, actor=actor, year=year)
    try:
        with transaction.atomic():
            made = ExportFile.objects.create(
                identity=identity, dataset=dataset, file_format=file_format, separator=separator, year=year,
                is_public=actor is None, asked_by_id=asker.person_id, asked_at=now,
            )  # fmt: skip
            if not is_small:
                enqueue_on_commit("exports.make_export_file", file_id=made.pk)
    except IntegrityError:  # somebody asked at the same moment
        existing = find_in_course(identity=identity)
        if existing is None:
            raise
        return existing
    if is_small:
        make_file(file_id=made.pk, now=now)
        made.refresh_from_db()
    return made


def identity_of(
    *, dataset: str, file_format: str, year: int | None, actor: Actor | None, separator: Separator = Separator.COMMA
) -> str:
    """Return what tells one file from another: of what is not public, also who reads it and with which roles."""
    eyes = "" if actor is None else f"{actor.person_id} {sorted(_grant_words(actor))}"
    # What is divided as always is told as it was before there was anything to choose.
    divided = () if separator == Separator.COMMA else (separator.value,)
    return rules.digest_of(dataset, file_format, year or "", eyes, *divided)


def _grant_words(actor: Actor) -> list[str]:
    # Sets have no order of their own: they are written in one.
    return [
        " ".join(
            [grant.role, str(grant.organization_id), str(grant.covers_installation)]
            + [
                str(sorted(map(str, reach)))
                for reach in (grant.unit_ids, grant.department_codes, grant.municipality_codes, grant.entity_ids)
            ]
        )
        for grant in actor.grants
    ]


def _standing(*, identity: str, now: datetime) -> ExportFile | None:
    """Return the file that may still be given; one whose bytes are gone, as after a backup without them, is made again."""
    found = find_serving(identity=identity, now=now)
    return found if found is not None and default_storage.exists(found.storage_name) else None


def _in_course(*, identity: str, now: datetime) -> ExportFile | None:
    found = find_in_course(identity=identity)
    return None if found is None or give_up_left(file=found, now=now) else found


def give_up_left(*, file: ExportFile, now: datetime) -> bool:
    """Give up a file in course that a process left behind when it died, and return whether it did."""
    if not file.is_in_course or not rules.is_left(asked_at=file.asked_at, written_at=_written_at(file), now=now):
        return False
    if ExportFile.objects.filter(pk=file.pk, status=file.status).update(status=FileStatus.FAILED) == 1:
        _half_of(file).unlink(missing_ok=True)
        default_storage.delete(file.storage_name)
    file.refresh_from_db()
    return not file.is_in_course


def let_file_go(*, file_id: int) -> None:
    """Leave a file whose process died to be made by another, from the beginning."""
    for file in ExportFile.objects.filter(pk=file_id, status=FileStatus.RUNNING):
        _half_of(file).unlink(missing_ok=True)
        ExportFile.objects.filter(pk=file.pk, status=FileStatus.RUNNING).update(status=FileStatus.QUEUED)


def give_file_up(*, file_id: int) -> None:
    """Say of a file that its process died each time, so that it can be asked for again."""
    for file in ExportFile.objects.filter(pk=file_id, status__in=IN_COURSE):
        _half_of(file).unlink(missing_ok=True)
        ExportFile.objects.filter(pk=file.pk, status__in=IN_COURSE).update(status=FileStatus.FAILED)


def _written_at(file: ExportFile) -> datetime | None:
    for place in (_half_of(file), Path(default_storage.path(file.storage_name))):
        with suppress(FileNotFoundError):
            return datetime.fromtimestamp(place.stat().st_mtime, UTC)
    return None


def _half_of(file: ExportFile) -> Path:
    """Return where a file is written until it is whole; its growing is the sign that somebody is at it."""
    place = Path(default_storage.path(file.storage_name))
    return place.with_name(f".{place.name}.half")


def _is_small(code: str, *, actor: Actor | None, year: int | None) -> bool:
    """Return whether a dataset, or every one of a package, has few rows; it counts no further than that."""
    chosen: list[Dataset] = open_datasets() if code == PACKAGE_CODE else [DATASETS[code]]
    most = rules.SMALL_ROWS
    return all(one.rows(actor=actor, year=year).order_by()[: most + 1].count() <= most for one in chosen)


def make_file(*, file_id: int, now: datetime) -> None:
    """Make a file that was asked for; taken by one conditional update, so that of two makers only one writes.

    Written aside and kept when whole. No transaction is open meanwhile: each dataset is read in one query, at its own instant.
    What is not public is read with the roles that its asker holds now.
    """
    if ExportFile.objects.filter(pk=file_id, status=FileStatus.QUEUED).update(status=FileStatus.RUNNING) != 1:
        return
    file = ExportFile.objects.select_related("asked_by").get(pk=file_id)
    mark, half = last_event(), _half_of(file)
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as content:
            written = Fingerprinted(content)
            rows = _write(written, file, None if file.is_public else _asker_of(file, now), now)
        half.replace(default_storage.path(file.storage_name))
        if not _settle(file, mark=mark, rows=rows, written=written, now=now):
            default_storage.delete(file.storage_name)
    except Exception:
        logger.exception("export_failed", extra={"dataset": file.dataset, "file_format": file.file_format})
        half.unlink(missing_ok=True)
        default_storage.delete(file.storage_name)
        ExportFile.objects.filter(pk=file.pk, status=FileStatus.RUNNING).update(status=FileStatus.FAILED)


def _asker_of(file: ExportFile, now: datetime) -> Actor:
    if file.asked_by is None:  # a constraint keeps it from being so
        raise NotFound()
    return actor_of_person(person=file.asked_by, today=timezone.localdate(now))


def _write(written: Fingerprinted, file: ExportFile, actor: Actor | None, now: datetime) -> int:
    if file.dataset == PACKAGE_CODE:
        return write_package(written, year=file.year or timezone.localdate(now).year, now=now)
    return write_dataset(
        written, DATASETS[file.dataset], file.file_format, actor=actor, year=file.year,
        separator=Separator(file.separator),
    )  # fmt: skip


@transaction.atomic
def _settle(file: ExportFile, *, mark: int, rows: int, written: Fingerprinted, now: datetime) -> bool:
    """Keep that a file is ready, forget the one before it, and tell who asked for one that took long.

    Return whether it is: one that took so long that it was given up meanwhile leaves the one made in its place as it is.
    """
    running = ExportFile.objects.select_for_update().filter(pk=file.pk, status=FileStatus.RUNNING)
    if running.first() is None:
        return False
    _expire(list(ExportFile.objects.filter(identity=file.identity, status=FileStatus.READY)))
    running.update(
        status=FileStatus.READY, made_at=now, event_mark=mark, rows=rows, size=written.size, sha256=written.sha256
    )
    if rows > rules.SMALL_ROWS and file.asked_by_id is not None:
        event = history.record(actor=SYSTEM, verb="export.ready", target=file, now=now, after=str(file))
        notify(event=event, people=[] if file.asked_by is None else [file.asked_by])
    return True


def _expire(files: list[ExportFile]) -> int:
    for file in files:
        ExportFile.objects.filter(pk=file.pk).update(status=FileStatus.EXPIRED)
        transaction.on_commit(lambda name=file.storage_name: default_storage.delete(name))  # type: ignore[misc]
    return len(files)


@transaction.atomic
def drop_old_files(*, now: datetime) -> int:
    """Forget the files made too long ago and their bytes; return how many there were. Some weeks later nothing is left of them."""
    ExportFile.objects.exclude(status=FileStatus.READY).filter(asked_at__lt=now - rules.REMEMBERED).delete()
    old = ExportFile.objects.filter(status=FileStatus.READY, made_at__lt=now - rules.KEPT)
    for file in ExportFile.objects.filter(status__in=IN_COURSE):
        give_up_left(file=file, now=now)
    return _expire(list(old))
