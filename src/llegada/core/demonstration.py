"""Whether this installation holds the demonstration: pages and documents must then say that nothing in it is real."""

from __future__ import annotations

from typing import Final

from llegada.core.models import Event

LOADED_VERB: Final = "demo.loaded"


def is_demo_loaded() -> bool:
    """Return whether the fictitious year was loaded here."""
    return Event.objects.filter(verb=LOADED_VERB).exists()
