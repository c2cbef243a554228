"""What a line says, as one value: what forms, imports, amendments and the demonstration hand to the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from llegada.accounts.models import OrgUnit, Person
from llegada.core.text import fold
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.territory.models import Entity

TEXT_FIELDS: Final = ("external_id", "description", "action_plan_code", "procurement_code")
CHOICE_FIELDS: Final = ("modality", "origin", "obligation")
RELATED_FIELDS: Final = ("entity", "service", "topic", "territorial_manager", "strategy")
#: Fields of `LineContent` that are columns of the line.
LINE_FIELDS: Final = (
    *RELATED_FIELDS, "starts_on", "ends_on", "person_days", *CHOICE_FIELDS, "is_joint", *TEXT_FIELDS,
)  # fmt: skip
CONTENT_FIELDS: Final = (*LINE_FIELDS, "partners", "budget")
_MODELS: Final[dict[str, Any]] = {
    "entity": Entity, "service": Service, "topic": ThematicLine, "territorial_manager": Person, "strategy": Strategy,
}  # fmt: skip


@dataclass(frozen=True)
class LineContent:
    """All that a line says. Without `topic` it is the service's; `budget` maps sources to COP; `partners` are units.

    A published service is needed: its version is loaded with it.
    """

    entity: Entity
    service: Service
    starts_on: date
    ends_on: date
    topic: ThematicLine | None = None
    person_days: Decimal | None = None
    modality: str = ""
    origin: str = ""
    obligation: str = ""
    territorial_manager: Person | None = None
    strategy: Strategy | None = None
    partners: tuple[OrgUnit, ...] = ()
    budget: Mapping[str, Decimal] = field(default_factory=dict)
    external_id: str = ""
    description: str = ""
    action_plan_code: str = ""
    procurement_code: str = ""

    def __post_init__(self) -> None:
        """Tidy the text, take the topic of the service, put partners and budget in one order."""
        for name in TEXT_FIELDS:
            object.__setattr__(self, name, "\n".join(str(getattr(self, name)).splitlines()).strip())
        if self.topic is None and self.service.published_version is not None:
            object.__setattr__(self, "topic", self.service.published_version.line)
        object.__setattr__(self, "partners", tuple(sorted(self.partners, key=lambda unit: unit.pk)))
        object.__setattr__(self, "budget", {key: Decimal(self.budget[key]) for key in sorted(self.budget)})

    @property
    def is_joint(self) -> bool:
        """Return whether other units take part."""
        return bool(self.partners)


def line_content_of(line: AnnualPlanLine) -> LineContent:
    """Return what `line` says. Makes no query if its relations, partners and budgets are loaded."""
    values = {name: getattr(line, name) for name in LINE_FIELDS if name != "is_joint"}
    return LineContent(
        **values,
        partners=tuple(line.partners.all()),
        budget={one.source: one.amount for one in line.budgets.all()},
    )


def changed_line_fields(before: LineContent, after: LineContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    names = (name for name in CONTENT_FIELDS if name != "is_joint")
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def said(content: LineContent, name: str) -> Any:
    """Return what a content says in one field as the history and amendments keep it: plain values, with key and name."""
    value = getattr(content, name)
    if name == "partners":
        return [{"id": one.pk, "name": one.name} for one in value]
    if name == "budget":
        return {source: str(amount) for source, amount in value.items()}
    if name in RELATED_FIELDS:
        return None if value is None else {"id": value.pk, "name": name_of(value)}
    return str(value) if isinstance(value, date | Decimal) else value


def name_of(value: Any) -> str:
    """Return the name of what a line points to; that of a service is in its published version."""
    if isinstance(value, Service):
        return value.published_version.name if value.published_version else str(value)
    return str(value)


def read_said(name: str, value: Any) -> Any:
    """Return what `said` wrote as a value of a content again. Raises ObjectDoesNotExist for what is gone."""
    if name == "partners":
        return tuple(OrgUnit.objects.filter(pk__in=[one["id"] for one in value]))
    if name == "budget":
        return {source: Decimal(amount) for source, amount in value.items()}
    if name in RELATED_FIELDS:
        manager = _MODELS[name]._default_manager
        found = manager.select_related("published_version__line") if name == "service" else manager
        return None if value is None else found.get(pk=value["id"])
    if name in {"starts_on", "ends_on"}:
        return date.fromisoformat(value)
    return Decimal(value) if name == "person_days" and value is not None else value


def line_search_text(content: LineContent) -> str:
    """Return the folded text by which a line is searched."""
    words = (
        content.entity.name, name_of(content.service), content.topic.name if content.topic else "", content.external_id,
        content.description,
    )  # fmt: skip
    return fold(" ".join(words))
