"""Tables of the annual plan: the cycle, analyses, plans, lines and their months, what is available, rounds, amendments."""

from llegada.planning.models.amendments import PlanAmendment
from llegada.planning.models.analyses import (
    AnalysisFinding,
    AnalysisPriority,
    AnalysisSource,
    AnnualAnalysis,
    InterventionScenario,
)
from llegada.planning.models.availability import BudgetAvailability, UnitCapacity
from llegada.planning.models.committee import PlanRound, PlanSheet
from llegada.planning.models.cycles import PlanningCycle, PlanReminder
from llegada.planning.models.lines import AnnualPlanLine, LineBudget
from llegada.planning.models.months import LineMonth, MonthStep
from llegada.planning.models.plans import AnnualPlan

__all__ = [
    "AnalysisFinding",
    "AnalysisPriority",
    "AnalysisSource",
    "AnnualAnalysis",
    "AnnualPlan",
    "AnnualPlanLine",
    "BudgetAvailability",
    "InterventionScenario",
    "LineBudget",
    "LineMonth",
    "MonthStep",
    "PlanAmendment",
    "PlanReminder",
    "PlanRound",
    "PlanSheet",
    "PlanningCycle",
    "UnitCapacity",
]
