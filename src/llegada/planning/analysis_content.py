"""What an annual analysis says, part by part, as values: what forms and the demonstration hand to the services."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from llegada.planning.analysis_rules import PRIORITIES, SCENARIOS, Said
from llegada.planning.choices import AnalysisSection
from llegada.planning.models import AnnualAnalysis

#: The parts in the order in which they are written: the sections, then the lists that come out of them.
PARTS: Final = (*AnalysisSection.values, SCENARIOS, PRIORITIES)


@dataclass(frozen=True)
class SourceContent:
    """A link to what was found, with the year of its data where it has one."""

    name: str
    url: str
    year: int | None = None


@dataclass(frozen=True)
class FindingContent:
    """What a section says: what was found, or why it does not apply."""

    text: str = ""
    applies: bool = True
    sources: tuple[SourceContent, ...] = ()

    def __post_init__(self) -> None:
        """Tidy the text."""
        object.__setattr__(self, "text", _tidy(self.text))


@dataclass(frozen=True)
class ScenarioContent:
    """One intervention scenario."""

    name: str
    description: str
    scope: str

    def __post_init__(self) -> None:
        """Tidy the texts."""
        for name in ("name", "description", "scope"):
            object.__setattr__(self, name, _tidy(getattr(self, name)))


@dataclass(frozen=True)
class PriorityContent:
    """One priority; `line` is the key of its thematic line, where it has one."""

    name: str
    reason: str
    line: int | None = None

    def __post_init__(self) -> None:
        """Tidy the texts."""
        for name in ("name", "reason"):
            object.__setattr__(self, name, _tidy(getattr(self, name)))


Part = FindingContent | tuple[ScenarioContent, ...] | tuple[PriorityContent, ...]


def part_of(analysis: AnnualAnalysis, part: str) -> Part:
    """Return what an analysis says in one of PARTS. Makes no query if its parts are loaded."""
    if part == SCENARIOS:
        return tuple(ScenarioContent(one.name, one.description, one.scope) for one in analysis.scenarios.all())
    if part == PRIORITIES:
        return tuple(PriorityContent(one.name, one.reason, one.line_id) for one in analysis.priorities.all())
    found = next((one for one in analysis.findings.all() if one.section == part), None)
    if found is None:
        return FindingContent()
    sources = tuple(SourceContent(one.name, one.url, one.year) for one in found.sources.all())
    return FindingContent(found.text, found.applies, sources)


def said_in(analysis: AnnualAnalysis) -> dict[str, Said | None]:
    """Return of each section whether it applies and says something. Makes no query if its findings are loaded."""
    said = {one.section: Said(one.applies, bool(one.text)) for one in analysis.findings.all()}
    return {key: said.get(key) for key in AnalysisSection.values}


def plain_part(value: Part) -> Any:
    """Return a part as the history keeps it."""
    return asdict(value) if isinstance(value, FindingContent) else [asdict(one) for one in value]


def seen_mark(value: Part) -> str:
    """Return the mark of what a page showed, with which somebody else's change to the same part is found out."""
    return hashlib.sha256(json.dumps(plain_part(value), sort_keys=True).encode()).hexdigest()[:16]


def _tidy(text: str) -> str:
    return "\n".join(str(text).splitlines()).strip()
