"""Moves a plan along its life, each gate saying what is missing. What the committee moves is in `committee`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.planning import rules, selectors
from llegada.planning.errors import (
    AmendmentsOpen,
    AnnualPlanIncomplete,
    AuthorCannotDecide,
    LinesOpen,
    WarningsWithoutNote,
    YearNotBegun,
)
from llegada.planning.models import AnnualPlan
from llegada.planning.plan_words import problem_words
from llegada.planning.policies import FOR_PLAN_ACTION, PLAN_POLICY
from llegada.planning.services.notices import tell_of


@transaction.atomic
def move_plan(
    *,
    actor: Actor,
    public_id: UUID,
    action: str,
    now: datetime,
    today: date,
    reason: str = "",
    revision: int | None = None,
) -> AnnualPlan:
    """Carry out an action of the transition table that is neither the committee's nor the cycle's.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired,
    AnnualPlanIncomplete, WarningsWithoutNote, AuthorCannotDecide, YearNotBegun, LinesOpen, AmendmentsOpen, Conflict.
    """
    plan = selectors.get_plan(actor=actor, public_id=public_id)
    if action not in FOR_PLAN_ACTION:
        raise NotFound(action=action)
    PLAN_POLICY.require(actor, FOR_PLAN_ACTION[action], plan)
    before, after = plan.status, rules.next_plan_status(plan.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in rules.PLAN_NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _pass_gate(actor, plan, action, today)
    seen = plan.revision if revision is None else revision
    if AnnualPlan.objects.filter(pk=plan.pk, revision=seen, status=before).update(revision=seen + 1) != 1:
        raise Conflict()
    plan.revision = seen + 1
    values: dict[str, Any] = {"updated_at": now}
    if action == "send":
        values |= {"sent_at": now, "sent_by_id": actor.person_id}
    states.move(plan, before=before, after=after, **values)
    event = history.record(
        actor=actor,
        verb=f"annualplan.{action}",
        target=plan,
        now=now,
        before=before,
        after=after,
        reason=reason.strip() or (plan.note if action == "send" else ""),
    )
    tell_of(event, plan.unit, now=now)
    return plan


def _pass_gate(actor: Actor, plan: AnnualPlan, action: str, today: date) -> None:
    if action in rules.PLAN_NEEDS_OTHER_PERSON and rules.is_own_work(
        authors=(plan.edited_by_id, plan.sent_by_id), person_id=actor.person_id
    ):
        raise AuthorCannotDecide()
    if action == "send":
        findings = selectors.check_plan(plan).findings
        if findings.blocking:
            raise AnnualPlanIncomplete(problems="; ".join(problem_words(findings, key) for key in findings.blocking))
        if findings.warnings and not plan.note:
            raise WarningsWithoutNote()
    if action == "start" and today.year < plan.cycle.year:
        raise YearNotBegun(year=plan.cycle.year)
    if action == "close":
        waiting = selectors.count_open_amendments(plan)
        if waiting:
            raise AmendmentsOpen(count=waiting)
        left = selectors.count_open_lines(plan)
        if left:
            raise LinesOpen(count=left)
