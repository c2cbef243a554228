"""Figures kept beside the facts: moved in the same transaction as the fact, and rebuildable from the facts at any time."""

from llegada.insights.models.assistance import AssistanceCell, CoverArrival, CoverCell, CoverSet, PersonNumber
from llegada.insights.models.progress import LateSpell, ProgressCell, ProgressSum
from llegada.insights.models.sharing import SharedSpell, UnitSpell

__all__ = [
    "AssistanceCell",
    "CoverArrival",
    "CoverCell",
    "CoverSet",
    "LateSpell",
    "PersonNumber",
    "ProgressCell",
    "ProgressSum",
    "SharedSpell",
    "UnitSpell",
]
