"""What the teams of the showcase ask of central experts: answered and shared, late, and just asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.demo.script import PlanScript, moment
from llegada.workplans.models import WorkPlan
from llegada.workplans.services import (
    ConsultationContent,
    answer_consultation,
    move_consultation,
    open_consultation,
    share_consultation,
)

#: (days ago, subject, question), the oldest first.
_ASKED: Final = (
    (
        20,
        "¿Quién adopta la planta de personal?",
        "El concejo pide que la planta se adopte por acuerdo. ¿Es competencia del concejo o del alcalde?",
    ),
    (
        9,
        "Cargas de trabajo con un solo funcionario",
        "La secretaría tiene un funcionario para cuatro procesos. ¿Cómo se mide la carga sin inflarla?",
    ),
    (1, "Empleos de período dentro de la nueva planta", "¿La oficina de control interno entra en la planta propuesta?"),
)
_ANSWER: Final = (
    "Los acuerdos fijan la estructura y las escalas; la planta la adopta el alcalde por decreto, con esos límites y con la "
    "disponibilidad presupuestal. Revise el numeral 7 del artículo 315 de la Constitución."
)


def make_consultations(cast: Cast, script: PlanScript, *, today: date) -> None:
    """Ask three things of the plan of the showcase: one answered, closed and shared, one late, one of nobody yet."""
    plan = WorkPlan.objects.get(entity=script.entity, plan_services__service_version=script.version)
    advisor = cast.acting(script.advisor, Role.ADVISOR)
    expert = cast.acting("experto", Role.EXPERT)
    line = script.version.line
    asked = [
        open_consultation(
            actor=advisor,
            plan_id=plan.public_id,
            content=ConsultationContent(line, subject, question),
            now=moment(today - timedelta(days=days), 9),
        )
        for days, subject, question in _ASKED
    ]
    answered, late, _of_nobody = asked
    for one, days in ((answered, 19), (late, 8)):
        now = moment(today - timedelta(days=days), 10)
        move_consultation(actor=expert, public_id=one.public_id, action="take", now=now)
    public_id, told = answered.public_id, moment(today - timedelta(days=18), 15)
    answer_consultation(actor=expert, public_id=public_id, text=_ANSWER, now=told)
    share_consultation(actor=expert, public_id=public_id, is_shared=True, now=told)
    closed = moment(today - timedelta(days=17), 8)
    move_consultation(actor=advisor, public_id=public_id, action="close", now=closed)
