"""The schedule of a service as bars over weeks, with the words and the table that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from llegada.core.templatetags.llegada import number as written
from llegada.portfolio.choices import DayKind
from llegada.portfolio.design_rules import DAYS_A_WEEK, Planned, Span, schedule, whole_length
from llegada.portfolio.models import Milestone
from llegada.reports.content import Bar, Block, Column, Gantt, Paragraph, Said, Table

#: At most so many columns in the drawing, and so many bars in one of them: a schedule of more is drawn in parts.
MOST_PERIODS: Final = 12
BARS_A_DRAWING: Final = 25


def schedule_blocks(milestones: Sequence[Milestone], day_kind: str) -> list[Block]:
    """Return the drawing of a schedule and the table that says it whole; only the table where nobody has said the durations."""
    spans = schedule([Planned(one.typical_days, one.starts_after, one.wait_days) for one in milestones])
    known = [(one, span) for one, span in zip(milestones, spans, strict=True) if span.end is not None]
    days = str(DayKind(day_kind).label).lower()
    total = whole_length(spans)
    length = f"{written(total)} {days}" if total is not None else "sin dato: falta la duración de algún hito"
    drawings = [
        _drawing(known[first : first + BARS_A_DRAWING], spans, day_kind)
        for first in range(0, len(known), BARS_A_DRAWING)
    ]
    return [Paragraph(length.capitalize(), "Duración total"), *drawings, _table(milestones, spans, days)]


def period_weeks(last: int, week: int) -> int:
    """Return how many weeks each column stands for, so that there are few columns."""
    weeks = 1
    while last > MOST_PERIODS * weeks * week:
        weeks *= 2
    return weeks


def _drawing(known: Sequence[tuple[Milestone, Span]], spans: Sequence[Span], day_kind: str) -> Gantt:
    week = DAYS_A_WEEK[day_kind]
    last = max(span.end or 0 for span in spans)
    weeks = period_weeks(last, week)
    width = weeks * week
    columns = max(1, -(-last // width))
    labels = [
        str(first) if weeks == 1 else f"{first}–{first + weeks - 1}" for first in range(1, columns * weeks + 1, weeks)
    ]
    said = "; ".join(f"{one.name}, del día {(span.start or 0) + 1} al {span.end}" for one, span in known)
    return Gantt(
        caption="Cronograma general, por semanas. Cada barra es un hito",
        alt=f"Barras de {len(known)} hitos sobre {columns * weeks} semanas: {said}.",
        head="Hito, por semana",
        periods=labels,
        bars=[
            Bar(
                f"{one.position}. {one.name}",
                round((span.start or 0) / width, 3),
                round(((span.end or 0) - (span.start or 0)) / width, 3),
            )
            for one, span in known
        ],
    )


def _table(milestones: Sequence[Milestone], spans: Sequence[Span], days: str) -> Table:
    return Table(
        caption=f"Cronograma, en {days} desde el inicio",
        columns=[
            Column("N.º", 1, is_number=True),
            Column("Hito", 6),
            Column("Empieza después de", 3),
            Column("Duración", 2, is_number=True),
            Column("Primer día", 2, is_number=True),
            Column("Último día", 2, is_number=True),
        ],
        rows=[
            [
                str(one.position),
                one.name,
                _after(one),
                _days(one.typical_days),
                _days(None if span.start is None else span.start + 1),
                _days(span.end),
            ]
            for one, span in zip(milestones, spans, strict=True)
        ],
        empty="El servicio no tiene hitos.",
    )


def _after(milestone: Milestone) -> str:
    before = milestone.position - 1 if milestone.starts_after is None else milestone.starts_after
    start = f"Hito {before}" if before else "El inicio"
    return f"{start}, y {milestone.wait_days} días de espera" if milestone.wait_days else start


def _days(amount: int | None) -> Said:
    return None if amount is None else written(amount)
