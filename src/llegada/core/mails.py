"""What every mail about a decision carries."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid5

from django.conf import settings

from llegada.core.models import Event


def same_message(event: Event, address: str) -> dict[str, str]:
    """Return the headers by which a mailbox knows that the mail of a decision came twice: its process died while it left."""
    return {"Message-ID": f"<{uuid5(event.public_id, address.lower())}@{urlsplit(settings.SITE_URL).hostname}>"}
