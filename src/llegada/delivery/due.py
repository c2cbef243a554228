"""What this app does once a day.

Reminds both sides of what they owe (OPE-06), tells of the requests at rest (OPE-11), and drops the files of the field that stopped
half way (OPE-15).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.due import DueJob
from llegada.core.roles import Role
from llegada.delivery import commitment_rules
from llegada.delivery.choices import CommitmentSide, CommitmentStatus
from llegada.delivery.models import Commitment
from llegada.delivery.services.field import drop_forgotten_pieces
from llegada.delivery.services.request_calendar import watch_requests
from llegada.workplans.rules import IN_COURSE
from llegada.workplans.selectors import list_entity_people

_SELF: Final = Actor(name="Llegada")


def remind_of_commitments(now: datetime) -> int:
    """Remind of each open commitment that is due soon or became overdue, once for each date it has; return how many."""
    today = timezone.localdate(now)
    pressing = Commitment.objects.filter(
        status=CommitmentStatus.OPEN,
        plan__status__in=IN_COURSE,
        due_on__gte=today - timedelta(days=commitment_rules.FORGOTTEN_DAYS),
        due_on__lte=today + timedelta(days=commitment_rules.REMIND_DAYS),
    ).select_related("plan__unit", "plan__advisor")
    found = list(pressing.order_by("pk"))
    told = {
        (event.target_id, event.verb, event.data.get("due_on"))
        for event in history.list_events_of(found).filter(verb__in=["commitment.due_soon", "commitment.overdue"])
    }
    reminded = 0
    for commitment in found:
        verb = f"commitment.{commitment_rules.reminder_for(due_on=commitment.due_on, today=today)}"
        if (str(commitment.public_id), verb, commitment.due_on.isoformat()) not in told:
            _remind(commitment, verb, now)
            reminded += 1
    return reminded


@transaction.atomic
def _remind(commitment: Commitment, verb: str, now: datetime) -> None:
    """Tell who owes it and the advisor; once it is overdue, whoever heads the unit too."""
    today = timezone.localdate(now)
    event = history.record(
        actor=_SELF, verb=verb, target=commitment, now=now, data={"due_on": commitment.due_on.isoformat()}
    )
    people = [commitment.plan.advisor]
    if commitment.side == CommitmentSide.ENTITY:
        people += list_entity_people(plan=commitment.plan, today=today)
    if verb == "commitment.overdue":
        people += find_role_holders(
            unit=commitment.plan.unit, roles=(Role.UNIT_HEAD, Role.GROUP_COORDINATOR), today=today
        )
    notify(event=event, people=people)


#: At night: the device has what is dropped, and sends it again.
FIELD_PIECES: Final = DueJob(name="delivery.field_pieces", hour=2, run=lambda now: drop_forgotten_pieces(now=now))
#: Before the mail of the day, which takes the notice along.
COMMITMENT_REMINDERS: Final = DueJob(name="delivery.commitment_reminders", hour=5, run=remind_of_commitments)
#: Before the mail of the day, which then carries what it found.
REQUESTS: Final = DueJob(name="delivery.requests", hour=5, run=watch_requests)
