"""Puts the progress of plans into words and a drawing, and its rows into a table to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.core.drawings import MOST_BARS, Bar, Drawing, draw_bars
from llegada.core.templatetags.llegada import number, percent
from llegada.insights.progress_rows import ProgressRow
from llegada.insights.selectors.lateness import DATES_MOVED, NO_REASON, OBSTACLE_WORDS, Lateness
from llegada.insights.selectors.progress import By
from llegada.insights.worklist import PACE_PILLS

#: What addresses call the grouping that is made of entities: PDET subregions, categories, associations.
ZONE: Final = "zona"
#: What addresses call each grouping → what it is, its word, and the filter that a group becomes when one goes into it.
GROUPINGS: Final[Mapping[str, tuple[By, str | Promise]]] = {
    "dependencia": (By.UNIT, gettext_lazy("Dependencia")),
    "servicio": (By.SERVICE, gettext_lazy("Servicio")),
    "entidad": (By.ENTITY, gettext_lazy("Entidad")),
    "departamento": (By.DEPARTMENT, gettext_lazy("Departamento")),
    ZONE: (By.ENTITY, gettext_lazy("Zona")),
    "estrategia": (By.STRATEGY, gettext_lazy("Estrategia")),
    "asesor": (By.ADVISOR, gettext_lazy("Asesor")),
}
#: What addresses call each order → its word.
ORDERS: Final[Mapping[str, str | Promise]] = {
    "ritmo": gettext_lazy("Primero lo más rezagado"),
    "vencidos": gettext_lazy("Primero lo que tiene más hitos vencidos"),
    "avance": gettext_lazy("Primero lo que más ha avanzado"),
    "planes": gettext_lazy("Primero lo que tiene más planes"),
    "nombre": gettext_lazy("Por nombre"),
}
#: Plans by state, in words.
STATES: Final = {
    "to_sign": gettext_lazy("por firmar"),
    "signed": gettext_lazy("firmados"),
    "in_execution": gettext_lazy("en ejecución"),
    "suspended": gettext_lazy("suspendidos"),
    "finished": gettext_lazy("finalizados"),
    "closed": gettext_lazy("cerrados"),
    "terminated": gettext_lazy("terminados antes"),
    "historical": gettext_lazy("históricos con hitos"),
}
#: Those that are not followed: they are not signed yet, or ended early.
NOT_FOLLOWED: Final = ("to_sign", "terminated")
#: Bars that the drawing shows at most: more cannot be read at a glance; the table has them all.
BARS: Final = 12


def reason_words(name: str) -> str:
    """Say a reason of lateness."""
    if name == NO_REASON:
        return _("Sin razón registrada")
    return _("Se habían movido las fechas") if name == DATES_MOVED else str(OBSTACLE_WORDS.get(name, name))


@dataclass(frozen=True)
class ProgressEntry:
    """One row of the table: the group, its pill, its states in words, how late it is, and the filter that goes into it."""

    row: ProgressRow
    kind: str
    word: str | Promise
    lateness: Lateness | None
    into: str = ""

    @property
    def states(self) -> str:
        """Return the plans that are followed by state, in words; those of which there are none are not said."""
        return self._counts(name for name in STATES if name not in NOT_FOLLOWED)

    @property
    def besides(self) -> str:
        """Return the plans that are not followed, which the count of those in course does not have, in words."""
        return self._counts(NOT_FOLLOWED)

    def _counts(self, names: Iterable[str]) -> str:
        counts = [(getattr(self.row.totals, name), STATES[name]) for name in names]
        return " · ".join(f"{words}: {number(count)}" for count, words in counts if count)

    @property
    def expected(self) -> str:
        """Say what was expected by the day."""
        if not self.row.total:
            return ""
        return _("esperado %(percent)s") % {"percent": percent(self.row.expected, self.row.total)}

    @property
    def main_reason(self) -> str:
        """Say the commonest reason of the late milestones, and how many have it."""
        if self.lateness is None or not self.lateness.reasons:
            return ""
        name, count = self.lateness.reasons[0]
        return f"{reason_words(name)} ({count})"


def make_entries(
    rows: Sequence[ProgressRow], late: Mapping[Any, Lateness], *, name: str, filters: Mapping[str, str]
) -> list[ProgressEntry]:
    """Return the rows of a page in words; `name` is what addresses call the grouping, `filters` what they say already."""
    kept = {key: value for key, value in filters.items() if key not in {"page", "orden", "por"}}
    return [
        ProgressEntry(row, *PACE_PILLS[row.pace], late.get(row.pk), urlencode(kept | {name: row.key})) for row in rows
    ]


def draw_progress(title: str, entries: Sequence[ProgressEntry], *, at_most: int = MOST_BARS) -> Drawing | None:
    """Return what was validated of each group as a bar, and what was expected as a dashed line; None without weights."""
    shown = [one for one in entries if one.row.total]
    bars = [
        Bar(
            one.row.name,
            float(one.row.done / one.row.total),
            f"{percent(one.row.done, one.row.total)} · {one.expected}",
            float(one.row.expected / one.row.total),
        )
        for one in shown[:at_most]
    ]
    foot = [_("La barra es lo validado por peso; la línea, lo esperado a la fecha.")]
    if len(shown) > at_most:
        foot.append(_("Los primeros %(shown)s; la tabla los tiene todos.") % {"shown": at_most})
    return draw_bars(title, bars, foot) if bars else None


def columns_of(name: str | Promise) -> list[str]:
    """Return the headings of the download: the group, and every numerator beside its denominator."""
    return [
        _("Código"), str(name), *(_("Planes %(state)s") % {"state": words} for words in STATES.values()), _("Hitos"),
        _("Hitos con fecha cumplida"), _("Hitos reportados"), _("Hitos validados"), _("Hitos que no aplican"), _("Hitos vencidos"),
        _("Peso validado"), _("Peso esperado"), _("Peso total"), _("Avance (%)"), _("Ritmo"), _("Mediana de días vencidos"),
        _("Máximo de días vencidos"), _("Razones"),
    ]  # fmt: skip


def rows_of(entries: Sequence[ProgressEntry]) -> Iterator[list[Any]]:
    """Yield the rows of the download."""
    for entry in entries:
        row, totals, late = entry.row, entry.row.totals, entry.lateness
        lag = late.lag if late else None
        yield [
            row.key, row.name, *(getattr(totals, name) for name in STATES), totals.milestones, totals.due, totals.reported,
            totals.validated, totals.not_applicable, totals.late, row.done, round(row.expected, 2), row.total,
            round(row.done * 100 / row.total, 2) if row.total else None, str(entry.word), lag.median if lag else None,
            lag.most if lag else None,
            "; ".join(f"{reason_words(name)}: {count}" for name, count in late.reasons) if late else None,
        ]  # fmt: skip
