"""Has the files of a form read before the transaction that keeps them begins: on SQLite whoever else writes would wait for it.

`records`, which knows what reading a file is, says how when it starts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict


class Reader(Protocol):
    """Reads a file and remembers what it found."""

    def __call__(self, *, upload: UploadedFile[Any], now: datetime) -> object:
        """Read it; raise nothing for what is wrong with it."""
        ...


_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Register what reads a file; asked twice, it is registered once."""
    if reader not in _readers:
        _readers.append(reader)


def read_files(files: MultiValueDict[str, UploadedFile[Any]]) -> None:
    """Read all the files of a form; what is wrong with one is said by whoever keeps it."""
    now = timezone.now()
    for _name, uploads in files.lists():
        for upload in uploads:
            for reader in _readers:
                reader(upload=upload, now=now)
