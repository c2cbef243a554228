"""What an indicator sheet says, as one value: what forms and the demonstration hand to the services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from llegada.accounts.models import OrgUnit, Person
from llegada.core.text import fold
from llegada.indicators.choices import Criterion
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget

TEXT_FIELDS = ("name", "description", "measure_unit", "formula", "variables", "source", "notes")
#: Fields of `SheetContent` that are columns of the sheet.
SHEET_FIELDS = (
    *TEXT_FIELDS,
    "level",
    "baseline_value",
    "baseline_gap",
    "baseline_year",
    "direction",
    "accumulation",
    "periodicity",
    "responsible",
)
#: The order of the initials: C, R, E, M, A, S.
_ORDER = {criterion: place for place, criterion in enumerate(Criterion.values)}
CONTENT_FIELDS = (*SHEET_FIELDS, "targets", "answers")


@dataclass(frozen=True)
class Answer:
    """The answer to one question of the CREMAS check. `criterion` is a value of `Criterion`."""

    criterion: str
    holds: bool
    justification: str = ""


@dataclass(frozen=True)
class SheetContent:
    """All that a sheet says. Values are in its unit of measure; `targets` are (year, value), in the order of the years."""

    name: str
    level: str
    description: str = ""
    measure_unit: str = ""
    formula: str = ""
    variables: str = ""
    source: str = ""
    baseline_value: Decimal | None = None
    baseline_gap: str = ""
    baseline_year: int | None = None
    direction: str = ""
    accumulation: str = ""
    periodicity: str = ""
    responsible: Person | None = None
    notes: str = ""
    targets: tuple[tuple[int, Decimal], ...] = ()
    answers: tuple[Answer, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the text: one kind of line break, no blanks at the ends; targets and answers in one order."""
        for name in TEXT_FIELDS:
            object.__setattr__(self, name, "\n".join(str(getattr(self, name)).splitlines()).strip())
        object.__setattr__(self, "targets", tuple(sorted(self.targets)))
        object.__setattr__(self, "answers", tuple(sorted(self.answers, key=lambda one: _ORDER.get(one.criterion, 9))))

    @property
    def targets_by_year(self) -> dict[int, Decimal]:
        """Return the targets as the rules take them."""
        return dict(self.targets)


def content_of(sheet: IndicatorSheet) -> SheetContent:
    """Return what `sheet` says. Makes no query if its responsible, targets and answers are loaded."""
    return content_with(sheet, sheet.targets.all(), sheet.answers.all())


def content_with(
    sheet: IndicatorSheet, targets: Iterable[IndicatorTarget], answers: Iterable[CremasAnswer]
) -> SheetContent:
    """Return what `sheet` says with its `targets` and `answers`, read apart."""
    return SheetContent(
        **{name: getattr(sheet, name) for name in SHEET_FIELDS},
        targets=tuple((one.year, one.value) for one in targets),
        answers=tuple(Answer(one.criterion, one.holds, one.justification) for one in answers),
    )


def changed_fields(before: SheetContent, after: SheetContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    return [name for name in CONTENT_FIELDS if getattr(before, name) != getattr(after, name)]


def search_text(content: SheetContent, unit: OrgUnit) -> str:
    """Return the folded text by which a sheet is searched."""
    parts = (content.name, content.description, content.measure_unit, content.source, content.variables)
    return fold(" ".join((*parts, unit.name, unit.organization.name)))


def plain(content: SheetContent) -> dict[str, Any]:
    """Return a content as JSON keeps it: names instead of objects, decimals as text."""
    values: dict[str, Any] = {name: getattr(content, name) for name in SHEET_FIELDS}
    values["baseline_value"] = None if content.baseline_value is None else str(content.baseline_value)
    values["responsible"] = content.responsible.full_name if content.responsible else None
    values["targets"] = {str(year): str(value) for year, value in content.targets}
    values["answers"] = {one.criterion: [one.holds, one.justification] for one in content.answers}
    return values
