"""Questions about sessions, commitments, the work that awaits somebody and the facts behind the figures."""

from llegada.delivery.selectors.commitments import (
    get_commitment,
    list_commitment_actions,
    list_commitments,
    overdue_on,
)
from llegada.delivery.selectors.figures import find_session_fact, iterate_session_facts
from llegada.delivery.selectors.minutes import list_author_ids, list_missing_for_minutes, list_session_actions
from llegada.delivery.selectors.sessions import (
    count_attendance,
    find_consent_text,
    find_next_session,
    get_evidence,
    get_number,
    get_plan,
    get_session,
    list_attendance,
    list_evidence,
    list_known_places,
    list_last_attendees,
    list_plan_milestones,
    list_plan_services,
    list_plans_to_record,
    list_possible_advisors,
    list_session_milestones,
    list_sessions,
    suggest_details,
    with_attendance_count,
)
from llegada.delivery.selectors.waiting import list_waiting_for

__all__ = [
    "count_attendance",
    "find_consent_text",
    "find_next_session",
    "find_session_fact",
    "get_commitment",
    "get_evidence",
    "get_number",
    "get_plan",
    "get_session",
    "iterate_session_facts",
    "list_attendance",
    "list_author_ids",
    "list_commitment_actions",
    "list_commitments",
    "list_evidence",
    "list_known_places",
    "list_last_attendees",
    "list_missing_for_minutes",
    "list_plan_milestones",
    "list_plan_services",
    "list_plans_to_record",
    "list_possible_advisors",
    "list_session_actions",
    "list_session_milestones",
    "list_sessions",
    "list_waiting_for",
    "overdue_on",
    "suggest_details",
    "with_attendance_count",
]
