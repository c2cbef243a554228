"""What is done to work plans and their milestones. Each verb is one transaction."""

from llegada.workplans.services.amendment_changes import COUNTERPART, Wanted
from llegada.workplans.services.amendments import move_amendment, propose_amendment
from llegada.workplans.services.basis import PlanBasis
from llegada.workplans.services.consultations import (
    ConsultationContent,
    answer_consultation,
    assign_consultation,
    move_consultation,
    open_consultation,
    set_consultation_term,
    share_consultation,
    watch_consultations,
)
from llegada.workplans.services.deliveries import DeliveryContent, answer_delivery, deliver_plan
from llegada.workplans.services.from_lines import LinesCarriedOut, carry_out_lines
from llegada.workplans.services.joint_plans import (
    PartTerms,
    bring_plan,
    create_joint_plan,
    invite_unit,
    move_joint_plan,
    move_part,
)
from llegada.workplans.services.milestones import report_milestone, review_milestone
from llegada.workplans.services.moves import apply_action
from llegada.workplans.services.obstacles import ObstacleContent, move_obstacle, record_obstacle
from llegada.workplans.services.plans import PlanText, create_plan, edit_plan, set_milestone_dates
from llegada.workplans.services.rounds import RoundContent, record_round, sign_for_provider
from llegada.workplans.services.stages import (
    StageContent,
    agree_alternative,
    close_stage,
    propose_alternative,
    set_route,
)

__all__ = [
    "COUNTERPART",
    "ConsultationContent",
    "DeliveryContent",
    "LinesCarriedOut",
    "ObstacleContent",
    "PartTerms",
    "PlanBasis",
    "PlanText",
    "RoundContent",
    "StageContent",
    "Wanted",
    "agree_alternative",
    "answer_consultation",
    "answer_delivery",
    "apply_action",
    "assign_consultation",
    "bring_plan",
    "carry_out_lines",
    "close_stage",
    "create_joint_plan",
    "create_plan",
    "deliver_plan",
    "edit_plan",
    "invite_unit",
    "move_amendment",
    "move_consultation",
    "move_joint_plan",
    "move_obstacle",
    "move_part",
    "open_consultation",
    "propose_alternative",
    "propose_amendment",
    "record_obstacle",
    "record_round",
    "report_milestone",
    "review_milestone",
    "set_consultation_term",
    "set_milestone_dates",
    "set_route",
    "share_consultation",
    "sign_for_provider",
    "watch_consultations",
]
