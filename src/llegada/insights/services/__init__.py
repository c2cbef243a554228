"""Changes of the figures: moving cells with their fact, building all of them again, and checking them against the facts."""

from llegada.insights.services.checking import Difference, find_differences
from llegada.insights.services.moving import apply_session_fact, apply_session_facts
from llegada.insights.services.rebuilding import Rebuilt, needs_rebuild, rebuild_figures

__all__ = [
    "Difference",
    "Rebuilt",
    "apply_session_fact",
    "apply_session_facts",
    "find_differences",
    "needs_rebuild",
    "rebuild_figures",
]
