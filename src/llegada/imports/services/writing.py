"""What every writer of an import does: tell new rows from known ones, write the new ones in bulk and say where each came from."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.states import keep_versions
from llegada.imports.choices import RowOutcome, TargetKind
from llegada.imports.rules import shortened
from llegada.imports.services.batches import Batch
from llegada.imports.services.references import References
from llegada.imports.services.work import Fresh, Known, Work, number_of


class Taker(ABC):
    """Takes the rows of one target, a batch at a time."""

    target: ClassVar[TargetKind]
    #: All rows of a sheet are written in one transaction: they are right together only.
    at_once: ClassVar[bool] = False

    def __init__(self, work: Work) -> None:
        self.work = work

    @abstractmethod
    def take(self, batch: Batch) -> None:
        """Take the rows of a batch and count all."""

    def finish(self) -> None:  # noqa: B027  # most have nothing left to do
        """Do what is left when all rows have come."""


class Writer(Taker):
    """Writes the rows that it takes. Subclasses say what identifies a row, what it must keep, and how it is written."""

    model: ClassVar[type[Model]]
    #: The field of the row → that of the object, for rows that change one.
    changeable: ClassVar[Mapping[str, str]] = {}
    #: Fields that stay as they came → where the object has them: others stand on them.
    fixed: ClassVar[Mapping[str, str]] = {}
    #: The attribute in which a title that does not fit goes on.
    goes_on_in: ClassVar[str] = ""
    #: What a row says, and what identifies it, has nothing of the base: its run may take the numbers that its trial made.
    sums_last: ClassVar[bool] = False

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        #: The rows that came, by the number that stands for each, as they are called.
        self.seen: dict[int, str] = {}
        self.references = References(work)

    #: Where the model says the service of its objects.
    service_path: ClassVar[str] = ""

    def services_before(self, batch: Batch, places: Sequence[int]) -> dict[int, int]:
        """Return the services of what earlier imports brought of some rows, told by the identifiers of their source."""
        known, external = self.work.known_of(self.target), column(batch, "external_id")
        objects = {}
        for place in places:
            stood = known.get(self._key(batch, place)) if external[place] else None
            if stood is not None and stood.object_id > 0:
                objects[place] = stood.object_id
        rows = self.model._default_manager.filter(pk__in=set(objects.values()))
        services = dict(rows.values_list("pk", self.service_path)) if objects else {}
        return {place: services[key] for place, key in objects.items() if key in services}

    @abstractmethod
    def identity(self, batch: Batch, place: int) -> str:
        """Return what identifies the object of a row whose source gives no identifier."""

    def check(self, batch: Batch) -> None:
        """Refuse rows that the rules of the target do not admit."""

    @abstractmethod
    def create(self, batch: Batch, fresh: Sequence[Fresh]) -> Sequence[int]:
        """Write new objects and return their keys, in order."""

    def take(self, batch: Batch) -> None:
        """Sort the rows of a batch, write what is new, change what changed, and count all."""
        self.check(batch)
        fresh, changed = self._sorted(batch)
        changed = self._without_fixed(batch, changed)
        if fresh or changed:
            with self.work.batch():
                self._write(batch, fresh, changed)
        for place in sorted(batch.issues):
            issues = batch.issues[place]
            self.work.report.refuse(self.target, batch.layout.sheet, batch.numbers[place], issues, batch.raw[place])

    def _write(self, batch: Batch, fresh: Sequence[Fresh], changed: Sequence[Fresh]) -> None:
        report, target = self.work.report, self.target
        if fresh:
            keys = self.create(batch, fresh)
            known = self.work.known_of(target)
            known.update({one.key: Known(pk, one.digest) for one, pk in zip(fresh, keys, strict=True)})
            self.work.keep_rows(
                (target.value, batch.numbers[one.place], pk, one.key, one.digest, RowOutcome.CREATED.value, None)
                for one, pk in zip(fresh, keys, strict=True)
            )
            report.count(target, "created", len(fresh))
        if changed:
            self.change(batch, changed)
            report.count(target, "changed", len(changed))

    def _sorted(self, batch: Batch) -> tuple[list[Fresh], list[Fresh]]:
        known, seen = self.work.known_of(self.target), self.seen
        sums = batch.sums if batch.sums is not None and self.sums_last else self._sums(batch)
        batch.sums = sums if self.sums_last else None
        fresh: list[Fresh] = []
        changed: list[Fresh] = []
        unchanged = 0
        said: dict[int, int] = {}
        for place, pair in enumerate(sums):
            if place in batch.issues:
                continue
            key, digest = pair or self._sum(batch, place)
            earlier = seen.get(key)
            if earlier is not None:
                other = said.get(key) or (known[key].digest if key in known else digest)
                self._refuse_repeated(batch, place, earlier, is_same=other == digest)
                continue
            seen[key] = self.called(batch, place)
            said[key] = digest
            before = known.get(key)
            if before is None:
                fresh.append(Fresh(place, key, digest))
            elif before.digest == digest:
                unchanged += 1
            else:
                changed.append(Fresh(place, key, digest))
        self.work.report.count(self.target, "unchanged", unchanged)
        return fresh, changed

    def called(self, batch: Batch, place: int) -> str:
        """Return how a row is told from the others: by its number, and its sheet where several are read."""
        row, sheet = str(batch.numbers[place]), batch.layout.sheet
        return _("%(row)s de «%(sheet)s»") % {"row": row, "sheet": sheet} if self.work.reads_several else row

    def _refuse_repeated(self, batch: Batch, place: int, earlier: str, *, is_same: bool) -> None:
        """Refuse a row for an earlier one, saying whether it is the same or only has the same identifier."""
        external = batch.values.get("external_id")
        if is_same or not (external and external[place]):
            sentence = _("Es la misma que la fila %(row)s. Deje una sola.")
            batch.refuse(place, next(iter(batch.values)), sentence % {"row": earlier})
            return
        sentence = _(
            "Lleva el identificador de la fila %(row)s y dice otra cosa. Si no son la misma, ese no las identifica."
        )
        batch.refuse(place, "external_id", sentence % {"row": earlier})
        self.work.report.clashes[batch.layout.fields["external_id"].columns] += 1

    def _sums(self, batch: Batch) -> list[Sequence[int] | None]:
        """Return for each row the numbers that stand for it and for what it says; nothing for those that are refused."""
        contents = zip(*batch.values.values(), strict=True)
        issues = batch.issues
        return [
            None if place in issues else (self._key(batch, place), number_of(repr(content)))
            for place, content in enumerate(contents)
        ]

    def _sum(self, batch: Batch, place: int) -> tuple[int, int]:
        return self._key(batch, place), number_of(repr(tuple(values[place] for values in batch.values.values())))

    def _key(self, batch: Batch, place: int) -> int:
        external = batch.values.get("external_id")
        said = external[place] if external else None
        piece = batch.pieces[place] if batch.pieces else ""
        return number_of(f"{said}{piece}" if said else f"\x1f{self.identity(batch, place)}")

    def stays(self, batch: Batch, place: int) -> Mapping[str, Any]:
        """Return what a row says of the fields that stay as they came; of what is None it says nothing."""
        return {name: cell(batch, name, place) for name in self.fixed}

    def _without_fixed(self, batch: Batch, changed: Sequence[Fresh]) -> list[Fresh]:
        """Refuse the rows that would change what stays as it came, and return the others."""
        known, paths = self.work.known_of(self.target), tuple(self.fixed.values())
        if not (changed and paths):
            return list(changed)
        keys = {one.place: known[one.key].object_id for one in changed}
        stood: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        rows = self.model._default_manager.order_by().filter(pk__in=set(keys.values()))
        for pk, *values in rows.values_list("pk", *paths):
            stood[pk].update((name, str(value)) for name, value in zip(self.fixed, values, strict=True))
        sentence = _(
            "Ya se trajo con otro dato, y ese no cambia al traerla otra vez. "
            "Deshaga la importación que la trajo y tráigala de nuevo."
        )
        for place, pk in keys.items():
            for name, value in self.stays(batch, place).items() if stood[pk] else ():
                if value is not None and (name, str(value)) not in stood[pk]:
                    batch.refuse(place, name, sentence)
        return [one for one in changed if one.place not in batch.issues]

    def says(self, batch: Batch, place: int, obj: Any) -> dict[str, Any]:
        """Return what a row says of an object that it changes, by attribute; what is not there stays as it is."""
        read = ((attribute, cell(batch, name, place)) for name, attribute in self.changeable.items())
        said = {attribute: value for attribute, value in read if value is not None}
        if self.goes_on_in and "title" in said:
            said["title"], text = shortened(said["title"], said.get(self.goes_on_in))
            said |= {self.goes_on_in: text} if self.goes_on_in in said else {}
        return said

    def change(self, batch: Batch, changed: Sequence[Fresh]) -> None:
        """Write over what earlier imports brought with what the rows say now, keeping what stood before."""
        known = self.work.known_of(self.target)
        ids = [known[one.key].object_id for one in changed]
        found = self.model._default_manager.in_bulk([pk for pk in ids if pk > 0])
        rows, objects, target, outcome = [], [], self.target.value, RowOutcome.CHANGED.value
        for one, pk in zip(changed, ids, strict=True):
            obj, before = found.get(pk), {}
            for attribute, value in (self.says(batch, one.place, obj) if obj is not None else {}).items():
                stood = getattr(obj, attribute)
                if not _same(stood, value):
                    before[attribute] = stood if stood is None or isinstance(stood, int) else str(stood)
                    setattr(obj, attribute, value)
            if obj is not None:
                objects.append(obj)
            known[one.key] = Known(pk, one.digest)
            said = json.dumps(before, ensure_ascii=False)
            rows.append((target, batch.numbers[one.place], pk, one.key, one.digest, outcome, said))
        if objects and not self.work.dry_run:
            self.update(objects)
            self.work.keep_rows(rows)

    def update(self, objects: Sequence[Any]) -> None:
        """Write changed objects, with their history."""
        self.model._default_manager.bulk_update(objects, self.attributes(), batch_size=500)
        keep_versions(objects, is_update=True)

    def attributes(self) -> Sequence[str]:
        """Return the attributes that rows may change."""
        return sorted({*self.changeable.values()})


def _same(stood: Any, value: Any) -> bool:
    if isinstance(stood, datetime) and isinstance(value, datetime):
        return timezone.localdate(stood) == timezone.localdate(value)
    return str(stood) == str(value) if stood is not None and value is not None else stood is value


def column(batch: Batch, name: str) -> list[Any]:
    """Return the values of a field, None for each row where the table has no such column."""
    return batch.values.get(name) or [None] * len(batch.raw)


def cell(batch: Batch, name: str, place: int) -> Any:
    """Return the value of a field in one row, None where the table has no such column."""
    values = batch.values.get(name)
    return values[place] if values else None
