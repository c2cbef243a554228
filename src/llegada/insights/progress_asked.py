"""What somebody asks of progress: by what it is added up, zones among it, and how late each row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from llegada.core.actors import Actor
from llegada.insights.progress_forms import ProgressForm, groupings_for
from llegada.insights.progress_rows import ProgressRow, ProgressTable
from llegada.insights.progress_rules import Totals
from llegada.insights.progress_words import GROUPINGS, ZONE
from llegada.insights.selectors.lateness import Lateness, read_lateness, read_lateness_of
from llegada.insights.selectors.progress import Cut, list_progress
from llegada.insights.selectors.progress_zones import list_zone_progress, read_members


@dataclass(frozen=True)
class Asked:
    """The rows under some filters, by name or in the order of their zones, and how to ask how late they are."""

    actor: Actor
    name: str
    label: str | Promise
    cut: Cut
    rows: ProgressTable
    totals: Totals
    members: dict[str, frozenset[int]] | None = None
    #: The heading of the groups, where it says more than `label`.
    column: str | Promise = ""

    def lateness_of(self, rows: Sequence[ProgressRow]) -> dict[Any, Lateness]:
        """Return how late each of `rows` is and why, by key; one without late milestones is not there."""
        late = [row.pk for row in rows if row.totals.late]
        if not late:
            return {}
        if self.members is not None:
            some = {str(key): self.members[str(key)] for key in late}
            return read_lateness_of(actor=self.actor, cut=self.cut, members=some)
        return read_lateness(actor=self.actor, by=GROUPINGS[self.name][0], cut=self.cut, groups=late)


def read_asked(*, actor: Actor, form: ProgressForm, asked: str) -> Asked:
    """Return what a form asks, added up by what the address calls `asked`, or by the first of GROUPINGS if that may not be."""
    name = asked if asked in groupings_for(actor) else next(iter(GROUPINGS))
    by, label = GROUPINGS[name]
    cut = form.cut
    if name != ZONE:
        return Asked(actor, name, label, cut, *list_progress(actor=actor, by=by, cut=cut))
    kind = form.zone_kind
    if kind is None:
        rows, totals = list_progress(actor=actor, by=by, cut=cut)
        return Asked(actor, name, label, cut, rows.nothing(), totals, {})
    members = read_members(kind)
    rows, totals = list_zone_progress(actor=actor, cut=cut, kind=kind, members=members)
    return Asked(actor, name, label, cut, rows, totals, members, kind.label)
