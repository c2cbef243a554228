"""What the sections of a design and of an operation say, as values: what forms and the demonstration hand to the services.

A section says some things once (`said`) and others in rows. Rows are told apart by their `key`, which stays the same from
version to version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Model, Prefetch, Q

from llegada.portfolio.content import MILESTONE_FIELDS
from llegada.portfolio.design_rules import CONDITIONS, DESIGN_SECTIONS, Row
from llegada.portfolio.models import (
    ActivationStep,
    CapacityGap,
    CapacityObjective,
    DesignCost,
    DesignIndicator,
    DesignSheet,
    FieldAnswer,
    GovernanceBody,
    OperationSheet,
    Service,
    ServiceActor,
    ServiceVersion,
)

Owner = ServiceVersion | Service


@dataclass(frozen=True)
class Part:
    """A list of rows of a version (or of a service): its model, the name of its rows there, and the fields of each.

    The first field names the row. `links` says which of the fields is a set of keys of other rows; `is_linked`, that other
    rows point to these.
    """

    model: type[Model]
    owner: str
    related: str
    fields: tuple[str, ...]
    links: str = ""
    is_linked: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the fields that are columns of the row."""
        return tuple(name for name in self.fields if name != self.links)


_CONDITIONS: Final = tuple(name for one in CONDITIONS for name in (f"is_{one}", f"{one}_how"))
PARTS: Final[Mapping[str, Part]] = {
    "gaps": Part(
        CapacityGap,
        "version",
        "gaps",
        (
            "description", "level", "kind", "capacity", "measure", "present_value", "wanted_value", "workshop_on",
            "workshop_record",
        ),
        is_linked=True,
    ),
    "objectives": Part(CapacityObjective, "version", "objectives", ("text", "gaps", *_CONDITIONS), links="gaps"),
    "indicators": Part(DesignIndicator, "version", "indicators", ("sheet", "goal_value", "goal_year")),
    "costs": Part(
        DesignCost, "version", "costs", ("item", "source", "year", "amount", "operation", "administration")
    ),
    "actors": Part(
        ServiceActor, "service", "actors", ("name", "ecosystem", "interest", "influence", "stance", "brings")
    ),
    "governance": Part(GovernanceBody, "service", "bodies", ("name", "tier", "role", "frequency")),
    "activation": Part(ActivationStep, "service", "steps", ("what", "kind", "done_on", "proof")),
}  # fmt: skip
#: Section → what it says once, as columns of the sheet of its owner.
SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": ("ending", "topics", "day_kind"),
    "governance": ("national_role", "territorial_role"),
    "closure": ("closing_review", "replacement"),
}
#: What must be loaded with a version so that what its design says is read without more queries.
DESIGN_SAID: Final = (
    "design",
    "modalities",
    "milestones",
    "gaps",
    Prefetch("objectives", queryset=CapacityObjective.objects.prefetch_related("gaps")),
    Prefetch("indicators", queryset=DesignIndicator.objects.select_related("sheet")),
    "costs",
    Prefetch("answers", queryset=FieldAnswer.objects.select_related("field")),
)
#: How many of the questions of the CREMAS check a sheet answers well.
_CHECKED: Final = Count("sheet__answers", filter=Q(sheet__answers__holds=True) & ~Q(sheet__answers__justification=""))
#: The same, and what is needed to judge it: each indicator with `checked`.
DESIGN_PARTS: Final = (
    *(part for part in DESIGN_SAID if not isinstance(part, Prefetch) or part.prefetch_to != "indicators"),
    Prefetch("indicators", queryset=DesignIndicator.objects.select_related("sheet").annotate(checked=_CHECKED)),
)


@dataclass(frozen=True)
class SectionContent:
    """All that a section says. In «fields», `said` maps the identifier of each field of the unit to its answer."""

    said: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def fingerprint(self) -> str:
        """Return what tells this content from another, so that two people who edit the same section find out."""
        return hashlib.sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()[:16]

    def plain(self) -> dict[str, Any]:
        """Return the content as JSON keeps it."""
        rows = [{name: _plain(value) for name, value in row.items()} for row in self.rows]
        return {"said": {name: _plain(value) for name, value in self.said.items()}, "rows": rows}


def content_of_section(owner: Owner, section: str) -> SectionContent:
    """Return what a section of a version (or of the operation of a service) says. No query if its parts are loaded."""
    if section == "fields" and isinstance(owner, ServiceVersion):
        return SectionContent({str(one.field.public_id): one.text for one in owner.answers.all()})
    sheet = sheet_of(owner)
    said: dict[str, Any] = {name: getattr(sheet, name) for name in SAID.get(section, ())}
    if section == "delivery" and isinstance(owner, ServiceVersion):
        said["modalities"] = tuple(sorted(one.modality for one in owner.modalities.all()))
        ordered = sorted(owner.milestones.all(), key=lambda milestone: milestone.position)
        return SectionContent(said, tuple({name: getattr(one, name) for name in MILESTONE_FIELDS} for one in ordered))
    part = PARTS.get(section)
    return SectionContent(said, rows_of(owner, part) if part else ())


def sheet_of(owner: Owner) -> DesignSheet | OperationSheet:
    """Return the sheet of a version or of a service, unsaved where nothing was ever written in it."""
    try:
        return owner.design if isinstance(owner, ServiceVersion) else owner.operation
    except ObjectDoesNotExist:
        return DesignSheet(version=owner) if isinstance(owner, ServiceVersion) else OperationSheet(service=owner)


def rows_of(owner: Owner, part: Part) -> tuple[Row, ...]:
    """Return the rows of a part in their order, each with its key."""
    found = sorted(getattr(owner, part.related).all(), key=lambda one: (one.position, one.pk))
    rows = []
    for one in found:
        row = {"key": one.key, **{name: getattr(one, name) for name in part.columns}}
        if part.links:
            row[part.links] = tuple(sorted(str(other.key) for other in getattr(one, part.links).all()))
        rows.append(row)
    return tuple(rows)


def section_of_design(name: str) -> bool:
    """Return whether a section is of the design of a version, and not of the operation of a service."""
    return name in DESIGN_SECTIONS


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(getattr(value, "public_id", value.pk))
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, UUID) else value
