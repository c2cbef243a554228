"""The committee decides on the consolidated plan of a year, or on an amendment (EST-12, GOV-05; seed S2, step 4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.planning import rules, selectors
from llegada.planning.choices import LineStatus, PlanStatus
from llegada.planning.errors import AuthorCannotDecide, NothingToPresent, RoundAlreadyOpen
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment, PlanningCycle, PlanRound, PlanSheet
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from llegada.planning.services.amendments import approve_and_apply, deny
from llegada.planning.services.notices import tell_of
from llegada.portfolio.errors import NoOpenRound
from llegada.portfolio.services.rounds import Verdict, add_sheet, require_member, settle

#: What the committee may decide of plans, and of an amendment.
PLAN_DECISIONS = ("approve", "return")
AMENDMENT_DECISIONS = ("approve", "reject")


@transaction.atomic
def present_plans(*, actor: Actor, public_id: UUID, now: datetime) -> PlanRound:
    """Present to the committee, in one round, every plan of a cycle that is consolidated; the others wait.

    Raises NotFound, NotAllowed, NothingToPresent, RoundAlreadyOpen, AuthorCannotDecide, Conflict.
    """
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, CyclePermission.MANAGE, cycle)
    if selectors.find_open_round(cycle) is not None:
        raise RoundAlreadyOpen()
    plans = _plans_in(cycle, PlanStatus.CONSOLIDATED)
    if not plans:
        raise NothingToPresent()
    _refuse_author(actor, plans)
    current = PlanRound.objects.create(cycle=cycle, number=next_round_number(cycle), opened_at=now)
    current.plans.set(plans)
    event = history.record(
        actor=actor, verb="cycle.present", target=cycle, now=now, data={"round": current.number, "plans": len(plans)}
    )
    tell_of(event, *(plan.unit for plan in plans), now=now)
    _move_plans(actor, plans, "present", now=now, data={"round": current.number})
    return current


@transaction.atomic
def write_plan_sheet(
    *, actor: Actor, public_id: UUID, decision: str, comments: str, now: datetime, today: date
) -> PlanSheet:
    """Write what a member decides on the plans of a cycle; once written it stays.

    Raises NotFound, NotAllowed, NoOpenRound, AlreadyDecided, AuthorCannotDecide, Invalid.
    """
    cycle, current = _open_round(actor, public_id, CyclePermission.VOTE)
    member = require_member(actor=actor, organization=cycle.organization, permission=CyclePermission.VOTE, today=today)
    _refuse_author(actor, current.plans.all())
    sheet = add_sheet(
        current,
        PlanSheet,
        member=member,
        decision=decision,
        comments=comments,
        now=now,
        decisions=PLAN_DECISIONS,
    )
    data = {"round": current.number, "decision": decision}
    history.record(actor=actor, verb="cycle.vote", target=cycle, now=now, reason=sheet.comments, data=data)
    return sheet


@transaction.atomic
def close_plan_round(
    *, actor: Actor, public_id: UUID, met_on: date | None, act_number: str, now: datetime, today: date
) -> PlanRound:
    """Close the round on the plans of a cycle with its act: the decision of the majority moves all of them.

    Raises NotFound, NotAllowed, NoOpenRound, NoQuorum, NoMajority, Invalid, Conflict.
    """
    cycle, current = _open_round(actor, public_id, CyclePermission.CLOSE_ROUND)
    verdict = settle(
        current,
        actor=actor,
        organization=cycle.organization,
        met_on=met_on,
        act_number=act_number,
        now=now,
        today=today,
    )
    plans = list(current.plans.select_related("unit__organization", "cycle").order_by("unit__name", "pk"))
    data = _act(current, verdict, met_on, act_number)
    event = history.record(
        actor=actor,
        verb=f"cycle.{verdict.action}",
        target=cycle,
        now=now,
        reason=verdict.comments,
        data={**data, "plans": len(plans)},
    )
    tell_of(event, *(plan.unit for plan in plans), now=now)
    is_approved = verdict.action == "approve"
    values: dict[str, Any] = {"approved_in": current} if is_approved else {}
    _move_plans(actor, plans, verdict.action, now=now, reason=verdict.comments, data=data, **values)
    if is_approved:
        lines = AnnualPlanLine.objects.filter(plan__in=plans, status=LineStatus.PROPOSED)
        lines.update(status=rules.next_line_status(LineStatus.PROPOSED, "approve"))
    current.refresh_from_db()
    return current


@transaction.atomic
def write_amendment_sheet(
    *, actor: Actor, public_id: UUID, decision: str, comments: str, now: datetime, today: date
) -> PlanSheet:
    """Write what a member decides on an amendment; once written it stays.

    Raises NotFound, NotAllowed, NoOpenRound, AlreadyDecided, AuthorCannotDecide, Invalid.
    """
    amendment, current = _amendment_round(actor, public_id, PlanPermission.VOTE)
    member = require_member(
        actor=actor, organization=amendment.plan.unit.organization, permission=PlanPermission.VOTE, today=today
    )
    if rules.is_own_work(authors=(amendment.requested_by_id,), person_id=actor.person_id):
        raise AuthorCannotDecide()
    sheet = add_sheet(
        current,
        PlanSheet,
        member=member,
        decision=decision,
        comments=comments,
        now=now,
        decisions=AMENDMENT_DECISIONS,
    )
    data = {"round": current.number, "decision": decision}
    history.record(actor=actor, verb="amendment.vote", target=amendment, now=now, reason=sheet.comments, data=data)
    return sheet


@transaction.atomic
def close_amendment_round(
    *, actor: Actor, public_id: UUID, met_on: date | None, act_number: str, now: datetime, today: date
) -> PlanAmendment:
    """Close the round on an amendment with its act: approved it is applied at once, denied it changes nothing.

    Raises NotFound, NotAllowed, NoOpenRound, NoQuorum, NoMajority, AuthorCannotDecide, AmendmentOverAvailable, Invalid,
    Conflict.
    """
    amendment, current = _amendment_round(actor, public_id, PlanPermission.DECIDE_AMENDMENT)
    if rules.is_own_work(authors=(amendment.requested_by_id,), person_id=actor.person_id):
        raise AuthorCannotDecide()
    verdict = settle(
        current,
        actor=actor,
        organization=amendment.plan.unit.organization,
        met_on=met_on,
        act_number=act_number,
        now=now,
        today=today,
    )
    data = _act(current, verdict, met_on, act_number)
    decide = approve_and_apply if verdict.action == "approve" else deny
    return decide(amendment, actor=actor, now=now, reason=verdict.comments, data=data)


def next_round_number(cycle: PlanningCycle) -> int:
    """Return the number of the next round of a cycle, whatever it decides on."""
    return (cycle.rounds.aggregate(last=Max("number"))["last"] or 0) + 1


def _plans_in(cycle: PlanningCycle, status: str) -> list[AnnualPlan]:
    found = AnnualPlan.objects.filter(cycle=cycle, status=status)
    return list(found.select_related("unit__organization", "cycle").order_by("unit__name", "pk"))


def _refuse_author(actor: Actor, plans: Any) -> None:
    authors = [key for plan in plans for key in (plan.edited_by_id, plan.sent_by_id)]
    if rules.is_own_work(authors=authors, person_id=actor.person_id):
        raise AuthorCannotDecide()


def _move_plans(
    actor: Actor,
    plans: list[AnnualPlan],
    action: str,
    *,
    now: datetime,
    data: dict[str, Any],
    reason: str = "",
    **values: Any,
) -> None:
    before = PlanStatus.CONSOLIDATED if action == "present" else PlanStatus.IN_COMMITTEE
    after = rules.PLAN_TRANSITIONS[before, action]
    states.move_many(plans, before=before, after=after, counters=("revision",), updated_at=now, **values)
    events = [
        history.compose(
            actor=actor,
            verb=f"annualplan.{action}",
            target=plan,
            now=now,
            before=before,
            after=after,
            reason=reason,
            data=data,
        )
        for plan in plans
    ]
    for event, plan in zip(history.record_many(events), plans, strict=True):
        tell_of(event, plan.unit, now=now)


def _act(current: PlanRound, verdict: Verdict, met_on: date | None, act_number: str) -> dict[str, Any]:
    return {"round": current.number, "act": act_number.strip(), "met_on": str(met_on), "sheets": verdict.sheets}


def _open_round(actor: Actor, public_id: UUID, permission: str) -> tuple[PlanningCycle, PlanRound]:
    cycle = selectors.get_cycle(actor=actor, public_id=public_id)
    CYCLE_POLICY.require(actor, permission, cycle)
    current = selectors.find_open_round(cycle)
    if current is None:
        raise NoOpenRound()
    return cycle, current


def _amendment_round(actor: Actor, public_id: UUID, permission: str) -> tuple[PlanAmendment, PlanRound]:
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, permission, amendment.plan)
    current = selectors.find_open_round(amendment.plan.cycle, amendment=amendment)
    if current is None:
        raise NoOpenRound()
    return amendment, current
