"""Moves the cells with the fact of a session, inside the transaction of its change."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from pyroaring import BitMap

from llegada.delivery.facts import SessionFact
from llegada.insights.grains import BY_ENTITY, CoverKey, place_number
from llegada.insights.models import AssistanceCell, CoverCell
from llegada.insights.services.holding import hold_figures
from llegada.insights.services.movement import Change, DetailKey, Move, Movement, movement_of
from llegada.insights.services.people import in_parts, number_people
from llegada.insights.services.remaining import Remaining
from llegada.insights.sets import ENTITIES, PEOPLE, count_members, lay, pack, pick, unpack
from llegada.insights.upserts import ROWS, find_covers, find_detail, put_covers, put_detail, put_sets
from llegada.territory.models import Entity

logger = logging.getLogger(__name__)


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
    """One movement being carried out: cells are read by their keys, moved here, and written by their keys."""

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
        there = {tuple(row[1:7]): (row[0], *row[7:]) for row in find_detail(sorted(moves))}
        rows: list[tuple[Any, ...]] = []
        emptied = []
        for key, move in sorted(moves.items()):
            pk, *sums, stored = there.get(key, (None, 0, 0, b""))
            moved = _moved(AssistanceCell, key, sums, move)
            if moved is not None:
                people = self._people_of_detail(key, pick(stored))
                rows.append((*key, *move.place, *moved, len(people), lay(people)))
            elif pk is not None:
                emptied.append(pk)
        _drop(AssistanceCell, emptied)
        put_detail(rows)

    def _people_of_detail(self, key: DetailKey, before: set[int]) -> set[int]:
        """Return the people of a cell of the detail as they are now."""
        move = self.movement.detail[key]
        gone = {one for one in move.left if (*key, one) not in self.remaining.people[1]} if move.left else set()
        return (before | {self.numbers[one] for one in move.came}) - {self.numbers[one] for one in gone}

    def _move_covers(self) -> None:
        moves = self.movement.covers
        there = {CoverKey(*row[1:7]): (row[0], *row[7:]) for row in find_covers(sorted(moves))}
        rows: list[tuple[Any, ...]] = []
        sets: dict[CoverKey, bytes] = {}
        emptied = []
        for key, move in sorted(moves.items()):
            pk, *sums, last_on, stored = there.get(key, (None, 0, 0, None, None))
            moved = _moved(CoverCell, key, sums, move)
            if moved is not None:
                before = unpack(stored) if stored is not None else BitMap()
                members = self._members_of(key, before)
                if stored is None or members != before:
                    sets[key] = pack(members)
                day = self._last_day(key, move, last_on) if key.grain == BY_ENTITY else None
                rows.append((*key, *moved, *count_members(members), day and day.isoformat()))
            elif pk is not None:
                emptied.append(pk)
        _drop(CoverCell, emptied)
        written = {CoverKey(*row[1:]): row[0] for row in put_covers(rows)}
        put_sets([(written[key], members) for key, members in sets.items()])

    def _members_of(self, key: CoverKey, before: BitMap) -> BitMap:
        """Return the entities, municipalities and people of a cell of a covering as they are now."""
        move = self.movement.covers[key]
        now = before.copy()
        now.update([ENTITIES + one for one in move.entities_came])
        now.update([place_number(code) for code in move.entities_came.values() if code])
        now.update([PEOPLE + self.numbers[one] for one in move.came])
        if move.entities_left or move.left or move.seats_left:
            self._take_away(key, move, now)
        return now

    def _take_away(self, key: CoverKey, move: Move, now: BitMap) -> None:
        gone = [one for one in move.entities_left if one not in self.remaining.entities.get(key, {})]
        now.difference_update(BitMap([ENTITIES + one for one in gone]))
        moved = {one for one in move.entities_came if one in move.seats_left}
        for code in {move.seats_left[one] for one in moved.union(gone) if one in move.seats_left}:
            seated = Entity.objects.filter(municipality_id=code).values_list("pk", flat=True)
            if not now.intersect(BitMap([ENTITIES + one for one in seated])):
                now.discard(place_number(code))
        left = [self.numbers[one] for one in move.left if (key, one) not in self.remaining.people[0]]
        now.difference_update(BitMap([PEOPLE + one for one in left]))

    def _last_day(self, key: CoverKey, move: Move, last_on: date | None) -> date | None:
        came = [move.last_came] if move.last_came else []
        if last_on and (move.last_left is None or move.last_left < last_on or move.last_left == move.last_came):
            return max([last_on, *came])
        return max([*self.remaining.entities.get(key, {}).values(), *came], default=None)


def _moved(model: type[Model], key: tuple[int, ...], sums: Sequence[int], move: Move) -> tuple[int, int] | None:
    """Return sessions and attendances of a cell as they are now; None if nothing is left in it. What fell below zero is put right.

    A figure never stops the work that it counts: a cell that had drifted is logged, and `check_figures` tells the difference.
    """
    sessions, attendances = sums[0] + move.sessions, sums[1] + move.attendances
    if sessions < 0 or attendances < 0:
        logger.warning("figures.cell_missing", extra={"table": model._meta.db_table, "cell": list(key)})
    return (sessions, max(attendances, 0)) if sessions > 0 else None


def _drop(model: type[Model], emptied: list[int]) -> None:
    """Delete cells in which nothing is left."""
    for some in in_parts(emptied, ROWS):
        model._default_manager.filter(pk__in=some).delete()
