"""Each night who came to large sets is put into them, so that a question joins few arrivals and a session writes few pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from llegada.insights.cube_upserts import find_sets, put_sets
from llegada.insights.models import CoverArrival, CoverSet
from llegada.insights.services.holding import hold_figures
from llegada.insights.services.people import in_parts
from llegada.insights.sets import pack, unpack

#: Cells of one transaction: whoever saves a session meanwhile waits for one at most.
_TOGETHER: Final = 500


def gather_arrivals(now: datetime) -> int:
    """Put the arrivals of every set into it, some cells at a time; return of how many cells. `now` changes nothing."""
    cells = list(CoverArrival.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_gather(some) for some in in_parts(cells, _TOGETHER))


@transaction.atomic
def _gather(cells: Sequence[int]) -> int:
    hold_figures()
    arrivals = CoverArrival.objects.filter(pk__in=cells)
    late = dict(arrivals.values_list("pk", "members"))
    put_sets(CoverSet, [(cell, pack(unpack(stored) | unpack(late[cell]))) for cell, stored in find_sets(sorted(late))])
    arrivals.delete()
    return len(late)
