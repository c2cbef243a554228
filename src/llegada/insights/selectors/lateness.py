"""Which milestones were late on a day, for how long, and why: the rows behind the figures of progress (REP-03, REP-11)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from operator import itemgetter, or_
from typing import Any, Final

import numpy as np
from django.db.models import F, IntegerField, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from llegada.core.actors import Actor
from llegada.insights.counting.columns import Columns, day_of, read_values
from llegada.insights.lateness_rules import LENGTHS, OPEN_LENGTH, Lag, lag_of
from llegada.insights.models import LateSpell
from llegada.insights.selectors.progress import By, Cut, given, in_zone, list_progress_years, of_department, versions_of
from llegada.insights.selectors.progress_seen import seen_by
from llegada.insights.selectors.raw_rows import among, fetch, written_out
from llegada.portfolio.models import ServiceVersion, VersionStrategy
from llegada.territory.models import Entity
from llegada.workplans.choices import AmendmentKind, AmendmentStatus, ObstacleKind, ObstacleStatus
from llegada.workplans.models import PlanObstacle, WorkPlanAmendment

#: Stand for a reason beside the kinds of obstacle.
DATES_MOVED: Final = "dates_moved"
NO_REASON: Final = "no_reason"
#: With more keys than these, all that is late is read: to look each up takes longer.
_MANY: Final = 1000
#: No day is so many from another, and no plan has so high a key.
_DAYS: Final = 1 << 23
_PLANS: Final = 1 << 32
#: What is read of a spell that is late.
_READ: Final = ("key", "due", "milestone", "plan")
#: The column of a spell that tells the groups apart.
_COLUMNS: Final[Mapping[By, str]] = {
    By.ENTITY: "entity_id",
    By.UNIT: "unit_id",
    By.SERVICE: "version_id",
    By.STRATEGY: "version_id",
    By.DEPARTMENT: "entity_id",
    By.ADVISOR: "advisor_id",
}


@dataclass(frozen=True)
class Lateness:
    """How late a group is on a day: the lag, and how many late milestones have each reason, the commonest first."""

    lag: Lag
    reasons: tuple[tuple[str, int], ...]


def late_on(day: date) -> Q:
    """Return the condition of the spells that hold a day: those open, and of each length those that began near enough before."""
    began = Q(from_on__lte=day)
    near = {length: Q(from_on__gt=day - timedelta(days=2**length)) for length in LENGTHS[:-1]}
    closed = [Q(length=length, until_on__gt=day) & began & near.get(length, Q()) for length in LENGTHS]
    return reduce(or_, closed, Q(length=OPEN_LENGTH) & began)


def list_late(*, actor: Actor, cut: Cut) -> QuerySet[LateSpell]:
    """Return the spells of the milestones late on the day of `cut` in the plans that the actor reads, the longest first."""
    rows = seen_by(actor).narrow(LateSpell.objects.filter(late_on(cut.on)))
    rows = rows.filter(**given(cut, "organization_id", "unit_id", "entity_id", "advisor_id"))
    # The years are said even where all are asked: the index of those late goes by them.
    rows = rows.filter(year__in=[cut.year] if cut.year else list_progress_years())
    if cut.is_by_service:
        rows = rows.filter(version_id__in=versions_of(cut))
    if cut.department_id:
        rows = rows.filter(of_department(cut.department_id, has_entity=True))
    return in_zone(rows, cut).order_by("due_on", "pk")


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
    return _read_late(actor=actor, column=_COLUMNS[by], cut=cut, groups_of=_groups_of(by, groups))


def read_lateness_of(*, actor: Actor, cut: Cut, members: Mapping[str, Collection[int]]) -> dict[str, Lateness]:
    """Return the same of each set of entities, by its key: an entity may be in several."""
    groups_of = [(entity, name) for name, some in members.items() for entity in some]
    return _read_late(actor=actor, column=_COLUMNS[By.ENTITY], cut=cut, groups_of=groups_of)


def _groups_of(by: By, groups: Collection[Any]) -> Iterable[tuple[int, Any]]:
    """Return each key that spells have with a group that it is in: to ask them of each spell takes longer."""
    if by is By.DEPARTMENT:
        return fetch(Entity.objects.order_by().filter(department__in=groups).values_list("pk", "department"))
    if by is By.SERVICE:
        return fetch(ServiceVersion.objects.order_by().filter(service__in=groups).values_list("pk", "service"))
    if by is By.STRATEGY:
        rows = VersionStrategy.objects.order_by().filter(strategy__in=groups)
        return fetch(rows.values_list("version", "strategy"))
    return [(group, group) for group in groups]


def _read_late(*, actor: Actor, column: str, cut: Cut, groups_of: Iterable[tuple[int, Any]]) -> dict[Any, Lateness]:
    """Return how late each group is, given the groups of the keys that spells have in a column."""
    pairs = sorted(groups_of, key=itemgetter(0))
    groups = {group: place for place, group in enumerate(dict.fromkeys(group for _key, group in pairs))}
    found = _late_by(column, {key for key, _group in pairs}, actor=actor, cut=cut)
    spells, places = _paired(found["key"], np.array([key for key, _group in pairs], dtype=np.int64))
    of_group = np.array([groups[group] for _key, group in pairs], dtype=np.int64)[places]
    found = found[spells]
    lags = _lags_of(cut.on.toordinal() - found["due"], of_group, len(groups))
    reasons = _reasons_of(found, of_group, len(groups), cut.on)
    return {group: Lateness(lag, why) for group, lag, why in zip(groups, lags, reasons, strict=True) if lag is not None}


def _late_by(column: str, keys: Collection[int], *, actor: Actor, cut: Cut) -> Columns:
    """Return the `key` in a column, the day `due`, `milestone` and `plan` of the spells that hold the day of `cut`.

    They may be more than those with one of `keys`.
    """
    rows = list_late(actor=actor, cut=cut).order_by()
    # Not beside another list of keys: PostgreSQL, which expects one late milestone of both, looks them all up for each.
    if len(keys) < _MANY and not (cut.department_id or cut.is_by_service or cut.entity_ids):
        rows = rows.filter(**{f"{column}__in": written_out(keys)})
    # Two numbers for four: most of the time goes in handing them over.
    table = LateSpell._meta.db_table
    due = RawSQL(f"{table}.{column} * {_DAYS} + {day_of(f'{table}.due_on')}", [])  # noqa: S611 - names of columns
    read = read_values(
        rows.values_list(due, F("milestone_id") * Value(_PLANS) + F("plan_id")), ("key", "milestone"), is_page=True
    )
    found = np.empty(len(read), dtype=[(name, "<i8") for name in _READ])
    found["key"], found["due"] = np.divmod(read["key"], _DAYS)
    found["milestone"], found["plan"] = np.divmod(read["milestone"], _PLANS)
    return found


def _lags_of(days: Columns, of_group: Columns, groups: int) -> list[Lag | None]:
    """Return the lag of each group, given for how many days each milestone has been late and the place of its group."""
    code = of_group * _DAYS + days
    code.sort()  # one number each: sorting by two columns takes five times as long
    ends = np.searchsorted(code, np.arange(groups + 1) * _DAYS).tolist()
    in_order = (code % _DAYS).tolist()
    return [lag_of(in_order[first:last]) for first, last in pairwise(ends)]


def _paired(keys: Columns, listed: Columns) -> tuple[Columns, Columns]:
    """Return the places of `keys` and of the sorted `listed` that have the same key, each pair of them once."""
    first = np.searchsorted(listed, keys)
    if len(np.unique(listed)) == len(listed):
        there = np.flatnonzero(np.append(listed, -1)[first] == keys)
        return there, first[there]
    times = np.searchsorted(listed, keys, side="right") - first
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(np.arange(len(keys)), times), np.repeat(first, times) + within


def _reasons_of(late: Columns, of_group: Columns, groups: int, day: date) -> list[tuple[tuple[str, int], ...]]:
    """Return how many of the late milestones of each group have each reason, the commonest first.

    `of_group` is the place of the group of each, of so many `groups`.
    """
    recorded = _kinds_of(np.unique(late["plan"]), day)
    kinds = sorted({kind for _plan, _milestone, kind in recorded})
    bits = {kind: 1 << place for place, kind in enumerate(kinds)}
    why = _marked(late["plan"], [(plan, bits[kind]) for plan, milestone, kind in recorded if milestone is None])
    why |= _marked(late["milestone"], [(milestone, bits[kind]) for _plan, milestone, kind in recorded if milestone])
    having = {kind: np.bincount(of_group[why & bit > 0], minlength=groups).tolist() for kind, bit in bits.items()}
    having[NO_REASON] = np.bincount(of_group[why == 0], minlength=groups).tolist()
    told = [[(kind, of[place]) for kind, of in having.items() if of[place]] for place in range(groups)]
    return [tuple(sorted(some, key=lambda one: (-one[1], one[0]))) for some in told]


def _marked(keys: Columns, bits: Collection[tuple[int, int]]) -> Columns:
    """Return, of each of `keys`, all the bits that are given for it."""
    if not bits:
        return np.zeros(len(keys), dtype=np.int64)
    given_keys, given_bits = np.array(list(bits), dtype=np.int64).T
    listed, place = np.unique(given_keys, return_inverse=True)
    whole = np.zeros(len(listed) + 1, dtype=np.int64)  # the last one is of those that are not listed
    np.bitwise_or.at(whole, place, given_bits)
    at = np.searchsorted(listed, keys)
    return whole[np.where(np.append(listed, -1)[at] == keys, at, len(listed))]


def _kinds_of(plans: Columns, day: date) -> list[tuple[int, int | None, str]]:
    """Return why some plans were late, as recorded by a day: plan, milestone (None is the whole plan) and reason.

    They are the kinds of their obstacles, and that an approved amendment had moved their dates.
    """
    keys = plans.tolist()
    obstacles = PlanObstacle.objects.order_by().filter(
        _recorded_by(day), among(PlanObstacle._meta.get_field("plan"), keys)
    )
    amendments = WorkPlanAmendment.objects.order_by().filter(
        among(WorkPlanAmendment._meta.get_field("plan"), keys),
        kind=AmendmentKind.DATES,
        status=AmendmentStatus.APPLIED,
        decided_at__lt=_end_of(day),
    )
    whole, moved = Value(None, IntegerField()), Value(DATES_MOVED, TextField())
    return fetch(
        obstacles.values_list("plan_id", "milestone_id", "kind").union(
            amendments.values_list("plan_id", whole, moved), all=True
        )
    )


def _recorded_by(day: date) -> Q:
    """Return the condition of the obstacles recorded by a day and not set aside since."""
    return Q(raised_at__lt=_end_of(day)) & ~Q(status=ObstacleStatus.DISCARDED)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


#: What obstacles may be, in words.
OBSTACLE_WORDS: Final = dict(ObstacleKind.choices)
