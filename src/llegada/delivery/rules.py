"""Rules of sessions and commitments: transitions, what is overdue, what the minutes need. No Django here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import Final

from llegada.core.text import fold

#: (state, action) → state of a session.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("planned", "convene"): "convened",
    ("planned", "hold"): "held",
    ("planned", "reschedule"): "planned",
    ("planned", "miss"): "not_held",
    ("planned", "cancel"): "cancelled",
    ("convened", "invite"): "convened",
    ("convened", "hold"): "held",
    ("convened", "reschedule"): "planned",
    ("convened", "miss"): "not_held",
    ("convened", "cancel"): "cancelled",
    ("held", "approve_minutes"): "minutes_approved",
}
#: (state, action) → state of a commitment.
COMMITMENT_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("open", "fulfill"): "fulfilled",
    ("open", "cancel"): "cancelled",
    ("fulfilled", "verify"): "verified",
    ("fulfilled", "reopen"): "open",
}
#: Actions that are refused without a written reason.
NEEDS_REASON: Final = frozenset({"cancel", "reopen", "miss", "reschedule"})
#: States of a plan in which something may be agreed outside its sessions: signed, and not yet closed.
PROMISED_IN: Final = frozenset({"signed", "in_execution", "suspended", "finished"})
#: A session counts in the figures in these states.
COUNTED: Final = frozenset({"held", "minutes_approved", "historical"})
#: Attendance, commitments and evidence may be written in these states; approved minutes are closed.
OPEN_TO_RECORD: Final = frozenset({"planned", "convened", "held"})
#: A session in these states is still to come, or to be recorded.
AWAITED: Final = frozenset({"planned", "convened"})
#: It did not take place, and says why.
GIVEN_UP: Final = frozenset({"cancelled", "not_held"})
#: How many days ahead a session or a commitment is announced to whom it awaits.
SOON_DAYS: Final = 7


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a session from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a session's state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def next_commitment_status(current: str, action: str) -> str | None:
    """Return where `action` leads a commitment from `current`, or None if nowhere."""
    return COMMITMENT_TRANSITIONS.get((current, action))


def is_overdue(*, due_on: date, status: str, today: date) -> bool:
    """Return whether a commitment is late: its date has passed and it is still open."""
    return status == "open" and due_on < today


def is_due_soon(*, due_on: date, status: str, today: date) -> bool:
    """Return whether an open commitment must be fulfilled within SOON_DAYS days."""
    return status == "open" and today <= due_on <= today + timedelta(days=SOON_DAYS)


def person_key(name: str, email: str, entity_name: str) -> int:
    """Return a number of 63 bits that is the same for the same person, whatever the accents, case or spaces.

    It comes from the e-mail address or, lacking it, from name and entity together: it tells people apart without naming them.
    """
    address = email.strip().casefold()
    identity = f"email:{address}" if address else f"name:{fold(name)}|{fold(entity_name)}"
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8]) >> 1


def detail_problems(
    *,
    held_on: date,
    starts_at: time,
    ends_at: time,
    kind: str,
    other_kind: str,
    plan_starts_on: date,
    plan_ends_on: date,
) -> dict[str, str]:
    """Return what is wrong with when and how a session takes place: field → problem (see `errors.DETAIL_SENTENCES`)."""
    problems = {}
    if ends_at <= starts_at:
        problems["ends_at"] = "hours_inverted"
    if not plan_starts_on <= held_on <= plan_ends_on:
        problems["held_on"] = "outside_plan"
    if kind == "other" and not other_kind.strip():
        problems["other_kind"] = "other_kind_missing"
    return problems


def missing_for_minutes(
    *, attendance: int, what_was_done: str, commitments: int, no_commitments: bool
) -> tuple[str, ...]:
    """Return what minutes still need before they are approved, in the order of the page; empty if nothing."""
    return tuple(
        part
        for part, is_there in (
            ("attendance", attendance > 0),
            ("what_was_done", bool(what_was_done.strip())),
            ("commitments", commitments > 0 or no_commitments),
        )
        if not is_there
    )


def may_approve_minutes(*, approver_id: int | None, author_ids: Collection[int | None]) -> bool:
    """Return whether a person may approve minutes: nobody approves what they wrote, recorded or gave as advisor."""
    return approver_id is not None and approver_id not in author_ids


def may_verify(*, verifier_id: int | None, doer_id: int | None) -> bool:
    """Return whether a person may verify a commitment: whoever fulfilled it may not."""
    return verifier_id is not None and verifier_id != doer_id


def pending_items(text: str) -> list[str]:
    """Return the items of an agenda that were left, one a line, without blank lines, bullets or numbers before them."""
    lines = (line.strip().lstrip("-•*·").strip() for line in text.splitlines())
    return [line for line in lines if line]


def carried_agenda(pending: str, since: str) -> str:
    """Return how the items left at a session open the agenda of the next one, each marked with when it was left (`since`)."""
    return "\n".join(f"{item} ({since})" for item in pending_items(pending))
