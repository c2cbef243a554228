"""How counts that could tell somebody's secret are told: of fewer than five people, only that (docs/figures.md, «Small groups»)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.insights.cube_rules import SMALLEST_GROUP
from llegada.insights.selectors import Figure
from llegada.insights.view_rules import is_small_group

FEW: Final = _("menos de 5")
#: In place of the attendances of a small group: of one session they are its people.
KEPT_BACK: Final = _("reservado")


def told_people(people: int | None) -> int | str | None:
    """Return a count of people as pages and files tell it; None is no data."""
    return str(FEW) if is_small_group(people) else people


def told_attendances(attendances: int | None, people: int | None) -> int | str | None:
    """Return the attendances of a group, kept back where its people are too few to be told."""
    return str(KEPT_BACK) if is_small_group(people) else attendances


def published(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures without the people that are too few, nor their attendances."""
    found = list(figures)
    people = next((one.value for one in found if one.definition.code == "people"), None)
    if not is_small_group(people):
        return found
    return [
        replace(one, value=None, fewer_than=SMALLEST_GROUP if one.definition.code == "people" else None)
        if one.definition.code in ("people", "attendances")
        else one
        for one in found
    ]
