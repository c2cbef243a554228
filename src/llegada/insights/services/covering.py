"""Moves the cells of the coverings: sums, counts, and the exact sets of who and what is distinct in each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

from pyroaring import BitMap

from llegada.insights import sets
from llegada.insights.cube_upserts import Found, add_covers, change_covers, find_sets, put_sets
from llegada.insights.grains import BY_ENTITY, CoverKey, place_number
from llegada.insights.models import CoverArrival, CoverCell, CoverSet
from llegada.insights.nesting import INNER_FIRST, INSIDE, ROUND_DETAIL, SAME_PLACES, Layer, layer_of
from llegada.insights.services.movement import Move
from llegada.insights.services.people import Numbers
from llegada.insights.services.remaining import Remaining
from llegada.insights.services.sums import drop_cells, moved_sums
from llegada.insights.sets import ENTITIES, PEOPLE, count_members, is_large, pack, unpack
from llegada.territory.models import Entity

_NOBODY = BitMap()
_EMPTY = pack(_NOBODY)


class Covers:
    """The coverings of one movement being carried out: cells are read by their keys, moved here, and written by their keys."""

    def __init__(
        self, moves: Mapping[CoverKey, Move], found: Iterable[Found], numbers: Numbers, remaining: Remaining
    ) -> None:
        self.moves = moves
        self.numbers = numbers
        self.remaining = remaining
        self.found = {CoverKey(*one[1:7]): one for one in found}
        self.changed: list[tuple[Any, ...]] = []
        self.added: list[tuple[Any, ...]] = []
        self.whole: dict[CoverKey, bytes] = {}
        self.arrivals: dict[CoverKey, bytes] = {}
        self.made: Iterable[tuple[Any, ...]] = ()
        self._seated: dict[str, BitMap] = {}

    def add(self, move: Move, in_detail: Collection[int] | None) -> None:
        """Add the same to each cell. `in_detail`: the people of the cell of the detail as it was; None if there was none.

        Large sets are read only where nothing else tells who is in them, and written only when enough have come.
        """
        came = _who_comes(move, self.numbers)
        there = self._who_is_there(came, self._known_by_detail(move, in_detail))
        full: dict[CoverKey, BitMap] = {}
        for key in self.moves:
            found = self.found.get(key)
            new = came - there[key]
            counts = count_members(new)
            if found is not None:
                counts = (found.entities + counts[0], found.municipalities + counts[1], found.people + counts[2])
            moved = self._moved(key, move)
            if moved is None:
                continue
            self._write(key, move, moved, counts)
            if found is None or (new and not is_large(found.people)):
                self.whole[key] = pack(_all_of(found) | new)
            elif new:
                late = _late(found) | new
                packed = pack(late)
                if len(packed) <= sets.ARRIVALS:
                    self.arrivals[key] = packed
                else:
                    full[key] = late
        for key, stored in self._read_large(full):
            self._put_whole(key, stored | full[key])

    def _known_by_detail(self, move: Move, in_detail: Collection[int] | None) -> BitMap:
        """Return who of those who come is in the cell of the detail, and so in those that it lies inside."""
        if in_detail is None:
            return _NOBODY
        coming = (self.numbers.of[one] for one in move.came)
        return BitMap([*_places(move), *(PEOPLE + one for one in coming if one in in_detail)])

    def _who_is_there(self, came: BitMap, by_detail: BitMap) -> dict[CoverKey, BitMap]:
        """Return who of those who come is in each cell already."""
        unheard = BitMap([PEOPLE + one for one in self.numbers.made])
        by_layer: dict[Layer, BitMap] = {}
        there: dict[CoverKey, BitMap] = {}
        doubts: dict[CoverKey, BitMap] = {}
        layers = {key: layer_of(key) for key in self.moves}
        open_layers: set[Layer] = set()
        for key, layer in sorted(layers.items(), key=lambda item: INNER_FIRST[item[1]]):
            found = self.found.get(key)
            known = _all_of(found) & came
            if found is not None and found.members is None:
                for inner in INSIDE[layer]:
                    known |= by_layer[inner]
                if layer in ROUND_DETAIL:
                    known |= by_detail
                doubt = came - known - unheard
                if any(one not in open_layers for one in SAME_PLACES[layer]):
                    doubt.remove_range(0, PEOPLE)
                if doubt:
                    doubts[key] = doubt
                    open_layers.add(layer)
            there[key] = by_layer[layer] = known
        for key, stored in self._read_large(doubts):
            there[key] = there[key] | (doubts[key] & stored)
        return there

    def change(self) -> None:
        """Move each cell by what it moves, taking away who is not there any more."""
        emptied = []
        for key, move in self.moves.items():
            found = self.found.get(key)
            moved = self._moved(key, move)
            if moved is None:  # nothing is left in it: nobody asks who is
                emptied += [found.pk] if found is not None else []
                continue
            before = _all_of(found)
            now = self._members_of(key, before)
            self._write(key, move, moved, count_members(now))
            if found is None or found.members is None or now != before:
                self._put_whole(key, now)
        drop_cells(CoverCell, emptied)

    def _read_large(self, wanted: Iterable[CoverKey]) -> Iterator[tuple[CoverKey, BitMap]]:
        """Yield the set of each cell as it was last written."""
        keys = {self.found[key].pk: key for key in wanted}
        for pk, stored in find_sets(sorted(keys)):
            yield keys[pk], unpack(stored)

    def _moved(self, key: CoverKey, move: Move) -> tuple[int, int] | None:
        """Return the sums of a cell as they are now; None if nothing is left in it."""
        found = self.found.get(key)
        return moved_sums(CoverCell, key, (found.sessions, found.attendances) if found is not None else (0, 0), move)

    def _write(self, key: CoverKey, move: Move, moved: tuple[int, int], counts: tuple[int, int, int]) -> None:
        """Have a cell written as it is now."""
        found = self.found.get(key)
        day = None
        if key.grain == BY_ENTITY:
            day = self._last_day(key, move, found.last_on if found is not None else None)
        if found is None:
            self.added.append((*key, *moved, *counts, day and day.isoformat()))
        else:
            self.changed.append((*moved, *counts, day and day.isoformat(), found.pk))

    def _put_whole(self, key: CoverKey, members: BitMap) -> None:
        """Have a set written with all who came to it."""
        self.whole[key] = pack(members)
        if key in self.found and self.found[key].arrivals is not None:
            self.arrivals[key] = _EMPTY

    def put(self) -> None:
        """Write what was moved, but for the sets of new cells."""
        there = self.found
        change_covers(sorted(self.changed, key=itemgetter(-1)))
        put_sets(CoverSet, sorted((there[key].pk, members) for key, members in self.whole.items() if key in there))
        put_sets(CoverArrival, sorted((there[key].pk, members) for key, members in self.arrivals.items()))
        self.made = add_covers(sorted(self.added))

    def put_new(self) -> None:
        """Write the sets of the new cells, once these are written."""
        put_sets(CoverSet, [(pk, self.whole[CoverKey(*key)]) for pk, *key in self.made])

    def _members_of(self, key: CoverKey, before: BitMap) -> BitMap:
        """Return the entities, municipalities and people of a cell as they are now."""
        move = self.moves[key]
        now = before | _who_comes(move, self.numbers)
        if move.entities_left or move.left or move.seats_left:
            self._take_away(key, move, now)
        return now

    def _take_away(self, key: CoverKey, move: Move, now: BitMap) -> None:
        gone = [one for one in move.entities_left if one not in self.remaining.entities.get(key, {})]
        now.difference_update(BitMap([ENTITIES + one for one in gone]))
        moved = {one for one in move.entities_came if one in move.seats_left}
        for code in {move.seats_left[one] for one in moved.union(gone) if one in move.seats_left}:
            if not now.intersect(self._seated_in(code)):
                now.discard(place_number(code))
        left = [self.numbers.of[one] for one in move.left if (key, one) not in self.remaining.people[0]]
        now.difference_update(BitMap([PEOPLE + one for one in left]))

    def _seated_in(self, code: str) -> BitMap:
        """Return the entities of a municipality as members of a set; asked once, whatever cells they leave."""
        if code not in self._seated:
            seated = Entity.objects.filter(municipality_id=code).values_list("pk", flat=True)
            self._seated[code] = BitMap([ENTITIES + one for one in seated])
        return self._seated[code]

    def _last_day(self, key: CoverKey, move: Move, last_on: date | None) -> date | None:
        came = [move.last_came] if move.last_came else []
        if last_on and (move.last_left is None or move.last_left < last_on or move.last_left == move.last_came):
            return max([last_on, *came])
        return max([*self.remaining.entities.get(key, {}).values(), *came], default=None)


def _who_comes(move: Move, numbers: Numbers) -> BitMap:
    """Return who comes to a cell as the members of its set."""
    return BitMap([*_places(move), *(PEOPLE + numbers.of[one] for one in move.came)])


def _places(move: Move) -> list[int]:
    entities = [ENTITIES + one for one in move.entities_came]
    return entities + [place_number(code) for code in move.entities_came.values() if code]


def _late(found: Found | None) -> BitMap:
    """Return who came to a set since it was written whole."""
    return unpack(found.arrivals) if found is not None and found.arrivals is not None else _NOBODY


def _all_of(found: Found | None) -> BitMap:
    """Return the set of a cell, as far as it was read."""
    late = _late(found)
    return unpack(found.members) | late if found is not None and found.members is not None else late
