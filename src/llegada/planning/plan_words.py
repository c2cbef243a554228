"""The words of what the checks find and of the months, for gates and pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from llegada.planning.models import AnnualPlan
from llegada.planning.month_rules import Duration
from llegada.planning.rules import Findings
from llegada.portfolio.choices import DayKind, FundingSource

MONTH_NAMES: Final[dict[int, str | Promise]] = {
    1: _("enero"), 2: _("febrero"), 3: _("marzo"), 4: _("abril"), 5: _("mayo"), 6: _("junio"), 7: _("julio"),
    8: _("agosto"), 9: _("septiembre"), 10: _("octubre"), 11: _("noviembre"), 12: _("diciembre"),
}  # fmt: skip
#: What a line can lack → words.
GAP_WORDS: Final[dict[str, str | Promise]] = {
    "budget": _("presupuesto"),
    "modality": _("modalidad"),
    "origin": _("origen"),
    "obligation": _("obligatoriedad"),
    "person_days": _("días de trabajo del equipo"),
    "territorial_manager": _("gestor territorial"),
}

#: What the catalogue says against a line → words.
CATALOGUE_WORDS: Final[dict[str, str | Promise]] = {
    "suspended": _("El servicio está suspendido"),
    "in_closure": _("El servicio está en cierre"),
    "retired": _("El servicio fue retirado"),
    "unpublished": _("El servicio no tiene versión publicada"),
}


def catalogue_words(key: str, duration: Duration | None) -> str:
    """Return what the catalogue says against a line, in words; `duration` is how its service fits it."""
    if key != "too_short" or duration is None:
        return str(CATALOGUE_WORDS[key])
    if duration.kind == DayKind.CALENDAR:
        said = gettext("Los hitos del servicio suelen tomar %(typical)s días y la línea dura %(line)s")
    else:
        said = gettext("Los hitos del servicio suelen tomar %(typical)s días hábiles y la línea dura %(line)s")
    return said % {"typical": duration.typical, "line": duration.line}


def month_words(month: date) -> str:
    """Return a month with its year, in words."""
    return gettext("%(month)s de %(year)s") % {"month": MONTH_NAMES[month.month], "year": month.year}


def problem_words(found: Findings, key: str) -> str:
    """Return one thing that the checks found, in words."""
    if key == "no_lines":
        return gettext("no tiene líneas")
    if key == "missing_texts":
        return gettext("falta escribir %(texts)s") % {"texts": _list(_text_name(name) for name in found.missing_texts)}
    if key == "incomplete_lines":
        said = ngettext("%(count)d línea incompleta", "%(count)d líneas incompletas", found.incomplete_lines)
        return said % {"count": found.incomplete_lines}
    if key == "sources_over":
        return gettext("el presupuesto supera lo disponible en %(sources)s") % {
            "sources": source_words(found.sources_over)
        }
    if key == "sources_unknown":
        return gettext("sin dato de lo disponible en %(sources)s") % {"sources": source_words(found.sources_unknown)}
    if key == "months_over":
        return gettext("el trabajo supera la capacidad del equipo en %(months)s") % {
            "months": _months(found.months_over)
        }
    if key == "months_unknown":
        return gettext("sin dato de la capacidad del equipo en %(months)s") % {"months": _months(found.months_unknown)}
    if key == "overlaps":
        said = ngettext(
            "%(count)d línea llega a una entidad y tema de otra dependencia en los mismos meses",
            "%(count)d líneas llegan a entidades y temas de otra dependencia en los mismos meses",
            found.overlaps,
        )
        return said % {"count": found.overlaps}
    said = ngettext("%(count)d línea parece repetida", "%(count)d líneas parecen repetidas", found.duplicates)
    return said % {"count": found.duplicates}


def gap_words(gaps: Iterable[str]) -> str:
    """Return what a line lacks, in words."""
    return _list(str(GAP_WORDS[name]) for name in gaps)


def source_words(keys: Iterable[str]) -> str:
    """Return sources of money, in words."""
    return _list(str(FundingSource(key).label) for key in keys)


def _text_name(name: str) -> str:
    return str(AnnualPlan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _months(keys: Iterable[str]) -> str:
    return _list(str(MONTH_NAMES[int(key)]) for key in keys)


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
