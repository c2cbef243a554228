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

#: Why a count of five people or more is not told.
WHY_KEPT: Final = _(
    "Un conteo «reservado» es de cinco personas o más: no se publica porque, restado del total, "
    "diría cuántas hay en un grupo de menos de cinco."
)


def told_people(people: int | None, *, is_kept: bool = False) -> int | str | None:
    """Return a count of people as pages and files tell it; None is no data."""
    if is_kept:
        return str(KEPT_BACK)
    return str(FEW) if is_small_group(people) else people


def published(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures without the people that are too few, nor their attendances."""
    found = [replace(one, value=None) if one.is_kept else one for one in figures]
    people = next((one.value for one in found if one.definition.code == "people"), None)
    if not is_small_group(people):
        return found
    return [
        replace(one, value=None, fewer_than=SMALLEST_GROUP if one.definition.code == "people" else None)
        if one.definition.code in ("people", "attendances")
        else one
        for one in found
    ]
