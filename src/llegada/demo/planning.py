"""Plays the invented annual plans through the services that the pages use: two years, three institutions, every state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle as endless
from typing import Final

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.catalogue.planning import LINES, RUNNING, UPCOMING, DemoCycle, DemoLine
from llegada.demo.institutions import Cast
from llegada.demo.months import program_months
from llegada.demo.planned import PLANNING_UNITS, content_of, scripts_of
from llegada.demo.running import COMMITTEE, RunningLines
from llegada.demo.script import PlanScript, moment
from llegada.planning.choices import PlanStatus as Fate
from llegada.planning.line_content import LineContent
from llegada.planning.models import AnnualPlan
from llegada.planning.rules import PLAN_PATH
from llegada.planning.services import (
    close_plan_round,
    create_line,
    create_plan,
    edit_plan,
    move_plan,
    open_cycle,
    present_plans,
    remind_unit,
    set_budget,
    set_capacity,
    write_plan_sheet,
)
from llegada.planning.services.cycles import CycleDates
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity

#: The head of each unit that makes a plan.
_HEADS: Final = {
    "INAT": "jefatura", "DOIL": "jefatura2", "DOIL-DIF": "jefatura3", "EGL": "jefatura4",
}  # fmt: skip
_PEOPLE: Final = {
    "INAT": ("lider", "coordinacion"), "DOIL": ("lider2", "coordinacion2"), "EGL": ("lider3", "coordinacion3"),
}  # fmt: skip
#: What each member of the committee says of the plans.
_COMMENTS: Final = (
    "De acuerdo con las líneas y su presupuesto.",
    "Revisé las entidades: ninguna se repite sin razón.",
    "Cabe en el presupuesto de la vigencia.",
)
_NOTE: Final = "La capacidad de marzo se cubre con los contratos que se firman en enero."


def make_annual_plans(
    cast: Cast, offer: dict[str, list[ServiceVersion]], scripts: list[PlanScript], *, today: date
) -> None:
    """Make the plans of the year in course, which foresee most of `scripts`, and of the next: each to where it stands."""
    places = list(Entity.objects.filter(kind="mayoralty").order_by("municipality_id")[:240:6])
    for script in (RUNNING, *UPCOMING):
        _CycleStory(cast, script, offer, places, scripts, today=today).play()


@dataclass
class _Days:
    """The days of a cycle; what is decided on them happens before today."""

    today: date
    opens: date
    due: date
    committee: date
    registers: date

    def at(self, day: date) -> datetime:
        return moment(min(day, self.today - timedelta(days=1)), 9)  # today at nine may not have come yet


class _CycleStory:
    """One year of one institution."""

    def __init__(
        self,
        cast: Cast,
        script: DemoCycle,
        offer: dict[str, list[ServiceVersion]],
        places: list[Entity],
        scripts: list[PlanScript],
        *,
        today: date,
    ) -> None:
        self.cast, self.script, self.today = cast, script, today
        self.year = today.year + script.years_ahead
        self.days = self._days()
        self.lead = cast.acting(_PEOPLE[script.organization][0], Role.TECHNICAL_LEAD)
        self.coordination = cast.acting(_PEOPLE[script.organization][1], Role.COORDINATOR)
        self.versions = [
            version for unit in sorted(offer) if unit.startswith(script.organization) for version in offer[unit][:3]
        ]
        self.places, self.scripts = places, scripts

    def _days(self) -> _Days:
        if self.script.years_ahead == 0:
            before = self.year - 1
            return _Days(
                self.today, date(before, 12, 1), date(before, 12, 15), date(before, 12, 20), date(self.year, 1, 31)
            )
        opens, due, committee = (self.today - timedelta(days=back) for back in (45, 8, 4))
        first = date(self.year - 1, 1, 1)  # what a plan needs is due in its own year or in the one before
        due, committee = max(due, first), max(committee, first)
        return _Days(self.today, opens, due, committee, max(date(self.year, 1, 31), self.today))

    def play(self) -> None:
        """Make everything happen, in order."""
        units = [self.cast.units[acronym] for acronym in self.script.fates]
        self.cycle = open_cycle(
            actor=self.coordination,
            organization=self.cast.organizations[self.script.organization],
            year=self.year,
            dates=CycleDates(
                opens_on=self.days.opens,
                analysis_due_on=self.days.opens + timedelta(days=self.script.analysis_days)
                if self.script.analysis_days
                else None,
                strategies_due_on=self.days.due - timedelta(days=5),
                plans_due_on=self.days.due,
                committee_on=self.days.committee,
                registers_on=self.days.registers,
            ),
            units=units,
            now=self.days.at(self.days.opens),
        )
        begun = [(acronym, fate) for acronym, fate in self.script.fates.items() if fate is not None]
        plans = {acronym: self._begin(acronym, place) for place, (acronym, _) in enumerate(begun)}
        decided = [(acronym, fate) for acronym, fate in begun if _reaches(fate, Fate.APPROVED)]
        for acronym, fate in begun:
            if (acronym, fate) not in decided:
                continue
            self._deliver(plans[acronym], acronym, Fate.CONSOLIDATED)
        if decided:
            self._decide()
            for acronym, fate in decided:
                self._carry_out(plans[acronym], acronym, fate)
        for acronym, fate in begun:
            if (acronym, fate) not in decided:
                self._deliver(plans[acronym], acronym, fate)
        self._remind()

    def _begin(self, acronym: str, place: int) -> AnnualPlan:
        unit, now = self.cast.units[acronym], self.days.at(self.days.opens + timedelta(days=3))
        plan = create_plan(actor=self.lead, cycle_id=self.cycle.public_id, unit=unit, now=now)
        fate = self.script.fates[acronym]
        lines = LINES if fate is not Fate.IN_PREPARATION else LINES[:3]
        # The second unit begins where the first did: their first lines reach the same entity on the same topic.
        own = self.places[place * 5 :]
        places = endless([self.places[0], *own] if place == 1 else own)
        versions = endless(self.versions[place // 2 :])
        for number, line in enumerate(lines, start=1):
            content = self._content(line, next(places), next(versions), f"{acronym}-{number:02}", fate)
            create_line(actor=self.lead, plan_id=plan.public_id, content=content, now=now)
        for number, foreseen in enumerate(self._foreseen(acronym), start=len(lines) + 1):
            content = content_of(foreseen, f"{acronym}-{number:02}", self.cast.people["territorio"])
            create_line(actor=self.lead, plan_id=plan.public_id, content=content, now=now)
        texts = {
            "impacts": "Gobiernos locales con capacidad para cumplir sus funciones.",
            "outcomes": "Las entidades adoptan y usan los instrumentos que se construyen con ellas.",
            "note": "" if fate is Fate.IN_PREPARATION else _NOTE,
        }
        edit_plan(actor=self.lead, public_id=plan.public_id, texts=texts, now=now)
        self._resources(plan, acronym, now, is_short=fate is Fate.IN_PREPARATION)
        return plan

    def _foreseen(self, acronym: str) -> list[PlanScript]:
        is_foreseen = acronym in PLANNING_UNITS and self.script is RUNNING
        return scripts_of(self.cast.units[acronym], self.scripts, year=self.year) if is_foreseen else []

    def _content(
        self, line: DemoLine, entity: Entity, version: ServiceVersion, key: str, fate: Fate | None
    ) -> LineContent:
        is_whole = fate is not Fate.IN_PREPARATION or line is not LINES[2]
        return LineContent(
            entity=entity,
            service=version.service,
            starts_on=date(self.year, line.starts, 1),
            ends_on=date(self.year, line.ends, 28),
            person_days=Decimal(line.days),
            modality=line.modality,
            origin=line.origin if is_whole else "",
            obligation=line.obligation,
            territorial_manager=self.cast.people["territorio"] if is_whole else None,
            budget={source: Decimal(amount) for source, amount in line.budget.items()} if is_whole else {},
            external_id=key,
        )

    def _resources(self, plan: AnnualPlan, acronym: str, now: datetime, *, is_short: bool) -> None:
        amounts: dict[str, Decimal | None] = {"investment": Decimal(180_000_000), "operation": Decimal(60_000_000)}
        if not is_short:
            amounts["royalties"] = Decimal(90_000_000)
        set_budget(actor=self.coordination, public_id=plan.public_id, amounts=amounts, now=now)
        days: dict[int, Decimal | None] = {month: Decimal(12 if month == 3 else 60) for month in range(1, 13)}
        set_capacity(actor=self._head(acronym), public_id=plan.public_id, days=days, now=now)

    def _deliver(self, plan: AnnualPlan, acronym: str, fate: Fate | None) -> None:
        """Take a plan out of its unit, as far as the coordination's own part or before the committee."""
        if fate is Fate.IN_PREPARATION:
            return
        self._move(plan, "send", self._head(acronym), self.days.due - timedelta(days=2))
        if fate is Fate.RETURNED:
            self._move(plan, "send_back", self.coordination, self.days.due, "Falta decir qué resultados se esperan.")
        elif fate is not Fate.SENT:
            self._move(plan, "consolidate", self.coordination, self.days.due)
        if fate is Fate.IN_COMMITTEE:
            now = self.days.at(self.days.committee + timedelta(days=2))
            present_plans(actor=self.coordination, public_id=self.cycle.public_id, now=now)
            self._vote(COMMITTEE[1:2], now)  # the account that the demonstration offers has still to decide

    def _decide(self) -> None:
        day = min(self.days.committee, self.today)
        now = self.days.at(day)
        present_plans(actor=self.coordination, public_id=self.cycle.public_id, now=now)
        self._vote(COMMITTEE, now)
        close_plan_round(
            actor=self.coordination,
            public_id=self.cycle.public_id,
            met_on=day,
            act_number=f"CD-{self.year - 1}-14",
            now=now,
            today=day,
        )

    def _vote(self, logins: Iterable[str], now: datetime) -> None:
        for login, comments in zip(logins, _COMMENTS, strict=False):
            write_plan_sheet(
                actor=self.cast.acting(login, Role.COMMITTEE),
                public_id=self.cycle.public_id,
                decision="approve",
                comments=comments,
                now=now,
                today=now.date(),
            )

    def _carry_out(self, plan: AnnualPlan, acronym: str, fate: Fate | None) -> None:
        head = self._head(acronym)
        january = max(date(self.year, 1, 10), self.days.committee) if self.script.years_ahead == 0 else self.today
        if _reaches(fate, Fate.REGISTERED):
            self._move(plan, "register", self.lead, january)
        if _reaches(fate, Fate.IN_EXECUTION):
            self._move(plan, "start", head, january)
            now = self.days.at(max(self.today - timedelta(days=20), january))
            running = RunningLines(self.cast, plan, lead=self.lead, coordination=self.coordination, now=now)
            if fate is Fate.CLOSED:
                running.end()
            elif acronym not in PLANNING_UNITS:  # in these, lines follow their work plans
                running.go_on()
                program_months(plan, actor=self.lead, now=now, done_at=self.days.at, today=self.today)
        if fate is Fate.CLOSED:
            self._move(plan, "close", self.coordination, self.today)

    def _remind(self) -> None:
        for acronym, fate in self.script.fates.items():
            if fate is None:
                remind_unit(
                    actor=self.coordination,
                    public_id=self.cycle.public_id,
                    unit_id=self.cast.units[acronym].public_id,
                    matter="plan",
                    now=moment(self.today - timedelta(days=2), 9),
                    today=self.today - timedelta(days=2),
                )

    def _head(self, acronym: str) -> Actor:
        login = _HEADS.get(acronym) or _HEADS[self.script.organization]
        return self.cast.acting(login, Role.UNIT_HEAD)

    def _move(self, plan: AnnualPlan, action: str, actor: Actor, day: date, reason: str = "") -> None:
        now = self.days.at(day)
        move_plan(
            actor=actor, public_id=plan.public_id, action=action, now=now, today=max(now.date(), day), reason=reason
        )


def _reaches(fate: Fate | None, state: Fate) -> bool:
    """Return whether a plan that ends in `fate` has gone through `state`."""
    return fate in PLAN_PATH and PLAN_PATH.index(fate) >= PLAN_PATH.index(state)
