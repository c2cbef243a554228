"""The route of a plan by stages, from knowing the entity to the tangible delivery, and its order (PTR-07). No Django here."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

#: Stages of the route, in their order (seed S3, Replicabilidad).
ROUTE: Final = ("profiling", "diagnosis", "alternative", "execution", "delivery")
#: Stages that whoever assists closes; the alternative is closed by the entity that agrees to one, the delivery by its act.
CLOSED_BY_PROVIDER: Final = frozenset({"profiling", "diagnosis", "execution"})
#: An alternative is agreed among so many at least: one alone was not chosen.
FEWEST_ALTERNATIVES: Final = 2


def current_stage(closed: Collection[str]) -> str | None:
    """Return the first stage of the route that is not closed, or None when all are."""
    return next((stage for stage in ROUTE if stage not in closed), None)


def stages_before(stage: str, closed: Collection[str]) -> list[str]:
    """Return the stages before `stage` that are not closed: while there is one, nothing of `stage` is done."""
    return [one for one in ROUTE[: ROUTE.index(stage)] if one not in closed]


def steps_of(closed: Collection[str]) -> list[tuple[str, str]]:
    """Return each stage with how it stands: «done», «current» or «pending»."""
    current = current_stage(closed)
    return [(one, "done" if one in closed else "current" if one == current else "pending") for one in ROUTE]
