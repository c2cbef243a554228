"""One try or run of an import on its way: what it knows, its transactions, and what it keeps of where each object came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from llegada.core import bulk, facts
from llegada.core.actors import Actor
from llegada.delivery.facts import KIND, SessionFact
from llegada.imports.choices import RunStatus
from llegada.imports.errors import SupersededRun
from llegada.imports.models import ImportedRow, ImportRun
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
    #: Its rows are of several sheets: the number of one alone tells nothing.
    reads_several: bool = False
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
