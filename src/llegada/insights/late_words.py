"""Late milestones by their age, in words and as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from llegada.core.drawings import Column, Drawing, draw_columns
from llegada.core.templatetags.llegada import number, percent, short_date
from llegada.insights.lateness_rules import Age

#: Late milestones are not people: however few, they are told to who reads their plans.
Counts = Sequence[tuple[Age, int]]
#: The drawing stands beside its table, in half a page.
_BESIDE: Final = 540


def age_words(age: Age) -> str:
    """Say an age."""
    if age.most is None:
        return _("más de un año")
    return _("%(least)s a %(most)s días") % {"least": age.least, "most": age.most}


def late_title(day: date) -> str:
    """Say what the drawing is of."""
    return _("Hitos por días de vencidos, a corte del %(day)s") % {"day": short_date(day)}


def draw_late(counts: Counts, *, day: date, across: int = _BESIDE) -> Drawing | None:
    """Return a column for each age with its milestones; None where nothing is late."""
    if not any(count for _age, count in counts):
        return None
    columns = [Column(_short(age), count, number(count)) for age, count in counts]
    return draw_columns(late_title(day), columns, across=across)


def _short(age: Age) -> str:
    """Say an age in the width of a column of a telephone."""
    return f"> {age.least - 1}" if age.most is None else f"{age.least}–{age.most}"


def late_rows(counts: Counts) -> list[tuple[str, int, str]]:
    """Return the rows of the table that says what the columns draw: age, milestones, and part of all."""
    total = sum(count for _age, count in counts)
    return [(age_words(age), count, percent(count, total)) for age, count in counts]
