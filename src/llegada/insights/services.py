"""Changes of the figures: moving cells with their fact, building all of them again, and checking them against the facts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from llegada.delivery.facts import SessionFact
from llegada.delivery.selectors import iterate_session_facts
from llegada.insights.cells import CellCount, CellKey, Place, movement_of_many, tally
from llegada.insights.models import AssistanceCell, ParticipantCell
from llegada.insights.upserts import add_to_rows

logger = logging.getLogger(__name__)
BATCH: Final = 2000


def apply_session_fact(before: SessionFact | None, after: SessionFact | None) -> None:
    """Move the cells as a session goes from `before` to `after`, inside the transaction of the change."""
    apply_session_facts([(before, after)])


def apply_session_facts(changes: Sequence[tuple[SessionFact | None, SessionFact | None]]) -> None:
    """Move the cells as several sessions change, added up by cell first, inside the transaction of the changes.

    Safe with concurrent changes: the row of the cell is always written first, so that it locks its participants, and
    cells are taken in the order of their keys, so that two changes never wait for each other in a circle.
    """
    moved = movement_of_many(changes)
    if not moved:
        return
    with transaction.atomic(savepoint=False):
        if all(change.only_grows for change in moved.values()):
            _grow(moved)
            return
        for key in sorted(moved):
            if moved[key].only_grows:
                _grow({key: moved[key]})
            else:
                _shift(key, moved[key])


def _grow(moved: Mapping[CellKey, CellCount]) -> None:
    """Add to the cells and then to their participants, making those that are not there."""
    ordered = sorted(moved.items())
    add_to_rows(AssistanceCell, [(*key, *change.place, change.sessions, change.attendances) for key, change in ordered])
    add_to_rows(
        ParticipantCell,
        [
            (*key, *change.place, person, times)
            for key, change in ordered
            for person, times in sorted(change.people.items())
            if times
        ],
    )


def _shift(key: CellKey, change: CellCount) -> None:
    """Move a cell from which something is taken away, and drop it if nothing is left in it."""
    if _move_cell(key, change):
        _move_participants(key, change)
    AssistanceCell.objects.filter(**key._asdict(), sessions=0, attendances=0).delete()


def _move_cell(key: CellKey, change: CellCount) -> bool:
    """Add `change` to the cell, making it if need be, and return whether there is one to count people in.

    A figure never stops the work it counts: what would fall below zero stays at zero, a cell that should exist and does
    not is logged, and `check_figures` tells the difference.
    """
    cells = AssistanceCell.objects.filter(**key._asdict())
    if cells.update(
        sessions=Greatest(F("sessions") + change.sessions, Value(0)),
        attendances=Greatest(F("attendances") + change.attendances, Value(0)),
        **change.place._asdict(),
    ):
        return True
    if change.sessions <= 0:
        logger.warning("figures.cell_missing", extra={"cell": list(key)})
        return False
    add_to_rows(AssistanceCell, [(*key, *change.place, change.sessions, max(change.attendances, 0))])
    return True


def _move_participants(key: CellKey, change: CellCount) -> None:
    people = ParticipantCell.objects.filter(**key._asdict())
    gone = sorted(person for person, times in change.people.items() if times < 0)
    for times in {change.people[person] for person in gone}:
        fewer = people.filter(person_key__in=[person for person in gone if change.people[person] == times])
        fewer.update(attendances=Greatest(F("attendances") + times, Value(0)))
    if gone:
        people.filter(person_key__in=gone, attendances=0).delete()
    come = sorted((person, times) for person, times in change.people.items() if times > 0)
    add_to_rows(ParticipantCell, [(*key, *change.place, person, times) for person, times in come])


@contextmanager
def _quiet_cells() -> Iterator[None]:
    """Open a transaction in which nobody else moves a cell, so that cells and facts are read as of one moment.

    On SQLite the transaction is enough: it has one writer. PostgreSQL is told to hold other writers of the table, not
    its readers; a session saved meanwhile waits to move its cell and adds to the finished result.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{AssistanceCell._meta.db_table}" IN EXCLUSIVE MODE')
        yield


@dataclass(frozen=True)
class Rebuilt:
    """How many rows a rebuild wrote."""

    cells: int
    participants: int


def rebuild_figures(facts: Callable[[], Iterable[SessionFact]] = iterate_session_facts) -> Rebuilt:
    """Throw all cells away and count every session again; if anything fails, nothing changes."""
    with _quiet_cells():
        counted = tally(facts())
        ParticipantCell.objects.all().delete()
        AssistanceCell.objects.all().delete()
        AssistanceCell.objects.bulk_create((_cell_row(key, count) for key, count in counted.items()), batch_size=BATCH)
        participants = _create_in_batches(_participant_rows(counted))
    return Rebuilt(cells=len(counted), participants=participants)


def _cell_row(key: CellKey, count: CellCount) -> AssistanceCell:
    return AssistanceCell(
        **key._asdict(), **count.place._asdict(), sessions=count.sessions, attendances=count.attendances
    )


def _participant_rows(counted: dict[CellKey, CellCount]) -> Iterator[ParticipantCell]:
    for key, count in counted.items():
        for person_key, times in count.people.items():
            yield ParticipantCell(**key._asdict(), **count.place._asdict(), person_key=person_key, attendances=times)


def _create_in_batches(rows: Iterator[ParticipantCell]) -> int:
    """Write rows `BATCH` at a time, so that a country's worth of people is never held as objects at once."""
    written = 0
    while batch := list(islice(rows, BATCH)):
        ParticipantCell.objects.bulk_create(batch)
        written += len(batch)
    return written


@dataclass(frozen=True)
class Difference:
    """A cell that does not say what the facts say: which one, what of it, and both values."""

    key: CellKey
    what: str
    stored: int | str
    expected: int | str


def find_differences(facts: Callable[[], Iterable[SessionFact]] = iterate_session_facts) -> list[Difference]:
    """Compare every cell with the facts and return what differs, in the order of the keys; empty when all is well."""
    with _quiet_cells():
        expected, (stored, attendances) = tally(facts()), _stored_counts()
    nothing = CellCount(Place(None, None))
    found: list[Difference] = []
    for key in sorted(expected.keys() | stored.keys()):
        found += _compare(key, stored.get(key, nothing), attendances.get(key, 0), expected.get(key, nothing))
    return found


def _stored_counts() -> tuple[dict[CellKey, CellCount], dict[CellKey, int]]:
    """Return what the cells hold, with people counted from the participants, and the attendances that the cells say."""
    columns = (*CellKey._fields, *Place._fields)
    cells: dict[CellKey, CellCount] = {}
    attendances: dict[CellKey, int] = {}
    for row in AssistanceCell.objects.values_list(*columns, "sessions", "attendances"):
        key, place = CellKey(*row[:5]), Place(*row[5:7])
        cells[key] = CellCount(place, sessions=row[7])
        attendances[key] = row[8]
    people = ParticipantCell.objects.values_list(*columns, "person_key", "attendances")
    for row in people.iterator(chunk_size=BATCH):
        key, place = CellKey(*row[:5]), Place(*row[5:7])
        cells.setdefault(key, CellCount(place)).people[row[7]] = row[8]
    return cells, attendances


def _compare(key: CellKey, stored: CellCount, attendances: int, expected: CellCount) -> Iterator[Difference]:
    if stored.sessions != expected.sessions:
        yield Difference(key, "sessions", stored.sessions, expected.sessions)
    if attendances != expected.attendances:
        yield Difference(key, "attendances", attendances, expected.attendances)
    if stored.sessions and expected.sessions and stored.place != expected.place:
        yield Difference(key, "place", _place_text(stored), _place_text(expected))
    everybody = stored.people.keys() | expected.people.keys()
    wrong = sum(1 for person in everybody if stored.people[person] != expected.people[person])
    if wrong:
        yield Difference(key, "people_wrong", wrong, 0)


def _place_text(count: CellCount) -> str:
    return "/".join(code or "-" for code in count.place)
