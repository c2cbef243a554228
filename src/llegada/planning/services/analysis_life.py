"""Moves an annual analysis along its life, the gate saying what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.planning import analysis_rules, selectors
from llegada.planning.analysis_content import said_in
from llegada.planning.analysis_words import gap_words
from llegada.planning.errors import AnnualAnalysisIncomplete, AuthorCannotDecide
from llegada.planning.models import AnnualAnalysis
from llegada.planning.policies import ANALYSIS_POLICY, FOR_ANALYSIS_ACTION
from llegada.planning.services.notices import tell_of


@transaction.atomic
def move_analysis(
    *,
    actor: Actor,
    public_id: UUID,
    action: str,
    now: datetime,
    reason: str = "",
    revision: int | None = None,
) -> AnnualAnalysis:
    """Carry out an action of the transition table of analyses.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired,
    AnnualAnalysisIncomplete, AuthorCannotDecide, Conflict.
    """
    analysis = selectors.get_analysis(actor=actor, public_id=public_id)
    if action not in FOR_ANALYSIS_ACTION:
        raise NotFound(action=action)
    ANALYSIS_POLICY.require(actor, FOR_ANALYSIS_ACTION[action], analysis)
    before, after = analysis.status, analysis_rules.next_analysis_status(analysis.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in analysis_rules.ANALYSIS_NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _pass_gate(actor, analysis, action)
    seen = analysis.revision if revision is None else revision
    if AnnualAnalysis.objects.filter(pk=analysis.pk, revision=seen, status=before).update(revision=seen + 1) != 1:
        raise Conflict()
    analysis.revision = seen + 1
    values: dict[str, Any] = {"updated_at": now}
    if action == "send":
        values |= {"sent_at": now, "sent_by_id": actor.person_id}
    if action == "accept":
        values |= {"accepted_at": now, "accepted_by_id": actor.person_id}
    states.move(analysis, before=before, after=after, **values)
    event = history.record(
        actor=actor,
        verb=f"analysis.{action}",
        target=analysis,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    tell_of(event, analysis.unit, now=now)
    return analysis


def list_gaps(analysis: AnnualAnalysis) -> list[tuple[str, str]]:
    """Return what an analysis lacks to be sent, as (part, what). Makes no query if its parts are loaded."""
    return analysis_rules.analysis_gaps(
        said_in(analysis), scenarios=len(analysis.scenarios.all()), priorities=len(analysis.priorities.all())
    )


def _pass_gate(actor: Actor, analysis: AnnualAnalysis, action: str) -> None:
    if action in analysis_rules.ANALYSIS_NEEDS_OTHER_PERSON and selectors.has_written(analysis, actor.person_id):
        raise AuthorCannotDecide()
    gaps = list_gaps(analysis) if action == "send" else []
    if gaps:
        raise AnnualAnalysisIncomplete(problems="; ".join(gap_words(part, what) for part, what in gaps))
