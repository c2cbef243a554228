"""Each night the figures are compared with the facts, and whoever administers the installation is told of what differs."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.insights.models import AssistanceCell, ProgressCell
from llegada.insights.progress_rebuild import find_progress_differences
from llegada.insights.services.checking import find_differences
from llegada.insights.services.sharing import find_shared_differences

logger = logging.getLogger(__name__)
_SELF: Final = Actor(name="Llegada")
#: How many differences the log names one by one.
_NAMED: Final = 50


def check_figures_nightly(now: datetime) -> int:
    """Compare the figures, all but those of progress, with the facts, log and tell what differs; return how many differences."""
    differences = [*find_differences(), *find_shared_differences()]
    for one in differences[:_NAMED]:
        logger.error("figures.differ", extra={"difference": str(one)})
    if differences:
        _tell(len(differences), AssistanceCell, "figures.differ", now)
    return len(differences)


def check_progress_nightly(now: datetime) -> int:
    """Compare the figures of progress with the plans, log and tell what differs; return how many rows do."""
    differences = find_progress_differences()
    for one in differences[:_NAMED]:
        logger.error("figures.progress_differs", extra={"difference": str(one)})
    count = sum(one.rows for one in differences)
    if count:
        _tell(count, ProgressCell, "figures.progress_differs", now)
    return count


@transaction.atomic
def _tell(count: int, target: type[Model], verb: str, now: datetime) -> None:
    event = history.record(actor=_SELF, verb=verb, target=target, now=now, after=str(count), data={"count": count})
    notify(event=event, people=find_role_holders(roles=(Role.IT_ADMIN,), today=timezone.localdate(now)))
