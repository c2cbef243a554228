"""What a unit gives: how much, when, what, to whom and under which plans (MON-20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, Subquery, Window

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.insights.choices import Step, ViewMetric
from llegada.insights.cube_rules import Dimension, Slice, years
from llegada.insights.selectors.breakdowns import kept_of
from llegada.insights.selectors.cell_rows import EntityRow, with_entities
from llegada.insights.selectors.cube import CubeRow, read_cube
from llegada.insights.selectors.mayors import with_mayors
from llegada.insights.selectors.series import TimeReading, get_series
from llegada.portfolio.models import Service
from llegada.territory.models import Department, Entity
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.rules import IN_COURSE

#: Rows of each list of the page; the rest are in the views.
MOST: Final = 10


@dataclass(frozen=True)
class UnitPlan:
    """A plan that is being carried out, as anybody may know it; `url` where the actor may open it."""

    plan: WorkPlan
    entity: Entity
    url: str


@dataclass(frozen=True)
class UnitPage:
    """A unit with those below it in one year: its figures (None where nothing is registered) and the largest of each part."""

    unit: OrgUnit
    below: Sequence[OrgUnit]
    years: list[int]
    year: int
    whole: CubeRow | None
    months: TimeReading
    services: list[tuple[Service, int]]
    departments: list[tuple[Department, int]]
    entities: list[EntityRow]
    plans: list[UnitPlan]
    plan_count: int
    #: Whether the total of people is not told, so that no small group of an entity is known by difference.
    keeps_total: bool = False

    @property
    def keeps_back(self) -> bool:
        """Return whether some count of five people or more is not told."""
        return self.keeps_total or any(row.is_kept for row in self.entities)


def get_unit_page(*, actor: Actor, public_id: UUID, today: date, year: int | None = None) -> UnitPage:
    """Return the page of a unit and of those below it: of `year`, or of the latest in which it gave something. Raises NotFound.

    Everything but the addresses of the plans is public.
    """
    path = OrgUnit.objects.filter(public_id=public_id).values("path")
    known = OrgUnit.objects.select_related("organization", "parent")
    branch = list(known.filter(path__startswith=Subquery(path)).order_by("path"))
    if not branch:
        raise NotFound(unit=str(public_id))
    unit = branch[0]
    ever = Slice(unit_ids=frozenset(one.pk for one in branch))
    by = (Dimension.YEAR,)
    by_year = {row.key[0]: row for row in with_mayors(read_cube(ever, by), ever, by)}
    chosen = year or max(by_year, default=today.year)
    since, until = years(chosen)
    cut = replace(ever, since=since, until=until)
    counted = sorted(read_cube(cut, (Dimension.DEPARTMENT, Dimension.ENTITY)), key=lambda row: -row.sessions)
    entities = with_entities([row._replace(key=row.key[1:]) for row in counted[:MOST]])
    whole = by_year.get(chosen)
    kept = kept_of(whole.people if whole else None, [row.people for row in counted])
    running = WorkPlan.objects.filter(unit__in=branch, status__in=IN_COURSE)
    # First which, and how many there are: PostgreSQL would join thousands before it leaves ten.
    ending = list(running.order_by("ends_on", "pk").values_list("pk", Window(Count("pk")))[:MOST])
    shown = WorkPlan.objects.filter(pk__in=[pk for pk, _count in ending]).order_by("ends_on", "pk")
    plans = shown.select_related("entity__municipality", "entity__department", "unit", "advisor")
    return UnitPage(
        unit=unit,
        below=[one for one in branch if one.pk != unit.pk],
        years=sorted({*by_year, chosen}, reverse=True),
        year=chosen,
        whole=whole,
        months=get_series(cut, step=Step.MONTH, split=None, metric=ViewMetric.SESSIONS),
        services=_services(cut),
        departments=_departments(counted),
        entities=[replace(row, is_kept=place in kept) for place, row in enumerate(entities)],
        keeps_total=None in kept,
        plans=[UnitPlan(one, one.entity, _url(actor, one)) for one in plans],
        plan_count=ending[0][1] if ending else 0,
    )


def _url(actor: Actor, plan: WorkPlan) -> str:
    return plan.get_absolute_url() if WORK_PLAN_POLICY.can(actor, Permission.VIEW, plan) else ""


def _services(cut: Slice) -> list[tuple[Service, int]]:
    rows = sorted(read_cube(cut, (Dimension.SERVICE,), distinct=False), key=lambda row: -row.sessions)[:MOST]
    found = Service.objects.select_related("published_version__service").in_bulk([row.key[0] for row in rows])
    return [(found[row.key[0]], row.sessions) for row in rows if row.key[0] in found]


def _departments(counted: Sequence[CubeRow]) -> list[tuple[Department, int]]:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in counted:
        if row.key[0] is not None:
            sums[row.key[0]] += row.sessions
    found = Department.objects.in_bulk(list(sums))
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [(found[code], sessions) for code, sessions in ordered]
