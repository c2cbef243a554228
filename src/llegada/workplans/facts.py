"""The fact that a plan, or some milestones of one, contribute to the figures, as it is announced through `core.facts` under KIND.

What a plan contributes is the sum of what its milestones do, so a change of one milestone is announced with that one alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from llegada.workplans.rules import MEASURED, can_be_overdue

KIND: Final = "work_plan"
#: All that a historical plan contributes, told by its own dates: it changes as a whole, by an import or its undoing.
STORY_KIND: Final = "work_plan_story"
#: That the plans of an entity tell something else of who brings what to it, and when; what goes along is its key.
SPAN_KIND: Final = "work_plan_span"
#: States in which the entity has the plan in its hands and has not signed it yet.
TO_SIGN: Final = frozenset({"socialized", "agreed"})
#: States in which a plan is in the figures: drafts, and what is being written again, are nobody's commitment yet.
COUNTED: Final = TO_SIGN | MEASURED | {"terminated"}


@dataclass(frozen=True)
class MilestoneFact:
    """One milestone as a plan follows it; `weight` in hundredths of a percentage point of its service."""

    milestone_id: int
    version_id: int
    status: str
    weight: int
    due_on: date


@dataclass(frozen=True)
class PlanFact:
    """A plan with all its milestones or some, as it stands since `known_on`, the day on which somebody changed it."""

    plan_id: int
    organization_id: int
    unit_id: int
    entity_id: int
    department_id: str | None
    advisor_id: int
    status: str
    starts_on: date
    ends_on: date
    milestones: tuple[MilestoneFact, ...]
    known_on: date
    #: A historical plan after its last day: what nobody reported is no longer late.
    is_over: bool = False

    @property
    def is_counted(self) -> bool:
        """Return whether it is in the figures at all."""
        return self.status in COUNTED

    @property
    def is_followed(self) -> bool:
        """Return whether its milestones count."""
        return self.status in MEASURED

    def can_be_late(self, milestone: MilestoneFact) -> bool:
        """Return whether one of its milestones is late once its date has passed."""
        return can_be_late(milestone.status, self.status, self.is_over)

    def but(self, milestones: Iterable[MilestoneFact]) -> PlanFact:
        """Return the same plan with other milestones."""
        return replace(self, milestones=tuple(milestones))


#: A fact before (None: the plan is new) and after; the day of the change is the one on which `after` is known.
PlanChange = tuple[PlanFact | None, PlanFact]
#: What a historical plan contributes after each of its dates, in order; empty if it has no milestones.
PlanStory = tuple[PlanFact, ...]
#: The key of an entity with which plans were, and of the one with which they are.
SpanChange = tuple[int | None, int | None]


def can_be_late(status: str, plan_status: str, is_over: bool) -> bool:
    """Return whether a milestone is late once its date has passed, given both states and if the plan is over."""
    return not is_over and can_be_overdue(status, plan_status)


def hundredths(weight: Decimal) -> int:
    """Return a weight in percentage points as whole hundredths."""
    return int(weight * 100)
