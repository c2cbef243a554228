"""Rules of who registers their own attendance: codes, when the door is open, and what may be told of few. No Django here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

#: Letters and digits that nobody takes for others when a code is read aloud or copied from a wall.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: 31⁷ codes, some 27 thousand million: with attempts counted by address, none is found by trying.
CODE_LENGTH: Final = 7
#: No figure about sensitive data is told of fewer people than these (Ley 1581 de 2012; facts B.6).
SMALLEST_CELL: Final = 5
#: Attempts of one address in a minute: a whole event may share one network, who guesses codes may not.
CODES_PER_MINUTE: Final = 20
FORMS_PER_MINUTE: Final = 120

PRE: Final = "pre"
OPEN: Final = "open"
CLOSED: Final = "closed"


def make_code(choose: Callable[[str], str]) -> str:
    """Return a new code; `choose` takes one character of the alphabet."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """Return a code as it is kept, however it was typed: spaces, hyphens and lower case do not matter."""
    return "".join(character for character in text.upper() if character.isalnum())


def door_state(*, status: str, held_on: date, today: date, is_shut: bool) -> str:
    """Return what may be done with a code today: PRE (register beforehand), OPEN (attend) or CLOSED."""
    if is_shut or status not in {"planned", "convened", "held"} or today > held_on:
        return CLOSED
    if today == held_on:
        return OPEN
    return PRE if status != "held" else CLOSED


def tellable(counts: Mapping[str, int], smallest: int = SMALLEST_CELL) -> dict[str, int | None]:
    """Return the counts that may be told, None for those that may not: none below `smallest`, nor any that could be worked out.

    Who knows the total subtracts what is told, so what is hidden must itself add up to `smallest` and be of two cells or more.
    Nothing is told of fewer people than `smallest`. Zeros are hidden among the rest: that nobody is, is known of everybody.
    """
    told: dict[str, int | None] = dict(counts)
    hidden = [name for name, count in counts.items() if count < smallest]
    shown = sorted((count, name) for name, count in counts.items() if count >= smallest)
    while hidden and shown and (len(hidden) < _TWO or sum(counts[name] for name in hidden) < smallest):
        hidden.append(shown.pop(0)[1])
    for name in hidden:
        told[name] = None
    return told


_TWO: Final = 2
