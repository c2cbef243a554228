"""Writes rules of focalisation: a new one, what it says, its weights alone, and whether it is in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, TransitionNotAllowed
from llegada.core.states import keep_versions
from llegada.core.validation import ensure_valid
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.policies import SERVICE_POLICY, STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.policies import Permission as ServicePermission
from llegada.targeting.choices import RuleStatus
from llegada.targeting.errors import RuleArchived
from llegada.targeting.models import EntityGroup, ExternalIndex, RuleCriterion, RuleFilter, TargetingRule
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.rule_content import RULE_FIELDS, RuleContent, changed_rule_fields, content_of
from llegada.targeting.scoring import shares
from llegada.targeting.selectors.rules import get_rule

M = TypeVar("M", bound=Model)
#: Action → state from which, state to which, verb.
_LIFE: Mapping[str, tuple[str, str, str]] = {
    "archive": (RuleStatus.OPEN, RuleStatus.ARCHIVED, "targetingrule.archive"),
    "reopen": (RuleStatus.ARCHIVED, RuleStatus.OPEN, "targetingrule.reopen"),
}


@transaction.atomic
def create_rule(*, actor: Actor, unit: OrgUnit, content: RuleContent, now: datetime) -> TargetingRule:
    """Write a rule of `unit`. Raises NotFound, NotAllowed, Invalid, NoWeight, NegativeWeight."""
    rule = TargetingRule(organization=unit.organization, unit=unit, created_at=now, updated_at=now)
    RULE_POLICY.require(actor, RulePermission.EDIT, rule)
    if not unit.is_active:
        raise Invalid({"unit": _("Esa dependencia ya no está activa. Escoja otra.")})
    _write(actor, rule, content)
    history.record(actor=actor, verb="targetingrule.create", target=rule, now=now, after=rule.status)
    return rule


@transaction.atomic
def edit_rule(
    *, actor: Actor, public_id: UUID, content: RuleContent, now: datetime, revision: int | None = None
) -> TargetingRule:
    """Make a rule say `content`, whole; `revision` is the one that the actor's page showed. Runs already made stay.

    Raises NotFound, NotAllowed, RuleArchived, Conflict, Invalid, NoWeight, NegativeWeight.
    """
    rule = _seen_open(actor, public_id)
    changed = changed_rule_fields(content_of(rule), content)
    if not changed and revision in (None, rule.revision):
        return rule
    _claim(rule, now=now, expected=revision)
    _write(actor, rule, content)
    history.record(actor=actor, verb="targetingrule.edit", target=rule, now=now, data={"fields": changed})
    return get_rule(actor=actor, public_id=public_id)


@transaction.atomic
def save_weights(
    *, actor: Actor, public_id: UUID, weights: Sequence[float], now: datetime, revision: int | None = None
) -> TargetingRule:
    """Keep other weights, one for each criterion in order. Raises what `edit_rule` raises."""
    content = content_of(_seen_open(actor, public_id))
    if len(weights) != len(content.criteria):
        raise Conflict()
    return edit_rule(
        actor=actor,
        public_id=public_id,
        content=content.with_weights(dict(enumerate(weights))),
        now=now,
        revision=revision,
    )


@transaction.atomic
def move_rule(*, actor: Actor, public_id: UUID, action: str, now: datetime) -> TargetingRule:
    """Archive a rule, or put it in use again. Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict."""
    rule = get_rule(actor=actor, public_id=public_id)
    RULE_POLICY.require(actor, RulePermission.EDIT, rule)
    before, after, verb = _LIFE.get(action, ("", "", ""))
    if not verb or rule.status != before:
        raise TransitionNotAllowed(action=action, status=rule.status)
    found = TargetingRule.objects.filter(pk=rule.pk, status=before)
    if found.update(status=after, revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    rule.refresh_from_db(fields=["status", "revision", "updated_at"])
    keep_versions([rule], is_update=True)
    history.record(actor=actor, verb=verb, target=rule, now=now, before=before, after=after)
    return rule


def _seen_open(actor: Actor, public_id: UUID) -> TargetingRule:
    rule = get_rule(actor=actor, public_id=public_id)
    RULE_POLICY.require(actor, RulePermission.EDIT, rule)
    if rule.status == RuleStatus.ARCHIVED:
        raise RuleArchived()
    return rule


def _claim(rule: TargetingRule, *, now: datetime, expected: int | None) -> None:
    """Take the right to change `rule`, by one conditional UPDATE. Raises Conflict if it is not as the actor saw it."""
    seen = rule.revision if expected is None else expected
    found = TargetingRule.objects.filter(pk=rule.pk, revision=seen, status=rule.status)
    if found.update(revision=F("revision") + 1, updated_at=now) != 1:
        raise Conflict()
    rule.revision, rule.updated_at = seen + 1, now


def _write(actor: Actor, rule: TargetingRule, content: RuleContent) -> None:
    """Make `rule` say `content`: fields, links, criteria and filters. Raises Invalid with the fields to mend."""
    shares([one.weight for one in content.criteria])
    for name in RULE_FIELDS:
        setattr(rule, name, getattr(content, name))
    _write_links(actor, rule, content)
    rule.edited_by_id = actor.person_id  # type: ignore[assignment]  # nobody without a person holds the permission
    ensure_valid(
        rule, exclude=["organization", "unit", "edited_by", "strategy", "service", "quota_index", "group_index"]
    )
    indices = _indices(content)
    groups = {str(one.public_id): one for one in _groups(content)}
    criteria = [
        RuleCriterion(
            rule=rule,
            position=position,
            index=_known(indices, one.index, "criteria"),
            edition_year=one.edition_year,
            weight=one.weight,
            direction=one.direction,
            normalization=one.normalization,
            missing=one.missing,
        )
        for position, one in enumerate(content.criteria, start=1)
    ]
    filters = [
        RuleFilter(
            rule=rule,
            position=position,
            kind=one.kind,
            index=_known(indices, one.index, "filters") if one.index else None,
            edition_year=one.edition_year,
            minimum=one.minimum,
            maximum=one.maximum,
            values=list(one.values),
            group=_known(groups, one.group, "filters") if one.group else None,
            years=one.years,
            excludes=one.excludes,
        )
        for position, one in enumerate(content.filters, start=1)
    ]
    for part in (*criteria, *filters):
        ensure_valid(part, exclude=["rule", "index", "group", "position"])
    rule.save()
    rule.criteria.all().delete()
    rule.filters.all().delete()
    RuleCriterion.objects.bulk_create(criteria)
    RuleFilter.objects.bulk_create(filters)


def _write_links(actor: Actor, rule: TargetingRule, content: RuleContent) -> None:
    strategies = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    services = SERVICE_POLICY.scope(actor, ServicePermission.VIEW, Service.objects.all())
    rule.strategy = _linked(strategies, content.strategy, "strategy")
    rule.service = _linked(services, content.service, "service")
    indices = _indices(content)
    rule.quota_index = indices.get(content.quota_index)
    rule.group_index = indices.get(content.group_index)


def _linked(offered: QuerySet[M], public_id: str, field: str) -> M | None:
    found = offered.filter(public_id=public_id).first() if public_id else None
    if public_id and found is None:
        raise Invalid({field: _NOT_OFFERED})
    return found


_NOT_OFFERED: Promise = _("Escoja una de las opciones que se ofrecen.")


def _known(found: Mapping[str, M], key: str, field: str) -> M:
    if key not in found:
        raise Invalid({field: _NOT_OFFERED})
    return found[key]


def _indices(content: RuleContent) -> dict[str, ExternalIndex]:
    codes = {one.index for one in content.criteria} | {one.index for one in content.filters}
    codes |= {content.quota_index, content.group_index}
    return {one.code: one for one in ExternalIndex.objects.filter(code__in=codes - {""})}


def _groups(content: RuleContent) -> list[EntityGroup]:
    return list(EntityGroup.objects.filter(public_id__in={one.group for one in content.filters if one.group}))
