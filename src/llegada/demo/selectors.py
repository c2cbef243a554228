"""Whether this installation holds the demonstration."""

from llegada.core.demonstration import LOADED_VERB, is_demo_loaded

__all__ = ["LOADED_VERB", "is_demo_loaded"]
