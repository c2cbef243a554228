"""Puts a plan on its route, closes its stages in order, and agrees to one of the alternatives compared (PTR-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired
from llegada.core.history import record
from llegada.core.states import move
from llegada.core.validation import insert_valid
from llegada.records.rules import clean_name
from llegada.records.services import store_file
from llegada.workplans import rules, selectors, stage_rules
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.errors import (
    AlternativesMissing,
    BothSides,
    PlanNotEditable,
    PlanNotInCourse,
    StageMilestonesOpen,
    StageNotClosedHere,
    StageOutOfOrder,
)
from llegada.workplans.models import DeliveryAct, PlanAlternative, PlanStage, StageMilestone, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.selectors.stages import closed_of, words_of_stages


@dataclass(frozen=True)
class StageContent:
    """What came out of a stage, when it ended, and the file that proves it."""

    content: str
    held_on: date
    upload: UploadedFile[Any] | None = None


@transaction.atomic
def set_route(
    *, actor: Actor, public_id: UUID, is_followed: bool, stage_of: Mapping[UUID, str], now: datetime
) -> WorkPlan:
    """Put a plan still to be shown on the route, or take it off; `stage_of` gives the stage of milestones by public id.

    Raises NotFound, NotAllowed, PlanNotEditable.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.status not in rules.EDITABLE:
        raise PlanNotEditable()
    move(plan, field="updated_at", before=plan.updated_at, after=now, at=now)
    StageMilestone.objects.filter(stage__plan=plan).delete()
    if not is_followed:
        plan.stages.all().delete()
    elif not plan.stages.exists():
        PlanStage.objects.bulk_create([PlanStage(plan=plan, kind=kind) for kind in stage_rules.ROUTE])
    if is_followed:
        stages = {one.kind: one for one in plan.stages.all()}
        links = [
            StageMilestone(stage=stages[stage_of[one.public_id]], milestone=one)
            for one in plan.milestones.all()
            if stage_of.get(one.public_id) in stages
        ]
        StageMilestone.objects.bulk_create(links)
    record(actor=actor, verb="stage.route" if is_followed else "stage.no_route", target=plan, now=now)
    return plan


@transaction.atomic
def close_stage(*, actor: Actor, public_id: UUID, content: StageContent, now: datetime) -> PlanStage:
    """Close a stage that whoever assists closes, once those before are closed and its milestones settled.

    Raises NotFound, NotAllowed, PlanNotInCourse, StageNotClosedHere, StageOutOfOrder, StageMilestonesOpen, Invalid,
    FileRefused, TooLarge, Conflict.
    """
    stage = selectors.get_stage(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.REPORT_MILESTONE, stage.plan)
    if stage.kind not in stage_rules.CLOSED_BY_PROVIDER or stage.closed_at is not None:
        raise StageNotClosedHere()
    _check_turn(stage)
    waiting = stage.stage_milestones.exclude(milestone__status__in=rules.SETTLED)
    if names := list(waiting.values_list("milestone__name", flat=True)):
        raise StageMilestonesOpen(names=", ".join(names))
    wrong = {}
    if not content.content.strip():
        wrong["content"] = _("Cuente qué resultó de la etapa.")
    if content.held_on > timezone.localdate(now):
        wrong["held_on"] = _("Escriba una fecha de hoy o anterior.")
    if wrong:
        raise Invalid(wrong)
    proof: dict[str, Any] = {}
    if content.upload is not None:
        stored = store_file(actor=actor, upload=content.upload, now=now)
        proof = {"evidence": stored, "evidence_name": clean_name(content.upload.name or "", stored.media_type)}
    return _close(stage, actor, now, content=content.content.strip(), held_on=content.held_on, **proof)


@transaction.atomic
def propose_alternative(
    *, actor: Actor, public_id: UUID, name: str, description: str, now: datetime
) -> PlanAlternative:
    """Add one more alternative to compare, at the stage in which one is agreed.

    Raises NotFound, NotAllowed, PlanNotInCourse, StageNotClosedHere, StageOutOfOrder, Invalid.
    """
    stage = selectors.get_stage(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.REPORT_MILESTONE, stage.plan)
    if stage.kind != PlanStageKind.ALTERNATIVE or stage.closed_at is not None:
        raise StageNotClosedHere()
    _check_turn(stage)
    alternative = PlanAlternative(
        stage=stage,
        name=name.strip(),
        description=description.strip(),
        proposed_by_id=person_id_of(actor),
        proposed_at=now,
    )
    insert_valid([alternative])
    record(actor=actor, verb="stage.propose", target=stage.plan, now=now, reason=alternative.name)
    return alternative


@transaction.atomic
def agree_alternative(*, actor: Actor, public_id: UUID, because: str, now: datetime) -> PlanAlternative:
    """Agree for the entity to one of the alternatives compared, which closes that stage and lets the execution begin.

    Raises NotFound, NotAllowed, PlanNotInCourse, BothSides, StageNotClosedHere, StageOutOfOrder, AlternativesMissing,
    ReasonRequired, Conflict.
    """
    alternative = selectors.get_alternative(actor=actor, public_id=public_id)
    stage = alternative.stage
    WORK_PLAN_POLICY.require(actor, Permission.AGREE, stage.plan)
    if actor.person_id in {stage.plan.advisor_id, stage.plan.created_by_id}:
        raise BothSides()
    if stage.closed_at is not None:
        raise StageNotClosedHere()
    _check_turn(stage)
    if stage.alternatives.count() < stage_rules.FEWEST_ALTERNATIVES:
        raise AlternativesMissing()
    if not because.strip():
        raise ReasonRequired()
    said, person = because.strip(), person_id_of(actor)
    move(alternative, field="agreed_at", before=None, after=now, agreed_by_id=person, agreed_because=said)
    _close(stage, actor, now, content=alternative.name, held_on=timezone.localdate(now))
    return alternative


def close_with_act(plan: WorkPlan, act: DeliveryAct, *, actor: Actor, now: datetime) -> None:
    """Close the last stage of a plan that follows the route with the act of its delivery. Raises StageOutOfOrder, Conflict."""
    stage = plan.stages.filter(kind=PlanStageKind.DELIVERY, closed_at__isnull=True).first()
    if stage is not None:
        _check_order(stage)
        _close(stage, actor, now, content="; ".join(act.deliverables), held_on=act.delivered_on)


def _check_turn(stage: PlanStage) -> None:
    if stage.plan.status not in rules.IN_COURSE:
        raise PlanNotInCourse()
    _check_order(stage)


def _check_order(stage: PlanStage) -> None:
    closed = closed_of(PlanStage.objects.filter(plan=stage.plan_id))
    if earlier := stage_rules.stages_before(stage.kind, closed):
        raise StageOutOfOrder(stages=", ".join(words_of_stages(earlier)))


def _close(stage: PlanStage, actor: Actor, now: datetime, **values: Any) -> PlanStage:
    move(stage, field="closed_at", before=None, after=now, closed_by_id=person_id_of(actor), **values)
    data = {"stage": stage.kind}
    record(actor=actor, verb=f"stage.{stage.kind}", target=stage.plan, now=now, reason=values["content"], data=data)
    return stage
