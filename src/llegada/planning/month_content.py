"""What the programming of a month says, as one value: the same for the form, the service and what the history keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from llegada.accounts.models import Person
from llegada.planning.models import LineMonth

TEXT_FIELDS: Final = ("place", "materials", "note")
MONTH_FIELDS: Final = ("team", "person_days", *TEXT_FIELDS, "steps")


@dataclass(frozen=True)
class StepContent:
    """One administrative step; `key` is that of the step that it already was, or None."""

    name: str
    due_on: date | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class MonthContent:
    """All that the programming of a month says. Whether its steps are done is marked apart."""

    team: tuple[Person, ...] = ()
    person_days: Decimal | None = None
    place: str = ""
    materials: str = ""
    note: str = ""
    steps: tuple[StepContent, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the text and put the team in one order."""
        for name in TEXT_FIELDS:
            object.__setattr__(self, name, "\n".join(str(getattr(self, name)).splitlines()).strip())
        object.__setattr__(self, "team", tuple(sorted(self.team, key=lambda person: (person.full_name, person.pk))))


def month_content_of(programming: LineMonth | None) -> MonthContent:
    """Return what is programmed, nothing for None. Makes no query if team and steps are loaded."""
    if programming is None:
        return MonthContent()
    return MonthContent(
        team=tuple(programming.team.all()),
        person_days=programming.person_days,
        place=programming.place,
        materials=programming.materials,
        note=programming.note,
        steps=tuple(StepContent(one.name, one.due_on, one.public_id) for one in programming.steps.all()),
    )


def copied(content: MonthContent) -> MonthContent:
    """Return what another month begins with: the same, with its steps to be done again and on no day yet."""
    return MonthContent(
        team=content.team,
        person_days=content.person_days,
        place=content.place,
        materials=content.materials,
        steps=tuple(StepContent(one.name) for one in content.steps),
    )


def changed_month_fields(before: MonthContent, after: MonthContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    told = ("team", "steps")  # 4 days are 4,0 days; people and steps are compared by what is kept of them
    return [
        name
        for name in MONTH_FIELDS
        if (
            month_said(before, name) != month_said(after, name)
            if name in told
            else getattr(before, name) != getattr(after, name)
        )
    ]


def month_said(content: MonthContent, name: str) -> Any:
    """Return what a content says in one field as the history keeps it: plain values, people with key and name."""
    value = getattr(content, name)
    if name == "team":
        return [{"id": one.pk, "name": one.full_name} for one in value]
    if name == "steps":
        return [{"name": one.name, "due_on": str(one.due_on) if one.due_on else None} for one in value]
    return None if value is None else str(value)


def month_written(content: MonthContent, name: str) -> str:
    """Return what a content says in one field, in words."""
    value = getattr(content, name)
    if name == "team":
        return ", ".join(one.full_name for one in value)
    if name == "steps":
        return "; ".join(_step_words(value))
    return "" if value is None else str(value)


def _step_words(steps: Sequence[StepContent]) -> list[str]:
    return [f"{one.name} ({one.due_on})" if one.due_on else one.name for one in steps]
