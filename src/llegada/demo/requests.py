"""What entities and citizens asked the first institute for: one request in each state worth seeing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.roles import Role
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.services import request_answers, request_calendar, request_moves
from llegada.delivery.services.request_answers import Ending
from llegada.delivery.services.requests import Guidance, NewRequest, receive_request, record_orientation
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan


@dataclass(frozen=True)
class _Asked:
    """One request: how many days ago it came, who asks and what for."""

    days_ago: int
    name: str
    subject: str
    text: str
    wanted: str = "general"
    of_entity: bool = True


_UNREAD: Final = _Asked(
    1,
    "Celmira Quebrada Monte",
    "Copia del estudio de aguas del corregimiento",
    "Quisiera una copia del estudio de aguas que hicieron el año pasado en el corregimiento.",
    "information",
    of_entity=False,
)
_CLASSIFIED: Final = _Asked(
    2, "Aurelio Farallón Trigal", "Acompañamiento para el plan de contratación", "Necesitamos ordenar la contratación."
)
_DUE_SOON: Final = _Asked(
    18, "Aurelio Farallón Trigal", "Apoyo para actualizar el catastro", "La base predial tiene doce años."
)
_OVERDUE: Final = _Asked(
    33,
    "Leandro Páramo Junco",
    "Queja por una visita que no se hizo",
    "Nos citaron dos veces y nadie llegó.",
    of_entity=False,
)
_INCOMPLETE: Final = _Asked(
    6,
    "Deyanira Lomas Olivar",
    "Concepto sobre la estructura de la alcaldía",
    "¿Podemos fusionar dos secretarías?",
    "consultation",
)
_NOTIFIED: Final = _Asked(
    9, "Deyanira Lomas Olivar", "Formato del informe de empalme", "¿Qué formato se usa este año?", "information"
)
_CLOSED: Final = _Asked(60, "Aurelio Farallón Trigal", "Taller para el equipo de planeación", "Pedimos un taller.")
_TRANSFERRED: Final = _Asked(
    12, "Otilia Serranía Vega", "Subsidio de vivienda para tres familias", "Pedimos tres subsidios.", of_entity=False
)
_REOPENED: Final = _Asked(
    25, "Ismael Ribera Cardo", "Cómo se calcula el recaudo", "No entiendo la fórmula.", of_entity=False
)


def make_requests(cast: Cast, entity: Entity, *, today: date) -> None:
    """Make them as of their days, and let the sweep of this morning tell what presses."""
    desk = _Desk(cast, entity, today)
    desk.receive(_UNREAD)
    desk.classify(desk.receive(_CLASSIFIED), 1)
    desk.assign(desk.receive(_DUE_SOON), 16)
    desk.start(desk.assign(desk.receive(_OVERDUE), 30), 29)
    desk.ask_completion(desk.assign(desk.receive(_INCOMPLETE), 5), 4)
    desk.answer(desk.assign(desk.receive(_NOTIFIED), 7), 3, "Se usa el formato de este año; se lo entregamos impreso.")
    desk.close(desk.answer(desk.assign(desk.receive(_CLOSED), 57), 50, "Con gusto: quedó en su plan de trabajo."), 45)
    desk.transfer(desk.receive(_TRANSFERRED), 9)
    desk.reopen(desk.answer(desk.assign(desk.receive(_REOPENED), 22), 12, "Está en la ley."), 8)
    desk.orient(3)
    request_calendar.watch_requests(moment(today, 0))  # today at five may not have come yet


class _Desk:
    """Who attends to requests in the first institute, each move as of its day (counted back from today)."""

    def __init__(self, cast: Cast, entity: Entity, today: date) -> None:
        self.today, self.entity = today, entity
        self.organization = cast.organizations["INAT"]
        self.coordinator = cast.acting("coordinacion", Role.COORDINATOR)
        self.advisor: Actor = cast.acting("asesoria", Role.ADVISOR)
        self.person: Person = cast.people["asesoria"]
        self.unit: OrgUnit = cast.units["INAT-GRE"]

    def at(self, days_ago: int) -> datetime:
        """Return ten in the morning of so many days ago."""
        return moment(self.today - timedelta(days=days_ago), 10)

    def receive(self, asked: _Asked) -> AssistanceRequest:
        entity: Entity | None = self.entity if asked.of_entity else None
        new = NewRequest(
            organization=self.organization,
            asker="entity" if entity else "citizen",
            name=asked.name,
            subject=asked.subject,
            text=asked.text,
            wanted=asked.wanted,
            contact="Plaza principal, carrera 3 n.º 4-15",
            entity=entity,
            municipality=self.entity.municipality,
            has_consent=True,
        )
        return receive_request(actor=ANONYMOUS, new=new, now=self.at(asked.days_ago))

    def classify(self, one: AssistanceRequest, days_ago: int) -> AssistanceRequest:
        return request_moves.classify_request(**self._by(self.coordinator, one, days_ago), kind=one.kind)

    def assign(self, one: AssistanceRequest, days_ago: int) -> AssistanceRequest:
        self.classify(one, days_ago)
        values = self._by(self.coordinator, one, days_ago)
        return request_moves.assign_request(**values, unit=self.unit, person=self.person)

    def start(self, one: AssistanceRequest, days_ago: int) -> AssistanceRequest:
        return request_moves.start_request(**self._by(self.advisor, one, days_ago))

    def ask_completion(self, one: AssistanceRequest, days_ago: int) -> None:
        missing = "El acto administrativo con la estructura vigente y la planta de personal."
        request_moves.ask_completion(**self._by(self.advisor, one, days_ago), missing=missing)

    def answer(self, one: AssistanceRequest, days_ago: int, text: str) -> AssistanceRequest:
        request_answers.answer_request(**self._by(self.advisor, one, days_ago), text=text)
        values = self._by(self.advisor, one, days_ago)
        return request_answers.record_notification(**values, means="in_person", proof=f"La recibió {one.name}")

    def close(self, one: AssistanceRequest, days_ago: int) -> None:
        plan = WorkPlan.objects.filter(entity=self.entity, unit__organization=self.organization).order_by("pk").first()
        ending = Ending("work_plan", plan=plan) if plan else Ending("orientation")
        request_answers.close_request(**self._by(self.coordinator, one, days_ago), ending=ending)
        request_answers.rate_answer(
            actor=ANONYMOUS,
            public_id=one.public_id,
            is_helpful=True,
            opinion="Muy claro.",
            now=self.at(days_ago - 1),
            is_followed=True,
        )

    def transfer(self, one: AssistanceRequest, days_ago: int) -> None:
        values = self._by(self.coordinator, one, days_ago)
        reason = "Los subsidios de vivienda los asigna otra entidad."
        request_moves.transfer_request(**values, to="Ministerio de Vivienda, Ciudad y Territorio", reason=reason)

    def reopen(self, one: AssistanceRequest, days_ago: int) -> None:
        request_answers.rate_answer(
            actor=ANONYMOUS,
            public_id=one.public_id,
            is_helpful=False,
            opinion="No dice cómo se hace la cuenta con nuestros datos.",
            now=self.at(days_ago),
            is_followed=True,
        )

    def orient(self, days_ago: int) -> None:
        guidance = Guidance(
            unit=self.unit,
            channel="help_desk",
            entity=self.entity,
            name="Secretaría de planeación",
            subject="Plazo para enviar la evaluación del plan de desarrollo",
            said="Se explicó el plazo y dónde está el formato; se envió el enlace por mensaje.",
        )
        record_orientation(actor=self.advisor, guidance=guidance, now=self.at(days_ago))

    def _by(self, actor: Actor, one: AssistanceRequest, days_ago: int) -> dict[str, Any]:
        return {"actor": actor, "public_id": one.public_id, "now": self.at(days_ago)}
