"""Forms of the annual plan. Services have the last word."""

from llegada.planning.forms.analyses import (
    FindingForm,
    PartForm,
    RowFormSet,
    priorities_form,
    scenarios_form,
    sources_form,
)
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
    "FindingForm",
    "LineForm",
    "MonthForm",
    "OpenCycleForm",
    "PartForm",
    "PlanForm",
    "PlanSheetForm",
    "RowFormSet",
    "line_initial",
    "month_initial",
    "priorities_form",
    "scenarios_form",
    "sources_form",
    "step_formset",
]
