"""Runs a rule: reads it, solves it, measures how firm it is, and freezes all of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from llegada.core import history
from llegada.core.actors import Actor
from llegada.targeting.choices import RuleLevel, RuleStatus, Standing
from llegada.targeting.errors import RuleArchived
from llegada.targeting.models import RunEdition, RunPlace, TargetingRule, TargetingRun
from llegada.targeting.policies import RULE_POLICY, RulePermission
from llegada.targeting.rule_content import content_of, data_of, fingerprint
from llegada.targeting.scoring import Answer, Sensitivity, answer, draw_weights, measure_sensitivity
from llegada.targeting.scoring.sensitivity import CONCENTRATION, DRAWS, OUT, SAFE
from llegada.targeting.selectors.notes import notes_of
from llegada.targeting.selectors.readings import Reading, read_rule
from llegada.targeting.selectors.rules import get_rule
from llegada.targeting.selectors.universe import Place

_SUBJECTS: Final = {
    RuleLevel.MUNICIPALITY: "municipality_id",
    RuleLevel.DEPARTMENT: "department_id",
    RuleLevel.ENTITY: "entity_id",
    RuleLevel.GROUP: "group_id",
}
_DIGITS: Final = 10


@transaction.atomic
def run_rule(*, actor: Actor, public_id: UUID, now: datetime, note: str = "", seed: int | None = None) -> TargetingRun:
    """Run a rule with what is in force now, and freeze it. The seed of the draws is that of the frozen rule, or `seed`.

    Raises NotFound, NotAllowed, RuleArchived, and what reading and scoring refuse.
    """
    rule = get_rule(actor=actor, public_id=public_id)
    RULE_POLICY.require(actor, RulePermission.EDIT, rule)
    if rule.status == RuleStatus.ARCHIVED:
        raise RuleArchived()
    reading = read_rule(content_of(rule), today=timezone.localdate(now))
    solved = answer(reading.problem)
    content = data_of(reading.content)
    drawn_from = int(fingerprint(content)[:8], 16) if seed is None else seed
    weights = draw_weights(solved.scaled.shares, seed=drawn_from)
    firm = measure_sensitivity(
        reading.problem.method, solved.scaled.scaled, weights, reading.problem.cut, solved.quotas
    )
    run = _written(actor, rule, reading, solved, content, note=note.strip(), seed=drawn_from, now=now)
    places = list(_places(run, reading, solved, firm))
    RunPlace.objects.bulk_create(places, batch_size=500)
    _seal(run, places)
    history.record(
        actor=actor,
        verb="targetingrule.run",
        target=rule,
        now=now,
        data={"run": run.number, "chosen": run.chosen_count},
    )
    return run


def _written(
    actor: Actor,
    rule: TargetingRule,
    reading: Reading,
    solved: Answer,
    content: dict[str, Any],
    *,
    note: str,
    seed: int,
    now: datetime,
) -> TargetingRun:
    TargetingRule.objects.select_for_update().get(pk=rule.pk)  # runs of a rule are numbered one by one
    last = rule.runs.aggregate(last=Max("number"))["last"] or 0
    run = TargetingRun.objects.create(
        rule=rule,
        number=last + 1,
        rule_revision=rule.revision,
        content=content,
        content_sha256=fingerprint(content),
        summary={
            "notes": notes_of(reading, solved),
            "shares": [round(float(one), _DIGITS) for one in solved.scaled.shares],
            "universe": reading.universe,
            "draws": DRAWS,
            "concentration": CONCENTRATION,
            "seed": seed,
        },
        universe_count=len(reading.places),
        ranked_count=len(solved.scaled.rows),
        chosen_count=int(solved.chosen.sum()),
        note=note,
        run_at=now,
        run_by_id=actor.person_id,  # type: ignore[misc]  # nobody without a person holds the permission
    )
    RunEdition.objects.bulk_create([RunEdition(run=run, edition=one, sha256=one.file.sha256) for one in reading.used])
    return run


def _places(run: TargetingRun, reading: Reading, solved: Answer, firm: Sensitivity) -> Iterator[RunPlace]:
    """Yield the places in the order of the run: by score, and after them, by code, those that have none."""
    for position, row in enumerate(solved.ranking.order.tolist(), start=1):
        at = int(solved.scaled.rows[row])
        chosen = bool(solved.chosen[row])
        share = float(firm.stay_share[row])
        standing = _standing(chosen, share)
        yield _place(
            run,
            reading,
            at,
            position=position,
            rank=int(solved.ranking.ranks[row]),
            score=round(float(solved.scored.scores[row]), _DIGITS),
            is_chosen=chosen,
            filled={
                str(column): round(float(solved.scaled.completed[row, column]), _DIGITS)
                for column in np.flatnonzero(solved.scaled.filled[row]).tolist()
            },
            parts=[round(float(one), _DIGITS) for one in solved.scored.parts[row]],
            stay_share=share,
            rank_low=int(firm.rank_low[row]),
            rank_high=int(firm.rank_high[row]),
            standing=standing,
            sensitive_to=int(np.abs(firm.pull[row]).argmax()) if standing == Standing.DOUBTFUL else None,
        )
    for position, at in enumerate(solved.out_rows.tolist(), start=len(solved.scaled.rows) + 1):
        yield _place(run, reading, at, position=position, is_chosen=False)


def _place(run: TargetingRun, reading: Reading, at: int, **values: Any) -> RunPlace:
    place: Place = reading.places[at]
    subject: dict[str, Any] = {_SUBJECTS[RuleLevel(reading.content.level)]: place.key}
    return RunPlace(
        run=run,
        code=place.code,
        name=place.name,
        values=[None if math.isnan(value) else value for value in reading.problem.values[at].tolist()],
        median_group=reading.median_groups[at][:120],
        quota_group=reading.quota_groups[at][:120],
        **subject,
        **values,
    )


def _standing(chosen: bool, share: float) -> str:
    if chosen and share >= SAFE:
        return Standing.SAFE
    return Standing.OUT if not chosen and share <= OUT else Standing.DOUBTFUL


def _seal(run: TargetingRun, places: list[RunPlace]) -> None:
    """Write the hash of the result: from then on triggers refuse any change."""
    result = [[one.code, one.position, one.rank, one.score, one.is_chosen, one.values, one.parts] for one in places]
    run.result_sha256 = fingerprint(result)
    TargetingRun.objects.filter(pk=run.pk).update(result_sha256=run.result_sha256)
