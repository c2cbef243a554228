"""What plans contribute to the figures now, and historical ones through the dates of their source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.utils.timezone import localdate

from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.facts import MilestoneFact, PlanChange, PlanFact, PlanStory, hundredths
from llegada.workplans.models import PlanMilestone, WorkPlan

#: Plans read at a time.
CHUNK: Final = 500
#: Keys asked for in one statement.
_MANY: Final = 5_000


def compose_plan_fact(plan: WorkPlan, milestones: Iterable[PlanMilestone], *, on: date) -> PlanFact:
    """Return what a plan and some of its milestones contribute since a day, from what is loaded of them."""
    return PlanFact(
        plan_id=plan.pk,
        organization_id=plan.unit.organization_id,
        unit_id=plan.unit_id,
        entity_id=plan.entity_id,
        department_id=plan.entity.department_id,
        advisor_id=plan.advisor_id,
        status=plan.status,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        milestones=tuple(
            MilestoneFact(one.pk, one.plan_service.service_version_id, one.status, hundredths(one.weight), one.due_on)
            for one in milestones
        ),
        known_on=on,
    )


def read_plan_fact(plan: WorkPlan, *, on: date) -> PlanFact:
    """Return what a plan contributes since a day, its milestones read now."""
    return compose_plan_fact(plan, plan.milestones.select_related("plan_service").order_by("pk"), on=on)


def list_plan_stories(*, plan_ids: Iterable[int]) -> dict[int, PlanStory]:
    """Return the story of each of some historical plans, now; those without milestones have none."""
    keys = sorted(set(plan_ids))
    stories: dict[int, PlanStory] = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        milestones: dict[int, list[PlanMilestone]] = defaultdict(list)
        for one in PlanMilestone.objects.filter(plan_id__in=some).select_related("plan_service").order_by("pk"):
            milestones[one.plan_id].append(one)
        plans = WorkPlan.objects.filter(pk__in=list(milestones), status=WorkPlanStatus.HISTORICAL)
        for plan in plans.select_related("unit", "entity"):
            stories[plan.pk] = tuple(told_as_historical(plan, milestones[plan.pk]))
    return stories


def entities_of_plans(plan_ids: Iterable[int]) -> list[int]:
    """Return the keys of the entities with which some plans are, in order."""
    keys = sorted(set(plan_ids))
    found: set[int] = set()
    for start in range(0, len(keys), _MANY):
        some = WorkPlan.objects.filter(pk__in=keys[start : start + _MANY]).order_by()
        found.update(some.values_list("entity_id", flat=True).distinct())
    return sorted(found)


def pairs(facts: Sequence[PlanFact]) -> list[PlanChange]:
    """Return each fact with the one before it."""
    return [*zip([None, *facts], facts, strict=False)]


def told_as_historical(plan: WorkPlan, milestones: Sequence[PlanMilestone]) -> list[PlanFact]:
    """Return what a historical plan contributed after each of the dates of its source; nothing if it has no milestones.

    It counts from its first day and is over after its last. What was reported or validated before it began counts from there.
    """
    if not milestones:
        return []
    now = replace(compose_plan_fact(plan, milestones, on=plan.starts_on), is_over=False)
    steps = sorted(
        (max(plan.starts_on, localdate(at)), one.pk, order, status)
        for one in milestones
        if one.status not in {"pending", "not_applicable"}
        for order, (at, status) in enumerate(((one.reported_at, "reported"), (one.reviewed_at, one.status)))
        if at is not None and (order == 0 or one.status in {"validated", "returned"})
    )
    over = plan.ends_on + timedelta(days=1)
    known = {
        one.milestone_id: one if one.status == "not_applicable" else replace(one, status="pending")
        for one in now.milestones
    }
    facts = []
    for day in sorted({plan.starts_on, over, *(step[0] for step in steps)}):
        for _day, key, _order, status in (step for step in steps if step[0] == day):
            known[key] = replace(known[key], status=status)
        facts.append(replace(now, milestones=tuple(known.values()), known_on=day, is_over=day >= over))
    return facts
