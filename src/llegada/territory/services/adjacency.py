"""Loads which municipalities share a border: a table of two columns of DANE codes, in place of the one that was."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.imports import ImportSource
from llegada.core.tabular import Row, read_table
from llegada.territory import rules
from llegada.territory.errors import NoKnownPairs
from llegada.territory.models import Adjacency, Municipality
from llegada.territory.policies import TERRITORY_POLICY, Permission

COLUMNS: Final = ("a", "b")


@dataclass
class AdjacencyReport:
    """What a file brought: pairs loaded, codes whose zero was put back, and rows left out because nobody knows a code of theirs."""

    loaded: int = 0
    repaired: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def import_neighbours(*, actor: Actor, source: BinaryIO, name: str, now: datetime) -> AdjacencyReport:
    """Load the pairs of a table with the columns `a` and `b` in place of those that were, all or nothing.

    A pair that comes both ways round is one. Raises NotAllowed, Unreadable, MissingColumns and NoKnownPairs.
    """
    TERRITORY_POLICY.require_ever(actor, Permission.IMPORT)
    content = source.read()
    known = set(Municipality.objects.values_list("code", flat=True))
    report = AdjacencyReport()
    found = (_pair(row, known, report) for row in read_table(io.BytesIO(content), name=name, required=COLUMNS))
    pairs = sorted({pair for pair in found if pair is not None})
    if not pairs:
        raise NoKnownPairs()
    report.loaded = len(pairs)
    with transaction.atomic():
        Adjacency.objects.all().delete()
        Adjacency.objects.bulk_create([Adjacency(one_id=one, other_id=other) for one, other in pairs], batch_size=500)
        origin = ImportSource.of(name, content)
        data = {"file": name, "sha256": origin.sha256, "loaded": report.loaded}
        history.record(actor=actor, verb="adjacency.import", target=Adjacency, now=now, after=name[:200], data=data)
    return report


def _pair(row: Row, known: set[str], report: AdjacencyReport) -> tuple[str, str] | None:
    codes = []
    for column in COLUMNS:
        reading = rules.read_code(row.get(column), length=5)
        if reading.code is None or reading.code not in known:
            report.unknown.append(f"fila {row.number}, columna {column}: {row.get(column) or 'vacío'}")
            return None
        if reading.is_repaired:
            report.repaired.append(reading.code)
        codes.append(reading.code)
    one, other = sorted(codes)
    return (one, other) if one != other else None
