"""Rules of joint plans: how they and their parts move, where the whole stands, and its progress (PTR-05). No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from llegada.workplans.rules import ENDED, FOLLOWED, Progress

#: (state, action) → state of a joint plan. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("forming", "form"): "formed",
    ("forming", "dissolve"): "dissolved",
    ("formed", "dissolve"): "dissolved",
}
#: (state, action) → state of a part. Anything else is refused.
PART_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("invited", "accept"): "accepted",
    ("invited", "decline"): "declined",
    ("invited", "withdraw"): "withdrawn",
    ("accepted", "leave"): "left",
}
#: Actions refused without words.
NEEDS_REASON: Final = frozenset({"dissolve", "decline", "leave"})
#: States of a part whose unit reads the joint plan.
SEEN_BY: Final = frozenset({"invited", "accepted", "left"})
#: Where the whole stands, in order; one that was dissolved left the path.
PATH: Final = ("forming", "to_sign", "signed", "in_execution", "finished")
#: A joint plan is of so many parts at least.
FEWEST_PARTS: Final = 2
MOST_WEIGHT: Final = 100


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a joint plan from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def next_part_status(current: str, action: str) -> str | None:
    """Return where `action` leads a part from `current`, or None if nowhere."""
    return PART_TRANSITIONS.get((current, action))


#: Of a part without milestones.
NO_DATA: Final = Progress(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class PartState:
    """What the whole asks of a part: its answer, its weight, and of its plan the state, who has not signed it and the progress.

    `plan_status` "" where there is no plan yet.
    """

    status: str
    weight: int
    plan_status: str = ""
    missing: tuple[str, ...] = ()
    progress: Progress = NO_DATA

    @property
    def goes_on(self) -> bool:
        """Return whether the part counts: it takes part, and its plan did not end before its time."""
        return self.status == "accepted" and self.plan_status != "terminated"

    @property
    def is_signed(self) -> bool:
        """Return whether both parties have signed its plan."""
        return self.plan_status in FOLLOWED and not self.missing

    @property
    def went_away(self) -> bool:
        """Return whether it was in, and is no more."""
        return self.status == "left" or (self.status == "accepted" and self.plan_status == "terminated")


def lacking_to_form(parts: Iterable[PartState]) -> list[str]:
    """Return what a joint plan lacks to be formed: «few_parts», «unanswered», «no_plan»; nothing when it may be."""
    known = list(parts)
    accepted = [one for one in known if one.goes_on]
    found = []
    if len(accepted) < FEWEST_PARTS:
        found.append("few_parts")
    if any(one.status == "invited" for one in known):
        found.append("unanswered")
    if any(not one.plan_status for one in accepted):
        found.append("no_plan")
    return found


def stage_of(status: str, parts: Iterable[PartState]) -> str:
    """Return where the whole stands: «dissolved» or one of PATH.

    With fewer than two parts that go on, one formed is no longer joint: what is left is an ordinary plan.
    """
    going = [one for one in parts if one.goes_on]
    if status == "dissolved" or (status == "formed" and len(going) < FEWEST_PARTS):
        return "dissolved"
    if status == "forming":
        return "forming"
    if all(one.plan_status in {"finished", "closed"} for one in going):
        return "finished"
    if any(one.plan_status in {"in_execution", "suspended", "finished", "closed"} for one in going):
        return "in_execution"
    return "signed" if all(one.is_signed for one in going) else "to_sign"


def steps_of(stage: str) -> list[tuple[str, str]]:
    """Return each place of PATH with how it stands: «done», «current» or «pending»; none for one that was dissolved."""
    if stage not in PATH:
        return []
    place = PATH.index(stage) if stage != PATH[-1] else len(PATH)
    return [
        (one, "done" if index < place else "current" if index == place else "pending") for index, one in enumerate(PATH)
    ]


def whole_progress(parts: Sequence[PartState]) -> Progress:
    """Return Σ weight · progress of each part over Σ weights, of the parts given.

    If one of them has no milestones yet there is no data for the whole: a part that is not known is not zero.
    """
    if not parts or any(one.progress.total == 0 for one in parts):
        return NO_DATA
    done = sum((one.weight * one.progress.done / one.progress.total for one in parts), Decimal(0))
    return Progress(done=done, total=Decimal(sum(one.weight for one in parts)))


def may_leave(plan_status: str) -> bool:
    """Return whether a part may leave: one that its entity signed ends its plan instead, with reasons and lessons."""
    return plan_status not in FOLLOWED and plan_status not in ENDED
