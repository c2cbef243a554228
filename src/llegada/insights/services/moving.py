"""Moves the cells with the fact of a session, inside the transaction of its change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from llegada.delivery.facts import SessionFact
from llegada.insights.cube_upserts import find_covers, find_detail, number_missing, put_detail, together
from llegada.insights.models import AssistanceCell
from llegada.insights.services.covering import Covers
from llegada.insights.services.holding import hold_figures
from llegada.insights.services.movement import Change, DetailKey, Movement, movement_of
from llegada.insights.services.people import number_people
from llegada.insights.services.remaining import Remaining
from llegada.insights.services.sums import drop_cells, moved_sums
from llegada.insights.sets import lay, pick


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
        _Moving(movement).carry_out()


class _Moving:
    """One movement being carried out: cells are read by their keys, moved here, and written by their keys."""

    def __init__(self, movement: Movement) -> None:
        self.movement = movement
        with together():
            hold_figures()
            numbers = number_missing(movement.people)
            self.detail = find_detail(sorted(movement.detail))
            covers = find_covers(sorted(movement.covers), large=movement.arrival is None)
        self.numbers = number_people(numbers)
        self.remaining = Remaining(
            person_keys={key for move in movement.covers.values() for key in move.left} if not movement.arrival else (),
            entity_ids=movement.entities_before,
            cells=movement.covers.keys(),
        )
        self.covers = Covers(movement.covers, covers, self.numbers, self.remaining)

    def carry_out(self) -> None:
        """Move detail and coverings."""
        before, rows = self._move_detail()
        if self.movement.arrival is not None:
            self.covers.add(self.movement.arrival, next(iter(before.values()), None))
        else:
            self.covers.change()
        with together():
            put_detail(rows)
            self.covers.put()
        self.covers.put_new()

    def _move_detail(self) -> tuple[dict[DetailKey, set[int]], list[tuple[Any, ...]]]:
        """Move the cells of the detail; return the people of those that there were, and the rows to write."""
        moves = self.movement.detail
        there = {tuple(row[1:7]): (row[0], *row[7:]) for row in self.detail}
        people_before: dict[DetailKey, set[int]] = {}
        rows: list[tuple[Any, ...]] = []
        emptied = []
        for key, move in sorted(moves.items()):
            pk, *sums, stored = there.get(key, (None, 0, 0, b""))
            before = pick(stored)
            if pk is not None:
                people_before[key] = before
            moved = moved_sums(AssistanceCell, key, sums, move)
            if moved is not None:
                people = self._people_of_detail(key, before)
                rows.append((*key, *move.place, *moved, len(people), lay(people)))
            elif pk is not None:
                emptied.append(pk)
        drop_cells(AssistanceCell, emptied)
        return people_before, rows

    def _people_of_detail(self, key: DetailKey, before: set[int]) -> set[int]:
        """Return the people of a cell of the detail as they are now."""
        move = self.movement.detail[key]
        numbers = self.numbers.of
        gone = {one for one in move.left if (*key, one) not in self.remaining.people[1]} if move.left else set()
        return (before | {numbers[one] for one in move.came}) - {numbers[one] for one in gone}
