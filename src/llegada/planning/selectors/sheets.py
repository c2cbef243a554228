"""The lines of a plan as plain values, and the names of what they say: for the workbook, where there may be thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from llegada.accounts.models import OrgUnit, Person
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.selectors.choices import (
    list_line_strategies,
    list_partner_units,
    list_plannable_services,
    list_territorial_managers,
    list_topics,
)
from llegada.planning.sheets.codes import entity_code, service_code
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.territory.models import Entity

#: Columns of a line that say something, in one order; partners and money are beside them.
SAID: Final = (
    "entity_id", "service_id", "topic_id", "starts_on", "ends_on", "person_days", "modality", "origin", "obligation",
    "territorial_manager_id", "strategy_id", "external_id", "description", "action_plan_code", "procurement_code",
)  # fmt: skip


@dataclass(slots=True)
class PlainLine:
    """One line: `said` maps each of SAID to its value; `partners` are keys of units in order; `budget`, source → COP."""

    pk: int
    public_id: UUID
    revision: int
    status: str
    said: dict[str, Any]
    partners: tuple[int, ...]
    budget: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Named:
    """What a line may name: its code, where it has one, its name, whether it may still be chosen, and the topic of a service."""

    name: str
    code: str = ""
    other_codes: tuple[str, ...] = ()
    is_offered: bool = True
    topic: int | None = None


@dataclass(frozen=True)
class LineNames:
    """Key → what is named, of each kind: what may be chosen for a plan, and what its lines already say."""

    entities: dict[int, Named]
    services: dict[int, Named]
    topics: dict[int, Named]
    units: dict[int, Named]
    managers: dict[int, Named]
    strategies: dict[int, Named]


def list_plain_lines(plan: AnnualPlan) -> list[PlainLine]:
    """Return the lines of a plan that may be seen, by their start, in three queries."""
    partners: defaultdict[int, list[int]] = defaultdict(list)
    joined = AnnualPlanLine.partners.through.objects.filter(annualplanline__plan=plan)
    for line_id, unit_id in joined.order_by("orgunit").values_list("annualplanline", "orgunit"):
        partners[line_id].append(unit_id)
    budgets: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for line_id, source, amount in LineBudget.objects.filter(line__plan=plan).values_list("line", "source", "amount"):
        budgets[line_id][source] = amount
    rows = AnnualPlanLine.objects.filter(plan=plan).order_by("starts_on", "pk")
    return [
        PlainLine(pk, public_id, revision, status, dict(zip(SAID, said, strict=True)), tuple(partners[pk]), budgets[pk])
        for pk, public_id, revision, status, *said in rows.values_list("pk", "public_id", "revision", "status", *SAID)
    ]


def names_for(plan: AnnualPlan, lines: Iterable[PlainLine], *, today: date) -> LineNames:
    """Return what the lines of a plan say and what they may say, each kind in one query."""
    used: defaultdict[str, set[Any]] = defaultdict(set)
    for line in lines:
        for name in ("entity_id", "service_id", "topic_id", "territorial_manager_id", "strategy_id"):
            used[name].add(line.said[name])
        used["partners"].update(line.partners)
    return LineNames(
        entities=_entities(used["entity_id"]),
        services=_services(plan, used["service_id"]),
        topics=_names(list_topics(), ThematicLine, used["topic_id"], "name"),
        units=_names(list_partner_units(plan), OrgUnit, used["partners"], "name"),
        managers=_names(list_territorial_managers(plan, today=today), Person, used["territorial_manager_id"], "email"),
        strategies=_names(list_line_strategies(plan), Strategy, used["strategy_id"], "name"),
    )


def _names(offered: QuerySet[Any], model: type[Model], used: set[Any], field: str) -> dict[int, Named]:
    """Return what is offered, in its order, and then what lines say although it is offered no more: always in one query."""
    is_offered = ExpressionWrapper(Q(pk__in=offered.order_by().values("pk")), output_field=BooleanField())
    rows = (
        model._default_manager.annotate(is_offered=is_offered)
        .filter(Q(is_offered=True) | Q(pk__in=used - {None}))
        .order_by("-is_offered", *offered.query.order_by)
        .values_list("pk", field, "is_offered")
    )
    return {pk: Named(name, is_offered=offers) for pk, name, offers in rows}


def _entities(used: set[int]) -> dict[int, Named]:
    fields = ("pk", "public_id", "name", "nit", "source_code", "kind", "department_id", "municipality_id", "is_active")
    found = Entity.objects.filter(Q(is_active=True) | Q(pk__in=used)).only(*fields)
    shared: defaultdict[str, int] = defaultdict(int)
    listed = list(found)
    for one in listed:
        shared[one.nit or ""] += 1  # the district of Bogotá has one NIT for many bodies
    return {
        one.pk: Named(
            one.name,
            entity_code(one),
            (str(one.public_id), *([one.nit] if one.nit and shared[one.nit] == 1 else [])),
            one.is_active,
        )
        for one in listed
    }


def _services(plan: AnnualPlan, used: set[int]) -> dict[int, Named]:
    offered = {one.pk: one for one in list_plannable_services(plan)}
    gone = used - offered.keys()
    kept = Service.objects.filter(pk__in=gone).select_related("published_version") if gone else ()
    listed = [*offered.values(), *kept]
    return {
        one.pk: Named(
            one.published_version.name if one.published_version else str(one),
            service_code(one),
            (str(one.public_id),),
            one.pk in offered,
            one.published_version.line_id if one.published_version else None,
        )
        for one in listed
    }
