"""Questions about the route of a plan: its stages with their milestones and alternatives, and what holds a milestone up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.workplans import stage_rules
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.models import PlanAlternative, PlanMilestone, PlanStage, StageMilestone, WorkPlan
from llegada.workplans.selectors.milestones import visible_plans


@dataclass(frozen=True)
class StageRow:
    """One stage of a plan: how it stands, its milestones and, where it is that of the alternatives, those compared."""

    stage: PlanStage
    stands: str
    milestones: list[PlanMilestone]
    alternatives: list[PlanAlternative]


def list_stages(*, plan: WorkPlan) -> list[StageRow]:
    """Return the stages of a plan already seen in the order of the route, or nothing where it follows none."""
    links = StageMilestone.objects.select_related("milestone").order_by(
        "milestone__plan_service", "milestone__position"
    )
    compared = PlanAlternative.objects.select_related("proposed_by", "agreed_by").order_by("pk")
    stages = plan.stages.select_related("closed_by", "evidence").prefetch_related(
        Prefetch("stage_milestones", links), Prefetch("alternatives", compared)
    )
    found = {one.kind: one for one in stages}
    return [
        StageRow(
            found[kind],
            stands,
            [link.milestone for link in found[kind].stage_milestones.all()],
            list(found[kind].alternatives.all()),
        )
        for kind, stands in stage_rules.steps_of(closed_of(found.values()))
        if kind in found
    ]


def closed_of(stages: Iterable[PlanStage]) -> set[str]:
    """Return the kinds of the stages that are closed."""
    return {one.kind for one in stages if one.closed_at is not None}


@dataclass(frozen=True)
class RouteState:
    """Where a plan stands in its route: each stage with how it stands, and the keys of the milestones that wait for an earlier one.

    Both are empty where it follows none.
    """

    steps: list[tuple[str, str]]
    held: frozenset[int]


def get_route_state(*, plan: WorkPlan) -> RouteState:
    """Return where a plan already seen stands in its route, in one query."""
    rows = list(plan.stages.order_by("pk").values_list("kind", "closed_at", "stage_milestones__milestone"))
    if not rows:
        return RouteState([], frozenset())
    closed = {kind for kind, closed_at, _ in rows if closed_at is not None}
    held = frozenset(key for kind, _, key in rows if key and stage_rules.stages_before(kind, closed))
    return RouteState(stage_rules.steps_of(closed), held)


def get_stage(*, actor: Actor, public_id: UUID) -> PlanStage:
    """Return a stage of a plan that the actor may see. Raises NotFound."""
    found = PlanStage.objects.filter(public_id=public_id, plan__in=visible_plans(actor))
    stage = found.select_related("plan__unit__organization", "plan__entity", "evidence").first()
    if stage is None:
        raise NotFound(stage=str(public_id))
    return stage


def get_alternative(*, actor: Actor, public_id: UUID) -> PlanAlternative:
    """Return an alternative of a plan that the actor may see. Raises NotFound."""
    found = PlanAlternative.objects.filter(public_id=public_id, stage__plan__in=visible_plans(actor))
    alternative = found.select_related("stage__plan__unit", "stage__plan__entity").first()
    if alternative is None:
        raise NotFound(alternative=str(public_id))
    return alternative


def stages_that_hold(*, milestone: PlanMilestone) -> list[str]:
    """Return the stages, in words, that come before that of a milestone and are not closed."""
    link = StageMilestone.objects.filter(milestone=milestone).select_related("stage").first()
    if link is None:
        return []
    closed = closed_of(PlanStage.objects.filter(plan=milestone.plan_id))
    return words_of_stages(stage_rules.stages_before(link.stage.kind, closed))


def words_of_stages(kinds: Iterable[str]) -> list[str]:
    """Return stages in words, as a sentence names them."""
    return [str(PlanStageKind(kind).label).lower() for kind in kinds]


def route_of(plan: WorkPlan) -> list[dict[str, Any]] | None:
    """Return what the version of a plan says of its route, or None where it follows none."""
    rows = list_stages(plan=plan)
    return [
        {"id": row.stage.kind, "name": str(row.stage), "milestones": [one.name for one in row.milestones]}
        for row in rows
    ] or None
