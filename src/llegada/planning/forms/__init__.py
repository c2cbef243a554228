"""Forms of the annual plan. Services have the last word."""

from llegada.planning.forms.cycles import CycleForm, OpenCycleForm
from llegada.planning.forms.lines import AmendmentForm, LineForm, line_initial
from llegada.planning.forms.months import MonthForm, month_initial, step_formset
from llegada.planning.forms.plans import AmendmentSheetForm, BudgetForm, CapacityForm, PlanForm, PlanSheetForm

__all__ = [
    "AmendmentForm",
    "AmendmentSheetForm",
    "BudgetForm",
    "CapacityForm",
    "CycleForm",
    "LineForm",
    "MonthForm",
    "OpenCycleForm",
    "PlanForm",
    "PlanSheetForm",
    "line_initial",
    "month_initial",
    "step_formset",
]
