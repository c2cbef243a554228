"""Keeps with which entities plans of two units have a line in common: counted again for the entities whose plans change.

An entity has some tens of plans, so that its spells are counted from them each time and what was there before is no matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Manager

from llegada.insights.counting.columns import day_of, read_columns, read_page
from llegada.insights.counting.pouring import empty, indexed_after, pour
from llegada.insights.cube_upserts import send
from llegada.insights.models import SharedSpell, UnitSpell
from llegada.insights.services.checking import Difference
from llegada.insights.services.holding import one_moment
from llegada.insights.services.people import in_parts
from llegada.insights.sharing_rules import Plans, find_spells, find_unit_spells
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.facts import SpanChange
from llegada.workplans.models import WorkPlan, WorkPlanService

#: The number of PostgreSQL's advisory lock: any that nothing else in this database uses.
_LOCK: Final = 7_310_046
#: Entities written together.
_MANY: Final = 500
_COLUMNS: Final = ("entity", "line", "unit", "first", "last")
_DAYS: Final = ("from_on", "until_on")


@dataclass(frozen=True)
class _Table:
    """One of the two tables: what differences call it, what its spells are of, and how they are found in plans."""

    name: str
    model: type[SharedSpell] | type[UnitSpell]
    keys: tuple[str, ...]
    find: Callable[[Plans], Iterable[tuple[int, ...]]]

    def row(self, spell: tuple[int, ...]) -> tuple[Any, ...]:
        """Return a spell with its days as days."""
        return (*spell[:-2], *map(_day, spell[-2:]))

    def counted(self, plans: Plans) -> npt.NDArray[np.int64]:
        """Return the spells of some plans as rows of numbers."""
        width = len(self.keys) + len(_DAYS)
        numbers = np.fromiter(chain.from_iterable(self.find(plans)), dtype=np.int64)
        return numbers.reshape(-1, width)

    def stored(self, entities: Sequence[int] | None = None) -> npt.NDArray[np.int64]:
        """Return what is kept of some entities, or of all, in the same way and with the key of each row at its end."""
        quote = connection.ops.quote_name
        names = (*self.keys, *_DAYS, "id")
        told = [*map(quote, self.keys), *(day_of(quote(day)) for day in _DAYS), "id"]
        said = ", ".join(f"{one} AS {name}" for one, name in zip(told, names, strict=True))
        # Their keys are numbers of ours.
        where = "" if entities is None else f" WHERE entity_id IN ({', '.join(map(str, entities))})"
        question = f"SELECT {said} FROM {quote(self.model._meta.db_table)}{where}"  # noqa: S608
        rows = read_columns(question, names) if entities is None else read_page(question, names)
        return np.stack([rows[name] for name in names], axis=1)

    def told(self, rows: npt.NDArray[np.int64]) -> list[tuple[str, ...]] | None:
        """Return the spells of one entity in words, or None where there are none."""
        return [tuple(map(str, self.row(tuple(row))[1:])) for row in rows.tolist()] or None


_TABLES: Final = (
    _Table("shared", SharedSpell, ("entity_id",), find_spells),
    _Table("shared_units", UnitSpell, ("entity_id", "line_id", "unit_id"), find_unit_spells),
)


def apply_span_fact(before: int | None, after: int | None) -> None:
    """Count the spells of an entity again, inside the transaction that changes a plan of it."""
    apply_span_facts([(before, after)])


def apply_span_facts(changes: Sequence[SpanChange]) -> None:
    """Count the spells of several entities again, and write those that changed.

    Nobody else does until the transaction ends: what others wrote before is seen, and what they write after counts this.
    """
    entities = sorted({key for change in changes for key in change if key is not None})
    with transaction.atomic(savepoint=False):
        _hold()
        for some in in_parts(entities, _MANY):
            plans = _read(some)
            for table in _TABLES:
                _write(table, some, set(table.find(plans)))


def _write(table: _Table, entities: Sequence[int], wanted: set[tuple[int, ...]]) -> None:
    """Take away the spells of some entities that nothing says any longer, and put in those that are not there."""
    rows: Manager[Any] = table.model.objects
    # As numbers: of a batch of an import there are thousands, nearly all as they were.
    stored = {tuple(row): pk for *row, pk in table.stored(entities).tolist()}
    rows.filter(pk__in=[stored[one] for one in stored.keys() - wanted]).delete()
    rows.bulk_create(
        table.model(**dict(zip((*table.keys, *_DAYS), table.row(one), strict=True)))
        for one in sorted(wanted - stored.keys())
    )


def rebuild_shared() -> int:
    """Throw all spells away and count every plan again; return how many there are of any two units."""
    with transaction.atomic():
        _hold()
        plans = _read(None)
        counts = []
        for table in _TABLES:
            rows = table.counted(plans)
            days = (rows[:, -2:] - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
            columns = [*(rows[:, place] for place in range(len(table.keys))), days[:, 0], days[:, 1]]
            empty(table.model)
            with indexed_after(table.model):
                pour(table.model, dict(zip((*table.keys, *_DAYS), columns, strict=True)))
            counts.append(len(rows))
        return counts[0]


def needs_shared() -> bool:
    """Return whether two units share an entity and spells of some kind do not say so, as after an upgrade."""
    if all(table.model.objects.exists() for table in _TABLES):
        return False
    return next(iter(find_spells(_read(None))), None) is not None


def find_shared_differences() -> list[Difference]:
    """Compare the spells with the plans, as of one moment; empty when all is well."""
    found = []
    with one_moment():
        plans = _read(None)
        for table in _TABLES:
            wanted, stored = table.counted(plans), table.stored()[:, :-1]
            rows, times = np.unique(np.concatenate([wanted, stored]), axis=0, return_counts=True)
            for entity in np.unique(rows[times == 1, 0]).tolist():
                told = (table.told(those[those[:, 0] == entity]) for those in (stored, wanted))
                found.append(Difference(table.name, (entity,), "spells", *told))
    return found


def _hold() -> None:
    """Wait until nobody else writes spells, and be the one until the transaction ends; SQLite has one writer by itself.

    It is taken last, after whatever else a change holds: so nobody waits for it in a circle.
    """
    if connection.vendor == "postgresql":
        send("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _read(entities: Sequence[int] | None) -> Plans:
    """Return what the plans of some entities bring, or those of all, each service of each plan."""
    quote = connection.ops.quote_name
    plan, service, version = (quote(one._meta.db_table) for one in (WorkPlan, WorkPlanService, ServiceVersion))
    # Their keys are numbers of ours.
    where = "" if entities is None else f" AND p.entity_id IN ({', '.join(map(str, entities))})"
    rows = read_columns(
        f"SELECT p.entity_id AS entity, v.line_id AS line, p.unit_id AS unit, {day_of('p.starts_on')} AS first, "  # noqa: S608
        f"{day_of('p.ends_on')} AS last FROM {plan} p JOIN {service} s ON s.plan_id = p.id "
        f"JOIN {version} v ON v.id = s.service_version_id "
        f"WHERE s.dropped_at IS NULL{where}",
        _COLUMNS,
    )
    return Plans(**{name: rows[name] for name in _COLUMNS})


def _day(number: int) -> date:
    return date.fromordinal(number)
