"""Where an assistance comes from: a line of the annual plan, or a recorded reason for not having one (PLA-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.tabular import TABLE_LANGUAGE
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.models import Service
from llegada.workplans import rules, selectors
from llegada.workplans.choices import UnplannedReason
from llegada.workplans.models import WorkPlan


@dataclass(frozen=True)
class PlanBasis:
    """The line that a plan carries out, or one of `UnplannedReason` with its explanation."""

    line: AnnualPlanLine | None = None
    reason: str = ""
    note: str = ""


def put_basis(plan: WorkPlan, basis: PlanBasis) -> bool:
    """Write on `plan`, without saving it, where it comes from; return whether that is a change. Raises Invalid."""
    before = _written(plan)
    if basis.line is not None and basis.reason:
        raise Invalid({"unplanned_reason": _("Elija la línea del plan anual o la razón para no tenerla, no las dos.")})
    plan.annual_line, plan.unplanned_reason = basis.line, basis.reason
    plan.unplanned_note = "" if basis.line else basis.note.strip()
    return _written(plan) != before


def _written(plan: WorkPlan) -> tuple[Any, ...]:
    return plan.annual_line_id, plan.unplanned_reason, plan.unplanned_note


def check_basis(*, actor: Actor, plan: WorkPlan, services: list[Service]) -> None:
    """Refuse a plan with neither line nor reason, a line not of its unit, entity, year or services, a reason that is not so.

    Raises Invalid with the field to mend: `annual_line`, `unplanned_reason` or `unplanned_note`.
    """
    if plan.annual_line is not None:
        _check_line(actor, plan, plan.annual_line, services)
        return
    if plan.unplanned_reason not in UnplannedReason.values or plan.unplanned_reason in rules.PAST_REASONS:
        sentence = _(
            "Elija la línea del plan anual que se cumple, o la razón por la que esta asistencia no está en él."
        )
        raise Invalid({"unplanned_reason": sentence})
    if plan.unplanned_reason not in rules.PLAIN_REASONS and not plan.unplanned_note:
        raise Invalid({"unplanned_note": _("Explique por qué esta asistencia no está en el plan anual.")})
    year = plan.starts_on.year
    if plan.unplanned_reason == UnplannedReason.NO_ANNUAL_PLAN and selectors.has_annual_plan([plan.unit], year=year):
        sentence = _("La organización sí tiene plan anual aprobado de %(year)s. Elija una de sus líneas u otra razón.")
        raise Invalid({"unplanned_reason": sentence % {"year": year}})


def _check_line(actor: Actor, plan: WorkPlan, line: AnnualPlanLine, services: list[Service]) -> None:
    offered = selectors.list_lines_to_carry_out(actor=actor, entity=plan.entity, kept=plan.pk and line.pk)
    found = offered.filter(pk=line.pk).first()
    if found is None or plan.unit_id not in {found.plan.unit_id, *found.partners.values_list("pk", flat=True)}:
        sentence = _(
            "Esa línea no está por cumplir, o es de otra dependencia o de otra entidad. Elija una de la lista."
        )
        raise Invalid({"annual_line": sentence})
    year = found.plan.cycle.year
    if plan.starts_on.year != year:
        sentence = _("La línea es de la vigencia %(year)s y el plan empieza en otra. Cambie la fecha o la línea.")
        raise Invalid({"annual_line": sentence % {"year": year}})
    if services and found.service_id not in {service.pk for service in services}:
        sentence = _("La línea es del servicio «%(service)s», que el plan no incluye. Agréguelo o elija otra línea.")
        raise Invalid({"annual_line": sentence % {"service": found.service.published_version}})


def words_of(plan: WorkPlan) -> str:
    """Return why a plan has no line, as the history says it in the language of the installation; nothing if it has one."""
    if not plan.unplanned_reason:
        return ""
    with override(TABLE_LANGUAGE):
        reason = str(UnplannedReason(plan.unplanned_reason).label)
    return f"{reason}. {plan.unplanned_note}".strip().removesuffix(".") + "."


def data_of(plan: WorkPlan) -> dict[str, Any]:
    """Return where a plan comes from, as the history keeps it."""
    if plan.annual_line is not None:
        return {"annual_line": str(plan.annual_line.public_id)}
    return {"unplanned_reason": plan.unplanned_reason}
