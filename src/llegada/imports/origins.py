"""Which row of which file brought each object, who brought it and when, as far as the reader may know it (INT-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import Model, Q

from llegada.core.actors import Actor
from llegada.core.origins import Origin
from llegada.imports.choices import RowOutcome, RunStatus, TargetKind
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission

#: What an import brought stands, all or the part that is not undone yet.
_STANDS: Final = (RunStatus.DONE, RunStatus.UNDOING)
_KINDS: Final = {
    "workplans.workplan": TargetKind.PLANS,
    "workplans.planmilestone": TargetKind.MILESTONES,
    "delivery.session": TargetKind.SESSIONS,
    "delivery.attendanceentry": TargetKind.ATTENDANCES,
    "delivery.commitment": TargetKind.COMMITMENTS,
    "portfolio.service": TargetKind.SERVICES,
    "territory.entity": TargetKind.ENTITIES,
    "accounts.entityperson": TargetKind.PEOPLE,
}
#: What goes on living here once it is brought, and others read too: only the organisation of the import is told of it.
_LIVING: Final = frozenset({TargetKind.SERVICES, TargetKind.ENTITIES, TargetKind.PEOPLE})


def find_origins(actor: Actor, of: Sequence[Model]) -> dict[Model, Origin]:
    """Return which row of which file last brought or changed each object; for who has already been let see them."""
    if not actor.grants:
        return {}
    asked: defaultdict[TargetKind, dict[int, Model]] = defaultdict(dict)
    for one in of:
        kind = _KINDS.get(one._meta.label_lower)
        if kind is not None and _may_be_brought(one, kind):
            asked[kind][one.pk] = one
    if not asked:
        return {}
    these = Q(pk__in=[])
    for kind, objects in asked.items():
        these |= Q(kind=kind, object_id__in=objects)
    rows = ImportedRow.objects.filter(these, run__status__in=_STANDS).defer("before")
    told = {
        asked[TargetKind(row.kind)][row.object_id]: _tell(actor, row)
        for row in rows.select_related("run__started_by", "run__created_by").order_by("run__finished_at", "pk")
    }
    return {one: origin for one, origin in told.items() if origin is not None}


def _may_be_brought(one: Model, kind: TargetKind) -> bool:
    """Return whether an object may be an import's, as far as it says so itself: most of what is shown was made here."""
    if kind in (TargetKind.PLANS, TargetKind.SESSIONS):
        return getattr(one, "status", "") == "historical"
    return kind is not TargetKind.MILESTONES or getattr(one, "milestone_id", None) is None


def _tell(actor: Actor, row: ImportedRow) -> Origin | None:
    run = row.run
    is_past = row.kind not in _LIVING
    is_change = row.outcome == RowOutcome.CHANGED
    if not _is_of_its_organization(actor, run):
        return Origin(run.file_name, row.row, is_change=is_change, is_past=True) if is_past else None
    return Origin(
        run.file_name,
        row.row,
        url=run.get_absolute_url() if IMPORT_POLICY.can(actor, ImportPermission.VIEW, run) else "",
        who=(run.started_by or run.created_by).full_name,
        at=run.finished_at,
        sha256=run.sha256,
        is_change=is_change,
        is_past=is_past,
    )


def _is_of_its_organization(actor: Actor, run: ImportRun) -> bool:
    return any(one.covers_installation or one.organization_id == run.organization_id for one in actor.grants)
