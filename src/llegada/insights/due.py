"""What this app does once a day: order the figures, compare them with the facts, tell of indices that do not move (EST-14)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from llegada.accounts.services import notify_roles
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.due import DueJob
from llegada.core.roles import Role
from llegada.insights.selectors.movement import StrategyMovement, read_movement
from llegada.insights.services.gathering import gather_arrivals
from llegada.insights.services.nightly import check_figures_nightly, check_progress_nightly
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Strategy

_SELF: Final = Actor(name="Llegada")
_VERB: Final = "strategy.indices_still"


def tell_of_still_indices(now: datetime) -> int:
    """Tell of each strategy in implementation whose indices do not move, once for each set of editions; return how many."""
    told = 0
    for strategy in Strategy.objects.filter(status=StrategyStatus.IN_IMPLEMENTATION).select_related(
        "unit", "organization"
    ):
        found = read_movement(strategy)
        if found.is_still:
            told += _tell(found, now)
    return told


@transaction.atomic
def _tell(found: StrategyMovement, now: datetime) -> bool:
    strategy = found.strategy
    editions = sorted(str(one.public_id) for row in found.rows for one in row.editions)
    last = history.list_events(target=strategy).filter(verb=_VERB).order_by("-pk").first()
    if last is not None and last.data.get("editions") == editions:
        return False
    event = history.record(actor=_SELF, verb=_VERB, target=strategy, now=now, data={"editions": editions})
    notify_roles(
        event=event,
        units=[strategy.unit, *strategy.partners.all()],
        of_unit=(Role.TECHNICAL_LEAD, Role.UNIT_HEAD),
        organization=strategy.organization,
        of_organization=(Role.COORDINATOR,),
        now=now,
    )
    return True


#: Before the mail of the day, which takes the notice along.
STILL_INDICES: Final = DueJob(name="insights.still_indices", hour=5, run=tell_of_still_indices)
#: Before they are compared, which then has fewer rows to read.
GATHER_ARRIVALS: Final = DueJob(name="insights.gather_arrivals", hour=2, run=gather_arrivals)
#: When fewest people work: on SQLite it reads for some minutes at ten million sessions.
CHECK_FIGURES: Final = DueJob(name="insights.check_figures", hour=3, run=check_figures_nightly)
CHECK_PROGRESS: Final = DueJob(name="insights.check_progress", hour=3, run=check_progress_nightly)
