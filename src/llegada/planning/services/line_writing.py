"""Writes many lines of a plan at once, with their partners and their money, in a few statements for each hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from llegada.core.states import keep_versions
from llegada.core.text import fold
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.selectors.sheets import SAID, LineNames
from llegada.planning.services.line_rows import Change

BATCH: Final = 100
_WRITTEN: Final = (
    *(AnnualPlanLine._meta.get_field(name).name for name in SAID),
    "is_joint",
    "search_text",
    "revision",
    "updated_at",
)


def write_changes(plan: AnnualPlan, changes: Sequence[Change], names: LineNames, *, now: datetime) -> None:
    """Insert and update the lines of `changes`. The caller holds the plan, so that nobody else writes them meanwhile."""
    known = AnnualPlanLine.objects.filter(plan=plan).in_bulk([one.line.pk for one in changes if one.line])
    new: list[AnnualPlanLine] = []
    changed: list[AnnualPlanLine] = []
    written: list[tuple[AnnualPlanLine, Change]] = []
    for one in changes:
        if one.line is None:
            line = AnnualPlanLine(plan=plan, created_at=now)
            new.append(line)
        else:
            line = known[one.line.pk]
            line.revision += 1
            changed.append(line)
        _say(line, one, names, now)
        written.append((line, one))
    AnnualPlanLine.objects.bulk_create(new, batch_size=BATCH)
    AnnualPlanLine.objects.bulk_update(changed, _WRITTEN, batch_size=BATCH)
    keep_versions(new, is_update=False)
    keep_versions(changed, is_update=True)
    _write_around(written, [line.pk for line in changed])


def _say(line: AnnualPlanLine, change: Change, names: LineNames, now: datetime) -> None:
    for name, value in change.said.items():
        setattr(line, name, value)
    line.is_joint, line.updated_at = bool(change.partners), now
    words = (
        names.entities[change.said["entity_id"]].name,
        names.services[change.said["service_id"]].name,
        names.topics[change.said["topic_id"]].name,
        change.said["external_id"],
        change.said["description"],
    )
    line.search_text = fold(" ".join(words))


def _write_around(written: Sequence[tuple[AnnualPlanLine, Change]], changed: Sequence[int]) -> None:
    joined = AnnualPlanLine.partners.through
    for keys in _batches(changed):
        LineBudget.objects.filter(line__in=keys).delete()
        joined.objects.filter(annualplanline__in=keys).delete()
    money = [
        LineBudget(line=line, source=source, amount=amount)
        for line, change in written
        for source, amount in change.budget.items()
    ]
    LineBudget.objects.bulk_create(money, batch_size=BATCH)
    partners = [
        joined(annualplanline_id=line.pk, orgunit_id=key) for line, change in written for key in change.partners
    ]
    joined.objects.bulk_create(partners, batch_size=BATCH)


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
