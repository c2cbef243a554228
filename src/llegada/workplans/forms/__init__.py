"""Forms of work plans: the plan itself, its milestones, and how it changes once signed."""

from llegada.workplans.forms.amendments import AMENDMENT_FORMS, AmendmentForm
from llegada.workplans.forms.deliveries import DeliveryForm
from llegada.workplans.forms.joint_plans import BringForm, InviteForm, JointForm
from llegada.workplans.forms.milestones import ReportForm, ReviewForm
from llegada.workplans.forms.obstacles import ObstacleForm
from llegada.workplans.forms.plans import DatesForm, PlanForm
from llegada.workplans.forms.rounds import RoundForm
from llegada.workplans.forms.stages import AlternativeForm, RouteForm, StageForm

__all__ = [
    "AMENDMENT_FORMS",
    "AlternativeForm",
    "AmendmentForm",
    "BringForm",
    "DatesForm",
    "DeliveryForm",
    "InviteForm",
    "JointForm",
    "ObstacleForm",
    "PlanForm",
    "ReportForm",
    "ReviewForm",
    "RoundForm",
    "RouteForm",
    "StageForm",
]
