"""Keeps an uploaded table between its dry run and its confirmation, for the person who brought it and nobody else.

The file waits in the installation's storage, so that any web worker can carry out what another one tried. The browser only
holds a signed token.
"""

from __future__ import annotations

import io
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.errors import RuleRefused, TooLarge
from llegada.core.imports import ImportSource

FOLDER: Final = "held-uploads"
MAX_AGE: Final = timedelta(hours=2)
_SALT: Final = "llegada.core.uploads"


class UploadExpired(RuleRefused):
    """The file is no longer kept, or somebody else brought it."""

    code = "upload-expired"
    sentence = _("El archivo que había subido ya no está. Súbalo otra vez para revisarlo y confirmarlo.")


@dataclass(frozen=True)
class HeldUpload:
    """A file that waits for its confirmation."""

    token: str
    name: str
    content: bytes

    @property
    def source(self) -> ImportSource:
        """Return how the history of imports names it."""
        return ImportSource.of(self.name, self.content)

    def open(self) -> io.BytesIO:
        """Return the content from its beginning."""
        return io.BytesIO(self.content)


class TableUploadForm(forms.Form):
    """Asks for a CSV or XLSX file."""

    file = forms.FileField(
        label=_("Archivo CSV o XLSX"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        # An empty file is let in here: whoever reads the table says so, in the same words for pages, API and console.
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.MAX_FILE_BYTES


def hold_upload(*, actor: Actor, upload: UploadedFile[Any], now: datetime) -> HeldUpload:
    """Keep `upload` until it is confirmed, two hours at most. Raises TooLarge."""
    if (upload.size or 0) > settings.MAX_FILE_BYTES:
        raise TooLarge(limit_mb=settings.MAX_FILE_BYTES // 1024**2)
    _forget_old(now)
    content, name = upload.read(), upload.name or "tabla"
    key = uuid.uuid4().hex
    default_storage.save(f"{FOLDER}/{key}", ContentFile(content))
    return HeldUpload(signing.dumps([key, name, actor.person_id], salt=_SALT), name, content)


def take_upload(*, actor: Actor, token: str) -> HeldUpload:
    """Return the file that `token` stands for. Raises UploadExpired."""
    try:
        key, name, person_id = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
        if person_id != actor.person_id:
            raise UploadExpired()
        with default_storage.open(f"{FOLDER}/{key}") as held:
            return HeldUpload(token, name, held.read())
    except (signing.BadSignature, FileNotFoundError):
        raise UploadExpired() from None


def release_upload(held: HeldUpload) -> None:
    """Forget a file that was carried out or given up."""
    key = signing.loads(held.token, salt=_SALT)[0]
    default_storage.delete(f"{FOLDER}/{key}")


def _forget_old(now: datetime) -> None:
    if not default_storage.exists(FOLDER):
        return
    for key in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{key}"
        with suppress(FileNotFoundError):  # whoever else forgets it, or carries it out, was faster
            if default_storage.get_modified_time(path) < now - MAX_AGE:
                default_storage.delete(path)
