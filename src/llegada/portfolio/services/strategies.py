"""Writes strategies: a new one, what it says, and how it ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.core.states import keep_versions
from llegada.core.validation import ensure_fields_valid, ensure_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import StrategyAspect as Aspect
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import StrategicStatement, Strategy, StrategyAspect, StrategyGoal
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.strategy_content import (
    STRATEGY_FIELDS,
    StrategyContent,
    changed_strategy_fields,
    said_before,
    strategy_content_of,
    strategy_search_text,
    tidy,
)


@transaction.atomic
def create_strategy(*, actor: Actor, unit: OrgUnit, content: StrategyContent, now: datetime) -> Strategy:
    """Propose a strategy of `unit`, as a draft that may be incomplete. Raises NotFound, NotAllowed, Invalid."""
    strategy = Strategy(organization=unit.organization, unit=unit, created_at=now, updated_at=now)
    STRATEGY_POLICY.require(actor, StrategyPermission.EDIT, strategy)
    if not unit.is_active:
        raise Invalid({"unit": _("Esa dependencia ya no está activa. Escoja otra.")})
    _write(actor, strategy, content, now)
    history.record(actor=actor, verb="strategy.create", target=strategy, now=now, after=strategy.status)
    return strategy


@transaction.atomic
def edit_strategy(
    *, actor: Actor, public_id: UUID, content: StrategyContent, now: datetime, revision: int | None = None
) -> Strategy:
    """Make a strategy in edition say `content`, whole. Saying what it already says changes nothing.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict, Invalid.
    """
    strategy = _seen_for(actor, public_id, rules.STRATEGY_EDITABLE)
    before = strategy_content_of(strategy)
    changed = changed_strategy_fields(before, content)
    aligned = strategy.statement
    is_realigned = aligned != _statement_of(strategy, content)
    if not changed and not is_realigned and revision in (None, strategy.revision):
        return strategy
    claim_strategy(strategy, now=now, expected=revision)
    _write(actor, strategy, content, now)
    changes = {name: [said_before(before, name), said_before(content, name)] for name in changed}
    if is_realigned:
        changes["statement"] = [one and one.number for one in (aligned, strategy.statement)]
    history.record(actor=actor, verb="strategy.edit", target=strategy, now=now, data={"changes": changes})
    return strategy


@transaction.atomic
def write_closing(
    *,
    actor: Actor,
    public_id: UUID,
    objectives_review: str,
    management_report: str,
    now: datetime,
    revision: int | None = None,
) -> Strategy:
    """Write how a strategy in implementation ended, as a draft of its closing (EST-09).

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    strategy = _seen_for(actor, public_id, {StrategyStatus.IN_IMPLEMENTATION})
    said = {"objectives_review": tidy(objectives_review), "management_report": tidy(management_report)}
    changes = {name: [getattr(strategy, name), text] for name, text in said.items() if getattr(strategy, name) != text}
    if not changes and revision in (None, strategy.revision):
        return strategy
    claim_strategy(strategy, now=now, expected=revision)
    Strategy.objects.filter(pk=strategy.pk).update(**said)
    for name, text in said.items():
        setattr(strategy, name, text)
    keep_versions([strategy], is_update=True)
    history.record(actor=actor, verb="strategy.edit_closing", target=strategy, now=now, data={"changes": changes})
    return strategy


def claim_strategy(strategy: Strategy, *, now: datetime, expected: int | None = None) -> None:
    """Take the right to change `strategy`, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    seen = strategy.revision if expected is None else expected
    found = Strategy.objects.filter(pk=strategy.pk, revision=seen, status=strategy.status)
    if found.update(revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    strategy.revision, strategy.updated_at = seen + 1, now


def _seen_for(actor: Actor, public_id: UUID, states: object) -> Strategy:
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, StrategyPermission.EDIT, strategy)
    if strategy.status not in states:  # type: ignore[operator]
        raise TransitionNotAllowed(action="edit", status=strategy.status)
    return strategy


def _statement_of(strategy: Strategy, content: StrategyContent) -> StrategicStatement | None:
    """Return the version with which the strategy says that it aligns: the one in force, where it says how."""
    return selectors.find_statement_in_force(strategy.organization) if content.alignment else None


def _write(actor: Actor, strategy: Strategy, content: StrategyContent, now: datetime) -> None:
    """Make `strategy` say `content`: fields, goals, aspects and links. Raises Invalid with the fields to mend."""
    for name in STRATEGY_FIELDS:
        setattr(strategy, name, getattr(content, name))
    strategy.statement = _statement_of(strategy, content)
    strategy.technical_lead_id = content.technical_lead
    strategy.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    strategy.search_text = strategy_search_text(content, strategy.unit.name)
    goals = [
        StrategyGoal(
            strategy=strategy,
            position=position,
            name=one.name,
            measure=one.measure,
            target=one.target,
            due_year=one.due_year,
        )
        for position, one in enumerate(content.goals, start=1)
    ]
    _check(strategy, content, goals)
    partners = _partners(strategy, content)
    _require_technical_lead(strategy, content, now)
    earlier = list(selectors.list_earlier_strategies(actor=actor, besides=strategy).filter(pk__in=content.earlier))
    if len(earlier) != len(content.earlier):
        raise Invalid({"earlier": _("Escoja estrategias anteriores de la lista.")})
    strategy.save()
    strategy.goals.all().delete()
    strategy.aspects.all().delete()
    for goal in goals:
        goal.strategy = strategy  # now that it has a key
    StrategyGoal.objects.bulk_create(goals)
    StrategyAspect.objects.bulk_create(
        StrategyAspect(strategy=strategy, aspect=key, text=text) for key, text in content.aspects.items()
    )
    strategy.earlier.set(earlier)
    strategy.partners.set(partners)


def _partners(strategy: Strategy, content: StrategyContent) -> list[OrgUnit]:
    units = list(selectors.list_partner_units(organizations=[strategy.organization_id]).filter(pk__in=content.partners))
    if strategy.unit_id in content.partners:
        raise Invalid({"partners": _("La dependencia que lidera no va entre las que participan.")})
    if len(units) != len(content.partners):
        raise Invalid({"partners": _("Escoja dependencias activas de la misma organización.")})
    return units


def _require_technical_lead(strategy: Strategy, content: StrategyContent, now: datetime) -> None:
    if content.technical_lead is None:
        return
    today = timezone.localdate(now)
    leads = selectors.list_technical_leads(organizations=[strategy.organization_id], today=today)
    if not leads.filter(pk=content.technical_lead).exists():
        raise Invalid({"technical_lead": _("Escoja a quien tenga hoy el rol de líder técnico en la organización.")})


def _check(strategy: Strategy, content: StrategyContent, goals: list[StrategyGoal]) -> None:
    ensure_valid(strategy, exclude=["unit", "edited_by", "search_text", "technical_lead", "statement"])
    if not content.aspects.keys() <= set(Aspect.values):
        raise Invalid({"": _("Escoja criterios de la lista.")})
    sentences = []
    for goal in goals:
        try:
            ensure_fields_valid(goal, exclude=["strategy"])
        except Invalid as refused:
            sentences += [sentence for one in refused.fields.values() for sentence in one]
        if goal.due_year < strategy.year:
            sentences.append(
                gettext("La meta «%(goal)s» vence antes de la vigencia de la estrategia.") % {"goal": goal.name}
            )
    if sentences:
        raise Invalid({"goals": sentences})
