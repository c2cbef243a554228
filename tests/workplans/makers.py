"""Makes what hangs from a work plan, as a row and no more."""

from __future__ import annotations

from llegada.accounts.models import Person
from llegada.core.text import fold
from llegada.records.models import StoredFile
from llegada.workplans.models import (
    Consultation,
    ConsultationAnswer,
    DeliveryAct,
    JointPart,
    JointWorkPlan,
    PlanAlternative,
    PlanMilestone,
    PlanObstacle,
    PlanStage,
    WorkPlan,
    WorkPlanAmendment,
)
from llegada.workplans.stage_rules import ROUTE
from tests.factories import NOW, TODAY, make_line, make_person


def make_plan_amendment(milestone: PlanMilestone, *, by: Person, number: int = 1) -> WorkPlanAmendment:
    """Return the amendment by which a milestone would not apply, still to be decided."""
    change = {"field": "weight", "of": str(milestone.public_id), "name": milestone.name}
    return WorkPlanAmendment.objects.create(
        plan=milestone.plan,
        number=number,
        kind="not_applicable",
        milestone=milestone,
        changes=[change | {"before": str(milestone.weight), "after": "0.00"}],
        reason="La entidad ya lo tiene.",
        proposed_by=by,
        proposed_at=NOW,
    )


def make_obstacle(plan: WorkPlan, *, by: Person, side: str = "entity", **values: object) -> PlanObstacle:
    """Return an open obstacle of a plan."""
    values = {"kind": "information", "what": "No llega la nómina.", "since": TODAY, "due_on": TODAY} | values
    return PlanObstacle.objects.create(plan=plan, side=side, raised_by=by, raised_at=NOW, **values)


def make_delivery_act(plan: WorkPlan, *, by: Person, **values: object) -> DeliveryAct:
    """Return the act of the final delivery of a plan, which the entity has not answered."""
    values = {"delivered_on": TODAY, "delivered_by_name": "Camila", "received_by_name": "Rafael"} | values
    return DeliveryAct.objects.create(
        plan=plan, deliverables=["Manual de funciones"], written_by=by, written_at=NOW, **values
    )


def make_joint_plan(plan: WorkPlan, *, status: str = "forming") -> JointWorkPlan:
    """Return a joint plan that the unit of `plan` leads with it, and nobody else yet."""
    person = plan.advisor
    joint = JointWorkPlan.objects.create(
        name=f"Articulado de {plan.title}",
        purpose="Recaudar mejor.",
        entity=plan.entity,
        unit=plan.unit,
        status=status,
        formed_at=NOW if status == "formed" else None,
        created_by=person,
        created_at=NOW,
        updated_at=NOW,
    )
    answered = {"status": "accepted", "answered_by": person, "answered_at": NOW}
    JointPart.objects.create(
        joint=joint,
        unit=plan.unit,
        plan=plan,
        contribution="Finanzas",
        weight=60,
        invited_by=person,
        invited_at=NOW,
        **answered,
    )
    return joint


def make_consultation(
    plan: WorkPlan, *, status: str = "open", expert: Person | None = None, **values: object
) -> Consultation:
    """Return what the advisor of a plan asked, as far as `status` says, with one answer where it was answered."""
    if status != "open" and expert is None:
        expert = make_person()
    question = "¿Cómo se adopta la planta?"
    values = {"line": make_line(), "subject": "Planta de personal", "question": question, "due_on": TODAY} | values
    if status in {"answered", "closed"}:
        values.setdefault("answered_at", NOW)
    if status == "closed":
        values |= {"closed_at": NOW, "closed_by": plan.advisor}
    text = fold(f"{values['subject']} {values['question']}")
    values = {"asked_by": plan.advisor, "asked_at": NOW, "search_text": text} | values
    one = Consultation.objects.create(plan=plan, status=status, expert=expert, **values)
    if one.answered_at is not None:
        grow_consultation(one)
    return one


def grow_consultation(one: Consultation) -> None:
    """Add an answer to a consultation."""
    ConsultationAnswer.objects.create(consultation=one, text="Por decreto.", written_by=one.expert, written_at=NOW)


def make_route(plan: WorkPlan, *, file: StoredFile) -> dict[str, PlanStage]:
    """Return the stages of a plan by their kind: the first closed with `file`, and one alternative to compare."""
    stages = {kind: PlanStage.objects.create(plan=plan, kind=kind) for kind in ROUTE}
    proof = {"evidence": file, "evidence_name": "caracterizacion.pdf"}
    values = {"content": "Se conoció.", "held_on": TODAY, "closed_by": plan.advisor, "closed_at": NOW}
    PlanStage.objects.filter(pk=stages["profiling"].pk).update(**values, **proof)
    PlanAlternative.objects.create(
        stage=stages["alternative"],
        name="Una planta",
        description="Implica.",
        proposed_by=plan.advisor,
        proposed_at=NOW,
    )
    return stages
