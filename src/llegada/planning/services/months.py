"""Programmes the months of the lines of a plan in execution, and marks the steps that go before (PLA-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.planning import month_rules, rules, selectors
from llegada.planning.models import AnnualPlanLine, LineMonth, MonthStep
from llegada.planning.month_content import (
    MONTH_FIELDS,
    MonthContent,
    StepContent,
    changed_month_fields,
    month_content_of,
    month_said,
)
from llegada.planning.policies import PLAN_POLICY, PlanPermission

_PLAIN = tuple(name for name in MONTH_FIELDS if name not in {"team", "steps"})


@transaction.atomic
def program_month(
    *,
    actor: Actor,
    line_id: UUID,
    month: date,
    content: MonthContent,
    now: datetime,
    today: date,
    revision: int | None = None,
) -> LineMonth:
    """Say who does what of a line in the month of the day `month`; the line is scheduled from then on.

    `revision` is the one that the actor's page showed, 0 where nothing was programmed. Saying what is already said changes
    nothing. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    line = programmable_line(actor, line_id, month)
    stands = selectors.find_month(line, month)
    before = month_content_of(stands)
    if revision is not None and revision != (stands.revision if stands else 0):
        raise Conflict()
    if stands is not None and not changed_month_fields(before, content):
        return stands
    _check_team(line, content, before, today)
    _hold(line, now)
    programming = _write(line, month, stands, content, now)
    changes = {
        name: [month_said(before, name), month_said(content, name)] for name in changed_month_fields(before, content)
    }
    data = {"month": month.month, "changes": changes}
    history.record(actor=actor, verb="planline.program", target=line, now=now, data=data)
    _schedule(actor, line, now)
    return programming


@transaction.atomic
def mark_step(*, actor: Actor, public_id: UUID, is_done: bool, now: datetime, today: date) -> MonthStep:
    """Mark a step as done today, or as not done after all. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict."""
    step = selectors.get_step(actor=actor, public_id=public_id)
    line = step.programming.line
    PLAN_POLICY.require(actor, PlanPermission.PROGRAM, line.plan)
    if line.plan.status not in rules.PLAN_AMENDABLE:
        raise TransitionNotAllowed(action="program", status=line.plan.status)
    changes = {"done_on": today, "done_by_id": actor.person_id} if is_done else {"done_on": None, "done_by_id": None}
    if MonthStep.objects.filter(pk=step.pk, done_on__isnull=is_done).update(**changes) != 1:
        raise Conflict()
    verb = "planline.step_done" if is_done else "planline.step_undone"
    data = {"month": step.programming.month, "step": step.name}
    history.record(actor=actor, verb=verb, target=line, now=now, data=data)
    step.refresh_from_db(fields=["done_on", "done_by"])
    return step


def programmable_line(actor: Actor, line_id: UUID, month: date) -> AnnualPlanLine:
    """Return a line whose `month` the actor may programme now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    line = selectors.get_line_in_month(actor=actor, public_id=line_id, month=month)
    PLAN_POLICY.require(actor, PlanPermission.PROGRAM, line.plan)
    if line.plan.status not in rules.PLAN_AMENDABLE or line.status not in rules.LINE_PROGRAMMABLE:
        raise TransitionNotAllowed(action="program", status=line.status)
    if month.month not in rules.months_of(line.starts_on, line.ends_on):
        raise NotFound(month=str(month))
    return line


def _check_team(line: AnnualPlanLine, content: MonthContent, before: MonthContent, today: date) -> None:
    offered = {person.pk for person in selectors.list_team_choices(line, today=today, besides=before.team)}
    if {person.pk for person in content.team} - offered:
        raise Invalid({"team": _("Escoja personas de la dependencia o de aquellas con las que se hace la línea.")})


def _hold(line: AnnualPlanLine, now: datetime) -> None:
    """Keep the line as it is until the end: one that is cancelled meanwhile is not programmed."""
    if AnnualPlanLine.objects.filter(pk=line.pk, status=line.status).update(updated_at=now) != 1:
        raise Conflict()


def _write(
    line: AnnualPlanLine, month: date, stands: LineMonth | None, content: MonthContent, now: datetime
) -> LineMonth:
    programming = stands or LineMonth(line=line, month=month.month, created_at=now, revision=0)
    for name in _PLAIN:
        setattr(programming, name, getattr(content, name))
    ensure_fields_valid(programming, exclude=["line", "revision", "created_at", "updated_at"])
    _check_steps(content.steps, line.plan.cycle.year)
    if stands is not None:
        seen = LineMonth.objects.filter(pk=stands.pk, revision=stands.revision)
        if seen.update(revision=F("revision") + 1) != 1:
            raise Conflict()
    programming.revision, programming.updated_at = programming.revision + 1, now
    try:
        with transaction.atomic():
            programming.save()
    except IntegrityError:
        raise Conflict() from None  # somebody programmed the same month first
    programming.team.set(content.team)
    _write_steps(programming, content.steps)
    return programming


def _check_steps(steps: Sequence[StepContent], year: int) -> None:
    for one in steps:
        if not month_rules.is_step_day(one.due_on, year=year):
            sentence = _("La fecha de «%(name)s» cae fuera de %(first)s a %(last)s. Revise el año que escribió.")
            raise Invalid({"steps": sentence % {"name": one.name, "first": year - 1, "last": year + 1}})
        try:
            ensure_fields_valid(MonthStep(name=one.name, due_on=one.due_on), exclude=["programming"])
        except Invalid as refused:
            raise Invalid({"steps": [text for texts in refused.fields.values() for text in texts]}) from refused


def _write_steps(programming: LineMonth, steps: Sequence[StepContent]) -> None:
    """Keep the steps that are still there, with whether they are done, and make the others."""
    known = {one.public_id: one for one in programming.steps.all()}
    kept = {one.key for one in steps}
    programming.steps.exclude(public_id__in=[key for key in kept if key]).delete()
    for one in steps:
        row = known.get(one.key) if one.key else None
        row = row or MonthStep(programming=programming)
        row.name, row.due_on = one.name, one.due_on
        row.save()


def _schedule(actor: Actor, line: AnnualPlanLine, now: datetime) -> None:
    before, after = line.status, rules.next_line_status(line.status, "schedule")
    if after is None:
        return
    states.move(line, before=before, after=after, updated_at=now)
    history.record(actor=actor, verb="planline.schedule", target=line, now=now, before=before, after=after)
