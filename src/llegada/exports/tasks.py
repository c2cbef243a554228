"""Makes the files that are large."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from llegada.exports import services


@task()
def make_export_file(file_id: int) -> None:
    """Make a file that somebody asked for. Harmless twice: a file is taken once."""
    services.make_file(file_id=file_id, now=timezone.now())
