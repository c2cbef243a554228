"""Gives a stored file back. The app that attaches it has already checked who may read it."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse

from llegada.records.errors import FileLost
from llegada.records.models import StoredFile


def file_response(stored: StoredFile, name: str) -> FileResponse:
    """Return `stored` as a download called `name`: never shown in place, never guessed at, never kept by anybody between.

    Raises FileLost.
    """
    try:
        content = default_storage.open(stored.storage_name, "rb")
    except FileNotFoundError:
        raise FileLost() from None
    response = FileResponse(content, as_attachment=True, filename=name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
