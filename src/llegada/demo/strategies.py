"""Plays the invented strategies through the services that the pages use, each to where its script says that it stands."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from llegada.accounts.services import mark_notices_read
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.catalogue import JUSTIFICATIONS, PROPOSAL, STATEMENTS, STRATEGIES, DemoStrategy
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.demo.year import evidence
from llegada.portfolio.choices import StrategyStatus as Fate
from llegada.portfolio.models import Strategy
from llegada.portfolio.services import (
    attach_file,
    attach_link,
    close_round,
    create_strategy,
    move_strategy,
    put_statement_in_force,
    write_closing,
    write_sheet,
    write_statement,
)
from llegada.portfolio.strategy_content import GoalContent, StrategyContent

#: Who is the committee of the first institute.
_COMMITTEE = ("comite", "planeacion", "direccion")
_OUTCOMES = {Fate.RETURNED: "return", Fate.NOT_APPROVED: "reject"}
_STARTED = frozenset({Fate.IN_IMPLEMENTATION, Fate.IN_ADJUSTMENT, Fate.CLOSED, Fate.ARCHIVED})


#: Which roles keep the strategic statements of an organisation.
_KEEPERS = (Role.PLANNING_OFFICE, Role.COORDINATOR)
#: How many days ago a strategy was first written, by how many years ago it is of: this year's, before what contributes to it.
_DAYS_AGO = (60, 398, 260, 360)
#: Notices older than these days were read.
_READ_AFTER = 50


def make_statements(cast: Cast, *, now: datetime) -> None:
    """Write the strategic statements of each institution and put them in force: one person each."""
    for acronym, (writer, keeper, texts) in STATEMENTS.items():
        write, approve = (cast.acting(login, role) for login, role in zip((writer, keeper), _KEEPERS, strict=True))
        draft = write_statement(actor=write, organization=cast.organizations[acronym], texts=texts, now=now)
        put_statement_in_force(actor=approve, public_id=draft.public_id, now=now)


def read_old_notices(cast: Cast, *, today: date) -> None:
    """Leave unread only what was decided in the last days."""
    until = moment(today - timedelta(days=_READ_AFTER), 12)
    for person in cast.people.values():
        mark_notices_read(actor=Actor(person_id=person.pk), now=until)


def make_strategies(cast: Cast, *, today: date) -> list[Strategy]:
    """Make every invented strategy; the oldest first, so that later ones can cite them."""
    made: list[Strategy] = []
    for one in sorted(STRATEGIES, key=lambda script: -script.years_ago):
        earlier = tuple(found.pk for found in made[:1] if one.years_ago == 0 and one.fate is not Fate.DRAFT)
        made.append(_StrategyStory(cast, one, today=today).play(earlier))
    return made


class _StrategyStory:
    """One strategy from its first draft to its fate."""

    def __init__(self, cast: Cast, script: DemoStrategy, *, today: date) -> None:
        self.cast, self.script, self.today = cast, script, today
        self.unit = cast.units[script.unit]
        self.lead = cast.acting("lider", Role.TECHNICAL_LEAD)
        self.coordination = cast.acting("coordinacion", Role.COORDINATOR)
        self.members = [cast.acting(login, Role.COMMITTEE) for login in _COMMITTEE]
        self.year = today.year + 1 - script.years_ago
        self.day = today - timedelta(days=_DAYS_AGO[min(script.years_ago, len(_DAYS_AGO) - 1)])

    def play(self, earlier: tuple[int, ...]) -> Strategy:
        """Make everything happen, in order."""
        self.strategy = create_strategy(
            actor=self.lead, unit=self.unit, content=self._content(earlier), now=self._next(0)
        )
        self._support()
        fate = self.script.fate
        if fate is not Fate.DRAFT:
            self._move("submit")
        if fate not in {Fate.DRAFT, Fate.IN_REVIEW}:
            self._move("present")
            self._committee()
        if fate in _STARTED:
            self._move("start")
            self._end()
        return self.strategy

    def _support(self) -> None:
        """Bring what it cites: a link, and a file where several units build it."""
        attach_link(
            actor=self.lead,
            public_id=self.strategy.public_id,
            name="Índice de desempeño por municipio",
            url="https://datos.demo.example/indice",
            now=self._next(0),
        )
        if self.script.partners:
            upload = evidence(random.Random(self.script.name))
            attach_file(actor=self.lead, public_id=self.strategy.public_id, upload=upload, now=self._next(0))

    def _end(self) -> None:
        fate = self.script.fate
        if fate is Fate.IN_ADJUSTMENT:
            self._next(300)
            self._move("adjust", "La meta se fijó sin contar los municipios que entraron en emergencia.")
        if fate in {Fate.CLOSED, Fate.ARCHIVED}:
            write_closing(
                actor=self.lead,
                public_id=self.strategy.public_id,
                objectives_review="Se cumplió el objetivo en la mayoría de las entidades; la meta, en nueve de cada diez.",
                management_report="Funcionó acompañar al equipo y no solo entregar el documento. Se recomienda continuar.",
                now=self._next(30),
            )
            self._move("close")
        if fate is Fate.ARCHIVED:
            self._move("archive")

    def _committee(self) -> None:
        fate = self.script.fate
        decision = _OUTCOMES.get(fate, "approve")
        comments = {
            "return": "La meta no dice de dónde sale la línea de base. Complete los datos.",
            "reject": "No hay recursos para sostener las sedes, y el servicio digital cubre lo mismo.",
        }.get(decision, "De acuerdo con el objetivo y las metas.")
        # Of the one before the committee, the account that the demonstration offers has still to decide.
        voting = self.members[1:2] if fate is Fate.PRESENTED else self.members
        for member in voting:
            day = self._next(2)
            write_sheet(
                actor=member,
                public_id=self.strategy.public_id,
                decision=decision,
                comments=comments,
                now=day,
                today=self.day,
            )
        if fate is not Fate.PRESENTED:
            close_round(
                actor=self.coordination,
                public_id=self.strategy.public_id,
                met_on=self.day,
                act_number=f"CD-{self.day:%Y-%m}",
                now=self._next(1),
                today=self.day,
            )

    def _move(self, action: str, reason: str = "") -> None:
        is_review = action in {"present", "archive"}
        move_strategy(
            actor=self.coordination if is_review else self.lead,
            public_id=self.strategy.public_id,
            action=action,
            now=self._next(4),
            reason=reason,
        )

    def _next(self, days: int) -> datetime:
        self.day = min(self.today, self.day + timedelta(days=days))
        return moment(self.day, 10)

    def _content(self, earlier: tuple[int, ...]) -> StrategyContent:
        script = self.script
        goal, measure, target = script.goal
        is_whole = script.fate is not Fate.DRAFT
        return StrategyContent(
            name=script.name,
            year=self.year,
            objective=script.objective,
            is_determinate=True,
            is_measurable=is_whole,
            is_verifiable=is_whole,
            expected_impact="Entidades que deciden y ejecutan mejor con lo que tienen.",
            unit_experience="La dependencia ha acompañado el tema en tres vigencias y tiene equipo propio.",
            earlier_results="Hubo acompañamientos sueltos: buenos resultados donde el equipo permaneció."
            if is_whole
            else "",
            goals=(GoalContent(goal, measure, Decimal(target), self.year),) if is_whole else (),
            aspects={aspect.value: why for aspect, why in JUSTIFICATIONS.items()} if is_whole else {},
            **(PROPOSAL if is_whole else {}),
            execution_kind="joint" if script.partners else "individual",
            technical_lead=self.cast.people["lider"].pk,
            partners=tuple(self.cast.units[acronym].pk for acronym in script.partners),
            phase_starts_on=date(self.year, 2, 1) if is_whole else None,
            phase_ends_on=date(self.year, 11, 30) if is_whole else None,
            scale="national",
            capacity_kind="administrative",
            horizon="implantation" if script.years_ago < 2 else "consolidation",
            origin="demand",
            external_funding="Ninguno.",
            sustainability_plan="Cada entidad deja un responsable con nombre y un instrumento adoptado."
            if is_whole
            else "",
            evidence="Resultados del índice de desempeño y solicitudes recibidas en la última vigencia."
            if is_whole
            else "",
            earlier=earlier,
        )
