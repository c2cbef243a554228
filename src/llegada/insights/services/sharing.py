"""Keeps with which entities plans of two units have a line in common: counted again for the entities whose plans change.

An entity has some tens of plans, so that its spells are counted from them each time and what was there before is no matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np
from django.db import connection, transaction

from llegada.insights.counting.columns import Columns, day_of, read_columns
from llegada.insights.counting.pouring import pour
from llegada.insights.cube_upserts import send
from llegada.insights.models import SharedSpell
from llegada.insights.services.checking import Difference
from llegada.insights.services.holding import one_moment
from llegada.insights.services.people import in_parts
from llegada.insights.sharing_rules import Plans, Spell, find_spells
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.facts import SpanChange
from llegada.workplans.models import WorkPlan, WorkPlanService

#: The number of PostgreSQL's advisory lock: any that nothing else in this database uses.
_LOCK: Final = 7_310_046
#: Entities written together.
_MANY: Final = 500
_COLUMNS: Final = ("entity", "line", "unit", "first", "last")


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
            stored = {
                (one.entity_id, one.from_on, one.until_on): one.pk
                for one in SharedSpell.objects.filter(entity_id__in=some)
            }
            wanted = {(entity, _day(since), _day(until)) for entity, since, until in _count(some)}
            SharedSpell.objects.filter(pk__in=[stored[one] for one in stored.keys() - wanted]).delete()
            SharedSpell.objects.bulk_create(
                SharedSpell(entity_id=entity, from_on=since, until_on=until)
                for entity, since, until in sorted(wanted - stored.keys())
            )


def rebuild_shared() -> int:
    """Throw all spells away and count every plan again; return how many there are."""
    with transaction.atomic():
        _hold()
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{SharedSpell._meta.db_table}"')  # noqa: S608  # a table of ours
        rows = np.array(list(_count()), dtype=np.int64).reshape(-1, 3)
        days = (rows[:, 1:] - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        pour(SharedSpell, {"entity_id": rows[:, 0], "from_on": days[:, 0], "until_on": days[:, 1]})
        return len(rows)


def needs_shared() -> bool:
    """Return whether two units share an entity and no spell says so, as after an upgrade."""
    return not SharedSpell.objects.exists() and next(iter(_count()), None) is not None


def find_shared_differences() -> list[Difference]:
    """Compare the spells with the plans, as of one moment; empty when all is well."""
    stored: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    wanted: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    with one_moment():
        rows = SharedSpell.objects.order_by("entity_id", "from_on").values_list("entity_id", "from_on", "until_on")
        for entity, from_on, until_on in rows.iterator(chunk_size=10_000):
            stored[entity].append((str(from_on), str(until_on)))
        for entity, since, until in _count():
            wanted[entity].append((str(_day(since)), str(_day(until))))
    return [
        Difference("shared", (entity,), "spells", stored.get(entity), wanted.get(entity))
        for entity in sorted(stored.keys() | wanted.keys())
        if stored.get(entity) != wanted.get(entity)
    ]


def _hold() -> None:
    """Wait until nobody else writes spells, and be the one until the transaction ends; SQLite has one writer by itself.

    It is taken last, after whatever else a change holds: so nobody waits for it in a circle.
    """
    if connection.vendor == "postgresql":
        send("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _count(entities: Sequence[int] | None = None) -> Iterable[Spell]:
    rows = _read(entities)
    return find_spells(Plans(**{name: rows[name] for name in _COLUMNS}))


def _read(entities: Sequence[int] | None) -> Columns:
    """Return what the plans of some entities bring, or those of all, each service of each plan."""
    quote = connection.ops.quote_name
    plan, service, version = (quote(one._meta.db_table) for one in (WorkPlan, WorkPlanService, ServiceVersion))
    # Their keys are numbers of ours.
    where = "" if entities is None else f" AND p.entity_id IN ({', '.join(map(str, entities))})"
    return read_columns(
        f"SELECT p.entity_id AS entity, v.line_id AS line, p.unit_id AS unit, {day_of('p.starts_on')} AS first, "  # noqa: S608
        f"{day_of('p.ends_on')} AS last FROM {plan} p JOIN {service} s ON s.plan_id = p.id "
        f"JOIN {version} v ON v.id = s.service_version_id "
        f"WHERE s.dropped_at IS NULL{where}",
        _COLUMNS,
    )


def _day(number: int) -> date:
    return date.fromordinal(number)
