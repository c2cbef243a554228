"""Makes the lines of a plan from the entities of an approved list, each saying from which place of it it came (FOC-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, TransitionNotAllowed
from llegada.planning import selectors
from llegada.planning.choices import LineOrigin
from llegada.planning.line_content import LineContent
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.services.line_rows import Change
from llegada.planning.services.line_writing import write_changes
from llegada.planning.services.lines import check_line
from llegada.planning.services.plans import claim_plan, writable_plan
from llegada.portfolio.models import Service, Strategy
from llegada.targeting.choices import Acceptance, ListStatus
from llegada.targeting.models import PrioritizedEntity, PrioritizedList
from llegada.targeting.selectors import get_list, list_entities_of


@dataclass(frozen=True)
class LinesWanted:
    """What every line will say. `person_days` are of each one; `only_accepted` leaves out who has not answered."""

    service: Service
    starts_on: date
    ends_on: date
    person_days: Decimal | None = None
    modality: str = ""
    only_accepted: bool = True


@dataclass(frozen=True)
class LinesOfList:
    """What became of a list: the plan, the lines made, and the entities that had theirs with that service."""

    plan: AnnualPlan
    made: int
    already: int


@transaction.atomic
def make_lines_of_list(
    *, actor: Actor, list_id: UUID, plan_id: UUID, wanted: LinesWanted, now: datetime
) -> LinesOfList:
    """Add to a plan a line for each entity of an approved list that accepted, or has not declined; never a second one.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    one = get_list(actor=actor, public_id=list_id)
    plan = writable_plan(actor, plan_id)
    if one.status != ListStatus.APPROVED:
        raise TransitionNotAllowed(action="plan", status=one.status)
    if not selectors.list_plans_for_list(actor=actor, one=one).filter(pk=plan.pk).exists():
        raise NotFound(annual_plan=str(plan_id))
    answers = [Acceptance.ACCEPTED] if wanted.only_accepted else [Acceptance.ACCEPTED, Acceptance.PENDING]
    rows = list(list_entities_of(one).filter(acceptance__in=answers, entity__is_active=True))
    if not rows:
        raise Invalid({"only_accepted": _("Ninguna entidad de la lista ha aceptado. Registre primero sus respuestas.")})
    _check(plan, one, rows[0], wanted)
    planned = set(
        AnnualPlanLine.objects.filter(plan=plan, service=wanted.service)
        .exclude(status="cancelled")
        .values_list("entity", flat=True)
    )
    new = [row for row in rows if row.entity_id not in planned]
    if new:
        claim_plan(plan, actor=actor, now=now)
        names = selectors.names_for(plan, [], today=timezone.localdate(now))
        write_changes(plan, _changes(plan, one, new, wanted, now), names, now=now)
        history.record(
            actor=actor,
            verb="annualplan.from_list",
            target=plan,
            now=now,
            data={"list": str(one.public_id), "name": str(one), "lines": len(new)},
        )
    return LinesOfList(plan, len(new), len(rows) - len(new))


def _check(plan: AnnualPlan, one: PrioritizedList, row: PrioritizedEntity, wanted: LinesWanted) -> None:
    """Refuse what no line of the plan can say, before any is written: they only differ in their entity."""
    content = LineContent(
        entity=row.entity,
        service=wanted.service,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        person_days=wanted.person_days,
        modality=wanted.modality,
    )
    line = AnnualPlanLine(
        plan=plan,
        entity=row.entity,
        service=wanted.service,
        topic=content.topic,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        person_days=wanted.person_days,
        modality=wanted.modality,
        created_at=plan.updated_at,
        updated_at=plan.updated_at,
    )
    check_line(line, content, [])


def _changes(
    plan: AnnualPlan, one: PrioritizedList, rows: list[PrioritizedEntity], wanted: LinesWanted, now: datetime
) -> list[Change]:
    managers = selectors.manager_by_entity(
        plan.unit.organization, [row.entity for row in rows], today=timezone.localdate(now)
    )
    version = wanted.service.published_version
    strategy = _strategy_of(plan, one)
    same: dict[str, Any] = {
        "service_id": wanted.service.pk,
        "topic_id": version.line_id if version else None,
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "person_days": wanted.person_days,
        "modality": wanted.modality,
        "origin": LineOrigin.OFFER,
        "strategy_id": strategy.pk if strategy else None,
        **dict.fromkeys(("external_id", "description", "action_plan_code", "procurement_code"), ""),
    }
    return [
        Change(
            line=None,
            said={
                **same,
                "entity_id": row.entity_id,
                "obligation": row.duty,
                "territorial_manager_id": managers.get(row.entity_id),
                "prioritized_id": row.pk,
            },
            partners=(),
            budget={},
        )
        for row in rows
    ]


def _strategy_of(plan: AnnualPlan, one: PrioritizedList) -> Strategy | None:
    """Return the strategy of a list if the lines of a plan may be aligned with it."""
    if one.strategy_id is None:
        return None
    return selectors.list_line_strategies(plan).filter(pk=one.strategy_id).first()
