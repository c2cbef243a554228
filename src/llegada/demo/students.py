"""A student in the team of the showcase: a draft that waits to be accepted, and one that came back (PTR-08)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.delivery.services.team import add_student, move_draft, start_draft
from llegada.demo.institutions import Cast
from llegada.demo.script import PlanScript, moment
from llegada.workplans import rules
from llegada.workplans.models import PlanMilestone, WorkPlan

STUDENT: Final = "practicante"


def make_student_drafts(cast: Cast, script: PlanScript, *, today: date) -> None:
    """Put the student in the team of the showcase, have two drafts sent, and one of them returned."""
    advisor, student = cast.acting(script.advisor, Role.ADVISOR), cast.acting(STUDENT, Role.STUDENT)
    plan = WorkPlan.objects.get(entity=script.entity, plan_services__service_version=script.version)
    began, day = today - timedelta(days=40), today - timedelta(days=1)
    add_student(
        actor=advisor,
        plan_id=plan.public_id,
        person=cast.people[STUDENT],
        since=began,
        now=moment(began, 9),
        today=began,
    )
    session = Session.objects.filter(plan=plan, status="held", held_on__lte=day).order_by("-held_on").first()
    milestone = PlanMilestone.objects.filter(plan=plan, status__in=rules.OPEN_MILESTONES).order_by("due_on").first()
    texts = {
        "session_id": (
            session,
            "Vinieron las secretarías y hacienda. Preguntaron por los cargos de período y por el costo de la nueva planta.",
        ),
        "milestone_id": (milestone, "Se entregó la primera versión y la entidad la está leyendo."),
    }
    for name, (subject, text) in texts.items():
        if subject is None:
            continue
        draft = start_draft(actor=student, text=text, now=moment(day, 15), today=day, **{name: subject.public_id})
        move_draft(actor=student, public_id=draft.public_id, action="send", now=moment(day, 16), today=day)
        if name == "milestone_id":
            move_draft(
                actor=advisor,
                public_id=draft.public_id,
                action="return",
                observation="Falta decir a quién se entregó y con qué acta.",
                now=moment(day, 17),
                today=day,
            )
