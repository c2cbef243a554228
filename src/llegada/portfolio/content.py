"""What a version of a service says, as one value: what forms, the API and imports hand to the services."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from llegada.accounts.models import Organization
from llegada.core.text import fold
from llegada.portfolio.models import ServiceVersion, ThematicLine


@dataclass(frozen=True)
class MilestoneContent:
    """A weighted control point; `weight` in percentage points, `typical_days` and `wait_days` in days.

    `starts_after` is the number of the milestone after which it starts: None is the one before it, 0 the first day.
    """

    name: str
    weight: Decimal
    expected_evidence: str = ""
    typical_days: int | None = None
    control_point: str = ""
    starts_after: int | None = None
    wait_days: int = 0


@dataclass(frozen=True)
class ServiceContent:
    """All that a version says. `modalities` holds values of `Modality`; milestones come in their order."""

    name: str
    line: ThematicLine
    kind: str = ""
    objective: str = ""
    deliverable: str = ""
    audience: str = ""
    website: str = ""
    modalities: tuple[str, ...] = ()
    milestones: tuple[MilestoneContent, ...] = field(default=())

    def __post_init__(self) -> None:
        """Tidy the text: one kind of line break, no blanks at the ends; modalities in one order, each once."""
        for name in TEXT_FIELDS:
            object.__setattr__(self, name, "\n".join(str(getattr(self, name)).splitlines()).strip())
        object.__setattr__(self, "modalities", tuple(sorted(set(self.modalities))))

    def identity(self) -> dict[str, Any]:
        """Return the name and the line: what is said from the first idea on."""
        return {name: getattr(self, name) for name in IDENTITY_FIELDS}


TEXT_FIELDS = ("name", "objective", "deliverable", "audience", "website")
#: Fields of `ServiceContent` that are columns of the version.
VERSION_FIELDS = ("name", "line", "kind", "objective", "deliverable", "audience", "website")
#: What a version says from its first idea on; the rest is of its design.
IDENTITY_FIELDS = ("name", "line")
#: Fields of `MilestoneContent`, all columns of the milestone.
MILESTONE_FIELDS = tuple(one.name for one in fields(MilestoneContent))
CONTENT_FIELDS = (*VERSION_FIELDS, "modalities", "milestones")


def content_of(version: ServiceVersion) -> ServiceContent:
    """Return what `version` says. Makes no query if its line, modalities and milestones are loaded."""
    return ServiceContent(
        **{name: getattr(version, name) for name in VERSION_FIELDS},
        modalities=tuple(one.modality for one in version.modalities.all()),
        milestones=tuple(
            MilestoneContent(**{name: getattr(one, name) for name in MILESTONE_FIELDS})
            for one in sorted(version.milestones.all(), key=lambda milestone: milestone.position)
        ),
    )


def changed_fields(before: ServiceContent, after: ServiceContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    return [name for name in CONTENT_FIELDS if getattr(before, name) != getattr(after, name)]


def search_text(content: ServiceContent, organization: Organization) -> str:
    """Return the folded text by which a version is searched."""
    parts = (content.name, content.line.name, organization.name, organization.acronym)
    return fold(" ".join((*parts, content.objective, content.deliverable, content.audience)))
