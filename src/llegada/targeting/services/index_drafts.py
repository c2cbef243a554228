"""What an import of indices makes of a file before anything is written: one draft for each index and year, and its report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from llegada.core.imports import ImportReport, Outcome
from llegada.targeting.layout_rules import Layout
from llegada.targeting.models import ExternalIndex, IndexEdition

#: Where a row is: the place of its sheet among those of the file, and its number as the spreadsheet shows it.
RowKey = tuple[int, int]


class DraftKind(StrEnum):
    """What an edition would be beside those that are kept."""

    NEW = "new"
    CORRECTION = "correction"
    SAME = "same"


@dataclass
class Draft:
    """The values of one index for one year as the file has them: place → number, and the row from which each came.

    `notes` are told and kept with the edition. `concerns` are what makes it doubtful: it is not loaded unless whoever loads
    says why it is right. `current` is the edition in force of its year, from which `changed` values differ.
    """

    index: ExternalIndex
    year: int
    column: str
    numbers: dict[str, float] = field(default_factory=dict)
    rows: dict[str, RowKey] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    concerns: list[str] = field(default_factory=list)
    kind: DraftKind = DraftKind.NEW
    current: IndexEdition | None = None
    changed: int = 0
    expected_count: int = 0
    covered_count: int = 0
    is_of_said_year: bool = False

    @property
    def title(self) -> str:
        """Return the index and the year."""
        return f"{self.index.short_name} {self.year}"


@dataclass
class IndexReport(ImportReport):
    """The report of an import of indices: each row counted once, what was repaired, and a draft for each edition."""

    layout: Layout | None = None
    repaired: int = 0
    drafts: list[Draft] = field(default_factory=list)
    #: What is said of the file as a whole.
    notes: list[str] = field(default_factory=list)
    #: The rows that were read, and of them those of which something did not go in.
    read_rows: list[RowKey] = field(default_factory=list)
    refused_rows: set[RowKey] = field(default_factory=set)

    @property
    def to_load(self) -> list[Draft]:
        """Return the drafts that would become an edition."""
        return [draft for draft in self.drafts if draft.kind is not DraftKind.SAME]

    @property
    def concerns(self) -> list[str]:
        """Return what makes the editions to load doubtful, each once."""
        return list(dict.fromkeys(concern for draft in self.to_load for concern in draft.concerns))

    def said_of_editions(self) -> dict[str, list[str]]:
        """Return what is said of the editions, concerns first: each sentence with the titles of those of which it is said."""
        said: dict[str, list[str]] = {}
        for draft in self.drafts:
            for sentence in draft.concerns:
                said.setdefault(sentence, []).append(draft.title)
        for draft in self.drafts:
            for sentence in draft.notes:
                said.setdefault(sentence, []).append(draft.title)
        return said

    def count_rows(self) -> None:
        """Count each row once: by what it gave to a new edition, to a correction or to neither."""
        new, corrected = set[RowKey](), set[RowKey]()
        for draft in self.to_load:
            (new if draft.kind is DraftKind.NEW else corrected).update(draft.rows.values())
        for row in self.read_rows:
            if row in new:
                self.count(Outcome.CREATED)
            elif row in corrected:
                self.count(Outcome.UPDATED)
            else:
                self.count(Outcome.REJECTED if row in self.refused_rows else Outcome.UNCHANGED)
