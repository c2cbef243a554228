"""Books the progress of plans as they change, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Model

from llegada.insights.lateness_rules import Spell, length_of, open_spell, spells_of, waits_of
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.progress_rules import (
    MEASURES,
    Amounts,
    BookKey,
    Place,
    SumKey,
    bookings,
    fold,
    less,
)
from llegada.workplans.facts import PlanChange, PlanFact, PlanStory
from llegada.workplans.selectors.facts import pairs

#: Rows of one statement: far from the parameters that a database takes at once.
ROWS: Final = 300


def apply_plan_fact(before: PlanFact | None, after: PlanFact) -> None:
    """Book what a plan, or part of one, moves as it goes from `before` to `after`."""
    apply_plan_facts([(before, after)])


def apply_plan_facts(changes: Sequence[PlanChange]) -> None:
    """Book what several plans move, added up first. Rows are taken in the order of their keys, cells before sums."""
    moved = bookings(changes)
    with transaction.atomic(savepoint=False):
        add_cells(moved)
        add_to(ProgressSum, SumKey._fields, (), sorted((*key, *row) for key, row in fold(moved).items()))
        for before, after in changes:
            _move_spells(before, after)


def apply_plan_story(before: PlanStory, after: PlanStory) -> None:
    """Book the story of a historical plan in the place of the one that it had."""
    apply_plan_stories([(before, after)])


def apply_plan_stories(changes: Sequence[tuple[PlanStory, PlanStory]]) -> None:
    """Book what several historical plans tell in the place of what they told, added up first."""
    told = [[change for story in stories for change in pairs(story)] for stories in zip(*changes, strict=True)]
    if not told:
        return
    before, after = told
    moved = less(bookings(after), bookings(before))
    with transaction.atomic(savepoint=False):
        add_cells(moved)
        add_to(ProgressSum, SumKey._fields, (), sorted((*key, *row) for key, row in fold(moved).items()))
        gone = sorted({one.milestone_id for _was, fact in before for one in fact.milestones})
        for start in range(0, len(gone), ROWS):
            LateSpell.objects.filter(milestone_id__in=gone[start : start + ROWS]).delete()
        LateSpell.objects.bulk_create(map(spell_row, spells_of(after)), batch_size=ROWS)


def add_cells(moved: Mapping[BookKey, tuple[Place, Amounts]]) -> None:
    """Add to the cells of progress, making those that are not there."""
    rows = sorted((*key, *place, *amounts) for key, (place, amounts) in moved.items())
    add_to(ProgressCell, BookKey._fields, Place._fields, rows)


def add_to(model: type[Model], key: Sequence[str], copied: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add amounts to the row of `model` with each key, or make it; `copied` columns become those of `rows`."""
    keys = len(key) + len(copied)
    moved = tuple(place for place in range(len(MEASURES)) if any(row[keys + place] for row in rows))
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        values = [one for row in some for one in (*row[:keys], *(row[keys + place] for place in moved))]
        with connection.cursor() as cursor:
            cursor.execute(_statement(model, tuple(key), tuple(copied), moved, len(some)), values)


@cache
def _statement(
    model: type[Model], key: tuple[str, ...], copied: tuple[str, ...], moved: tuple[int, ...], count: int
) -> str:
    """Return the statement that adds `count` rows, of which only the measures at `moved` travel: the others are 0."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = (*key, *copied, *MEASURES)
    sets = [f"{quote(name)} = excluded.{quote(name)}" for name in copied]
    sets += [f"{quote(MEASURES[at])} = {table}.{quote(MEASURES[at])} + excluded.{quote(MEASURES[at])}" for at in moved]
    row = ["%s"] * (len(key) + len(copied)) + ["%s" if at in moved else "0" for at in range(len(MEASURES))]
    values = ", ".join([f"({', '.join(row)})"] * count)
    # Names come from the models above and values travel apart: nothing from outside is in the statement.
    return (
        f"INSERT INTO {table} ({', '.join(map(quote, columns))}) VALUES {values} "  # noqa: S608
        f"ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {', '.join(sets)}"
    )


def _move_spells(before: PlanFact | None, after: PlanFact) -> None:
    """End the spells of the milestones that no longer wait as they did, and open those of the ones that now do."""
    was, now = waits_of(before), waits_of(after)
    changed = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
    since = after.known_on
    if not changed:
        return
    if ended := changed & was.keys():
        gone = []
        waiting = LateSpell.objects.filter(milestone_id__in=sorted(ended), until_on__isnull=True)
        for pk, from_on in waiting.order_by("pk").values_list("pk", "from_on"):
            if from_on >= since:
                gone.append(pk)
            else:
                LateSpell.objects.filter(pk=pk).update(until_on=since, length=length_of((since - from_on).days))
        if gone:
            LateSpell.objects.filter(pk__in=gone).delete()
    LateSpell.objects.bulk_create(spell_row(open_spell(key, now[key], since)) for key in sorted(changed & now.keys()))


def spell_row(spell: Spell) -> LateSpell:
    """Return the row of a spell, not yet written."""
    return LateSpell(
        milestone_id=spell.milestone_id,
        from_on=spell.from_on,
        until_on=spell.until_on,
        length=spell.length,
        **spell.wait._asdict(),
    )
