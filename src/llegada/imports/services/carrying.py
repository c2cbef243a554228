"""Carries an import out, or tries it: every sheet in the order in which one needs the other, whole or not at all."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import bulk, history
from llegada.core.actors import Actor
from llegada.core.disks import is_full
from llegada.core.errors import LlegadaError
from llegada.core.garbage import seldom_looked_for
from llegada.core.table_statistics import look_over_grown
from llegada.core.text import fold
from llegada.delivery.models import Session
from llegada.imports.choices import RunStatus, TargetKind
from llegada.imports.errors import FileGone, SupersededRun
from llegada.imports.fields import WORKBOOK
from llegada.imports.layout import Layout, from_json
from llegada.imports.models import ImportRun
from llegada.imports.services import pulse, understood
from llegada.imports.services.catalogues import EntityWriter, ServiceWriter
from llegada.imports.services.directory import Directory
from llegada.imports.services.entity_people import EntityPersonWriter
from llegada.imports.services.milestones import MilestoneWriter
from llegada.imports.services.noting import (
    note_absent,
    note_clashes,
    note_totals,
    note_unread,
    note_wide,
    said_of_others,
)
from llegada.imports.services.people import AttendanceWriter
from llegada.imports.services.plans import HistoricalPlans, PlanWriter
from llegada.imports.services.promises import CommitmentWriter
from llegada.imports.services.report import Report
from llegada.imports.services.sessions import SessionWriter
from llegada.imports.services.undoing import COUNTS_LAST, take_back, take_back_leftovers
from llegada.imports.services.versions import VERSIONS, newest_versions
from llegada.imports.services.work import Work
from llegada.imports.services.writing import Taker, Writer
from llegada.insights.services import rebuild_figures
from llegada.insights.services.sharing import rebuild_shared

logger = logging.getLogger(__name__)
#: From so many new sessions on, and an eighth of those that there are, making all figures again at the end is cheaper.
MANY_SESSIONS: Final = 20_000
_SHARE: Final = 8
#: Texts of each kind that a person is asked about at a time.
MOST_UNKNOWN: Final = 300
_ORDER: Final = {target: place for place, (target, _label) in enumerate(WORKBOOK)}
_CATALOGUES: Final = frozenset({TargetKind.SERVICES, TargetKind.ENTITIES})


class _Undo(Exception):
    """A try has done all that it had to and keeps nothing."""


def read_layouts(run: ImportRun) -> list[Layout]:
    """Return how the sheets of an import are read, in the order in which one needs the other."""
    return sorted((from_json(one) for one in run.layouts), key=lambda one: _ORDER[TargetKind(one.target)])


def path_of(run: ImportRun) -> Path:
    """Return where the bytes of an import's file lie. Raises FileGone."""
    if run.file is None:
        raise FileGone()
    return Path(default_storage.path(run.file.storage_name))


def try_run(*, run: ImportRun, actor: Actor, attempt: int, now: datetime) -> None:
    """Read and check every row of an import that was asked to be tried, and write nothing but what was found.

    Services and entities are made and undone, few and first; the rest is checked against what was learned of them.
    """
    layouts = read_layouts(run)
    catalogues = [one for one in layouts if one.target in _CATALOGUES]

    def work(report: Report) -> None:
        state = _work(run, actor, now, report, dry_run=True)
        if catalogues:
            with suppress(_Undo), transaction.atomic():
                _read_all(state, catalogues, understood.Reading(path_of(run), state.directory))
                state.directory.load()
                raise _Undo
        rest = [one for one in layouts if one not in catalogues]
        with understood.read_now(run, layouts, path_of(run), state.directory) as sheets:
            report.others = sheets.others(layouts, is_workbook=run.target == "workbook")
            _read_all(state, rest, sheets)
        _settle(run, attempt, report, before=RunStatus.TRYING, after=RunStatus.TRIED, verb="importrun.try", actor=actor)

    _guarded(run, attempt, RunStatus.TRYING, work, actor)


def carry_out(*, run: ImportRun, actor: Actor, attempt: int, now: datetime) -> None:
    """Import every row that can go in, some thousands in each transaction; what stops it in the middle takes all of it back.

    A process taken for dead that wakes up finds with its next rows that its attempt no longer counts, and writes no more.
    """
    begun = ImportRun.objects.filter(pk=run.pk, status=RunStatus.QUEUED, attempt=attempt)
    if begun.update(status=RunStatus.RUNNING, last_sign_at=now) != 1:
        return
    run.status = RunStatus.RUNNING

    def work(report: Report) -> None:
        take_back(run, now=now)
        take_back_leftovers(organization_id=run.organization_id, now=now)
        state = _work(run, actor, now, report, dry_run=False)
        if state.rebuilds:
            ImportRun.objects.filter(pk=run.pk).update(summary=run.summary | {COUNTS_LAST: True})
        layouts, report.others = read_layouts(run), run.summary.get("others", [])
        with bulk.many_rows(), understood.read_kept(run, layouts, path_of(run), state.directory) as sheets:
            _read_all(state, layouts, sheets)
        with state.batch():
            if state.rebuilds:
                rebuild_figures()
                rebuild_shared()
            done = {"before": RunStatus.RUNNING, "after": RunStatus.DONE}
            _settle(run, attempt, report, **done, verb="importrun.finish", actor=actor, versions=state.versions)

    try:
        _guarded(run, attempt, RunStatus.RUNNING, work, actor)
    finally:
        understood.forget(run)
    look_over_grown()


def _guarded(run: ImportRun, attempt: int, status: RunStatus, work: Any, actor: Actor) -> None:
    """Do `work` and, whatever goes wrong, leave the import in a state that says so."""
    try:
        pulse.begin(run)
        with seldom_looked_for(), Report(str(run.public_id)) as report:
            work(report)
    except pulse.Stopped:
        _give_up(run, attempt, status, RunStatus.CANCELLED, "", actor)
    except SupersededRun:
        logger.warning("import.superseded", extra={"run": str(run.public_id)})
    except LlegadaError as refusal:
        _give_up(run, attempt, status, RunStatus.FAILED, str(refusal), actor)
    except (IntegrityError, OperationalError):
        logger.exception("import.not_written", extra={"run": str(run.public_id)})
        sentence = _(
            "La base de datos no admitió las filas y no quedó nada a medias. Pruebe de nuevo; si se repite, avise a TI."
        )
        _give_up(run, attempt, status, RunStatus.FAILED, sentence, actor)
    except Exception as failure:
        logger.exception("import.failed", extra={"run": str(run.public_id)})
        sentence = (
            _("En el servidor no queda espacio, y no quedó nada a medias. Avise a TI y pruebe después.")
            if is_full(failure)
            else _("Algo falló de nuestro lado y no quedó nada a medias. Pruebe de nuevo; si se repite, avise a TI.")
        )
        _give_up(run, attempt, status, RunStatus.FAILED, sentence, actor)
        raise


def _give_up(run: ImportRun, attempt: int, before: RunStatus, after: RunStatus, problem: str, actor: Actor) -> None:
    if before is RunStatus.RUNNING:
        take_back(run, now=timezone.now())
    with transaction.atomic():
        now = timezone.now()
        mine = ImportRun.objects.filter(pk=run.pk, status=before, attempt=attempt)
        if mine.update(status=after, problem=problem, finished_at=now) == 1:
            verb = "importrun.stop" if after is RunStatus.CANCELLED else "importrun.fail"
            history.record(actor=actor, verb=verb, target=run, now=now, before=before, after=after, reason=problem)
    pulse.clear(run)


def _work(run: ImportRun, actor: Actor, now: datetime, report: Report, *, dry_run: bool) -> Work:
    work = Work(run=run, actor=actor, now=now, dry_run=dry_run, directory=Directory(run.organization), report=report)
    if not dry_run and any(one["target"] == TargetKind.SESSIONS for one in run.layouts):
        coming = run.created
        work.rebuilds = coming >= MANY_SESSIONS and coming * _SHARE >= Session.objects.count()
    return work


def _read_all(work: Work, layouts: list[Layout], sheets: understood.Reading | understood.Kept) -> None:
    plans = HistoricalPlans(work)
    beat = pulse.Pulse(str(work.run.public_id))
    work.reads_several = len(layouts) > 1
    seen: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for layout in layouts:
        reader = sheets.sheet(layout)
        work.report.begin(layout.sheet, reader.headings)
        note_absent(work, layout, reader.absent)
        note_unread(work, layout, reader.headings)
        writer = _writer(work, plans, TargetKind(layout.target))
        if isinstance(writer, Writer):
            writer.seen = seen[layout.target]  # what another sheet said is not said again
        with work.batch() if writer.at_once else nullcontext():
            for batch in reader.batches():
                beat.beat(len(batch.numbers))
                writer.take(batch)
            writer.finish()
        plans.carried.end_sheet()
        note_totals(work, layout, reader.ignored)
        note_wide(work, reader.wide)
        note_clashes(work, layout)
    work.report.unknown = [
        [kind, text] for kind, texts in work.directory.unknown.items() for text in _once(texts)[:MOST_UNKNOWN]
    ]


def _once(texts: Iterable[str]) -> list[str]:
    """Return each text once, whatever its accents and capitals: what is said of one holds for all."""
    return list({fold(text): text for text in reversed(list(texts))}.values())[::-1]


def _writer(work: Work, plans: HistoricalPlans, target: TargetKind) -> Taker:
    if target is TargetKind.PLANS:
        return PlanWriter(work, plans)
    if target is TargetKind.SESSIONS:
        return SessionWriter(work, plans)
    if target is TargetKind.MILESTONES:
        return MilestoneWriter(work, plans)
    others: dict[TargetKind, Callable[[Work], Taker]] = {
        TargetKind.SERVICES: ServiceWriter,
        TargetKind.ENTITIES: EntityWriter,
        TargetKind.PEOPLE: EntityPersonWriter,
        TargetKind.ATTENDANCES: AttendanceWriter,
        TargetKind.COMMITMENTS: CommitmentWriter,
    }
    return others[target](work)


def _settle(
    run: ImportRun,
    attempt: int,
    report: Report,
    *,
    before: RunStatus,
    after: RunStatus,
    verb: str,
    actor: Actor,
    versions: Mapping[str, int] | None = None,
) -> None:
    """Write what a try or run found, unless somebody else went on with it meanwhile. Raises SupersededRun."""
    counts = {name: report.total(name) for name in ("created", "changed", "unchanged", "refused", "ignored")}
    counts["created"] -= report.made_for_sessions
    now = timezone.now()
    summary = {
        "targets": {target: dict(counter) for target, counter in report.counts.items()},
        "notes": [*said_of_others(report.others, is_workbook=run.target == "workbook"), *report.notes],
        "days": report.days,
        "others": report.others,
        "unknown": report.unknown,
        "reasons": [[*reason, times] for reason, times in report.reasons.most_common(50)],
    }
    if after is RunStatus.DONE:
        summary[VERSIONS] = newest_versions() | dict(versions or {})
    with transaction.atomic():
        mine = ImportRun.objects.filter(pk=run.pk, status=before, attempt=attempt)
        changes = {**counts, "total": sum(counts.values()), "summary": summary, "problem": "", "finished_at": now}
        if mine.update(status=after, last_sign_at=now, **changes) != 1:
            raise SupersededRun
        history.record(actor=actor, verb=verb, target=run, now=now, before=before, after=after, data=counts)
    pulse.clear(run)
