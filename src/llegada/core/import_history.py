"""The decision that every import leaves: who brought which file, and how many rows it wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.imports import ImportReport, ImportSource
from llegada.core.models import Event

#: How many of the last imports a page shows.
SHOWN: Final = 10


def record_import(
    *, actor: Actor, verb: str, of: history.Target, source: ImportSource, report: ImportReport, now: datetime
) -> None:
    """Append the decision of an import of `of`, a whole table or what one object holds, unless it wrote nothing.

    Must be called inside its transaction.
    """
    if report.dry_run or not (report.created or report.updated):
        return
    counts = {name: getattr(report, name) for name in ("created", "updated", "unchanged", "rejected")}
    data = {"file": source.name, "sha256": source.sha256, **counts}
    history.record(actor=actor, verb=verb, target=of, now=now, after=source.name[:200], data=data)


def list_imports(*, actor: Actor, of: history.Target) -> QuerySet[Event]:
    """Return the last imports of `of` that the actor may know of: all for a role of the installation, else their own."""
    found = history.list_events(target=of).filter(data__has_key="sha256")
    if not any(grant.covers_installation for grant in actor.grants):
        found = found.filter(actor=actor.person_id)
    return found[:SHOWN]
