"""Decides, before anything is written, what happens in the invented year: which plan, with whom, when, and how it ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat

from django.utils import timezone

from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.portfolio.design_rules import has_plan
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans.choices import WorkPlanStatus as Fate

#: Where each of the 250 plans stands when the year ends.
FATES = {
    Fate.DRAFT: 10, Fate.SOCIALIZED: 12, Fate.CHANGES_REQUESTED: 8, Fate.AGREED: 8, Fate.SIGNED: 6, Fate.IN_EXECUTION: 140,
    Fate.SUSPENDED: 8, Fate.FINISHED: 14, Fate.CLOSED: 36, Fate.TERMINATED: 8,
}  # fmt: skip
STARTED = frozenset({Fate.IN_EXECUTION, Fate.SUSPENDED, Fate.FINISHED, Fate.CLOSED, Fate.TERMINATED})
MAYORALTIES = 100
#: The mayor's office whose accounts `up` offers: Ricaurte (Nariño).
SHOWCASE_MUNICIPALITY = "52612"


@dataclass(frozen=True)
class PlanScript:
    """What one plan will go through. `session_days` are in order; those after today stay planned."""

    entity: Entity
    version: ServiceVersion
    advisor: str
    fate: Fate
    starts_on: date
    ends_on: date
    session_days: tuple[date, ...] = ()
    milestones_done: float = 0.0
    hints: dict[str, str] = field(default_factory=dict)


def moment(day: date, hour: int) -> datetime:
    """Return an instant of that day at that hour in Colombia."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def choose_entities(chance: random.Random) -> list[Entity]:
    """Return the governorates and some mayoralties of every department, in a fixed shuffled order; the showcase first."""
    governorates = list(Entity.objects.filter(kind="governorate").order_by("department_id"))
    by_department: dict[str, list[Entity]] = {}
    for entity in Entity.objects.filter(kind="mayoralty").select_related("municipality").order_by("municipality_id"):
        by_department.setdefault(entity.department_id or "", []).append(entity)
    total = sum(len(group) for group in by_department.values())
    chosen = [
        entity
        for group in by_department.values()
        for entity in chance.sample(group, max(1, round(len(group) * MAYORALTIES / total)))
    ]
    showcase = Entity.objects.get(kind="mayoralty", municipality_id=SHOWCASE_MUNICIPALITY)
    others = [entity for entity in (*governorates, *chosen) if entity.pk != showcase.pk]
    chance.shuffle(others)
    return [showcase, *others]


def write_year(
    chance: random.Random, cast: Cast, offer: dict[str, list[ServiceVersion]], *, today: date
) -> list[PlanScript]:
    """Return the 250 plans of the year: three of the showcase first, then every other entity once, then some again."""
    entities = choose_entities(chance)
    fates = list(chain.from_iterable(repeat(fate, count) for fate, count in FATES.items()))
    scripts = list(_showcase(entities[0], offer, today))
    for script in scripts:
        fates.remove(script.fate)
    chance.shuffle(fates)
    order = [*entities[1:], *chance.choices(entities[1:], k=len(fates))][: len(fates)]
    units = sorted(offer)
    planned = {unit: [one for one in versions if has_plan(one.kind)] for unit, versions in offer.items()}
    taken: set[tuple[int, int]] = set()
    for entity, fate in zip(order, fates, strict=True):
        version = chance.choice(planned[chance.choice(units)])
        while (entity.pk, version.pk) in taken:
            version = chance.choice(planned[chance.choice(units)])
        taken.add((entity.pk, version.pk))
        advisors = cast.holding(Role.ADVISOR, cast.units[_unit_acronym(cast, version)])
        scripts.append(_script(chance, entity, version, chance.choice(advisors), fate, today))
    return scripts


def _unit_acronym(cast: Cast, version: ServiceVersion) -> str:
    return next(acronym for acronym, unit in cast.units.items() if unit.pk == version.service.unit_id)


def _showcase(entity: Entity, offer: dict[str, list[ServiceVersion]], today: date) -> Iterator[PlanScript]:
    redesign, _, manual, forecast = offer["INAT-GRE"][:4]
    started = today - timedelta(days=120)
    yield PlanScript(
        entity, redesign, "asesoria", Fate.IN_EXECUTION, started, today + timedelta(days=120),
        tuple(started + timedelta(days=days) for days in (4, 20, 41, 62, 90, 113, 125)), 0.3, {"report_next": "yes"},
    )  # fmt: skip
    for version, fate in ((manual, Fate.SOCIALIZED), (forecast, Fate.AGREED)):
        yield PlanScript(entity, version, "asesoria", fate, today + timedelta(days=10), today + timedelta(days=190))


def _script(
    chance: random.Random, entity: Entity, version: ServiceVersion, advisor: str, fate: Fate, today: date
) -> PlanScript:
    if fate not in STARTED:
        starts_on = today + timedelta(days=chance.randint(5, 40))
        return PlanScript(
            entity, version, advisor, fate, starts_on, starts_on + timedelta(days=chance.randint(120, 220))
        )
    is_over = fate in {Fate.FINISHED, Fate.CLOSED, Fate.TERMINATED}
    starts_on = today - timedelta(days=chance.randint(200, 300) if is_over else chance.randint(45, 210))
    ends_on = (
        today - timedelta(days=chance.randint(15, 60)) if is_over else today + timedelta(days=chance.randint(20, 150))
    )
    last = min(ends_on, today + timedelta(days=20)) - timedelta(days=8)
    count = chance.randint(6, 9)
    step = (last - starts_on).days / count
    offsets = (step * n + chance.uniform(1, max(2, step - 2)) for n in range(count))
    days = {_weekday(starts_on + timedelta(days=round(offset))) for offset in offsets}
    inside = tuple(sorted(day for day in days if starts_on <= day <= ends_on))
    done = 1.0 if fate in {Fate.FINISHED, Fate.CLOSED} else chance.choice((0.4, 0.7, 0.85, 1.0))
    return PlanScript(entity, version, advisor, fate, starts_on, ends_on, inside, done)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
