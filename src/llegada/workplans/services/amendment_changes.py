"""What each kind of amendment may change in a signed plan, written as changes from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from llegada.accounts.models import Person
from llegada.core.errors import Invalid, NotFound
from llegada.portfolio.models import Service
from llegada.workplans import amendment_rules, selectors
from llegada.workplans.amendment_rules import Change
from llegada.workplans.choices import AmendmentKind, MilestoneStatus, WorkPlanStatus
from llegada.workplans.errors import MilestoneStays
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService
from llegada.workplans.services.plans import check_days, version_to_plan

COUNTERPART: Final = ("counterpart_name", "counterpart_post", "counterpart_email")


@dataclass(frozen=True)
class Wanted:
    """What a plan should say; what is left out stays. `due_on` goes by public id of milestone; `services` are all it keeps."""

    starts_on: date | None = None
    ends_on: date | None = None
    due_on: Mapping[UUID, date] = field(default_factory=dict)
    services: Sequence[Service] = ()
    advisor: Person | None = None
    counterpart: Mapping[str, str] = field(default_factory=dict)
    milestone_id: UUID | None = None


def compose_changes(plan: WorkPlan, kind: str, wanted: Wanted, *, today: date) -> list[Change]:
    """Return what an amendment of `kind` would change. Raises Invalid with the field to mend, MilestoneStays, NotFound."""
    return _COMPOSERS[kind](plan, wanted, today)


def find_milestone_of(plan: WorkPlan, public_id: UUID | None) -> PlanMilestone:
    """Return a milestone of the plan. Raises NotFound."""
    found = plan.milestones.filter(public_id=public_id).first() if public_id else None
    if found is None:
        raise NotFound(milestone=str(public_id))
    return found


def _dates(plan: WorkPlan, wanted: Wanted, today: date) -> list[Change]:
    start, end = wanted.starts_on or plan.starts_on, wanted.ends_on or plan.ends_on
    _check_span(plan, start, end, today)
    milestones = list(plan.milestones.order_by("plan_service", "position"))
    wrong, moved = {}, []
    for one in milestones:
        day, key = wanted.due_on.get(one.public_id, one.due_on), f"due_on-{one.public_id}"
        if one.status not in amendment_rules.MOVABLE:
            if day != one.due_on:
                wrong[key] = _("Ese hito ya se reportó o no aplica: su fecha no se mueve.")
            continue
        if not start <= day <= end:
            wrong[key] = _("La fecha queda por fuera del plan. Escriba una entre su inicio y su fin.")
        elif day != one.due_on and day < today:
            wrong[key] = _("Esa fecha ya pasó. Escriba una de hoy en adelante.")
        elif day != one.due_on:
            moved.append(Change("due_on", str(one.due_on), str(day), of=str(one.public_id), name=one.name))
    wrong |= {
        f"due_on-{key}": _("Ese hito no es de este plan.")
        for key in wanted.due_on.keys() - {one.public_id for one in milestones}
    }
    if wrong:
        raise Invalid(wrong)
    span = [("starts_on", plan.starts_on, start), ("ends_on", plan.ends_on, end)]
    return [Change(name, str(was), str(new)) for name, was, new in span if was != new] + moved


def _check_span(plan: WorkPlan, start: date, end: date, today: date) -> None:
    if start != plan.starts_on and plan.status != WorkPlanStatus.SIGNED:
        raise Invalid({"starts_on": _("La ejecución ya empezó: el inicio del plan no se mueve.")})
    check_days(start, end)
    if end != plan.ends_on and end < today:
        raise Invalid({"ends_on": _("Esa fecha ya pasó. Escriba una de hoy en adelante.")})
    line = plan.annual_line
    if line is not None and start != plan.starts_on and start.year != line.plan.cycle.year:
        sentence = _("La línea es de la vigencia %(year)s y el plan empieza en otra. Cambie la fecha o la línea.")
        raise Invalid({"starts_on": sentence % {"year": line.plan.cycle.year}})


def _services(plan: WorkPlan, wanted: Wanted, today: date) -> list[Change]:
    if not wanted.services:
        raise Invalid({"services": _("El plan debe conservar al menos un servicio.")})
    kept = {service.pk for service in wanted.services}
    chosen = list(plan.plan_services.select_related("service_version"))
    now_in = {one.service_version.service_id: one for one in chosen if one.dropped_at is None}
    changes = [_drop(plan, one) for key, one in now_in.items() if key not in kept]
    known = {one.service_version_id for one in chosen}
    for service in wanted.services:
        if service.pk in now_in:
            continue
        version = version_to_plan(service, plan.unit)
        if version.pk in known:
            sentence = _("«%(name)s» ya estuvo en este plan y salió de él. Haga otro plan para retomarlo.")
            raise Invalid({"services": sentence % {"name": version.name}})
        changes.append(Change("add", "", version.name, of=str(version.public_id)))
    return changes


def _drop(plan: WorkPlan, chosen: WorkPlanService) -> Change:
    version = chosen.service_version
    movable = {*amendment_rules.MOVABLE, MilestoneStatus.NOT_APPLICABLE}
    if chosen.milestones.exclude(status__in=movable).exists():
        sentence = _("«%(name)s» ya tiene hitos reportados o validados: no se puede sacar del plan.")
        raise Invalid({"services": sentence % {"name": version.name}})
    if plan.annual_line is not None and plan.annual_line.service_id == version.service_id:
        sentence = _("El plan cumple la línea del plan anual de «%(name)s»: ese servicio no puede salir.")
        raise Invalid({"services": sentence % {"name": version.name}})
    return Change("drop", version.name, "", of=str(version.public_id))


def _people(plan: WorkPlan, wanted: Wanted, today: date) -> list[Change]:
    changes = []
    advisor = wanted.advisor
    if advisor is not None and advisor.pk != plan.advisor_id:
        if not selectors.is_advisor_of(person=advisor, unit=plan.unit, today=today):
            raise Invalid({"advisor": _("Esa persona no es asesora de la dependencia elegida.")})
        of = str(advisor.public_id)
        changes.append(
            Change("advisor", plan.advisor.full_name, advisor.full_name, of=of, name=str(plan.advisor.public_id))
        )
    for name in COUNTERPART:
        was, new = getattr(plan, name), wanted.counterpart.get(name, getattr(plan, name)).strip()
        if name == "counterpart_name" and not new:
            raise Invalid({name: _("Escriba quién responde por el plan en la entidad.")})
        if was != new:
            changes.append(Change(name, was, new))
    return changes


def _not_applicable(plan: WorkPlan, wanted: Wanted, today: date) -> list[Change]:
    milestone = find_milestone_of(plan, wanted.milestone_id)
    if milestone.status not in amendment_rules.MOVABLE:
        raise MilestoneStays()
    try:
        return selectors.weight_changes(milestone)
    except ValueError:
        raise MilestoneStays() from None


_COMPOSERS: Final[Mapping[str, Callable[[WorkPlan, Wanted, date], list[Change]]]] = {
    AmendmentKind.DATES: _dates,
    AmendmentKind.SERVICES: _services,
    AmendmentKind.PEOPLE: _people,
    AmendmentKind.NOT_APPLICABLE: _not_applicable,
}
