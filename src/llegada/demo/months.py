"""Programmes two months of one line of the invented plan in execution, with its steps; the other lines wait for somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from llegada.core.actors import Actor
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.month_content import MonthContent, StepContent
from llegada.planning.month_rules import month_after
from llegada.planning.rules import LINE_PROGRAMMABLE
from llegada.planning.selectors import list_team_choices
from llegada.planning.services import mark_step, program_month


def program_months(
    plan: AnnualPlan, *, actor: Actor, now: datetime, done_at: Callable[[date], datetime], today: date
) -> None:
    """Programme this month and the one before of the last line of `plan` that has it, if any; `done_at` gives a moment of a day.

    Not of a rescheduled one, which would be scheduled by it: the year shows a line in each state.
    """
    first = today.replace(day=1)
    lines = AnnualPlanLine.objects.filter(plan=plan, status__in=LINE_PROGRAMMABLE)
    lines = lines.exclude(status=LineStatus.RESCHEDULED)
    line = lines.filter(starts_on__lte=today, ends_on__gte=first).order_by("starts_on", "pk").last()
    if line is None:
        return
    steps = (
        StepContent("Firmar el contrato de logística", today - timedelta(days=15)),
        StepContent("Reservar el auditorio de la alcaldía", today - timedelta(days=2)),
        StepContent("Expedir los tiquetes", today + timedelta(days=4)),
    )
    said = MonthContent(
        team=tuple(list_team_choices(line, today=today)[:2]),
        person_days=Decimal(6),
        place="Auditorio de la alcaldía",
        materials="Guías impresas y videoproyector.",
        steps=steps,
    )
    common: dict[str, Any] = {"actor": actor, "line_id": line.public_id, "now": now, "today": now.date()}
    if month_after(first, -1) >= line.starts_on.replace(day=1):
        program_month(**common, month=month_after(first, -1), content=replace(said, steps=()))
    contract = program_month(**common, month=first, content=said).steps.get(name=steps[0].name)
    day = today - timedelta(days=14)
    mark_step(actor=actor, public_id=contract.public_id, is_done=True, now=done_at(day), today=day)
