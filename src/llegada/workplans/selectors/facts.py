"""What plans contribute to the figures: now, and through all that was ever changed in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.utils.timezone import get_current_timezone, localdate

from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.facts import COUNTED, MilestoneFact, PlanChange, PlanFact, PlanStory, hundredths
from llegada.workplans.models import PlanMilestone, WorkPlan

#: Plans read at a time.
CHUNK: Final = 500
#: Keys asked for in one statement.
_MANY: Final = 5_000
_PLAN: Final = ("status", "starts_on", "ends_on", "unit_id", "entity_id", "advisor_id")
_MILESTONE: Final = ("status", "weight", "due_on")


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


def list_units_with_plans() -> list[int]:
    """Return the keys of the units with some plan."""
    return list(WorkPlan.objects.order_by("unit_id").values_list("unit_id", flat=True).distinct())


def iterate_plan_changes(*, unit_id: int) -> Iterator[list[PlanChange]]:
    """Yield, some plans of a unit at a time, every change that ever moved the figures, each plan's in their order.

    They are told by the versions that plans and milestones keep. A plan whose versions do not lead to what it says now (it was
    brought in without them) is told by its own dates: signed, reported, reviewed, ended.
    """
    found = WorkPlan.objects.filter(unit_id=unit_id).select_related("unit", "entity").order_by("pk")
    last = 0
    while chunk := list(found.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        yield _changes_of(chunk)


def _changes_of(plans: Sequence[WorkPlan]) -> list[PlanChange]:
    keys = [plan.pk for plan in plans]
    milestones: dict[int, list[PlanMilestone]] = defaultdict(list)
    for milestone in PlanMilestone.objects.filter(plan_id__in=keys).select_related("plan_service").order_by("pk"):
        milestones[milestone.plan_id].append(milestone)
    said = _versions(WorkPlan.history.filter(id__in=keys), "id", _PLAN)
    of_milestones = _versions(PlanMilestone.history.filter(plan_id__in=keys), "plan_id", ("id", *_MILESTONE))
    changes: list[PlanChange] = []
    for plan in plans:
        if plan.status == WorkPlanStatus.HISTORICAL:
            changes += pairs(told_as_historical(plan, milestones[plan.pk]))
        else:
            changes += pairs(_told_by_versions(plan, milestones[plan.pk], said[plan.pk], of_milestones[plan.pk]))
    return changes


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


def _versions(history: Any, key: str, fields: Sequence[str]) -> dict[int, list[tuple[date, tuple[Any, ...]]]]:
    """Return the versions of each plan, or of the milestones of each, as (day, values), in the order of writing."""
    found: dict[int, list[tuple[date, tuple[Any, ...]]]] = defaultdict(list)
    here = get_current_timezone()
    rows = history.exclude(history_type="-").order_by("history_id").values_list(key, "history_date", *fields)
    for of, at, *values in rows.iterator(chunk_size=20_000):
        found[of].append((at.astimezone(here).date(), tuple(values)))
    return found


def _told_by_versions(
    plan: WorkPlan,
    milestones: Sequence[PlanMilestone],
    versions: Sequence[tuple[date, tuple[Any, ...]]],
    of_milestones: Sequence[tuple[date, tuple[Any, ...]]],
) -> list[PlanFact]:
    """Return what a plan contributed after each day with a change; by its own dates where its versions say something else."""
    now = compose_plan_fact(plan, milestones, on=localdate(plan.updated_at))
    rows = {one.milestone_id: one for one in now.milestones}
    # Each version keeps its own place among those of its table; the two tables are put together by day.
    written = [(day, 0, order, values) for order, (day, values) in enumerate(versions)]
    written += [(day, 1, order, values) for order, (day, values) in enumerate(of_milestones)]
    facts: list[PlanFact] = []
    stands: tuple[Any, ...] | None = None
    known: dict[int, MilestoneFact] = {}
    ordered = sorted(written, key=lambda one: one[:3])
    for place, (day, kind, _order, values) in enumerate(ordered):
        if kind == 0:
            stands = values
        elif values[0] in rows:
            status, weight, due_on = values[1:]
            of = rows[values[0]]
            known[values[0]] = MilestoneFact(of.milestone_id, of.version_id, status, hundredths(weight), due_on)
        is_last = place + 1 == len(ordered) or ordered[place + 1][0] != day
        if is_last and stands is not None:
            status, starts_on, ends_on, unit_id, entity_id, advisor_id = stands
            fact = replace(
                now, status=status, starts_on=starts_on, ends_on=ends_on, unit_id=unit_id, entity_id=entity_id,
                advisor_id=advisor_id, milestones=tuple(known[key] for key in sorted(known)), known_on=day,
            )  # fmt: skip
            facts.append(fact)
    if facts and replace(facts[-1], known_on=now.known_on) == now:
        return facts
    return told_by_dates(plan, milestones)


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


def told_by_dates(plan: WorkPlan, milestones: Sequence[PlanMilestone]) -> list[PlanFact]:
    """Return what a plan contributed after each of its own dates: since it was signed (or made), reported, reviewed, ended."""
    if plan.status not in COUNTED:
        return []
    now = compose_plan_fact(plan, milestones, on=localdate(plan.signed_at or plan.created_at))
    days = {now.known_on}
    steps: list[tuple[date, int, str]] = []
    for one in milestones:
        if one.reported_at is not None and one.status not in {"pending", "not_applicable"}:
            steps.append((max(now.known_on, localdate(one.reported_at)), one.pk, "reported"))
            if one.reviewed_at is not None and one.status in {"validated", "returned"}:
                steps.append((max(now.known_on, localdate(one.reviewed_at)), one.pk, one.status))
    days |= {day for day, _key, _status in steps}
    ended = max(now.known_on, plan.ended_on) if plan.status == "terminated" and plan.ended_on else None
    was = replace(now, status="in_execution" if ended and plan.signed_at else now.status)
    known = {
        one.milestone_id: one if one.status == "not_applicable" else replace(one, status="pending")
        for one in now.milestones
    }
    facts = []
    for day in sorted(days | ({ended} if ended else set())):
        for _day, key, status in sorted(step for step in steps if step[0] == day):
            known[key] = replace(known[key], status=status)
        stands = now if ended and day >= ended else was
        facts.append(replace(stands, milestones=tuple(known.values()), known_on=day))
    return facts
