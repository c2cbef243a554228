"""Moves the sessions and the plans of a version of a service with its line: an import may bring some to one still in design."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.delivery.selectors import list_session_facts
from llegada.insights.services.moving import apply_session_facts
from llegada.insights.services.people import in_parts
from llegada.insights.services.sharing import apply_span_facts
from llegada.portfolio.facts import LineFact
from llegada.workplans.models import WorkPlan

#: Sessions read at once.
_MANY: Final = 2000


def apply_line_fact(before: LineFact, after: LineFact) -> None:
    """Move the figures of a version from its line before to that of now, inside the transaction of the change."""
    sessions = Session.objects.order_by().filter(service_version=after.version_id, status__in=COUNTED)
    for some in in_parts(list(sessions.values_list("pk", flat=True)), _MANY):
        facts = list_session_facts(session_ids=some).values()
        apply_session_facts([(replace(fact, line_id=before.line_id), fact) for fact in facts])
    plans = WorkPlan.objects.order_by().filter(plan_services__service_version=after.version_id)
    entities = plans.values_list("entity_id", flat=True).distinct()
    if found := list(entities):
        apply_span_facts([(key, key) for key in found])
