"""Whether this installation holds the demonstration."""

from __future__ import annotations

from llegada.core.models import Event

LOADED_VERB = "demo.loaded"


def is_demo_loaded() -> bool:
    """Return whether the fictitious year was loaded here, which every page must then say."""
    return Event.objects.filter(verb=LOADED_VERB).exists()
