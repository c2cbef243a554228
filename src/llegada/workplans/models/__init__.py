"""Work plans agreed with an entity, the versions shown to it, the milestones followed in them, and how a signed plan changes."""

from llegada.workplans.models.amendments import WorkPlanAmendment
from llegada.workplans.models.consultations import (
    Consultation,
    ConsultationAnswer,
    ConsultationFile,
    ConsultationTerm,
)
from llegada.workplans.models.deliveries import DeliveryAct
from llegada.workplans.models.joint_plans import JointPart, JointWorkPlan
from llegada.workplans.models.milestones import MilestoneEvidence, PlanMilestone
from llegada.workplans.models.obstacles import PlanLesson, PlanObstacle
from llegada.workplans.models.plans import PlanNotice, WorkPlan, WorkPlanService, WorkPlanVersion
from llegada.workplans.models.rounds import PlanSignature, SocialisationRound
from llegada.workplans.models.stages import PlanAlternative, PlanStage, StageMilestone

__all__ = [
    "Consultation",
    "ConsultationAnswer",
    "ConsultationFile",
    "ConsultationTerm",
    "DeliveryAct",
    "JointPart",
    "JointWorkPlan",
    "MilestoneEvidence",
    "PlanAlternative",
    "PlanLesson",
    "PlanMilestone",
    "PlanNotice",
    "PlanObstacle",
    "PlanSignature",
    "PlanStage",
    "SocialisationRound",
    "StageMilestone",
    "WorkPlan",
    "WorkPlanAmendment",
    "WorkPlanService",
    "WorkPlanVersion",
]
