"""What this app does once a day."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone

from llegada.accounts.selectors import list_people_to_mail
from llegada.core.due import DueJob
from llegada.core.queue import enqueue_on_commit


def ask_for_digests(now: datetime) -> int:
    """Ask for the mail of the day of each person with something unread; return how many there are."""
    today = timezone.localdate(now)
    people = list(list_people_to_mail(today=today).values_list("pk", flat=True))
    for person_id in people:
        enqueue_on_commit("accounts.send_digest", person_id=person_id, day=today.isoformat())
    return len(people)


#: Before the working day begins.
DIGESTS: Final = DueJob(name="accounts.digests", hour=6, run=ask_for_digests)
