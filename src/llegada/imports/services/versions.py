"""What the versions in the history say of what an import touched: what stood before it, and what was corrected since."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, Final

from django.db.models import Max, Model, Q, QuerySet
from django.utils.translation import gettext as _

from llegada.core.models import Event
from llegada.delivery.models import Commitment
from llegada.imports.choices import RowOutcome, TargetKind
from llegada.imports.models import ImportedRow, ImportRun
from llegada.portfolio.content import VERSION_FIELDS
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity

#: Where a run keeps, by model, the last version that there was when it ended.
VERSIONS: Final = "versions"
#: What people correct of what imports bring, and which of its columns is the object of the row.
_CORRECTED: Final[tuple[tuple[TargetKind, Any, str], ...]] = (
    (TargetKind.ENTITIES, Entity, "id"),
    (TargetKind.SERVICES, Service, "id"),
    (TargetKind.SERVICES, ServiceVersion, "service_id"),
    (TargetKind.COMMITMENTS, Commitment, "id"),
)
#: What moves with any change, and says nothing of it.
_MOVING: Final = frozenset({"updated_at", "revision", "edited_by_id"})
_EVENT: Final = Event._meta.label_lower
#: What people do in a draft, besides what its versions tell.
_DESIGN: Final = ("service.edit", "service.edit_design", "service.edit_predesign")
_SIZE: Final = 500


def newest_version(model: Any) -> int:
    """Return the key of the last version that is kept of any object of a model."""
    return model.history.aggregate(last=Max("history_id"))["last"] or 0


def newest_versions(models: Collection[Any] = ()) -> dict[str, int]:
    """Return the last versions of some models, or of all that people may correct; with those of services, the last decision.

    What is newer than a run is none of its own.
    """
    asked = models or [one[1] for one in _CORRECTED]
    marks = {model._meta.label_lower: newest_version(model) for model in asked}
    return marks | ({_EVENT: Event.objects.aggregate(last=Max("pk"))["last"] or 0} if ServiceVersion in asked else {})


def changed_since(model: Any, version: int) -> dict[int, dict[str, Any]]:
    """Return what the objects that changed after a version of the history said before, where it was something else."""
    keys = set(model.history.filter(history_id__gt=version).values_list("id", flat=True))
    then, now = _as_of(model, keys, version), _as_they_are(model, keys)
    both = {key: (said, now[key]) for key, said in then.items() if key in now}
    differ = {
        key: {name: said[name] for name in said if said[name] != says[name]} for key, (said, says) in both.items()
    }
    return {key: said for key, said in differ.items() if said}


def corrected_since(run: ImportRun) -> Iterator[str]:
    """Yield, in words, what of an import's people corrected after it: undoing it would lose that without a word."""
    marks = run.summary.get(VERSIONS, {})
    for target, model, column in _CORRECTED:
        mark = marks.get(model._meta.label_lower)
        mine = ImportedRow.objects.filter(run=run, kind=target)
        if mark is None or not mine.exists():
            continue
        # People see commitments, and correct them, while the rest of their file is still coming: their first version is the run's.
        made = mine.filter(outcome=RowOutcome.CREATED) if model is Commitment else mine.none()
        later = Q(history_id__gt=mark) | (Q(id__in=made.values("object_id")) & ~Q(history_type="+"))
        versions = model.history.filter(later, **{f"{column}__in": mine.values("object_id")})
        keys = set(versions.values_list("id", flat=True))
        if model is ServiceVersion:
            keys &= _written(mine)
        then, now = _as_of(model, keys, mark) | _as_made(made, model, keys), _as_they_are(model, keys)
        others = {key for key in now if then.get(key) != now[key]}  # of what somebody discarded nothing is left to lose
        if model is ServiceVersion and _EVENT in marks:
            others |= _designed(mine, after=marks[_EVENT])
        if count := len(others):
            names = model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name
            yield _("%(count)s %(names)s con correcciones posteriores") % {"count": count, "names": names}


def _written(rows: QuerySet[ImportedRow]) -> set[int]:
    """Return the versions of services that undoing would write back or remove: other drafts are somebody else's, and stay."""
    services = rows.filter(outcome=RowOutcome.CREATED).values("object_id")
    found = set(ServiceVersion.objects.filter(service__in=services).values_list("pk", flat=True))
    for before in rows.filter(outcome=RowOutcome.CHANGED).values_list("before", flat=True):
        found.update((before or {}).get("opened", ()), map(int, (before or {}).get("drafts", ())))
    return found


def _designed(rows: QuerySet[ImportedRow], *, after: int) -> set[int]:
    """Return the drafts that an import opened and in whose design people wrote after a decision: its parts keep no versions."""
    opened = [key for row in rows.filter(before__has_key="opened") for key in (row.before or {})["opened"]]
    found = set()
    for draft in ServiceVersion.objects.filter(pk__in=opened).select_related("service"):
        said = Event.objects.filter(
            pk__gt=after, target_kind="portfolio.service", target_id=str(draft.service.public_id), verb__in=_DESIGN
        )
        if any({*data["changes"]} - {*VERSION_FIELDS} for data in said.values_list("data", flat=True)):
            found.add(draft.pk)
    return found


def _names(model: type[Model]) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields if one.attname not in _MOVING]


def _batches(keys: Collection[int]) -> Iterator[list[int]]:
    left = iter(sorted(keys))
    while some := list(islice(left, _SIZE)):
        yield some


def _as_of(model: Any, keys: Collection[int], version: int) -> dict[int, dict[str, Any]]:
    """Return what objects said when a version was the last one."""
    found = {}
    for some in _batches(keys):
        rows = model.history.filter(id__in=some, history_id__lte=version).order_by("history_id")
        found.update({row["id"]: row for row in rows.values(*_names(model))})
    return found


def _as_made(made: QuerySet[ImportedRow], model: Any, keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what objects said when the rows that made them did, of those that some did."""
    found = {}
    for some in _batches(keys):
        rows = model.history.filter(id__in=made.filter(object_id__in=some).values("object_id"), history_type="+")
        found.update({row["id"]: row for row in rows.values(*_names(model))})
    return found


def _as_they_are(model: Any, keys: Collection[int]) -> dict[int, dict[str, Any]]:
    found = {}
    for some in _batches(keys):
        rows = model._default_manager.filter(pk__in=some)
        found.update({row["id"]: row for row in rows.values(*_names(model))})
    return found
