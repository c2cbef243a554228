"""Takes away what rows of an import made and writes back what they changed, with their figures; and says what forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Model, OuterRef, ProtectedError, Subquery

from llegada.accounts.models import EntityPerson
from llegada.core import bulk, facts
from llegada.core.states import keep_versions
from llegada.delivery.facts import KIND
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors.figures import list_session_facts
from llegada.imports.choices import CARRIED, LINES, RowOutcome, RunStatus, TargetKind
from llegada.imports.errors import BuiltUpon
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services.leftovers import take_lines_away, take_services_away
from llegada.imports.services.versions import corrected_since
from llegada.insights.models import LateSpell
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.services.drafts import tell_line
from llegada.territory.facts import KIND as SEAT
from llegada.territory.facts import SeatFact
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
#: What the work of others stands on.
_CATALOGUES: Final = frozenset({TargetKind.ENTITIES.value, TargetKind.SERVICES.value, LINES[0]})
#: Rows of each transaction.
SIZE: Final = 2_000


def list_parts(run: ImportRun) -> list[list[int]]:
    """Return the keys of what an import brought in the parts in which it goes: what stands on another first.

    Sessions go entity by entity, so that figures ask what is left of each entity in few parts, not in all of them.
    """
    rows = ImportedRow.objects.filter(run=run)
    keys: list[int] = []
    for target, model in _ORDER:
        mine = rows.filter(kind=target).order_by("-pk")
        if model is Session:
            entity = Session.objects.filter(pk=OuterRef("object_id")).values("plan__entity")
            mine = mine.order_by(Subquery(entity), "-pk")
        keys.extend(mine.values_list("pk", flat=True))
    for kind, _label in (CARRIED, LINES):
        keys.extend(rows.filter(kind=kind).order_by("-pk").values_list("pk", flat=True))
    return [keys[at : at + SIZE] for at in range(0, len(keys), SIZE)]


def take_some(run: ImportRun, part: Sequence[int], *, counts: bool, now: datetime) -> int:
    """Take away some rows of an import with their figures, in the transaction of who asks; return how many were still there.

    Without `counts`, sessions are in no figure yet.
    """
    rows = list(ImportedRow.objects.filter(run=run, pk__in=part))
    touched = _touched_sessions(rows) if counts else set()
    before = list_session_facts(session_ids=touched)
    plans = _touched_plans(rows)
    told, entities = list_plan_stories(plan_ids=plans), entities_of_plans(plans)
    work = [row for row in rows if row.kind not in _CATALOGUES]
    stays = _take_away(work, person_id=run.started_by_id, now=now)
    left = list_session_facts(session_ids=touched)
    facts.announce_many(KIND, [(before.get(pk), left.get(pk)) for pk in sorted(touched)])
    _announce_plans(told, list_plan_stories(plan_ids=plans), entities)
    # After the work was told where it stood: seats and lines move all that is left with them.
    stays += _take_away([row for row in rows if row.kind in _CATALOGUES], person_id=run.started_by_id, now=now)
    if stays:
        run.summary["notes"] = [*run.summary.get("notes", []), *stays]
        ImportRun.objects.filter(pk=run.pk).update(summary=run.summary)
    return len(rows)


def _announce_plans(told: Mapping[int, PlanStory], tells: Mapping[int, PlanStory], entities: Sequence[int]) -> None:
    facts.announce_many(STORY_KIND, [(told.get(pk, ()), tells.get(pk, ())) for pk in sorted({*told, *tells})])
    facts.announce_many(SPAN_KIND, [(key, key) for key in entities])


def _touched_sessions(rows: Iterable[ImportedRow]) -> set[int]:
    touched = {row.object_id for row in rows if row.kind == TargetKind.SESSIONS}
    people = [row.object_id for row in rows if row.kind == TargetKind.ATTENDANCES]
    return touched.union(AttendanceEntry.objects.filter(pk__in=people).values_list("session_id", flat=True))


def _take_away(rows: Sequence[ImportedRow], *, person_id: int | None, now: datetime) -> list[str]:
    """Write back what stood before in what some rows changed, remove what they made, and forget them; say what stays."""
    for target, model in _ORDER:
        mine = [row for row in rows if row.kind == target]
        _restore(model, [row for row in mine if row.outcome == RowOutcome.CHANGED])
        made = [row.object_id for row in mine if row.outcome == RowOutcome.CREATED]
        if made:
            _remove(target, model, made, person_id, now)
    stays = [
        take_services_away([row.object_id for row in rows if row.kind == CARRIED[0]]),
        take_lines_away([row.object_id for row in rows if row.kind == LINES[0]]),
    ]
    ImportedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [sentence for sentence in stays if sentence]


def _touched_plans(rows: Iterable[ImportedRow]) -> set[int]:
    touched = {row.object_id for row in rows if row.kind == TargetKind.PLANS}
    milestones = [row.object_id for row in rows if row.kind == TargetKind.MILESTONES]
    touched.update(PlanMilestone.objects.filter(pk__in=milestones).values_list("plan_id", flat=True))
    carried = [row.object_id for row in rows if row.kind == CARRIED[0]]
    return touched.union(WorkPlanService.objects.filter(pk__in=carried).values_list("plan_id", flat=True))


def built_upon(run: ImportRun) -> list[str]:
    """Return, in words, what others have put upon what an import made: it would be left without ground."""
    found = []
    for target, model in _ORDER:
        mine, made = ImportedRow.objects.filter(run=run, kind=target), _made(run, target)
        if not mine.exists():
            continue
        for relation in model._meta.related_objects if made.exists() else ():
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
        changed = later.filter(outcome=RowOutcome.CHANGED, object_id__in=mine.values("object_id")).count()
        if changed:
            rows = ImportedRow._meta.verbose_name_plural if changed > 1 else ImportedRow._meta.verbose_name
            found.append(f"{changed} {rows}")
    return [*found, *corrected_since(run)]


def _is_history(model: type[Model]) -> bool:
    return hasattr(model, "history_object")


def _target_of(model: type[Model]) -> TargetKind | None:
    return next((target for target, own in _ORDER if own is model), None)


def _made(run: ImportRun, target: TargetKind) -> Any:
    return ImportedRow.objects.filter(run=run, kind=target, outcome=RowOutcome.CREATED)


def _restore(model: type[Model], rows: Sequence[ImportedRow]) -> None:
    """Write back what stood before in the objects that some rows changed."""
    if model is Service:
        _restore_services(rows)
        return
    found = model._default_manager.in_bulk([row.object_id for row in rows])
    seats = {key: _seat_of(one) for key, one in found.items()} if model is Entity else {}
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
    if model is Entity:
        facts.announce_many(SEAT, [(seats[one.pk], _seat_of(one)) for one in objects if seats[one.pk] != _seat_of(one)])


def _seat_of(entity: Any) -> SeatFact:
    return SeatFact(entity.pk, entity.department_id, entity.municipality_id)


def _restore_services(rows: Sequence[ImportedRow]) -> None:
    """Write back what services and their versions said, and remove the versions that were opened to hold a change."""
    for row in rows:
        before = row.before or {}
        ServiceVersion.objects.filter(pk__in=before.get("opened", ())).delete()
        for service in Service.objects.filter(pk=row.object_id):
            _say(service, before.get("service", {}))
        drafts = {int(key): said for key, said in before.get("drafts", {}).items()}
        for version in ServiceVersion.objects.filter(pk__in=drafts):
            line = version.line_id
            _say(version, drafts[version.pk])
            tell_line(version, line)


def _say(one: Service | ServiceVersion, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(one, name, value)
    if said:
        one.save(update_fields=list(said))


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
