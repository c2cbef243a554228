"""Questions about work plans and their milestones. Each returns only what the actor may see."""

from llegada.workplans.selectors.annual_lines import (
    has_annual_plan,
    list_lines_in_course,
    list_lines_to_carry_out,
    reasons_to_offer,
)
from llegada.workplans.selectors.candidates import (
    is_advisor_of,
    list_advisors,
    list_entity_people,
    list_reviewers,
    list_services_to_plan,
    list_units_to_plan,
    search_services,
    unit_ids_to_plan,
)
from llegada.workplans.selectors.milestones import get_evidence, get_milestone, list_milestones, visible_plans
from llegada.workplans.selectors.plans import (
    filter_overdue,
    filter_text,
    get_work_plan,
    late_milestones,
    latest_version,
    list_plan_services,
    list_versions,
    list_work_plans,
    progress_of,
)
from llegada.workplans.selectors.progress import GROUPS, ProgressRow, summarize_progress
from llegada.workplans.selectors.versions import compare_versions, compose_content, is_intact, read_content
from llegada.workplans.selectors.waiting import list_waiting_for

__all__ = [
    "GROUPS",
    "ProgressRow",
    "compare_versions",
    "compose_content",
    "filter_overdue",
    "filter_text",
    "get_evidence",
    "get_milestone",
    "get_work_plan",
    "has_annual_plan",
    "is_advisor_of",
    "is_intact",
    "late_milestones",
    "latest_version",
    "list_advisors",
    "list_entity_people",
    "list_lines_in_course",
    "list_lines_to_carry_out",
    "list_milestones",
    "list_plan_services",
    "list_reviewers",
    "list_services_to_plan",
    "list_units_to_plan",
    "list_versions",
    "list_waiting_for",
    "list_work_plans",
    "progress_of",
    "read_content",
    "reasons_to_offer",
    "search_services",
    "summarize_progress",
    "unit_ids_to_plan",
    "visible_plans",
]
