"""What the approved annual plans have for one entity (FOC-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from llegada.planning import rules
from llegada.planning.choices import LineOrigin, LineStatus
from llegada.planning.models import AnnualPlanLine


@dataclass(frozen=True)
class PlannedFor:
    """A line of an approved plan: what is public of it. `origin` says whether the entity asked for it, where it is said."""

    year: int
    organization: str
    unit: str
    service: str | None
    origin: str
    status: str
    starts_on: date
    ends_on: date

    @property
    def was_asked_for(self) -> bool:
        """Return whether the entity asked for it."""
        return self.origin == LineOrigin.DEMAND

    @property
    def origin_label(self) -> str | None:
        """Return who asked for it in words, or None where nobody said."""
        return str(LineOrigin(self.origin).label) if self.origin else None

    @property
    def status_label(self) -> str:
        """Return the state in words."""
        return str(LineStatus(self.status).label)


def list_planned_for(*, entity_id: int) -> list[PlannedFor]:
    """Return the lines of approved plans for an entity, the newest first; those cancelled too, with their state. Public."""
    lines = AnnualPlanLine.objects.filter(entity=entity_id, plan__status__in=rules.PLAN_DECIDED)
    found = lines.exclude(status=LineStatus.PROPOSED).order_by("-starts_on", "-pk")
    return [
        PlannedFor(
            year=line.plan.cycle.year,
            organization=line.plan.unit.organization.name,
            unit=line.plan.unit.name,
            service=line.service.published_version.name if line.service.published_version else None,
            origin=line.origin,
            status=line.status,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
        )
        for line in found.select_related("plan__cycle", "plan__unit__organization", "service__published_version")
    ]
