"""Turns lines of the annual plan into draft work plans, one a line; a line that has its plan is left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.choices import ServiceStatus
from llegada.workplans import selectors
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.services.basis import PlanBasis
from llegada.workplans.services.plans import PlanText, create_plan

#: Most lines in one act: each makes its plan with its milestones.
MOST_LINES: Final = 100
_TITLE: Final = WorkPlan._meta.get_field("title").max_length or 0


@dataclass
class LinesCarriedOut:
    """What became of the lines: plans made, how many had theirs already, and those left with why."""

    made: list[WorkPlan] = field(default_factory=list)
    already: int = 0
    left: list[tuple[AnnualPlanLine, str | Promise]] = field(default_factory=list)


@transaction.atomic
def carry_out_lines(
    *, actor: Actor, line_ids: Sequence[UUID], advisor: Person | None, now: datetime
) -> LinesCarriedOut:
    """Make the draft work plan of each line, with its entity, its service as published now, its dates and its unit.

    `advisor` answers for all of them; without one, the territorial manager of each line. Raises NotAllowed, and Invalid if no
    line is given or too many.
    """
    WORK_PLAN_POLICY.require_ever(actor, Permission.EDIT)
    if not line_ids:
        raise Invalid({"lines": _("Elija al menos una línea.")})
    if len(line_ids) > MOST_LINES:
        raise Invalid({"lines": str(_("Elija como máximo %(count)s líneas cada vez.")) % {"count": MOST_LINES}})
    done = LinesCarriedOut()
    lines = selectors.list_lines_in_course(actor=actor).filter(public_id__in=line_ids)
    waiting = set(
        selectors.list_lines_to_carry_out(actor=actor).filter(public_id__in=line_ids).values_list("pk", flat=True)
    )
    units = {unit.pk: unit for unit in selectors.list_units_to_plan(actor=actor)}
    for line in lines.select_related("territorial_manager").prefetch_related("partners"):
        if line.pk not in waiting:
            done.already += 1
            continue
        try:
            with transaction.atomic():
                done.made.append(_make(actor, line, _unit_of(line, units), advisor or line.territorial_manager, now))
        except Invalid as refused:
            done.left.append((line, next(iter(refused.fields.values()))[0]))
    return done


def _unit_of(line: AnnualPlanLine, units: dict[int, OrgUnit]) -> OrgUnit:
    """Return the unit that carries a line out: its own, or else one of those that do it together with it."""
    joint = (partner for partner in line.partners.all() if partner.pk in units)
    return units.get(line.plan.unit_id) or next(joint, line.plan.unit)


def _make(actor: Actor, line: AnnualPlanLine, unit: OrgUnit, advisor: Person | None, now: datetime) -> WorkPlan:
    version = line.service.published_version
    if version is None or line.service.status != ServiceStatus.PUBLISHED:
        raise Invalid({"services": _("Su servicio ya no se ofrece. Pida una modificación de la línea.")})
    if advisor is None:
        raise Invalid({"advisor": _("La línea no dice quién la gestiona. Elija quién responde por los planes.")})
    text = PlanText(
        title=f"{version.name} · {line.entity.name}"[:_TITLE],
        objectives=line.description or version.objective,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
    )
    return create_plan(
        actor=actor,
        unit=unit,
        entity=line.entity,
        advisor=advisor,
        services=[line.service],
        text=text,
        basis=PlanBasis(line),
        now=now,
    )
