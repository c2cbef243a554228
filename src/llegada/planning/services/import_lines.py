"""Brings the lines of a plan back from a workbook: what has an identifier is updated, the rest is new, the same changes nothing.

Each row goes in or is reported with its column, its value and the way out; what was written is one decision of the history.
A line that somebody changed since it went out is never written over: its revision travels in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from llegada.core.actors import Actor
from llegada.core.import_history import record_import
from llegada.core.imports import ImportReport, ImportSource, Outcome
from llegada.core.tabular import Row
from llegada.planning import selectors
from llegada.planning.services.line_rows import Change, RowMatcher
from llegada.planning.services.line_writing import write_changes
from llegada.planning.services.plans import claim_plan, writable_plan
from llegada.planning.sheets.reading import columns_of, read_rows


@transaction.atomic
def import_lines(
    *, actor: Actor, plan_id: UUID, rows: Sequence[Row], dry_run: bool, now: datetime, source: ImportSource
) -> ImportReport:
    """Create and update the lines of a plan from a workbook; with `dry_run` say what would happen and write nothing.

    Raises NotFound, NotAllowed, TransitionNotAllowed (the plan is no longer written), Unreadable, MissingColumns, Conflict.
    """
    plan = writable_plan(actor, plan_id)
    read = read_rows(rows)
    report = ImportReport(dry_run=dry_run)
    lines = selectors.list_plain_lines(plan)
    names = selectors.names_for(plan, lines, today=timezone.localdate(now))
    matcher = RowMatcher(plan, lines, names, given=columns_of(rows))
    matcher.note_other_plans(row.identifier for row in read if row.identifier)
    changes: list[Change] = []
    for row in read:
        outcome, change = matcher.match(row)
        report.count(outcome)
        if outcome is Outcome.REJECTED:
            for fault in row.faults:
                report.reject(row.number, fault.column, fault.value, fault.reason)
        elif change is not None:
            changes.append(change)
    if changes and not dry_run:
        claim_plan(plan, actor=actor, now=now, expected=plan.revision)
        write_changes(plan, changes, names, now=now)
        record_import(actor=actor, verb="annualplan.import", of=plan, source=source, report=report, now=now)
    return report
