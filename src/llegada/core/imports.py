"""The report of every import: what would change, what changed, and each bad row with its column, reason and way out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise


class Outcome(StrEnum):
    """What happens to one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WARNED = "warned"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Finding:
    """Something to say of one row: `severity` is WARNED (it goes in) or REJECTED (it does not)."""

    row: int
    column: str
    value: str
    severity: Outcome
    reason: str | Promise


@dataclass(frozen=True)
class ImportSource:
    """The file of an import as its history names it: what it was called, and the SHA-256 of what it held."""

    name: str
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> ImportSource:
        """Return the source that a file is."""
        return cls(name, hashlib.sha256(content).hexdigest())


@dataclass
class ImportReport:
    """Counts and findings of one import; `dry_run` tells whether anything was written."""

    dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: The key of each object that was made or changed → the row that did it.
    rows: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many rows were read: each is counted exactly once."""
        return self.created + self.updated + self.unchanged + self.rejected

    @property
    def warnings(self) -> list[Finding]:
        """Return what was said of rows that go in."""
        return [finding for finding in self.findings if finding.severity is Outcome.WARNED]

    @property
    def rejections(self) -> list[Finding]:
        """Return what was said of rows that do not go in."""
        return [finding for finding in self.findings if finding.severity is Outcome.REJECTED]

    def warn(self, row: int, column: str, value: str, reason: str | Promise) -> None:
        """Note something about a row that goes in."""
        self.findings.append(Finding(row, column, value, Outcome.WARNED, reason))

    def reject(self, row: int, column: str, value: str, reason: str | Promise) -> None:
        """Note why a row does not go in; call once for each reason, and `count(REJECTED)` once for the row."""
        self.findings.append(Finding(row, column, value, Outcome.REJECTED, reason))

    def count(self, outcome: Outcome) -> None:
        """Count one row."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)
