"""Which milestones were late on a day, for how long, and why: the rows behind the figures of progress (REP-03, REP-11)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import F, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from llegada.core.actors import Actor
from llegada.insights.lateness_rules import LENGTHS, OPEN_LENGTH, Lag, lag_of
from llegada.insights.models import LateSpell
from llegada.insights.selectors.progress import By, Cut, given, of_department, versions_of
from llegada.insights.selectors.progress_seen import seen_by
from llegada.insights.selectors.raw_rows import fetch, written_out
from llegada.workplans.choices import AmendmentKind, AmendmentStatus, ObstacleKind, ObstacleStatus
from llegada.workplans.models import PlanObstacle, WorkPlanAmendment

#: Stand for a reason beside the kinds of obstacle.
DATES_MOVED: Final = "dates_moved"
NO_REASON: Final = "no_reason"
_KEYS: Final[Mapping[By, str]] = {
    By.ENTITY: "entity_id",
    By.UNIT: "unit_id",
    By.SERVICE: "version__service_id",
    By.STRATEGY: "version__strategies__strategy_id",
    By.DEPARTMENT: "entity__department_id",
    By.ADVISOR: "advisor_id",
}


@dataclass(frozen=True)
class Lateness:
    """How late a group is on a day: the lag, and how many late milestones have each reason, the commonest first."""

    lag: Lag | None
    reasons: tuple[tuple[str, int], ...]


def late_on(day: date) -> Q:
    """Return the condition of the spells that hold a day: those open, and of each length those that began near enough before."""
    began = Q(from_on__lte=day)
    closed = [
        Q(length=length, from_on__gt=day - timedelta(days=2**length), until_on__gt=day) & began for length in LENGTHS
    ]
    return reduce(or_, closed, Q(length=OPEN_LENGTH) & began)


def list_late(*, actor: Actor, cut: Cut) -> QuerySet[LateSpell]:
    """Return the spells of the milestones late on the day of `cut` in the plans that the actor reads, the longest first."""
    rows = seen_by(actor).narrow(LateSpell.objects.filter(late_on(cut.on)))
    rows = rows.filter(**given(cut, "year", "organization_id", "unit_id", "entity_id", "advisor_id"))
    if cut.is_by_service:
        rows = rows.filter(version_id__in=versions_of(cut))
    if cut.department_id:
        rows = rows.filter(of_department(cut.department_id, has_entity=True))
    return rows.order_by("due_on", "pk")


def list_late_rows(*, cut: Cut, late: QuerySet[LateSpell]) -> QuerySet[LateSpell]:
    """Return spells with what a list shows: milestone, plan, entity, unit, advisor, and the obstacles recorded by the day."""
    obstacles = PlanObstacle.objects.filter(_recorded_by(cut.on)).order_by("-since", "pk")
    return late.select_related("milestone", "plan", "entity", "unit", "advisor", "version").prefetch_related(
        Prefetch("plan__obstacles", obstacles, to_attr="obstacles_then")
    )


def read_late_page(*, cut: Cut, keys: Iterable[int]) -> list[LateSpell]:
    """Return the rows of some spells, as they are listed: those of one page, found by their keys before anything else is read."""
    return list(list_late_rows(cut=cut, late=LateSpell.objects.filter(pk__in=list(keys)).order_by("due_on", "pk")))


def read_lateness(*, actor: Actor, by: By, cut: Cut, groups: Collection[Any]) -> dict[Any, Lateness]:
    """Return how late each of `groups` is on the day and why, by key; one without late milestones is not there.

    The reason of a late milestone is every kind of obstacle recorded on it, or on its whole plan, by that day; that an approved
    amendment had moved the plan's dates; or that none was recorded.
    """
    return _told(*_read_late(actor=actor, key=_KEYS[by], cut=cut, groups=groups), cut.on)


def read_lateness_of(*, actor: Actor, cut: Cut, members: Mapping[str, Collection[int]]) -> dict[str, Lateness]:
    """Return the same of each set of entities, by its key: an entity may be in several."""
    asked = {entity for some in members.values() for entity in some}
    due, reasons = _read_late(actor=actor, key=_KEYS[By.ENTITY], cut=cut, groups=asked)
    return _told(
        {name: days for name, some in members.items() if (days := _summed(due, some))},
        {name: _summed(reasons, some) for name, some in members.items()},
        cut.on,
    )


def _summed(found: Mapping[Any, Mapping[Any, int]], keys: Collection[Any]) -> dict[Any, int]:
    """Return the counts of several groups added up."""
    sums: dict[Any, int] = defaultdict(int)
    for key in keys:
        for name, count in found.get(key, {}).items():
            sums[name] += count
    return dict(sums)


def _read_late(
    *, actor: Actor, key: str, cut: Cut, groups: Collection[Any]
) -> tuple[Mapping[Any, Mapping[date, int]], Mapping[Any, Mapping[str, int]]]:
    """Return of each group how many late milestones have each due date, and how many each reason."""
    rows = list_late(actor=actor, cut=cut).filter(**{f"{key}__in": list(groups)}).order_by()
    # The day as text: of thousands, only those that differ are made days.
    found = fetch(rows.values_list(F(key), Cast("due_on", TextField()), "milestone_id", "plan_id"))
    plans = {row[3] for row in found}
    kinds, moved = _obstacles_of(plans, cut.on), _moved_plans(plans, cut.on)
    explained = moved | {plan for plan, _milestone in kinds}
    due: dict[Any, dict[date, int]] = defaultdict(dict)
    reasons: dict[Any, Counter[str]] = defaultdict(Counter)
    for (group, day), count in Counter([row[:2] for row in found]).items():
        due[group][date.fromisoformat(day)] = count
        reasons[group][NO_REASON] += count
    # The others, nearly all, are counted already.
    for group, _day, milestone, plan in [row for row in found if row[3] in explained]:
        why = {*kinds.get((plan, milestone), ()), *kinds.get((plan, None), ())}
        if plan in moved:
            why.add(DATES_MOVED)
        if why:
            reasons[group][NO_REASON] -= 1
            reasons[group].update(why)
    return due, reasons


def _told(
    due: Mapping[Any, Mapping[date, int]], reasons: Mapping[Any, Mapping[str, int]], day: date
) -> dict[Any, Lateness]:
    return {
        group: Lateness(
            lag_of(days, day),
            tuple(sorted(((name, n) for name, n in reasons[group].items() if n), key=lambda one: (-one[1], one[0]))),
        )
        for group, days in due.items()
    }


def _obstacles_of(plans: Collection[int], day: date) -> dict[tuple[int, int | None], set[str]]:
    """Return the kinds of the obstacles of some plans recorded by a day, by plan and milestone; None is the whole plan."""
    kinds: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    rows = PlanObstacle.objects.order_by().filter(_recorded_by(day), plan__in=written_out(plans))
    for plan, milestone, kind in fetch(rows.values_list("plan_id", "milestone_id", "kind")):
        kinds[plan, milestone].add(kind)
    return kinds


def _moved_plans(plans: Collection[int], day: date) -> set[int]:
    """Return those of some plans whose dates an approved amendment had moved by a day."""
    amendments = WorkPlanAmendment.objects.order_by().filter(
        plan__in=written_out(plans),
        kind=AmendmentKind.DATES,
        status=AmendmentStatus.APPLIED,
        decided_at__lt=_end_of(day),
    )
    return {plan for (plan,) in fetch(amendments.values_list("plan_id"))}


def _recorded_by(day: date) -> Q:
    """Return the condition of the obstacles recorded by a day and not set aside since."""
    return Q(raised_at__lt=_end_of(day)) & ~Q(status=ObstacleStatus.DISCARDED)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


#: What obstacles may be, in words.
OBSTACLE_WORDS: Final = dict(ObstacleKind.choices)
