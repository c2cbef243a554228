"""Questions of focalisation. They return only what the actor may see."""

from llegada.targeting.selectors.groups import get_group, list_groups, list_members, member_lines
from llegada.targeting.selectors.lists import (
    ListSummary,
    count_undecided,
    get_change,
    get_list,
    get_prioritized,
    get_run_to_prioritize,
    has_made,
    list_changes,
    list_entities_of,
    list_lists,
    list_services_to_prioritize,
    list_standing_for,
    list_strategies_to_prioritize,
    list_units_to_prioritize,
    list_versions,
    summarize_list,
)

__all__ = [
    "ListSummary",
    "count_undecided",
    "get_change",
    "get_group",
    "get_list",
    "get_prioritized",
    "get_run_to_prioritize",
    "has_made",
    "list_changes",
    "list_entities_of",
    "list_groups",
    "list_lists",
    "list_members",
    "list_services_to_prioritize",
    "list_standing_for",
    "list_strategies_to_prioritize",
    "list_units_to_prioritize",
    "list_versions",
    "member_lines",
    "summarize_list",
]
