"""Keeps files: checked by content, hashed, and stored once."""

from __future__ import annotations

import hashlib
import logging
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
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
from llegada.records.scanning import Infected, find_threat

CHUNK_BYTES = 1024 * 1024
#: How long the bytes of a file that nothing uses stay: longer than any transaction in which the same file may be coming again.
FORGET_AFTER = timedelta(days=1)
logger = logging.getLogger(__name__)


def store_file(
    *,
    actor: Actor,
    upload: UploadedFile[Any],
    now: datetime,
    accepted: Mapping[str, rules.Accepted] = rules.ACCEPTED,
    most: int | None = None,
) -> StoredFile:
    """Keep the bytes of `upload` and return their record; bytes already kept are not stored again.

    `accepted` are the kinds that the caller takes: evidence unless told, `rules.TABLES` for a file that was imported.
    `most` is how many bytes it may have, MAX_FILE_BYTES unless told.
    Bytes are written before the record, so that no record is ever without its bytes; bytes whose record was undone stay
    until the same file comes again. Raises TooLarge, EmptyFile, DamagedFile, TypeNotAccepted, NameDisagrees, Infected, ScannerAway,
    NoRoom.
    """
    content = cast(BinaryIO, upload.file)
    name = rules.clean_name(upload.name or "")
    digest, size = _measure(content, name, settings.MAX_FILE_BYTES if most is None else most)
    kind = _accepted_kind(content, name, accepted)
    _refuse_threats(content, name)
    stored = StoredFile(sha256=digest, size=size)
    _write_once(content, stored)
    return StoredFile.objects.get_or_create(
        sha256=digest,
        defaults={
            "size": size,
            "media_type": accepted[kind].media_type,
            "stored_at": now,
            "stored_by_id": actor.person_id,
        },
    )[0]


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _measure(content: BinaryIO, name: str, most: int) -> tuple[str, int]:
    """Return SHA-256 and true size; what the browser declared is not believed."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(content):
        size += len(chunk)
        if size > most:
            raise TooLarge(limit_mb=most // 1024**2)
        digest.update(chunk)
    if size == 0:
        raise EmptyFile(
            {"file": _("«%(name)s» está vacío (0 bytes). Revise el archivo y súbalo de nuevo.") % {"name": name}}
        )
    return digest.hexdigest(), size


#: What a spreadsheet opens and saves as a table; many systems call a web page «.xls».
_SAVED_AS_TABLE: Final = frozenset({FileKind.HTML, FileKind.ODS, FileKind.MACROS})


def _accepted_kind(content: BinaryIO, name: str, accepted: Mapping[str, rules.Accepted]) -> str:
    kind = rules.kind_of(content)
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
    if not rules.name_agrees(name, kind, accepted):
        raise NameDisagrees(
            {
                "file": _(
                    "«%(name)s» dice ser otra cosa, pero su contenido es %(kind)s. "
                    "Si es el que quería, cámbiele el final del nombre a %(extension)s; si no, suba el correcto."
                )
                % (words | {"extension": rules.extension_for(kind, accepted)})
            }
        )
    return kind


def _refuse_threats(content: BinaryIO, name: str) -> None:
    """Refuse what the antivirus of the installation, if it has one, finds. Raises Infected, ScannerAway."""
    if not settings.SCANNER_ADDRESS:
        return
    threat = find_threat(content, address=settings.SCANNER_ADDRESS)
    if threat is not None:
        logger.warning("file_infected", extra={"threat": threat})
        words = {"name": name, "threat": threat}
        raise Infected(
            {"file": _("El antivirus encontró «%(threat)s» en «%(name)s». No se guardó; revise su equipo.") % words}
        )


def _write_once(content: BinaryIO, stored: StoredFile) -> None:
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
        with incoming.open("wb") as handle:
            for chunk in _chunks(content):
                handle.write(chunk)
        incoming.replace(target)
    except OSError as error:
        logger.exception("file_not_written", extra={"sha256": stored.sha256})
        with suppress(OSError):
            incoming.unlink(missing_ok=True)
        if is_full(error):
            raise NoRoom() from error
        raise


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
