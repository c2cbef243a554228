"""The numbers by which the sets know people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final, TypeVar

from llegada.insights.models import PersonNumber

_Item = TypeVar("_Item")
#: Keys asked for in one statement.
_MANY: Final = 5000


def number_people(person_keys: Collection[int]) -> dict[int, int]:
    """Return the number of each person, giving one to those who have none. Only for who holds the figures."""
    found = _known(person_keys)
    missing = sorted(key for key in person_keys if key not in found)
    if missing:
        rows = [PersonNumber(person_key=key) for key in missing]
        made = PersonNumber.objects.bulk_create(rows, batch_size=_MANY)
        found |= {row.person_key: row.number for row in made}
    return found


def _known(person_keys: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_parts(person_keys, _MANY):
        found.update(PersonNumber.objects.filter(person_key__in=some).values_list("person_key", "number"))
    return found


def in_parts(items: Collection[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield `items` some at a time."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
