"""What is done to work plans and their milestones. Each verb is one transaction."""

from llegada.workplans.services.amendment_changes import COUNTERPART, Wanted
from llegada.workplans.services.amendments import move_amendment, propose_amendment
from llegada.workplans.services.basis import PlanBasis
from llegada.workplans.services.deliveries import DeliveryContent, answer_delivery, deliver_plan
from llegada.workplans.services.from_lines import LinesCarriedOut, carry_out_lines
from llegada.workplans.services.milestones import report_milestone, review_milestone
from llegada.workplans.services.moves import apply_action
from llegada.workplans.services.obstacles import ObstacleContent, move_obstacle, record_obstacle
from llegada.workplans.services.plans import PlanText, create_plan, edit_plan, set_milestone_dates
from llegada.workplans.services.rounds import RoundContent, record_round, sign_for_provider

__all__ = [
    "COUNTERPART",
    "DeliveryContent",
    "LinesCarriedOut",
    "ObstacleContent",
    "PlanBasis",
    "PlanText",
    "RoundContent",
    "Wanted",
    "answer_delivery",
    "apply_action",
    "carry_out_lines",
    "create_plan",
    "deliver_plan",
    "edit_plan",
    "move_amendment",
    "move_obstacle",
    "propose_amendment",
    "record_obstacle",
    "record_round",
    "report_milestone",
    "review_milestone",
    "set_milestone_dates",
    "sign_for_provider",
]
