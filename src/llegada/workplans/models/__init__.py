"""Work plans agreed with an entity, the versions shown to it, and the milestones followed in them."""

from llegada.workplans.models.milestones import MilestoneEvidence, PlanMilestone
from llegada.workplans.models.plans import PlanNotice, WorkPlan, WorkPlanService, WorkPlanVersion

__all__ = ["MilestoneEvidence", "PlanMilestone", "PlanNotice", "WorkPlan", "WorkPlanService", "WorkPlanVersion"]
