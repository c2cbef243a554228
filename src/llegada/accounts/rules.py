"""Rules of roles and of the tree of units. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: Roles by the kind of scope that they carry (mission roles, section E). Any other role needs an organisation.
ENTITY_SCOPED: Final = frozenset({"entity_contact", "legal_representative"})
TERRITORY_SCOPED: Final = frozenset({"territorial_manager"})
INSTALLATION_SCOPED: Final = frozenset({"it_admin", "monitoring_admin", "data_protection_officer"})
#: Levels of units under an organisation; no public body known to us has more, and it keeps `path` within its column.
MAX_UNIT_DEPTH: Final = 10
MAX_TOKEN_DAYS: Final = 365


@dataclass(frozen=True)
class Scope:
    """What a role would reach, seen from outside: which parts of a scope were given."""

    has_organization: bool = False
    has_unit: bool = False
    is_unit_of_organization: bool = True
    has_places: bool = False
    has_entity: bool = False


def scope_problems(role: str, scope: Scope) -> list[tuple[str, str]]:
    """Return (field, problem) for each part of `scope` that does not go with `role`; empty when it fits."""
    found: list[tuple[str, str]] = []
    if role in ENTITY_SCOPED:
        if not scope.has_entity:
            found.append(("entity", "entity_needed"))
        if scope.has_organization:
            found.append(("organization", "entity_only"))
    else:
        if scope.has_entity:
            found.append(("entity", "entity_not_expected"))
        if not scope.has_organization and role not in INSTALLATION_SCOPED:
            found.append(("organization", "organization_needed"))
    if scope.has_unit and not (scope.has_organization and scope.is_unit_of_organization):
        found.append(("unit", "unit_elsewhere"))
    if role in TERRITORY_SCOPED and not scope.has_places:
        found.append(("departments", "places_needed"))
    if role not in TERRITORY_SCOPED and scope.has_places:
        found.append(("departments", "places_not_expected"))
    return found


def periods_overlap(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Return whether two periods share a day; both ends count, and None is no end."""
    return (other_end is None or start <= other_end) and (end is None or other_start <= end)


def earliest_end(*, starts_on: date, today: date) -> date:
    """Return the earliest last day that a role may get: yesterday takes it away at once, but never before it began."""
    return max(starts_on, today - timedelta(days=1))


def branch_path(parent_path: str, key: int | str) -> str:
    """Return the path of a unit under `parent_path` (empty for a root): `/1/7/`."""
    return f"{parent_path or '/'}{key}/"


def units_above(path: str) -> list[int]:
    """Return the keys of a unit and of those above it, from its `path`: `/1/7/` gives 1 and 7."""
    return [int(key) for key in path.split("/") if key]


def depth(path: str) -> int:
    """Return how many units a path names."""
    return path.strip("/").count("/") + 1 if path.strip("/") else 0


def is_inside(path: str, branch: str) -> bool:
    """Return whether `path` is `branch` or hangs from it."""
    return path.startswith(branch)


def last_token_day(today: date) -> date:
    """Return the latest day on which a token made `today` may expire."""
    return today + timedelta(days=MAX_TOKEN_DAYS)
