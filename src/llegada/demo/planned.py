"""Puts in the annual plan of some units what they do in the year, so that their work plans come from its lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from llegada.accounts.models import OrgUnit, Person
from llegada.demo.script import PlanScript
from llegada.planning.choices import LineStatus
from llegada.planning.line_content import LineContent
from llegada.planning.models import AnnualPlanLine

#: The units that plan what they do; in the others, entities ask when the plan is already approved.
PLANNING_UNITS: Final = ("INAT-GRE", "INAT-GPT")
#: Of so many work plans, one comes from a request and has no line.
_ONE_IN: Final = 5
_LAST_DAY: Final = (12, 20)


def scripts_of(unit: OrgUnit, scripts: Iterable[PlanScript], *, year: int) -> list[PlanScript]:
    """Return the plans of a unit that begin in a year and were foreseen."""
    own = [one for one in scripts if one.version.service.unit_id == unit.pk and one.starts_on.year == year]
    return [one for number, one in enumerate(own, start=1) if number % _ONE_IN]


def content_of(script: PlanScript, key: str, manager: Person) -> LineContent:
    """Return the line from which a plan comes; what goes on into the next year ends in December."""
    last = date(script.starts_on.year, *_LAST_DAY)
    return LineContent(
        entity=script.entity,
        service=script.version.service,
        starts_on=min(script.starts_on, last),
        ends_on=min(script.ends_on, last),
        person_days=Decimal(12),
        modality="onsite_ta",
        origin="demand",
        obligation="voluntary",
        territorial_manager=manager,
        budget={"investment": Decimal(6_000_000)},
        external_id=key,
    )


def find_line(script: PlanScript, unit: OrgUnit) -> AnnualPlanLine | None:
    """Return the line that foresaw a plan and that no other plan has taken, or None."""
    lines = AnnualPlanLine.objects.filter(plan__unit=unit, plan__cycle__year=script.starts_on.year)
    waiting = lines.filter(entity=script.entity, service=script.version.service_id, status=LineStatus.APPROVED)
    return waiting.filter(work_plans__isnull=True).first()
