"""What every writer of an import does: tell new rows from known ones, write the new ones in bulk and say where each came from."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, ClassVar, Final, NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import bulk, facts
from llegada.core.actors import Actor
from llegada.core.states import keep_versions
from llegada.delivery.facts import KIND, SessionFact
from llegada.imports.choices import RowOutcome, RunStatus, TargetKind
from llegada.imports.errors import SupersededRun
from llegada.imports.models import ImportedRow, ImportRun
from llegada.imports.services.batches import Batch
from llegada.imports.services.directory import Directory
from llegada.imports.services.report import Report
from llegada.imports.services.turns import Turns
from llegada.workplans.facts import SPAN_KIND
from llegada.workplans.selectors.facts import entities_of_plans

_ROW_COLUMNS: Final = ("run_id", "kind", "row", "object_id", "key", "digest", "outcome", "before")


def number_of(text: str) -> int:
    """Return 63 bits that stand for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


class Known(NamedTuple):
    """An object that an earlier import brought, and what its row said then."""

    object_id: int
    digest: int


class Fresh(NamedTuple):
    """A row that makes something new: its place in the batch, and the numbers that stand for it and for what it says."""

    place: int
    key: int
    digest: int


@dataclass
class Work:
    """One try or run on its way. `known` are the objects of earlier imports and of this one, by target and key."""

    run: ImportRun
    actor: Actor
    now: datetime
    dry_run: bool
    directory: Directory
    report: Report
    #: So many sessions come that the figures are made again once at the end.
    rebuilds: bool = False
    known: dict[str, dict[int, Known]] = field(default_factory=dict)
    #: The last versions of catalogues when they were written, by model: what others corrected after is none of the run's own.
    versions: dict[str, int] = field(default_factory=dict)
    _turns: Turns = field(default_factory=Turns)
    _is_open: bool = False
    #: Plans of this batch that tell something else of who brings what to whom, and when.
    _spans: set[int] = field(default_factory=set)
    _unreal: count[int] = field(default_factory=lambda: count(-1, -1))

    def known_of(self, target: str) -> dict[int, Known]:
        """Return what earlier imports of the organisation brought, and stands."""
        if target not in self.known:
            rows = ImportedRow.objects.filter(
                run__organization=self.run.organization_id, run__status=RunStatus.DONE, kind=target
            )
            found = rows.order_by("run__finished_at", "pk").values_list("key", "object_id", "digest")
            self.known[target] = {key: Known(pk, digest) for key, pk, digest in found.iterator(chunk_size=10_000)}
        return self.known[target]

    def new_ids(self, model: type[Model], size: int) -> Sequence[int]:
        """Return keys for new rows; a try has keys that stand for what it would make."""
        return [next(self._unreal) for _n in range(size)] if self.dry_run else bulk.reserve_ids(model, size)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Open the transaction in which some rows are written, with their origin, versions and figures: whole or not at all.

        Whoever else writes waits for one batch and no longer: all that can be read and checked before is. Raises SupersededRun.
        One within another is a part of it.
        """
        if self.dry_run or self._is_open:
            yield
            return
        with self._turns.one(), transaction.atomic():
            mine = ImportRun.objects.filter(pk=self.run.pk, status=RunStatus.RUNNING, attempt=self.run.attempt)
            if mine.update(last_sign_at=timezone.now()) != 1:
                raise SupersededRun
            self._is_open = True
            yield
            self._announce_spans()
            self._is_open = False

    def keep_first_versions(self, model: type[Model], ids: Sequence[int]) -> None:
        """Keep a first version of what was written."""
        bulk.keep_history(model, ids=ids, kind="+", person_id=self.actor.person_id, at=self.now)

    def keep_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Keep where objects came from: (kind, row, object, key, digest, outcome, before)."""
        if not self.dry_run:
            bulk.insert_rows(ImportedRow, _ROW_COLUMNS, ((self.run.pk, *row) for row in rows))

    def announce(self, changes: Sequence[tuple[SessionFact | None, SessionFact | None]]) -> None:
        """Move the figures with sessions that came or changed, unless all are made again at the end."""
        if not self.dry_run and not self.rebuilds and changes:
            facts.announce_many(KIND, changes)

    def note_spans(self, plans: Iterable[int]) -> None:
        """Have the figures move, when the batch ends, with plans that came or changed, unless all are made again."""
        if not self.dry_run and not self.rebuilds:
            self._spans.update(plans)

    def _announce_spans(self) -> None:
        entities = entities_of_plans(self._spans)
        self._spans.clear()
        if entities:
            facts.announce_many(SPAN_KIND, [(key, key) for key in entities])


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
    #: What a row says, and what identifies it, has nothing of the base: its run may take the numbers that its trial made.
    sums_last: ClassVar[bool] = False

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.seen: dict[int, int] = {}

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
        known, seen, numbers = self.work.known_of(self.target), self.seen, batch.numbers
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
            seen[key] = numbers[place]
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

    def _refuse_repeated(self, batch: Batch, place: int, earlier: int, *, is_same: bool) -> None:
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

    def change(self, batch: Batch, changed: Sequence[Fresh]) -> None:
        """Write over what earlier imports brought with what the rows say now, keeping what stood before."""
        known = self.work.known_of(self.target)
        ids = [known[one.key].object_id for one in changed]
        found = self.model._default_manager.in_bulk([pk for pk in ids if pk > 0])
        rows, objects = [], []
        for one, pk in zip(changed, ids, strict=True):
            obj = found.get(pk)
            before: dict[str, Any] = {}
            if obj is not None:
                for name, attribute in self.changeable.items():
                    value = batch.values[name][one.place] if name in batch.values else None
                    if attribute == "title" and value is not None:
                        value = value[:200]
                    if value is not None and str(getattr(obj, attribute)) != str(value):
                        before[attribute] = str(getattr(obj, attribute))
                        setattr(obj, attribute, value)
                objects.append(obj)
            known[one.key] = Known(pk, one.digest)
            changes = RowOutcome.CHANGED.value
            rows.append(
                (
                    self.target.value,
                    batch.numbers[one.place],
                    pk,
                    one.key,
                    one.digest,
                    changes,
                    json.dumps(before, ensure_ascii=False),
                )
            )
        if objects and not self.work.dry_run:
            self.update(objects)
            self.work.keep_rows(rows)

    def update(self, objects: Sequence[Any]) -> None:
        """Write changed objects, with their history."""
        self.model._default_manager.bulk_update(objects, sorted({*self.changeable.values()}), batch_size=500)
        keep_versions(objects, is_update=True)


def column(batch: Batch, name: str) -> list[Any]:
    """Return the values of a field, None for each row where the table has no such column."""
    return batch.values.get(name) or [None] * len(batch.raw)
