"""With which entities sessions were held, for whoever chooses where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Max

from llegada.core.assisted import Assisted
from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED


def list_assisted(day: date | None) -> Mapping[int, Assisted]:
    """Return the sessions that count with each entity since `day`, or ever, whoever held them."""
    held = Session.objects.filter(status__in=COUNTED)
    if day is not None:
        held = held.filter(held_on__gte=day)
    rows = held.order_by().values_list("plan__entity").annotate(total=Count("pk"), last=Max("held_on"))
    return {entity: Assisted(sessions=total, last_on=last) for entity, total, last in rows}
