"""Keeps a line beside the work plan that carries it out: it starts when that starts and is fulfilled when that is finished."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.planning import rules
from llegada.planning.models import AnnualPlanLine

#: Action of a work plan → action of its line.
LINE_ACTION_OF: Final = {"start": "start", "finish": "fulfill"}


@transaction.atomic
def follow_work_plan(*, actor: Actor, line_id: int, action: str, work_plan: str, now: datetime) -> None:
    """Move a line as its work plan moves, in the same transaction; `work_plan` names that plan in the history of the line.

    The caller has checked who may move the work plan. A line that does not admit the action stays as it is. Raises Conflict.
    """
    done = LINE_ACTION_OF.get(action)
    if done is None:
        return
    line = AnnualPlanLine.objects.get(pk=line_id)
    before, after = line.status, rules.next_line_status(line.status, done)
    if after is None:
        return
    states.move(line, before=before, after=after, updated_at=now)
    data = {"work_plan": work_plan}
    history.record(actor=actor, verb=f"planline.{done}", target=line, now=now, before=before, after=after, data=data)
