"""Keeps what the entity was shown, or what a plan says after an amendment: content and SHA-256, never edited."""

from __future__ import annotations

from datetime import datetime

from llegada.core.actors import Actor
from llegada.workplans import rules, selectors
from llegada.workplans.models import WorkPlan, WorkPlanVersion
from llegada.workplans.policies import person_id_of
from llegada.workplans.selectors.changing import find_latest_version


def freeze_version(plan: WorkPlan, *, actor: Actor, now: datetime) -> WorkPlanVersion:
    """Keep what a plan says now as its next version. The caller has claimed the plan, so that no correction slips in between."""
    latest = find_latest_version(plan)
    content = selectors.compose_content(plan)
    return WorkPlanVersion.objects.create(
        plan=plan,
        number=latest.number + 1 if latest else 1,
        content=content,
        sha256=rules.content_hash(content),
        created_at=now,
        created_by_id=person_id_of(actor),
    )
