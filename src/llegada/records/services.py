"""Keeps files: checked by content, hashed, and stored once."""

from __future__ import annotations

import hashlib
import logging
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.disks import is_full
from llegada.core.errors import TooLarge
from llegada.records import rules
from llegada.records.choices import FileKind
from llegada.records.errors import DamagedFile, EmptyFile, NameDisagrees, NoRoom, TypeNotAccepted
from llegada.records.models import ForgottenFile, StoredFile
from llegada.records.scanning import Infected, ScannerAway, find_threat

CHUNK_BYTES = 1024 * 1024
#: How long the bytes of a file that nothing uses stay: longer than any transaction in which the same file may be coming again.
FORGET_AFTER = timedelta(days=1)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Reading:
    """What reading a file from end to end found: what it is, and what the antivirus says of it, if anything."""

    sha256: str
    size: int
    kind: str
    threat: str | None = None
    scanner_away: ScannerAway | None = None


#: What was found in files that are still at hand.
_READ: WeakKeyDictionary[UploadedFile[Any], _Reading] = WeakKeyDictionary()


def read_upload(*, upload: UploadedFile[Any], now: datetime) -> None:
    """Read a file before the transaction that keeps it begins, which takes seconds; `store_file` takes what was found.

    It is noted as forgotten, so that its bytes go a day later if that transaction comes to nothing.
    """
    if upload in _READ:
        return
    reading = _READ[upload] = _read(upload)
    if not StoredFile.objects.filter(sha256=reading.sha256).exists():
        ForgottenFile.objects.bulk_create(
            [ForgottenFile(sha256=reading.sha256, forgotten_at=now)],
            update_conflicts=True,
            unique_fields=["sha256"],
            update_fields=["forgotten_at"],
        )


def store_file(
    *,
    actor: Actor,
    upload: UploadedFile[Any],
    now: datetime,
    accepted: Mapping[str, rules.Accepted] = rules.ACCEPTED,
    most: int | None = None,
) -> StoredFile:
    """Keep the bytes of `upload` and return their record; raises what `keep_bytes` does, which says what is taken."""
    kept = keep_bytes(upload=upload, accepted=accepted, most=most)
    return StoredFile.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "size": kept.size,
            "media_type": kept.media_type,
            "stored_at": now,
            "stored_by_id": actor.person_id,
        },
    )[0]


def keep_bytes(
    *, upload: UploadedFile[Any], accepted: Mapping[str, rules.Accepted] = rules.ACCEPTED, most: int | None = None
) -> StoredFile:
    """Keep the bytes of `upload` and return what their record will say; bytes already kept are not stored again.

    `accepted` are the kinds that the caller takes: evidence unless told, `rules.TABLES` for a file that was imported.
    `most` is how many bytes it may have, MAX_FILE_BYTES unless told.
    Bytes are written before the record, so that no record is ever without its bytes. Raises TooLarge, EmptyFile, DamagedFile,
    TypeNotAccepted, NameDisagrees, Infected, ScannerAway, NoRoom.
    """
    name = rules.clean_name(upload.name or "")
    most = settings.MAX_FILE_BYTES if most is None else most
    reading = _READ.get(upload)
    if (reading.size if reading else upload.size or 0) > most:
        raise TooLarge(limit_mb=most // 1024**2)
    reading = reading or _read(upload)
    _refuse_size(reading.size, name, most)
    _refuse_kind(reading.kind, name, accepted)
    _refuse_threats(reading, name)
    kept = StoredFile(sha256=reading.sha256, size=reading.size, media_type=accepted[reading.kind].media_type)
    _write_once(upload, kept)
    return kept


@contextmanager
def reopen(stored: StoredFile, *, name: str) -> Iterator[UploadedFile[Any]]:
    """Give a kept file, open, as services take one that comes: it was read when it came, and is not read again."""
    kind = next(kind for kind, one in rules.ACCEPTED.items() if one.media_type == stored.media_type)
    with default_storage.open(stored.storage_name) as content:
        upload = UploadedFile(file=content.file, name=name, size=stored.size)
        _READ[upload] = _Reading(stored.sha256, stored.size, kind)
        yield upload


def _read(upload: UploadedFile[Any]) -> _Reading:
    content, digest, size = cast(BinaryIO, upload.file), hashlib.sha256(), 0
    for chunk in _chunks(content):
        size += len(chunk)
        digest.update(chunk)
    found = digest.hexdigest(), size, rules.kind_of(content)
    if not settings.SCANNER_ADDRESS or not size:
        return _Reading(*found)
    try:
        return _Reading(*found, threat=find_threat(content, address=settings.SCANNER_ADDRESS))
    except ScannerAway as away:
        return _Reading(*found, scanner_away=away)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _refuse_size(size: int, name: str, most: int) -> None:
    """Refuse by the true size: what the browser declared is not believed."""
    if size > most:
        raise TooLarge(limit_mb=most // 1024**2)
    if size == 0:
        raise EmptyFile(
            {"file": _("«%(name)s» está vacío (0 bytes). Revise el archivo y súbalo de nuevo.") % {"name": name}}
        )


#: What a spreadsheet opens and saves as a table; many systems call a web page «.xls».
_SAVED_AS_TABLE: Final = frozenset({FileKind.HTML, FileKind.ODS, FileKind.MACROS})


def _refuse_kind(kind: str, name: str, accepted: Mapping[str, rules.Accepted]) -> None:
    words = {"name": name, "kind": FileKind(kind).label, "accepted": rules.words_for(accepted)}
    if kind == FileKind.DAMAGED:
        sentence = _(
            "«%(name)s» está dañado o llegó incompleto. Ábralo en el programa con que lo hizo, guárdelo de nuevo y suba ese."
        )
        raise DamagedFile({"file": sentence % words})
    if accepted is rules.TABLES and kind in _SAVED_AS_TABLE:
        sentence = _(
            "«%(name)s» es %(kind)s y no se acepta. Ábralo en su hoja de cálculo, guárdelo como XLSX y suba el que guardó."
        )
        raise TypeNotAccepted({"file": sentence % words})
    if kind not in accepted:
        raise TypeNotAccepted({"file": _("«%(name)s» es %(kind)s y no se acepta. Se aceptan: %(accepted)s.") % words})
    # A table is read by what it holds, and never given back by its name: many systems call theirs «.xls», whatever it is.
    if accepted is not rules.TABLES and not rules.name_agrees(name, kind, accepted):
        raise NameDisagrees(
            {
                "file": _(
                    "«%(name)s» dice ser otra cosa, pero su contenido es %(kind)s. "
                    "Si es el que quería, cámbiele el final del nombre a %(extension)s; si no, suba el correcto."
                )
                % (words | {"extension": rules.extension_for(kind, accepted)})
            }
        )


def _refuse_threats(reading: _Reading, name: str) -> None:
    """Refuse what the antivirus of the installation, if it has one, finds. Raises Infected, ScannerAway."""
    if reading.scanner_away is not None:
        raise reading.scanner_away
    if reading.threat is not None:
        logger.warning("file_infected", extra={"threat": reading.threat})
        words = {"name": name, "threat": reading.threat}
        raise Infected(
            {"file": _("El antivirus encontró «%(threat)s» en «%(name)s». No se guardó; revise su equipo.") % words}
        )


def _write_once(upload: UploadedFile[Any], stored: StoredFile) -> None:
    """Put the bytes in their place unless they are there whole. A half-written file is never seen: it is renamed when done."""
    target = Path(default_storage.path(stored.storage_name))
    if target.is_file() and target.stat().st_size == stored.size:
        with suppress(FileNotFoundError):
            os.utime(target)  # so that `drop_forgotten_files` sees that it is wanted
            return
    # Where what a killed process left is looked for every night, with what never ended arriving from the field.
    incoming = Path(default_storage.path(f"incoming/{uuid.uuid4().hex}"))
    for place in (target, incoming):
        place.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not _linked(upload, incoming):
            with incoming.open("wb") as handle:
                for chunk in _chunks(cast(BinaryIO, upload.file)):
                    handle.write(chunk)
        incoming.replace(target)
    except OSError as error:
        logger.exception("file_not_written", extra={"sha256": stored.sha256})
        with suppress(OSError):
            incoming.unlink(missing_ok=True)
        if is_full(error):
            raise NoRoom() from error
        raise


def _linked(upload: UploadedFile[Any], place: Path) -> bool:
    """Give the bytes that the browser left on the same disk a second name, at once whatever their size; tell whether it could."""
    if not isinstance(upload, TemporaryUploadedFile):
        return False
    upload.flush()
    try:
        place.hardlink_to(upload.temporary_file_path())
    except OSError:
        return False
    place.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)
    return True


@transaction.atomic
def forget_file(*, stored: StoredFile, now: datetime) -> bool:
    """Drop a file that nothing uses any more and return whether it went: one that something else uses stays."""
    try:
        with transaction.atomic():
            # Held first: whoever is attaching it at this instant either comes before, and it stays, or finds that it is gone.
            for found in StoredFile.objects.select_for_update().filter(pk=stored.pk):
                found.delete()
    except ProtectedError:
        return False
    ForgottenFile.objects.update_or_create(sha256=stored.sha256, defaults={"forgotten_at": now})
    return True


def drop_forgotten_files(*, now: datetime) -> int:
    """Drop the bytes of files forgotten more than `FORGET_AFTER` ago; one that came again meanwhile stays. Return how many went."""
    dropped = 0
    for forgotten in ForgottenFile.objects.filter(forgotten_at__lt=now - FORGET_AFTER):
        if not StoredFile.objects.filter(sha256=forgotten.sha256).exists():
            dropped += _drop_bytes(Path(default_storage.path(forgotten.storage_name)), now)
        forgotten.delete()
    return dropped


def _drop_bytes(place: Path, now: datetime) -> bool:
    """Put the bytes aside and drop them, unless somebody who brought the same ones had just looked for them there."""
    aside = place.with_name(f".{place.name}.forgotten")
    try:
        place.rename(aside)
    except FileNotFoundError:
        return False
    if aside.stat().st_mtime > (now - FORGET_AFTER).timestamp():
        aside.rename(place)
        return False
    aside.unlink()
    return True
