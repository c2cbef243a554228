"""Rules of amendments of a signed plan: who moves them on, and where the weight of a milestone goes. No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

#: (state, action) → state of an amendment. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("proposed", "accept"): "accepted",
    ("proposed", "approve"): "applied",
    ("proposed", "refuse"): "refused",
    ("proposed", "withdraw"): "withdrawn",
    ("accepted", "approve"): "applied",
    ("accepted", "refuse"): "refused",
    ("accepted", "withdraw"): "withdrawn",
}
#: Kinds that the entity accepts before they are approved: they change what it signed. The others it is told of.
NEEDS_ENTITY: Final = frozenset({"dates", "services", "people"})
#: Actions refused without a written reason.
NEEDS_REASON: Final = frozenset({"refuse"})
#: Actions that whoever proposed an amendment does not take.
SECOND_PERSON: Final = frozenset({"accept", "approve"})
#: States in which an amendment still waits for somebody.
OPEN: Final = frozenset({"proposed", "accepted"})
#: States of a plan that changes by amendments: signed and not ended.
AMENDABLE: Final = frozenset({"signed", "in_execution", "suspended"})
#: States of a milestone that an amendment may move or set aside: nobody has reported it.
MOVABLE: Final = frozenset({"pending", "returned"})
#: States of a milestone whose weight an amendment leaves alone while there is another to take it.
_EARNED: Final = frozenset({"validated"})
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Change:
    """One thing that an amendment changes, in plain JSON values. `of` is the public id of the milestone, version or person."""

    field: str
    before: str
    after: str
    of: str = ""
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)


def next_status(current: str, action: str, *, kind: str) -> str | None:
    """Return where `action` leads an amendment of `kind`, or None if nowhere.

    The entity accepts first where it must, and only there.
    """
    needs_entity = kind in NEEDS_ENTITY
    if (action == "accept" and not needs_entity) or (action == "approve" and needs_entity and current == "proposed"):
        return None
    return TRANSITIONS.get((current, action))


def available_actions(current: str, *, kind: str) -> list[str]:
    """Return the actions that the state of an amendment of `kind` admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current and next_status(status, action, kind=kind)]


def redistribute(freed: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return `weights` (hundredths) with `freed` shared among them in proportion; their sum grows by exactly `freed`.

    What rounding leaves over goes, one hundredth each, to the largest remainders, the first of equals first. Weights all zero
    share alike. Raises ValueError if there is nobody to share with.
    """
    if not weights:
        raise ValueError("nobody to share with")
    cents = int(freed / _CENT)
    base = [int(weight / _CENT) for weight in weights]
    parts = base if any(base) else [1] * len(base)
    total = sum(parts)
    given = [cents * part // total for part in parts]
    remainders = sorted(range(len(parts)), key=lambda at: (-(cents * parts[at] % total), at))
    for at in remainders[: cents - sum(given)]:
        given[at] += 1
    return [(own + more) * _CENT for own, more in zip(base, given, strict=True)]


def weights_without(milestones: Iterable[tuple[str, Decimal, str]], skipped: str) -> dict[str, Decimal]:
    """Return the new weight of each milestone of a service (key, weight, state) once `skipped` does not apply.

    The weight goes to those not yet validated, so that what was earned stays as it was; only if there is none, to the validated.
    Raises ValueError if no other milestone of the service applies.
    """
    rows = [row for row in milestones if row[2] != "not_applicable"]
    freed = next(weight for key, weight, _ in rows if key == skipped)
    others = [row for row in rows if row[0] != skipped]
    takers = [row for row in others if row[2] not in _EARNED] or others
    shared = redistribute(freed, [weight for _, weight, _ in takers])
    return {skipped: Decimal("0.00")} | {row[0]: new for row, new in zip(takers, shared, strict=True)}
