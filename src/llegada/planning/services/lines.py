"""Writes the lines of a plan in its unit: a new one, what it says, its removal, and making it joint with another unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from llegada.accounts.models import OrgUnit
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid, ensure_valid
from llegada.planning import rules, selectors
from llegada.planning.line_content import (
    LINE_FIELDS,
    LineContent,
    changed_line_fields,
    line_content_of,
    line_search_text,
    said,
)
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.services.plans import claim_plan, writable_plan
from llegada.portfolio.rules import PLANNABLE


@transaction.atomic
def create_line(*, actor: Actor, plan_id: UUID, content: LineContent, now: datetime) -> AnnualPlanLine:
    """Add a line to a plan in its unit; what it lacks is asked before the plan is sent.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    plan = writable_plan(actor, plan_id)
    claim_plan(plan, actor=actor, now=now)
    line = insert_line(plan, content, now=now)
    history.record(actor=actor, verb="planline.create", target=line, now=now, after=line.status)
    return line


@transaction.atomic
def edit_line(
    *, actor: Actor, public_id: UUID, content: LineContent, now: datetime, revision: int | None = None
) -> AnnualPlanLine:
    """Make a line say `content`, whole. Saying what it already says changes nothing.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    line = writable_line(actor, public_id)
    before = line_content_of(line)
    changed = changed_line_fields(before, content)
    if not changed and revision in (None, line.revision):
        return line
    claim_line(line, now=now, expected=revision)
    claim_plan(line.plan, actor=actor, now=now)
    write_line(line, content)
    changes = {name: [said(before, name), said(content, name)] for name in changed}
    history.record(actor=actor, verb="planline.edit", target=line, now=now, data={"changes": changes})
    return line


@transaction.atomic
def remove_line(*, actor: Actor, public_id: UUID, now: datetime, revision: int | None = None) -> AnnualPlan:
    """Take a line out of a plan that has not been sent; the history of the plan keeps what it said.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    line = writable_line(actor, public_id)
    claim_line(line, now=now, expected=revision)
    claim_plan(line.plan, actor=actor, now=now)
    content = line_content_of(line)
    gone = {
        name: said(content, name) for name in ("entity", "service", "starts_on", "ends_on", "budget", "external_id")
    }
    history.record(actor=actor, verb="planline.remove", target=line.plan, now=now, data={"line": gone})
    plan = line.plan
    line.delete()
    return plan


@transaction.atomic
def join_line(*, actor: Actor, public_id: UUID, unit_id: UUID, now: datetime) -> AnnualPlanLine:
    """Make a line joint with a unit that reaches the same entity on the same topic in the same months (XCT-04).

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    line = writable_line(actor, public_id)
    unit = OrgUnit.objects.filter(public_id=unit_id, pk__in=selectors.list_overlapping_units(line)).first()
    if unit is None:
        raise NotFound(unit=str(unit_id))
    before = line_content_of(line)
    content = replace(before, partners=(*before.partners, unit))
    claim_line(line, now=now)
    claim_plan(line.plan, actor=actor, now=now)
    write_line(line, content)
    history.record(
        actor=actor,
        verb="planline.join",
        target=line,
        now=now,
        data={"changes": {"partners": [said(before, "partners"), said(content, "partners")]}},
    )
    return line


@transaction.atomic
def move_line(*, actor: Actor, public_id: UUID, action: str, now: datetime) -> AnnualPlanLine:
    """Carry out an action of its unit on a line of a plan in execution: schedule, start, fulfil.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    line = selectors.get_line(actor=actor, public_id=public_id)
    if action not in rules.LINE_OWN_ACTIONS:
        raise NotFound(action=action)
    PLAN_POLICY.require(actor, PlanPermission.AMEND, line.plan)
    before, after = line.status, rules.next_line_status(line.status, action)
    if after is None or line.plan.status not in rules.PLAN_AMENDABLE:
        raise TransitionNotAllowed(action=action, status=before)
    states.move(line, before=before, after=after, updated_at=now)
    history.record(actor=actor, verb=f"planline.{action}", target=line, now=now, before=before, after=after)
    return line


def insert_line(plan: AnnualPlan, content: LineContent, *, now: datetime, status: str = "proposed") -> AnnualPlanLine:
    """Insert a line with its money. Raises Invalid with the fields to mend."""
    line = AnnualPlanLine(plan=plan, status=status, created_at=now, updated_at=now)
    write_line(line, content)
    return line


def write_line(line: AnnualPlanLine, content: LineContent) -> None:
    """Make a line say `content`: fields, partners and money. Raises Invalid with the fields to mend."""
    kept_service = line.service_id if line.pk else None
    for name in LINE_FIELDS:
        setattr(line, name, getattr(content, name))
    line.search_text = line_search_text(content)
    budgets = [LineBudget(source=source, amount=amount) for source, amount in content.budget.items()]
    check_line(line, content, budgets, kept_service=kept_service)
    line.save()
    line.partners.set(content.partners)
    line.budgets.all().delete()
    for one in budgets:
        one.line = line
    LineBudget.objects.bulk_create(budgets)


def claim_line(line: AnnualPlanLine, *, now: datetime, expected: int | None = None) -> None:
    """Take the right to change a line, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    seen = line.revision if expected is None else expected
    found = AnnualPlanLine.objects.filter(pk=line.pk, revision=seen, status=line.status)
    if found.update(revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    line.revision, line.updated_at = seen + 1, now


def writable_line(actor: Actor, public_id: UUID) -> AnnualPlanLine:
    """Return a line that the actor may write now. Raises NotFound, NotAllowed, TransitionNotAllowed."""
    line = selectors.get_line(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.EDIT, line.plan)
    if line.plan.status not in rules.PLAN_EDITABLE:
        raise TransitionNotAllowed(action="edit", status=line.plan.status)
    return line


def check_line(
    line: AnnualPlanLine, content: LineContent, budgets: list[LineBudget], *, kept_service: int | None = None
) -> None:
    """Refuse what a line of its plan cannot say, all at once; `kept_service` may stay though it is no longer offered.

    Raises Invalid with the fields to mend.
    """
    plan = line.plan
    wrong: dict[str, list[str]] = {}
    if not rules.is_inside_year(content.starts_on, content.ends_on, plan.cycle.year):
        sentence = _("Las fechas deben caer en la vigencia del plan, %(year)s. Escriba días de ese año.")
        for name in ("starts_on", "ends_on"):
            if getattr(content, name).year != plan.cycle.year:
                wrong.setdefault(name, []).append(sentence % {"year": plan.cycle.year})
    organization_id = plan.unit.organization_id
    is_offered = content.service.status in PLANNABLE or content.service.pk == kept_service
    if content.service.organization_id != organization_id or not is_offered:
        wrong["service"] = [_("Escoja un servicio publicado de su organización.")]
    if content.strategy is not None and content.strategy.organization_id != organization_id:
        wrong["strategy"] = [_("Escoja una estrategia de su organización.")]
    if any(one.organization_id != organization_id or one.pk == plan.unit_id for one in content.partners):
        wrong["partners"] = [_("Escoja otras dependencias de su organización.")]
    for one in budgets:
        try:
            ensure_fields_valid(one, exclude=["line"])
        except Invalid as refused:
            wrong.setdefault("budget", []).extend(text for texts in refused.fields.values() for text in texts)
    if wrong:
        raise Invalid(wrong)
    ensure_valid(line, exclude=["entity", "service", "topic", "territorial_manager", "strategy", "search_text"])
