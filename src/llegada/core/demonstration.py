"""Whether this installation holds the demonstration: pages and documents must then say that nothing in it is real."""

from __future__ import annotations

from functools import cache
from typing import Final

from llegada.core.models import Event

LOADED_VERB: Final = "demo.loaded"


def is_demo_loaded() -> bool:
    """Return whether the fictitious year was loaded here."""
    return Event.objects.filter(verb=LOADED_VERB).exists()


@cache
def is_demo_settled() -> bool:
    """Return the same, asked once in the life of the process: for pages of who works in an organisation of the installation.

    Once there is an organisation the demonstration is no longer loaded, and it is never taken away.
    """
    return is_demo_loaded()
