"""Questions about runs: each is seen with its rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import RunEdition, RunPlace, TargetingRule, TargetingRun
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.rule_content import RuleContent, content_from
from llegada.targeting.scoring import Problem
from llegada.targeting.selectors.readings import numbered
from llegada.targeting.selectors.universe import tie_key


def list_runs(*, actor: Actor, rule: TargetingRule | None = None) -> QuerySet[TargetingRun]:
    """Return the runs that the actor sees, newest first; of one rule, where it is given."""
    rules = RULE_POLICY.scope(actor, RulePermission.VIEW, TargetingRule.objects.all())
    found = TargetingRun.objects.filter(rule__in=rules.values("pk")).defer("content")
    if rule is not None:
        found = found.filter(rule=rule)
    return found.select_related("rule__unit", "run_by").order_by("-run_at", "-pk")


def get_run(*, actor: Actor, public_id: UUID) -> TargetingRun:
    """Return one run with its rule. Raises NotFound if its rule is hidden, or if it is absent."""
    rules = RULE_POLICY.scope(actor, RulePermission.VIEW, TargetingRule.objects.all())
    runs = TargetingRun.objects.select_related("rule__unit", "rule__organization", "run_by")
    found = runs.filter(public_id=public_id, rule__in=rules.values("pk")).first()
    if found is None:
        raise NotFound(run=str(public_id))
    return found


def list_run_editions(run: TargetingRun) -> list[RunEdition]:
    """Return the editions that a run read, those of its criteria first and in their order."""
    return list(run.editions.select_related("edition__index").order_by("pk"))


def list_stale(editions: Sequence[RunEdition]) -> list[RunEdition]:
    """Return those of `editions` that were replaced or withdrawn after the run."""
    return [one for one in editions if one.edition.status != EditionStatus.IN_FORCE]


def list_run_places(run: TargetingRun) -> list[RunPlace]:
    """Return the places of a run in their order: those with a score first."""
    places = run.places.order_by("position").select_related("municipality__department", "department", "entity")
    return list(places)


def in_tie_order(run: TargetingRun, places: Sequence[RunPlace]) -> list[RunPlace]:
    """Return the places of a run in the order that settled their ties, which is that of its problem."""
    level = str(run.content["level"])
    return sorted(places, key=lambda place: tie_key(level, place.code, place.name))


def problem_of_run(run: TargetingRun, places: Sequence[RunPlace]) -> Problem:
    """Return the problem that a run solved, from what it froze. `places` come as `in_tie_order` gives them."""
    content: RuleContent = content_from(run.content)
    rows = [[math.nan if value is None else value for value in place.values] for place in places]
    return Problem(
        values=np.array(rows, dtype=np.float64).reshape(len(places), len(content.criteria)),
        criteria=[one.as_scored() for one in content.criteria],
        method=content.method,  # type: ignore[arg-type]  # a database constraint held the list
        cut=content.as_cut(),
        groups=numbered([place.median_group for place in places]),
        quotas=numbered([place.quota_group for place in places]),
    )
