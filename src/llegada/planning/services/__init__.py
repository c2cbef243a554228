"""What changes the annual plan: the same services for pages, imports and the demonstration."""

from llegada.planning.services.amendments import decide_amendment, present_amendment, request_amendment
from llegada.planning.services.analyses import create_analysis, edit_analysis
from llegada.planning.services.analysis_life import list_gaps, move_analysis
from llegada.planning.services.committee import (
    close_amendment_round,
    close_plan_round,
    present_plans,
    write_amendment_sheet,
    write_plan_sheet,
)
from llegada.planning.services.cycles import edit_cycle, open_cycle, remind_unit
from llegada.planning.services.following import follow_work_plan
from llegada.planning.services.from_list import LinesWanted, make_lines_of_list
from llegada.planning.services.import_lines import import_lines
from llegada.planning.services.lines import create_line, edit_line, join_line, move_line, remove_line
from llegada.planning.services.months import mark_step, program_month
from llegada.planning.services.plan_life import move_plan
from llegada.planning.services.plans import create_plan, edit_plan, set_budget, set_capacity

__all__ = [
    "LinesWanted",
    "close_amendment_round",
    "close_plan_round",
    "create_analysis",
    "create_line",
    "create_plan",
    "decide_amendment",
    "edit_analysis",
    "edit_cycle",
    "edit_line",
    "edit_plan",
    "follow_work_plan",
    "import_lines",
    "join_line",
    "list_gaps",
    "make_lines_of_list",
    "mark_step",
    "move_analysis",
    "move_line",
    "move_plan",
    "open_cycle",
    "present_amendment",
    "present_plans",
    "program_month",
    "remind_unit",
    "remove_line",
    "request_amendment",
    "set_budget",
    "set_capacity",
    "write_amendment_sheet",
    "write_plan_sheet",
]
