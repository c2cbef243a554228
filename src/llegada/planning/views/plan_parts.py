"""What the page of a plan shows: its path, what the checks say, and the actions that its state and its gates admit."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.onward import list_onward
from llegada.planning import rules, selectors
from llegada.planning.choices import PlanStatus
from llegada.planning.models import AnnualPlan
from llegada.planning.plan_words import problem_words
from llegada.planning.policies import FOR_PLAN_ACTION, PLAN_POLICY, PlanPermission
from llegada.planning.verbs import PLAN_ACTION_LABELS

_QUIET: Final = frozenset({"send_back"})


def plan_context(actor: Actor, plan: AnnualPlan) -> dict[str, Any]:
    """Return what the page of a plan shows to `actor`, besides its lines."""
    may = PLAN_POLICY.permissions_on(actor, plan)
    checks = selectors.check_plan(plan)
    found = checks.findings
    is_writable = plan.status in rules.PLAN_EDITABLE
    allowed = [one for one in rules.available_plan_actions(plan.status) if FOR_PLAN_ACTION.get(one) in may]
    is_own = rules.is_own_work(authors=(plan.edited_by_id, plan.sent_by_id), person_id=actor.person_id)
    held = [one for one in allowed if is_own and one in rules.PLAN_NEEDS_OTHER_PERSON]
    if found.blocking or (found.warnings and not plan.note):
        allowed = [one for one in allowed if one != "send"]
    return {
        "plan": plan,
        "revision": str(plan.revision),
        "steps": [
            {"label": PlanStatus(state).label, "status": how, "note": ""} for state, how in rules.steps_of(plan.status)
        ],
        "checks": checks,
        "blocking": [(problem_words(found, key), _where(plan, key)) for key in found.blocking] if is_writable else [],
        "warnings": [problem_words(found, key) for key in found.warnings] if is_writable else [],
        "needs_note": is_writable and bool(found.warnings) and not plan.note,
        "needs_other_person": bool(held),
        "actions": [
            {
                "value": one,
                "label": PLAN_ACTION_LABELS[one],
                "reason": _("¿Qué hay que corregir?") if one in rules.PLAN_NEEDS_REASON else "",
                "kind": "quiet" if one in _QUIET else "",
            }
            for one in allowed
            if one not in held
        ],
        "may_write": PlanPermission.EDIT in may and is_writable,
        "may_amend": PlanPermission.AMEND in may and plan.status in rules.PLAN_AMENDABLE,
        "may_set_budget": PlanPermission.SET_BUDGET in may and plan.status != PlanStatus.CLOSED,
        "may_set_capacity": PlanPermission.SET_CAPACITY in may and plan.status != PlanStatus.CLOSED,
        "month_url": _month_url(plan),
        "onward": list_onward(actor, plan),
        "amendments": _amendments(plan),
        "events": history.list_shown(target=plan),
        "states": PlanStatus.choices,
    }


def _month_url(plan: AnnualPlan) -> str:
    """Return where the month of today is programmed, or the first of a year that is not this one; nothing before that."""
    if plan.status not in rules.PLAN_PROGRAMMED:
        return ""
    today = timezone.localdate()
    month = today.replace(day=1) if today.year == plan.cycle.year else date(plan.cycle.year, 1, 1)
    return reverse("planning:month", args=[plan.public_id, month])


def _amendments(plan: AnnualPlan) -> list[Any]:
    shows = plan.status in {PlanStatus.IN_EXECUTION, PlanStatus.CLOSED}
    return list(selectors.list_amendments(plan)[:50]) if shows else []


def _where(plan: AnnualPlan, key: str) -> str:
    """Return where what blocks the plan is mended."""
    if key == "no_lines":
        return reverse("planning:line_create", args=[plan.public_id])
    if key == "missing_texts":
        return reverse("planning:edit", args=[plan.public_id])
    if key == "incomplete_lines":
        return f"{plan.get_absolute_url()}?finding=lacks#lineas"
    return f"{reverse('planning:checks', args=[plan.public_id])}#dinero"
