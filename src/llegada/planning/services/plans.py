"""Writes plans: a new one, what it says besides its lines, the money and the people of its unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, TransitionNotAllowed
from llegada.core.states import keep_versions
from llegada.core.validation import ensure_fields_valid
from llegada.planning import rules, selectors
from llegada.planning.models import AnnualPlan, BudgetAvailability, UnitCapacity
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.services.beginning import insert_owed
from llegada.portfolio.choices import FundingSource

PLAN_TEXTS = (*rules.PLAN_MUST_SAY, "note")


@transaction.atomic
def create_plan(*, actor: Actor, cycle_id: UUID, unit: OrgUnit, now: datetime) -> AnnualPlan:
    """Begin the plan of a unit that the cycle asks for one. Raises NotFound, NotAllowed, Invalid."""
    cycle = selectors.get_cycle(actor=actor, public_id=cycle_id)
    plan = AnnualPlan(cycle=cycle, unit=unit, created_at=now, updated_at=now)
    plan.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    PLAN_POLICY.require(actor, PlanPermission.EDIT, plan)
    insert_owed(plan, already=_("La dependencia ya tiene su plan de esa vigencia."))
    history.record(actor=actor, verb="annualplan.create", target=plan, now=now, after=plan.status)
    return plan


@transaction.atomic
def edit_plan(
    *, actor: Actor, public_id: UUID, texts: Mapping[str, str], now: datetime, revision: int | None = None
) -> AnnualPlan:
    """Write what a plan says besides its lines: `impacts`, `outcomes` and the `note` on the warnings.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    plan = writable_plan(actor, public_id)
    said = {name: "\n".join(texts.get(name, "").splitlines()).strip() for name in PLAN_TEXTS}
    changes = {name: [getattr(plan, name), text] for name, text in said.items() if getattr(plan, name) != text}
    if not changes and revision in (None, plan.revision):
        return plan
    claim_plan(plan, actor=actor, now=now, expected=revision)
    AnnualPlan.objects.filter(pk=plan.pk).update(**said)
    for name, text in said.items():
        setattr(plan, name, text)
    keep_versions([plan], is_update=True)
    history.record(actor=actor, verb="annualplan.edit", target=plan, now=now, data={"changes": changes})
    return plan


@transaction.atomic
def set_budget(*, actor: Actor, public_id: UUID, amounts: Mapping[str, Decimal | None], now: datetime) -> AnnualPlan:
    """Write how much money of each source the unit of a plan may plan with, in COP; None is «sin dato» (PLA-08).

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid.
    """
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.SET_BUDGET, plan)
    _require_alive(plan)
    known = {one.source: one for one in selectors.list_budget_availability(plan=plan)}
    changes: dict[str, list[str | None]] = {}
    for source, amount in amounts.items():
        row = known.get(source) or BudgetAvailability(unit=plan.unit, year=plan.cycle.year, source=source)
        before = row.amount if row.pk else None
        if source not in FundingSource.values or before == amount:
            continue
        changes[source] = [_text(before), _text(amount)]
        if amount is None:
            row.delete()
            continue
        row.amount = amount
        ensure_fields_valid(row, exclude=["unit"])
        row.save()
    if changes:
        history.record(
            actor=actor, verb="annualplan.availability", target=plan, now=now, data={"changes": {"budget": changes}}
        )
    return plan


@transaction.atomic
def set_capacity(*, actor: Actor, public_id: UUID, days: Mapping[int, Decimal | None], now: datetime) -> AnnualPlan:
    """Write how many days of people the unit of a plan has in each month, 1 to 12; None is «sin dato».

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid.
    """
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.SET_CAPACITY, plan)
    _require_alive(plan)
    known = {one.month: one for one in selectors.list_capacity(plan=plan)}
    changes: dict[str, list[str | None]] = {}
    for month, amount in days.items():
        row = known.get(month) or UnitCapacity(unit=plan.unit, year=plan.cycle.year, month=month)
        before = row.person_days if row.pk else None
        if before == amount:
            continue
        changes[str(month)] = [_text(before), _text(amount)]
        if amount is None:
            row.delete()
            continue
        row.person_days = amount
        ensure_fields_valid(row, exclude=["unit"])
        row.save()
    if changes:
        history.record(
            actor=actor, verb="annualplan.capacity", target=plan, now=now, data={"changes": {"capacity": changes}}
        )
    return plan


def claim_plan(plan: AnnualPlan, *, actor: Actor, now: datetime, expected: int | None = None) -> None:
    """Take the right to change what a plan says, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    found = AnnualPlan.objects.filter(pk=plan.pk, status=plan.status)
    if expected is not None:
        found = found.filter(revision=expected)
    changes = {"edited_by_id": actor.person_id, "updated_at": now}
    if found.update(revision=F("revision") + 1, **changes) != 1:
        raise Conflict()
    plan.refresh_from_db(fields=["revision", "edited_by", "updated_at"])


def writable_plan(actor: Actor, public_id: UUID) -> AnnualPlan:
    """Return a plan that the actor may write now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, plan)
    if plan.status not in rules.PLAN_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=plan.status)
    return plan


def _require_alive(plan: AnnualPlan) -> None:
    if plan.status == rules.PLAN_PATH[-1]:
        raise TransitionNotAllowed(action="edit", status=plan.status)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
