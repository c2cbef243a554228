"""Undoes an import as a whole: what it made goes, what it changed says again what it said, and it stays written who and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, ProtectedError, Q
from django.utils import timezone
from django.utils.text import format_lazy

from llegada.accounts.models import EntityPerson
from llegada.core import bulk, facts, history
from llegada.core.actors import Actor
from llegada.core.errors import ReasonRequired, TransitionNotAllowed
from llegada.core.states import keep_versions
from llegada.delivery.facts import KIND
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors.figures import list_session_facts
from llegada.imports import rules, selectors
from llegada.imports.choices import RowOutcome, RunStatus, TargetKind
from llegada.imports.errors import BuiltUpon
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.runs import move_run
from llegada.insights.models import LateSpell
from llegada.insights.services import rebuild_figures
from llegada.insights.services.sharing import rebuild_shared
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans.facts import SPAN_KIND, STORY_KIND, PlanStory
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService
from llegada.workplans.selectors.facts import entities_of_plans, list_plan_stories

#: What depends on another goes first.
_ORDER: Final[tuple[tuple[TargetKind, type[Model]], ...]] = (
    (TargetKind.COMMITMENTS, Commitment),
    (TargetKind.ATTENDANCES, AttendanceEntry),
    (TargetKind.SESSIONS, Session),
    (TargetKind.MILESTONES, PlanMilestone),
    (TargetKind.PLANS, WorkPlan),
    (TargetKind.PEOPLE, EntityPerson),
    (TargetKind.ENTITIES, Entity),
    (TargetKind.SERVICES, Service),
)
#: Parts that are nobody's work: they go with what they are part of.
_PARTS: Final = frozenset({WorkPlanService, Session.advisors.through, ServiceVersion, LateSpell})
#: Few, and with parts of their own.
_WHOLE: Final = frozenset({Service, Entity})
_SIZE: Final = 2_000
#: From so many sessions on all figures are made again.
_MANY: Final = 50_000
#: In the summary of a run whose figures are made again at its end: until then they do not count what it wrote.
COUNTS_LAST: Final = "counts_last"


@transaction.atomic
def undo_import(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> ImportRun:
    """Undo an import that is done, whole or not at all. Raises ReasonRequired, BuiltUpon, TransitionNotAllowed, Conflict."""
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    after = rules.next_status(run.status, "undo")
    if after is None:
        raise TransitionNotAllowed(action="undo", status=run.status)
    if not reason.strip():
        raise ReasonRequired()
    built = _built_upon(run)
    if built:
        raise BuiltUpon(what=", ".join(built))
    move_run(run, after, finished_at=now)
    sessions = ImportedRow.objects.filter(run=run, kind=TargetKind.SESSIONS).count()
    moves = sessions < _MANY
    touched = _touched_sessions(ImportedRow.objects.filter(run=run)) if moves else set()
    before = list_session_facts(session_ids=touched)
    of_progress = [TargetKind.PLANS, TargetKind.MILESTONES]
    plans = _touched_plans(ImportedRow.objects.filter(run=run, kind__in=of_progress))
    told, entities = list_plan_stories(plan_ids=plans), entities_of_plans(plans)
    while rows := _newest_rows(run):
        _take_away(rows, person_id=actor.person_id, now=now)
    if moves:
        left = list_session_facts(session_ids=touched)
        facts.announce_many(KIND, [(before.get(pk), left.get(pk)) for pk in sorted(touched)])
    else:
        rebuild_figures()
    _announce_plans(told, list_plan_stories(plan_ids=plans), entities)
    history.record(
        actor=actor,
        verb="importrun.undo",
        target=run,
        now=now,
        before=RunStatus.DONE,
        after=after,
        reason=reason.strip(),
    )
    return run


def take_back_leftovers(*, organization_id: int | None = None, now: datetime) -> None:
    """Take back what runs that did not end wrote, of an organisation or of all."""
    unfinished = ImportRun.objects.exclude(status__in=[RunStatus.DONE, RunStatus.UNDONE, RunStatus.RUNNING])
    mine = (
        ImportRun.objects.all() if organization_id is None else ImportRun.objects.filter(organization=organization_id)
    )
    has_rows = Q(pk__in=ImportedRow.objects.values("run").distinct()) | Q(**{f"summary__{COUNTS_LAST}": True})
    for run in mine.filter(has_rows, pk__in=unfinished):
        take_back(run, now=now)


def take_back(run: ImportRun, *, now: datetime) -> None:
    """Take away what a run that did not end wrote, its last rows first, some in each transaction; safe twice or at once.

    Nothing more is taken away once somebody goes on with the run.
    """
    while _take_back_some(run, now):
        pass
    with transaction.atomic():
        held = _hold(run)
        if held is not None and held.summary.pop(COUNTS_LAST, False):
            rebuild_figures()
            rebuild_shared()
            ImportRun.objects.filter(pk=run.pk).update(summary=held.summary)


def _hold(run: ImportRun) -> ImportRun | None:
    """Return a run as it is, which nobody moves until the transaction ends; None if it was moved since it was read."""
    same = ImportRun.objects.select_for_update().filter(pk=run.pk, status=run.status, attempt=run.attempt)
    return same.first()


def _take_back_some(run: ImportRun, now: datetime) -> bool:
    with transaction.atomic():
        held = _hold(run)
        rows = _newest_rows(held) if held is not None else []
        if held is None or not rows:
            return False
        counted = not held.summary.get(COUNTS_LAST)
        touched = _touched_sessions(rows) if counted else set()
        before = list_session_facts(session_ids=touched)
        plans = _touched_plans(rows)
        told, entities = list_plan_stories(plan_ids=plans), entities_of_plans(plans)
        _take_away(rows, person_id=held.started_by_id, now=now)
        left = list_session_facts(session_ids=touched)
        facts.announce_many(KIND, [(before.get(pk), left.get(pk)) for pk in sorted(touched)])
        _announce_plans(told, list_plan_stories(plan_ids=plans), entities)
        ImportRun.objects.filter(pk=run.pk).update(last_sign_at=timezone.now())
    return True


def _announce_plans(told: Mapping[int, PlanStory], tells: Mapping[int, PlanStory], entities: Sequence[int]) -> None:
    facts.announce_many(STORY_KIND, [(told.get(pk, ()), tells.get(pk, ())) for pk in sorted({*told, *tells})])
    facts.announce_many(SPAN_KIND, [(key, key) for key in entities])


def _newest_rows(run: ImportRun) -> list[ImportedRow]:
    """Return the last rows that a run wrote: what stands on another came after it."""
    return list(ImportedRow.objects.filter(run=run).order_by("-pk")[:_SIZE])


def _touched_sessions(rows: Iterable[ImportedRow]) -> set[int]:
    touched = {row.object_id for row in rows if row.kind == TargetKind.SESSIONS}
    people = [row.object_id for row in rows if row.kind == TargetKind.ATTENDANCES]
    return touched.union(AttendanceEntry.objects.filter(pk__in=people).values_list("session_id", flat=True))


def _take_away(rows: Sequence[ImportedRow], *, person_id: int | None, now: datetime) -> None:
    """Write back what stood before in what some rows changed, remove what they made, and forget them."""
    for target, model in _ORDER:
        mine = [row for row in rows if row.kind == target]
        _restore(model, [row for row in mine if row.outcome == RowOutcome.CHANGED])
        made = [row.object_id for row in mine if row.outcome == RowOutcome.CREATED]
        if made:
            _remove(target, model, made, person_id, now)
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _touched_plans(rows: Iterable[ImportedRow]) -> set[int]:
    touched = {row.object_id for row in rows if row.kind == TargetKind.PLANS}
    milestones = [row.object_id for row in rows if row.kind == TargetKind.MILESTONES]
    return touched.union(PlanMilestone.objects.filter(pk__in=milestones).values_list("plan_id", flat=True))


def _built_upon(run: ImportRun) -> list[str]:
    """Return, in words, what others have put upon what an import made: it would be left without ground."""
    found = []
    for target, model in _ORDER:
        made = _made(run, target)
        if not made.exists():
            continue
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other in _PARTS or _is_history(other):
                continue
            name = relation.field.name
            upon = other._default_manager.filter(**{f"{name}__in": made.values("object_id")})
            own = _target_of(other)
            if own is not None:
                upon = upon.exclude(pk__in=_made(run, own).values("object_id"))
            count = upon.count()
            if count:
                found.append(f"{count} {other._meta.verbose_name_plural if count > 1 else other._meta.verbose_name}")
        later = ImportedRow.objects.filter(
            kind=target, run__status=RunStatus.DONE, run__finished_at__gt=run.finished_at
        )
        changed = later.filter(outcome=RowOutcome.CHANGED, object_id__in=made.values("object_id")).count()
        if changed:
            found.append(str(format_lazy("{} {}", changed, ImportedRow._meta.verbose_name_plural)))
    return found


def _is_history(model: type[Model]) -> bool:
    return hasattr(model, "history_object")


def _target_of(model: type[Model]) -> TargetKind | None:
    return next((target for target, own in _ORDER if own is model), None)


def _made(run: ImportRun, target: TargetKind) -> Any:
    return ImportedRow.objects.filter(run=run, kind=target, outcome=RowOutcome.CREATED)


def _restore(model: type[Model], rows: Sequence[ImportedRow]) -> None:
    """Write back what stood before in the objects that some rows changed."""
    found = model._default_manager.in_bulk([row.object_id for row in rows])
    objects, names = [], set()
    for row in rows:
        if row.object_id in found and row.before:
            for name, value in row.before.items():
                column: Any = model._meta.get_field(name)
                setattr(found[row.object_id], name, column.to_python(value))
            names.update(row.before)
            objects.append(found[row.object_id])
    if objects:
        _write_back(model, objects, sorted(names))


def _write_back(model: type[Model], objects: Sequence[Any], names: list[str]) -> None:
    if model is Session and "held_on" in names:
        names.append("year")
        for one in objects:
            one.year = one.held_on.year
    model._default_manager.bulk_update(objects, names, batch_size=500)
    keep_versions(objects, is_update=True)


def _remove(target: TargetKind, model: Any, made: list[int], person_id: int | None, now: datetime) -> None:
    """Take away what an import made of a model, with its parts, keeping a last version of each where it has history."""
    if model in _WHOLE:
        _remove_whole(model, made)
        return
    if hasattr(model, "history"):
        bulk.keep_history(model, ids=made, kind="-", person_id=person_id, at=now)
    marks = ", ".join(["%s"] * len(made))
    with connection.cursor() as cursor:
        for part, column in _PARTS_OF.get(target, ()):
            cursor.execute(f"DELETE FROM {part} WHERE {column} IN ({marks})", made)  # noqa: S608
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id IN ({marks})", made)  # noqa: S608


def _remove_whole(model: type[Model], keys: list[int]) -> None:
    """Take away services or entities, few and with parts of their own, as their apps would. Raises BuiltUpon."""
    try:
        ServiceVersion.objects.filter(service__in=keys if model is Service else []).delete()
        model._default_manager.filter(pk__in=keys).delete()
    except ProtectedError as error:
        kinds = {str(one._meta.verbose_name_plural) for one in error.protected_objects}
        raise BuiltUpon(what=", ".join(sorted(kinds))) from error


_PARTS_OF: Final = {
    TargetKind.PLANS: ((WorkPlanService._meta.db_table, "plan_id"),),
    TargetKind.SESSIONS: ((Session.advisors.through._meta.db_table, "session_id"),),
}
