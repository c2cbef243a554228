"""Carries out the lines of the annual plans in course, with the amendments that the year brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment
from llegada.planning.services import (
    close_amendment_round,
    decide_amendment,
    move_line,
    present_amendment,
    request_amendment,
    write_amendment_sheet,
)

#: Who is the committee of the first institute; the others have none yet.
COMMITTEE: Final = ("comite", "planeacion", "direccion")


@dataclass
class RunningLines:
    """The lines of a plan in execution."""

    cast: Cast
    plan: AnnualPlan
    lead: Actor
    coordination: Actor
    now: datetime

    def end(self) -> None:
        """Fulfil every line but the last, which is cancelled."""
        *done, last = self._lines()
        for line in done:
            self._move(line, "start", "fulfill")
        self._cancel(self._ask("cancellation", last, "La entidad entró en emergencia y pidió no seguir."))

    def go_on(self) -> None:
        """Fulfil a line, begin another, and ask for amendments of each outcome."""
        done, begun, moved, kept, cancelled = self._lines()
        self._move(done, "start", "fulfill")
        self._move(begun, "start")
        why = "La temporada de lluvias cerró la vía durante un mes."
        dates = {"ends_on": date(self.plan.cycle.year, 12, 15)}
        self._decide(self._ask("dates", moved, why, changes=dates), "approve")
        amounts = {one.source: (one.amount * 11 / 10).quantize(Decimal(1)) for one in kept.budgets.all()}
        dearer = self._ask("budget", kept, "Subieron los tiquetes aéreos.", changes={"budget": amounts})
        self._decide(dearer, "deny", "Hay saldo en otra línea; use ese.")
        self._move(kept, "schedule")
        self._ask("cancellation", cancelled, "La entidad contrató el servicio por su cuenta.")

    def _lines(self) -> list[AnnualPlanLine]:
        return list(AnnualPlanLine.objects.filter(plan=self.plan).order_by("starts_on", "pk"))

    def _move(self, line: AnnualPlanLine, *actions: str) -> None:
        for action in actions:
            move_line(actor=self.lead, public_id=line.public_id, action=action, now=self.now)

    def _ask(self, kind: str, line: AnnualPlanLine, reason: str, **more: Any) -> PlanAmendment:
        return request_amendment(
            actor=self.lead,
            plan_id=self.plan.public_id,
            kind=kind,
            line_id=line.public_id,
            reason=reason,
            now=self.now,
            **more,
        )

    def _decide(self, amendment: PlanAmendment, action: str, reason: str = "") -> None:
        public_id = amendment.public_id
        decide_amendment(actor=self.coordination, public_id=public_id, action=action, reason=reason, now=self.now)

    def _cancel(self, amendment: PlanAmendment) -> None:
        """Take to the committee an amendment that cancels a line, which it approves."""
        public_id, today = amendment.public_id, self.now.date()
        present_amendment(actor=self.coordination, public_id=public_id, now=self.now)
        for login in COMMITTEE[:2]:
            write_amendment_sheet(
                actor=self.cast.acting(login, Role.COMMITTEE),
                public_id=public_id,
                decision="approve",
                comments="De acuerdo: la entidad lo pidió.",
                now=self.now,
                today=today,
            )
        close_amendment_round(
            actor=self.coordination,
            public_id=public_id,
            met_on=today,
            act_number=f"CD-{today:%Y-%m}",
            now=self.now,
            today=today,
        )
