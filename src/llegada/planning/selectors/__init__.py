"""Questions about the annual plan: each sees what is of their organisation."""

from llegada.planning.selectors.amendments import (
    count_open_amendments,
    get_amendment,
    list_amendments,
)
from llegada.planning.selectors.availability import (
    available_by_month,
    available_by_source,
    list_budget_availability,
    list_capacity,
    planned_by_month,
    planned_by_source,
)
from llegada.planning.selectors.checks import (
    Overlap,
    PlanChecks,
    check_plan,
    find_overlaps,
    gaps_of,
    list_overlapping_units,
    mark_lines,
)
from llegada.planning.selectors.choices import (
    list_line_strategies,
    list_partner_units,
    list_plannable_services,
    list_territorial_managers,
    list_topics,
)
from llegada.planning.selectors.committee import find_open_round, list_committee_members, list_rounds
from llegada.planning.selectors.cycles import (
    CalendarRow,
    MatrixRow,
    get_cycle,
    list_calendar,
    list_cycles,
    list_matrix,
    list_organizations_to_open,
    list_units_to_ask,
    list_units_to_plan,
)
from llegada.planning.selectors.lines import (
    count_open_lines,
    get_line,
    list_lines,
    list_lines_of,
    search_lines,
    summarize_lines,
)
from llegada.planning.selectors.plans import get_plan, list_plans
from llegada.planning.selectors.sheets import list_plain_lines, names_for
from llegada.planning.selectors.waiting import list_waiting_for

__all__ = [
    "CalendarRow",
    "MatrixRow",
    "Overlap",
    "PlanChecks",
    "available_by_month",
    "available_by_source",
    "check_plan",
    "count_open_amendments",
    "count_open_lines",
    "find_open_round",
    "find_overlaps",
    "gaps_of",
    "get_amendment",
    "get_cycle",
    "get_line",
    "get_plan",
    "list_amendments",
    "list_budget_availability",
    "list_calendar",
    "list_capacity",
    "list_committee_members",
    "list_cycles",
    "list_line_strategies",
    "list_lines",
    "list_lines_of",
    "list_matrix",
    "list_organizations_to_open",
    "list_overlapping_units",
    "list_partner_units",
    "list_plain_lines",
    "list_plannable_services",
    "list_plans",
    "list_rounds",
    "list_territorial_managers",
    "list_topics",
    "list_units_to_ask",
    "list_units_to_plan",
    "list_waiting_for",
    "mark_lines",
    "names_for",
    "planned_by_month",
    "planned_by_source",
    "search_lines",
    "summarize_lines",
]
