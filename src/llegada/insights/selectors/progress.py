"""The progress of plans as of any day, by entity, unit, service, place, strategy or advisor (MON-19, REP-03, REP-11).

Read from the sums of `insights.progress_rules`: one row a group, whatever the history. Somebody who sees only part of
an organisation, and what no axis tells apart, is answered from the cells of that part.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

import numpy as np
from django.db.models import Case, Max, Min, Model, Q, QuerySet, TextField, When
from django.db.models.functions import Cast, Coalesce

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.insights import progress_rules as rules
from llegada.insights.models import ProgressCell, ProgressSum
from llegada.insights.progress_rows import ProgressTable
from llegada.insights.progress_rules import MEASURES, Axis, Totals
from llegada.insights.selectors.progress_seen import Seen, seen_by
from llegada.insights.selectors.raw_rows import fetch, fetch_bytes, written_out
from llegada.insights.timelines import NO_END, Added, added_up, day_number, quarter_of
from llegada.portfolio.models import ServiceVersion, Strategy, VersionStrategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.territory.models import Department, Entity

_M = TypeVar("_M", bound=Model)


class By(StrEnum):
    """What progress is added up by."""

    ENTITY = "entity"
    UNIT = "unit"
    SERVICE = "service"
    DEPARTMENT = "department"
    STRATEGY = "strategy"
    ADVISOR = "advisor"


@dataclass(frozen=True)
class Cut:
    """What is asked: as of which day, and of what; None does not restrict. `year` is the one in which plans begin.

    `entity_ids` are those of a zone.
    """

    on: date
    year: int | None = None
    organization_id: int | None = None
    unit_id: int | None = None
    service_id: int | None = None
    line_id: int | None = None
    strategy_id: int | None = None
    department_id: str | None = None
    entity_id: int | None = None
    advisor_id: int | None = None
    entity_ids: frozenset[int] | None = None

    @property
    def is_by_service(self) -> bool:
        """Return whether it asks for some services only."""
        return any((self.service_id, self.line_id, self.strategy_id))


_COLUMNS: Final[Mapping[By, str]] = {
    By.ENTITY: "entity_id",
    By.UNIT: "unit_id",
    By.SERVICE: "version_id",
    By.STRATEGY: "version_id",
    By.DEPARTMENT: "department",
    By.ADVISOR: "advisor_id",
}
_BY_SERVICE: Final = frozenset({By.SERVICE, By.STRATEGY})


def list_progress_years() -> list[int]:
    """Return the years in which some plan of the figures begins, newest first; none without plans."""
    kept = ProgressSum.objects.filter(axis=rules.UNIT.number, year__gt=rules.EVERY_YEAR)
    found = kept.aggregate(first=Min("year"), last=Max("year"))
    return [] if found["first"] is None else list(range(found["last"], found["first"] - 1, -1))


def axis_for(by: By, cut: Cut, seen: Seen) -> Axis | None:
    """Return the sums that can answer, or None where only the cells can."""
    if seen.where is not None or cut.entity_id or cut.advisor_id:
        return None
    has_organization = bool(cut.organization_id) or not seen.is_everything
    asked = {_COLUMNS[by]} | ({"unit_id"} if cut.unit_id else set()) | ({"version_id"} if cut.is_by_service else set())
    asked |= set() if cut.entity_ids is None else {"entity_id"}
    if asked == {"department"}:
        return None if has_organization else rules.DEPARTMENT
    if asked == {"entity_id"}:
        return None if has_organization else rules.ENTITY
    if cut.department_id:
        return None
    if asked <= {"unit_id"}:
        return rules.UNIT
    if asked <= {"unit_id", "version_id"}:
        return rules.SERVICE
    return rules.ADVISOR if asked == {"advisor_id"} else None


def list_progress(*, actor: Actor, by: By, cut: Cut) -> tuple[ProgressTable, Totals]:
    """Return every group with something in the figures on the day, by name, and the total of what is asked.

    A plan with two services is in both of their groups, and one whose services belong to two strategies in both of theirs: so a
    column may add up to more than the total.
    """
    seen = seen_by(actor)
    is_by_service = by in _BY_SERVICE or cut.is_by_service
    found = _added_up(_COLUMNS[by], axis_for(by, cut, seen), cut, seen, is_by_service=is_by_service)
    total = found.total
    if by in _BY_SERVICE and not cut.is_by_service:
        total = _whole(total, cut, seen)
    groups, named = _regrouped(by, found, actor)
    has_some = np.asarray(groups.amounts.any(axis=1))
    keys = [key for key, has in zip(groups.keys, has_some.tolist(), strict=True) if has]
    return ProgressTable(keys, named, groups.amounts[has_some], cut.on), Totals(total, cut.on)


def summarize_groups(by: By, cut: Cut, seen: Seen) -> dict[int, tuple[int, ...]]:
    """Return what is true on the day of each group of `by`, without names: MEASURES by the group's key in the figures."""
    found = _added_up(_COLUMNS[by], axis_for(by, cut, seen), cut, seen, is_by_service=cut.is_by_service)
    return dict(zip(found.keys, map(tuple, found.amounts.tolist()), strict=True))


def _whole(total: tuple[int, ...], cut: Cut, seen: Seen) -> tuple[int, ...]:
    """Return a total by service with each plan counted once."""
    plans = _added_up("unit_id", axis_for(By.UNIT, cut, seen), cut, seen, is_by_service=False).total
    return (*total[: rules.FIRST_STATE], *plans[rules.FIRST_STATE :])


def _added_up(column: str, axis: Axis | None, cut: Cut, seen: Seen, *, is_by_service: bool) -> Added:
    """Return what is true on the day of each group told apart by `column`."""
    if axis:
        return added_up(fetch_bytes(_from_axis(axis, cut, seen).values_list(column, "moves")), cut.on, len(MEASURES))
    rows = _from_cells(cut, seen, is_by_service=is_by_service)
    if is_by_service:
        return added_up(fetch_bytes(rows.values_list(column, "moves")), cut.on, len(MEASURES))
    # Plans are counted by themselves where services are not told apart.
    below = Case(When(version_id=0, then=len(MEASURES)), default=rules.FIRST_STATE)
    return added_up(fetch_bytes(rows.values_list(column, "moves", below)), cut.on, len(MEASURES))


def _from_axis(axis: Axis, cut: Cut, seen: Seen) -> QuerySet[ProgressSum]:
    quarter = int(quarter_of(day_number(cut.on)))
    rows = ProgressSum.objects.filter(
        Q(until=quarter + 1) | Q(until=NO_END, quarter__lte=quarter),
        axis=axis.number,
        year=cut.year or rules.EVERY_YEAR,
    ).filter(**given(cut, "organization_id", "unit_id"))
    if "organization_id" in axis.columns:
        rows = seen.narrow(rows)
    if "version_id" in axis.columns and cut.is_by_service:
        rows = rows.filter(version_id__in=versions_of(cut))
    if cut.department_id:
        rows = rows.filter(of_department(cut.department_id, has_entity="entity_id" in axis.columns))
    return in_zone(rows, cut)


def _from_cells(cut: Cut, seen: Seen, *, is_by_service: bool) -> QuerySet[ProgressCell]:
    rows = ProgressCell.objects.filter(**given(cut, "year", "organization_id", "unit_id", "entity_id", "advisor_id"))
    if cut.is_by_service:
        rows = rows.filter(version_id__in=versions_of(cut))
    elif is_by_service:
        rows = rows.filter(version_id__gt=0)
    if cut.department_id:
        rows = rows.filter(of_department(cut.department_id, has_entity=True))
    return in_zone(seen.narrow(rows), cut)


def in_zone(rows: QuerySet[_M], cut: Cut) -> QuerySet[_M]:
    """Return the rows of the entities of the zone that `cut` asks for; all of them where it asks for none."""
    return rows if cut.entity_ids is None else rows.filter(entity_id__in=written_out(cut.entity_ids))


def given(cut: Cut, *names: str) -> dict[str, Any]:
    """Return the filters of `cut` among `names`, as they are in the figures."""
    return {name: getattr(cut, name) for name in names if getattr(cut, name)}


def of_department(code: str, *, has_entity: bool) -> Q:
    """Return the condition of a department, by its entities where they are told apart."""
    if has_entity:
        return Q(entity_id__in=Entity.objects.filter(department_id=code).values("pk"))
    return Q(department=int(code))


def versions_of(cut: Cut) -> QuerySet[Any]:
    """Return the keys of the versions of the services that `cut` asks for."""
    found = ServiceVersion.objects.filter(**given(cut, "service_id", "line_id"))
    if cut.strategy_id:
        found = found.filter(pk__in=VersionStrategy.objects.filter(strategy=cut.strategy_id).values("version"))
    return found.order_by().values("pk")


def _regrouped(
    by: By, found: Added, actor: Actor
) -> tuple[Added, Callable[[Collection[Any]], Mapping[Any, tuple[str, str]]]]:
    """Return what was added up by what was asked, with its names: versions by service, or by the strategies that `actor` reads."""
    if by is By.DEPARTMENT:
        places = [place for place, key in enumerate(found.keys) if key]  # an entity may be in none
        found = Added([f"{found.keys[place]:02d}" for place in places], found.amounts[places])
    if by not in _BY_SERVICE:
        return found, partial(_names, by)
    rows: QuerySet[Any, tuple[Any, ...]]
    if by is By.SERVICE:
        rows = ServiceVersion.objects.filter(pk__in=written_out(found.keys)).values_list(
            "pk",
            "service_id",
            Cast("service__public_id", TextField()),
            Coalesce("service__published_version__name", "name"),
        )
    else:
        seen = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.order_by())
        rows = VersionStrategy.objects.filter(version__in=written_out(found.keys), strategy__in=seen).values_list(
            "version", "strategy", Cast("strategy__public_id", TextField()), "strategy__name"
        )
    versions = {key: place for place, key in enumerate(found.keys)}
    groups: dict[Any, int] = {}
    named: dict[Any, tuple[str, str]] = {}
    pairs: list[tuple[int, int]] = []
    for key, group, public, name in fetch(rows.order_by()):
        pairs.append((groups.setdefault(group, len(groups)), versions[key]))
        named[group] = (public, name or public)
    amounts = np.zeros((len(groups), len(MEASURES)), dtype=np.int64)
    into, of = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    np.add.at(amounts, into, found.amounts[of])
    return Added(list(groups), amounts), lambda _keys: named


#: How each group is called in addresses and by its name.
_NAMED: Final[Mapping[By, tuple[type[Model], str, str]]] = {
    By.ENTITY: (Entity, "public_id", "name"),
    By.UNIT: (OrgUnit, "public_id", "name"),
    By.DEPARTMENT: (Department, "code", "name"),
    By.ADVISOR: (Person, "public_id", "full_name"),
}


#: With more groups than these, the names of all are read: to look each up takes longer.
_MANY: Final = 1000


def _names(by: By, groups: Collection[Any]) -> dict[Any, tuple[str, str]]:
    model, code, name = _NAMED[by]
    rows = model._default_manager.order_by()
    if len(groups) < _MANY:
        rows = rows.filter(pk__in=list(groups))
    # The code as it is kept: thousands of UUID that nobody sees are not made.
    found = fetch(rows.values_list("pk", Cast(code, TextField()), name))
    return {pk: (key, called or key) for pk, key, called in found}
