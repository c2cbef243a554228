"""Undoes an import as a whole: what it made goes, what it changed says again what it said, and it stays written who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, ProtectedError
from django.utils.text import format_lazy

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
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans.facts import STORY_KIND
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService
from llegada.workplans.selectors.facts import list_plan_stories

#: What depends on another goes first.
_ORDER: Final[tuple[tuple[TargetKind, type[Model]], ...]] = (
    (TargetKind.COMMITMENTS, Commitment),
    (TargetKind.ATTENDANCES, AttendanceEntry),
    (TargetKind.SESSIONS, Session),
    (TargetKind.MILESTONES, PlanMilestone),
    (TargetKind.PLANS, WorkPlan),
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
_MINE: Final = "id IN (SELECT object_id FROM imports_importedrow WHERE run_id = %s AND kind = %s AND outcome = %s)"


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
    touched = set(_touched_sessions(run)) if moves else set()
    before = list_session_facts(session_ids=touched)
    plans = set(_touched_plans(run))
    told = list_plan_stories(plan_ids=plans)
    _restore(run)
    for target, model in _ORDER:
        _remove(run, target, model, actor, now)
    if moves:
        left = list_session_facts(session_ids=touched)
        facts.announce_many(KIND, [(before.get(pk), left.get(pk)) for pk in sorted(touched)])
    else:
        rebuild_figures()
    tells = list_plan_stories(plan_ids=plans)
    facts.announce_many(STORY_KIND, [(told.get(pk, ()), tells.get(pk, ())) for pk in sorted({*told, *tells})])
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


def _touched_sessions(run: ImportRun) -> Iterator[int]:
    rows = ImportedRow.objects.filter(run=run)
    yield from rows.filter(kind=TargetKind.SESSIONS).values_list("object_id", flat=True)
    people = rows.filter(kind=TargetKind.ATTENDANCES).values("object_id")
    yield from AttendanceEntry.objects.filter(pk__in=people).values_list("session_id", flat=True).distinct()


def _touched_plans(run: ImportRun) -> Iterator[int]:
    rows = ImportedRow.objects.filter(run=run)
    yield from rows.filter(kind=TargetKind.PLANS).values_list("object_id", flat=True)
    milestones = rows.filter(kind=TargetKind.MILESTONES).values("object_id")
    yield from PlanMilestone.objects.filter(pk__in=milestones).values_list("plan_id", flat=True).distinct()


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


def _restore(run: ImportRun) -> None:
    """Write back what stood before in the objects that the import changed."""
    for target, model in _ORDER:
        rows = ImportedRow.objects.filter(run=run, kind=target, outcome=RowOutcome.CHANGED).values_list(
            "object_id", "before"
        )
        waiting = rows.iterator(chunk_size=_SIZE)
        while some := list(islice(waiting, _SIZE)):
            found = model._default_manager.in_bulk([pk for pk, _before in some])
            objects, names = [], set()
            for pk, before in some:
                if pk in found and before:
                    for name, value in before.items():
                        column: Any = model._meta.get_field(name)
                        setattr(found[pk], name, column.to_python(value))
                    names.update(before)
                    objects.append(found[pk])
            if objects:
                _write_back(model, objects, sorted(names))


def _write_back(model: type[Model], objects: Sequence[Any], names: list[str]) -> None:
    if model is Session and "held_on" in names:
        names.append("year")
        for one in objects:
            one.year = one.held_on.year
    model._default_manager.bulk_update(objects, names, batch_size=500)
    keep_versions(objects, is_update=True)


def _remove(run: ImportRun, target: TargetKind, model: Any, actor: Actor, now: datetime) -> None:
    """Take away what an import made of a model, with its parts, keeping a last version of each where it has history."""
    parameters: list[Any] = [run.pk, target.value, RowOutcome.CREATED.value]
    if not _made(run, target).exists():
        return
    if model in _WHOLE:
        _remove_whole(model, [*_made(run, target).values_list("object_id", flat=True)])
        return
    if hasattr(model, "history"):
        bulk.keep_history(model, where=_MINE, parameters=parameters, kind="-", person_id=actor.person_id, at=now)
    with connection.cursor() as cursor:
        for part, column in _PARTS_OF.get(target, ()):
            cursor.execute(f"DELETE FROM {part} WHERE {column} {_MINE.removeprefix('id ')}", parameters)  # noqa: S608
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {_MINE}", parameters)  # noqa: S608


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
