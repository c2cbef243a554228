"""Puts an approved amendment into its plan: all of it in the caller's transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core import facts
from llegada.core.states import move
from llegada.portfolio.models import ServiceVersion
from llegada.workplans import amendment_rules, rules, selectors
from llegada.workplans.amendment_rules import Change
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.errors import AmendmentStale
from llegada.workplans.facts import KIND, SPAN_KIND
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanAmendment, WorkPlanService
from llegada.workplans.selectors.facts import read_plan_fact
from llegada.workplans.services.amendment_changes import COUNTERPART
from llegada.workplans.services.plans import add_services


def apply_changes(amendment: WorkPlanAmendment, changes: Sequence[Change], *, now: datetime) -> None:
    """Make the changes of an amendment in its plan. Raises AmendmentStale, Conflict."""
    plan, today = amendment.plan, timezone.localdate(now)
    stood = read_plan_fact(plan, on=today)
    # Whoever corrects or amends the plan at the same time contends for this row.
    move(plan, field="updated_at", before=plan.updated_at, after=now, at=now, **_values(plan, changes, today))
    milestones = {str(one.public_id): one for one in plan.milestones.all()}
    for change in changes:
        if change.field == "due_on":
            _move_date(milestones.get(change.of), change, now)
        elif change.field == "weight":
            _move_weight(milestones.get(change.of), change, now, is_skipped=_is_skipped(amendment, change))
        elif change.field == "drop":
            _drop(plan, change, now)
        elif change.field == "add":
            _add(plan, change, now)
    facts.announce(KIND, before=stood, after=read_plan_fact(plan, on=today))
    facts.announce(SPAN_KIND, before=plan.entity_id, after=plan.entity_id)


def _values(plan: WorkPlan, changes: Sequence[Change], today: date) -> dict[str, Any]:
    """Return the new values of the plan's own fields, each of which must be as it was when the change was asked."""
    values: dict[str, Any] = {}
    for one in changes:
        if one.field in {"starts_on", "ends_on"}:
            was, new = str(getattr(plan, one.field)), date.fromisoformat(one.after)
        elif one.field in COUNTERPART:
            was, new = getattr(plan, one.field), one.after  # type: ignore[assignment]
        elif one.field == "advisor":
            new = _advisor(plan, one, today)  # type: ignore[assignment]
            values["advisor"] = new
            continue
        else:
            continue
        if was != one.before:
            raise AmendmentStale()
        values[one.field] = new
    return values


def _advisor(plan: WorkPlan, change: Change, today: date) -> Person:
    person = Person.objects.filter(public_id=change.of).first()
    if person is None or str(plan.advisor.public_id) != change.name:
        raise AmendmentStale()
    if not selectors.is_advisor_of(person=person, unit=plan.unit, today=today):
        raise AmendmentStale()
    return person


def _move_date(milestone: PlanMilestone | None, change: Change, now: datetime) -> None:
    if milestone is None or milestone.status not in amendment_rules.MOVABLE or str(milestone.due_on) != change.before:
        raise AmendmentStale()
    status = milestone.status
    move(milestone, before=status, after=status, at=now, due_on=date.fromisoformat(change.after))


def _is_skipped(amendment: WorkPlanAmendment, change: Change) -> bool:
    return amendment.milestone is not None and str(amendment.milestone.public_id) == change.of


def _move_weight(milestone: PlanMilestone | None, change: Change, now: datetime, *, is_skipped: bool) -> None:
    if milestone is None or (is_skipped and milestone.status not in amendment_rules.MOVABLE):
        raise AmendmentStale()
    before = milestone.status
    after = MilestoneStatus.NOT_APPLICABLE.value if is_skipped else before
    move(milestone, before=before, after=after, at=now, weight=Decimal(change.after))


def _drop(plan: WorkPlan, change: Change, now: datetime) -> None:
    """Take a service out: it stays with its day, and its milestones, none of them reported, do not apply and weigh nothing."""
    chosen = WorkPlanService.objects.filter(
        plan=plan, service_version__public_id=change.of, dropped_at__isnull=True
    ).first()
    if chosen is None:
        raise AmendmentStale()
    for milestone in chosen.milestones.exclude(status=MilestoneStatus.NOT_APPLICABLE):
        if milestone.status not in amendment_rules.MOVABLE:
            raise AmendmentStale()
        move(milestone, before=milestone.status, after=MilestoneStatus.NOT_APPLICABLE.value, at=now, weight=Decimal(0))
    move(chosen, field="dropped_at", before=None, after=now)


def _add(plan: WorkPlan, change: Change, now: datetime) -> None:
    """Bring a service in the version that was agreed, its milestones spread over what is left of the plan."""
    version = ServiceVersion.objects.filter(public_id=change.of).first()
    if version is None or plan.plan_services.filter(service_version=version).exists():
        raise AmendmentStale()
    milestones = list(version.milestones.order_by("position"))
    start = min(max(plan.starts_on, timezone.localdate(now)), plan.ends_on)
    spread = rules.spread_due_dates(start, plan.ends_on, [one.typical_days for one in milestones])
    add_services(plan, [version], {one.public_id: day for one, day in zip(milestones, spread, strict=True)}, now=now)
