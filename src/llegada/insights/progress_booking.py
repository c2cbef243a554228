"""Books the progress of plans as they change, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from llegada.insights.lateness_rules import Spell, length_of, open_spell, spells_of, waits_of
from llegada.insights.models import LateSpell, ProgressCell
from llegada.insights.progress_rules import BookKey, Moves, Place, SumKey, bookings, fold, less
from llegada.insights.timelines import HEAD, NO_END, Entries, booked, entries_of, merged, quarter_of, unpacked
from llegada.insights.upserts import find_sums, hold_progress, put_progress, put_sums
from llegada.territory.facts import SeatFact
from llegada.workplans.facts import PlanChange, PlanFact, PlanStory
from llegada.workplans.selectors.facts import pairs

#: Timelines moved together: far from the parameters that a database takes at once.
ROWS: Final = 300


def apply_plan_fact(before: PlanFact | None, after: PlanFact) -> None:
    """Book what a plan, or part of one, moves as it goes from `before` to `after`."""
    apply_plan_facts([(before, after)])


def apply_plan_facts(changes: Sequence[PlanChange]) -> None:
    """Book what several plans move, added up first."""
    with transaction.atomic(savepoint=False):
        _book(bookings(changes))
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
    with transaction.atomic(savepoint=False):
        _book(less(bookings(after), bookings(before)))
        gone = sorted({one.milestone_id for _was, fact in before for one in fact.milestones})
        for start in range(0, len(gone), ROWS):
            LateSpell.objects.filter(milestone_id__in=gone[start : start + ROWS]).delete()
        LateSpell.objects.bulk_create(map(spell_row, spells_of(after)), batch_size=ROWS)


def apply_seat_fact(before: SeatFact, after: SeatFact) -> None:
    """Take the progress of an entity to the department of its seat of now, inside the transaction of the change."""
    apply_seat_facts([(before, after)])


def apply_seat_facts(changes: Sequence[tuple[SeatFact, SeatFact]]) -> None:
    """Take the progress of several entities to the departments of their seats of now, all that each ever booked."""
    seats = {
        after.entity_id: (int(before.department_id or 0), int(after.department_id or 0))
        for before, after in changes
        if before.department_id != after.department_id
    }
    if not seats:
        return
    with transaction.atomic(savepoint=False):
        of_entities = ProgressCell.objects.filter(entity_id__in=sorted(seats)).order_by(*BookKey._fields)
        organizations = {BookKey(*key): of for *key, of in of_entities.values_list(*BookKey._fields, "organization_id")}
        # Written over with their place of now, the cells are held until the end of the transaction.
        rows = [(*key, of, seats[key.entity_id][1]) for key, of in organizations.items()]
        stood = [(BookKey(*key), data) for *key, data in hold_progress(rows)]
        moved: list[tuple[BookKey, Place, Moves]] = []
        for key, data in stood:
            moves = {(day, measure): amount for day, measure, amount in unpacked(data).tolist()}
            left, came = (Place(organizations[key], department) for department in seats[key.entity_id])
            moved += [(key, left, {at: -amount for at, amount in moves.items()}), (key, came, moves)]
        _add_up(moved)


def _book(moved: Mapping[BookKey, tuple[Place, Moves]]) -> None:
    """Move cells, then sums, each in the order of their keys: two that book at once wait for one another, and never in a ring."""
    cells = sorted(moved)
    for start in range(0, len(cells), ROWS):
        _move_cells([(key, *moved[key]) for key in cells[start : start + ROWS]])
    _add_up((key, *moves) for key, moves in moved.items())


def _add_up(moved: Iterable[tuple[BookKey, Place, Moves]]) -> None:
    """Move the sums of all the axes by what moves in cells, in the order of their keys."""
    sums = fold(moved)
    keys = sorted(sums)
    for start in range(0, len(keys), ROWS):
        _move_sums({key: entries_of(sums[key]) for key in keys[start : start + ROWS]})


def _move_cells(some: Sequence[tuple[BookKey, Place, Moves]]) -> None:
    stood = {BookKey(*row[:-1]): row[-1] for row in hold_progress([(*key, *place) for key, place, _moves in some])}
    put_progress([(*key, *place, merged(stood[key], entries_of(moves))) for key, place, moves in some])


def _move_sums(moves: Mapping[SumKey, Entries]) -> None:
    # The row that stands for each group is held until the end of the transaction; then what it has is read.
    put_sums([(*key, HEAD, HEAD, b"") for key in moves])
    stood: dict[SumKey, dict[int, Any]] = {key: {} for key in moves}
    since = [(*key, int(quarter_of(entries["day"].min()))) for key, entries in moves.items()]
    for *of, quarter, data in find_sums(since):
        stood[SumKey(*of)][quarter] = data
    rows = []
    for key, entries in moves.items():
        changed = booked(stood[key], entries)
        last = max(changed)
        rows += [(*key, quarter, NO_END if quarter == last else quarter + 1, data) for quarter, data in changed.items()]
    put_sums(rows)


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
