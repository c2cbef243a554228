"""Moves the cells with the fact of a session, inside the transaction of its change."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from pyroaring import BitMap

from llegada.delivery.facts import SessionFact
from llegada.insights.grains import BY_ENTITY, CoverKey, place_number
from llegada.insights.models import AssistanceCell, CoverCell, CoverSet
from llegada.insights.services.holding import hold_figures
from llegada.insights.services.movement import Change, DetailKey, Move, Movement, movement_of
from llegada.insights.services.people import in_parts, number_people
from llegada.insights.services.remaining import Remaining
from llegada.insights.sets import lay, pick, unpack
from llegada.insights.upserts import ROWS, add_to_covers, add_to_detail, write_sets
from llegada.territory.models import Entity

logger = logging.getLogger(__name__)
_Key = TypeVar("_Key", bound=tuple[int, ...])


def apply_session_fact(before: SessionFact | None, after: SessionFact | None) -> None:
    """Move the cells as a session goes from `before` to `after`, inside the transaction of the change."""
    apply_session_facts([(before, after)])


def apply_session_facts(changes: Sequence[Change]) -> None:
    """Move the cells as several sessions change, added up by cell first, inside the transaction of the changes.

    What the changes leave must be written already: who was taken away is looked for in the facts. Safe with
    concurrent changes: one writer at a time (`hold_figures`).
    """
    movement = movement_of(changes)
    if not movement.detail:
        return
    with transaction.atomic(savepoint=False):
        hold_figures()
        _Moving(movement).carry_out()


class _Moving:
    """One movement being carried out: the sums first, then the sets of the cells where somebody came or may be gone."""

    def __init__(self, movement: Movement) -> None:
        self.movement = movement
        self.numbers = number_people(movement.people)
        self.remaining = Remaining(
            person_keys={key for move in movement.covers.values() for key in move.left},
            entity_ids=movement.entities_before,
            cells=movement.covers.keys(),
        )

    def carry_out(self) -> None:
        """Move detail and coverings."""
        self._move_detail()
        self._move_covers()

    def _move_detail(self) -> None:
        moves = self.movement.detail
        rows = [(*key, *move.place, move.sessions, move.attendances) for key, move in sorted(moves.items())]
        found = {tuple(row[1:-2]): (row[0], *row[-2:]) for row in add_to_detail(rows)}
        alive = _without_emptied(AssistanceCell, found)
        touched = {pk: key for key, pk in alive.items() if moves[key].came or moves[key].left}
        written: list[tuple[int, bytes, int]] = []
        for some in in_parts(touched, ROWS):
            for pk, stored in AssistanceCell.objects.filter(pk__in=some).values_list("pk", "people_set"):
                if (people := self._people_of_detail(touched[pk], pick(stored))) is not None:
                    written.append((len(people), lay(people), pk))
        _update(AssistanceCell, ("people", "people_set"), written)

    def _people_of_detail(self, key: DetailKey, before: set[int]) -> set[int] | None:
        """Return the people of a cell of the detail as they are now; None where nobody came or went."""
        move = self.movement.detail[key]
        gone = {one for one in move.left if (*key, one) not in self.remaining.people[1]} if move.left else set()
        after = (before | {self.numbers[one] for one in move.came}) - {self.numbers[one] for one in gone}
        return None if after == before else after

    def _move_covers(self) -> None:
        moves = self.movement.covers
        rows = [(*key, move.sessions, move.attendances) for key, move in sorted(moves.items())]
        found = {CoverKey(*row[1:-2]): (row[0], *row[-2:]) for row in add_to_covers(rows)}
        alive = _without_emptied(CoverCell, found)
        stored: dict[int, tuple[Any, ...]] = {}
        for some in in_parts(alive.values(), ROWS):
            sets = CoverSet.objects.filter(pk__in=some)
            stored.update({row[0]: row[1:] for row in sets.values_list("pk", "entities", "municipalities", "people")})
        counts, sets_rows = [], []
        for key, pk in alive.items():
            sets_now = self._sets_of(key, stored.get(pk))
            if sets_now is None:
                continue
            counts.append((*(len(one) for one in sets_now), pk))
            sets_rows.append((pk, *(bytes(one.serialize()) for one in sets_now)))
        _update(CoverCell, ("entities", "municipalities", "people"), counts)
        write_sets(sets_rows)
        self._move_last_days(alive)

    def _sets_of(self, key: CoverKey, stored: tuple[Any, ...] | None) -> list[BitMap] | None:
        """Return the entities, municipalities and people of a cell of a covering as they are now; None if as before."""
        move = self.movement.covers[key]
        before = [unpack(one) for one in stored] if stored else [BitMap(), BitMap(), BitMap()]
        entities, places, people = (one.copy() for one in before)
        gone = [one for one in move.entities_left if one not in self.remaining.entities.get(key, {})]
        entities.update(move.entities_came)
        entities.difference_update(BitMap(gone))
        places.update(place_number(code) for code in move.entities_came.values() if code)
        moved = {one for one in move.entities_came if one in move.seats_left}
        for code in {move.seats_left[one] for one in moved.union(gone) if one in move.seats_left}:
            if not entities & BitMap(Entity.objects.filter(municipality_id=code).values_list("pk", flat=True)):
                places.discard(place_number(code))
        people.update(self.numbers[one] for one in move.came)
        people.difference_update(
            BitMap(self.numbers[one] for one in move.left if (key, one) not in self.remaining.people[0])
        )
        now = [entities, places, people]
        return None if stored and now == before else now

    def _move_last_days(self, alive: Mapping[CoverKey, int]) -> None:
        """Keep the day of the last session of each entity: later when one comes, asked of the facts when the last goes."""
        cells = {pk: key for key, pk in alive.items() if key.grain == BY_ENTITY}
        written: list[tuple[date | None, int]] = []
        for pk, last_on in CoverCell.objects.filter(pk__in=list(cells)).values_list("pk", "last_on"):
            key = cells[pk]
            now = self._last_day(key, self.movement.covers[key], last_on)
            if now != last_on:
                written.append((now, pk))
        _update(CoverCell, ("last_on",), written)

    def _last_day(self, key: CoverKey, move: Move, last_on: date | None) -> date | None:
        came = [move.last_came] if move.last_came else []
        if last_on and (move.last_left is None or move.last_left < last_on or move.last_left == move.last_came):
            return max([last_on, *came])
        return max([*self.remaining.entities.get(key, {}).values(), *came], default=None)


def _without_emptied(model: type[Model], found: Mapping[_Key, tuple[int, int, int]]) -> dict[_Key, int]:
    """Drop the cells in which nothing is left, put right what fell below zero, and return the keys of the others.

    A figure never stops the work that it counts: a cell that had drifted is logged, and `check_figures` tells the difference.
    """
    drifted = [key for key, (_, sessions, attendances) in found.items() if sessions < 0 or attendances < 0]
    for key in drifted:
        logger.warning("figures.cell_missing", extra={"table": model._meta.db_table, "cell": list(key)})
    emptied = [pk for pk, sessions, _ in found.values() if sessions <= 0]
    for some in in_parts(emptied, ROWS):
        model._default_manager.filter(pk__in=some).delete()
    _update(model, ("attendances",), [(0, found[key][0]) for key in drifted if found[key][1] > 0])
    return {key: pk for key, (pk, sessions, _) in found.items() if sessions > 0}


def _update(model: type[Model], names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set columns of rows of figures, each row given as (*values, key)."""
    if not rows:
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in names)
    with connection.cursor() as cursor:
        # Names come from the models and values travel apart.
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s", rows)  # noqa: S608
