"""Puts notices into words: what was decided, of what, by whom, why, and where to see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from llegada.accounts.models import Notice
from llegada.core.subjects import Subject, find_subjects


@dataclass(frozen=True)
class ToldNotice:
    """A notice with the name and the address of what its decision was about; both are empty where it is gone."""

    notice: Notice
    subject: Subject


def tell(notices: Iterable[Notice]) -> list[ToldNotice]:
    """Return notices with what they are about, in their order."""
    chosen = list(notices)
    subjects = find_subjects(notice.event for notice in chosen)
    nothing = Subject("")
    return [
        ToldNotice(notice, subjects.get((notice.event.target_kind, notice.event.target_id), nothing))
        for notice in chosen
    ]
