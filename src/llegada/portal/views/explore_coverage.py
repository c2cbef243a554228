"""Coverage: to what part of the country, of its people and of each class of places assistance arrived (REP-07)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.drawings import Bar, Drawing, draw_bars
from llegada.core.templatetags.llegada import number, percent
from llegada.insights.selectors.coverage import Coverage, GroupShare, Share, get_coverage
from llegada.portal.explore import Frame, Sheet, answer_file, read_frame, show, view_url
from llegada.portal.kinds import MANY
from llegada.territory.choices import EntityKind

_FINER: Final = "pdet-subregion:"
#: What is said where nothing is registered.
_UNKNOWN: Final = gettext_lazy(
    "Sin sesiones registradas con estos filtros: no se sabe a quién se llegó, que no es lo mismo que a nadie."
)
#: What coverage always speaks of, with data or without: key of its classes → family, what it is, and what has to be loaded.
_EXPECTED: Final[dict[str, tuple[str | Promise, str | Promise, str | Promise]]] = {
    "pdet": (
        gettext_lazy("PDET"),
        gettext_lazy("Municipios PDET"),
        gettext_lazy("Aquí no se ha cargado la lista de municipios PDET. Se carga en Focalización, Índices."),
    ),
    "categoria-617": (
        gettext_lazy("Ley 617 de 2000"),
        gettext_lazy("Municipios por categoría"),
        gettext_lazy("Aquí no se han cargado las categorías de los municipios. Se cargan en Focalización, Índices."),
    ),
}


@dataclass(frozen=True)
class Row:
    """One share in words, and the address of those it leaves out."""

    family: str
    label: str
    share: Share
    silent_url: str = ""
    #: One part of another row: a page folds those.
    is_finer: bool = False


@require_safe
@gzip_page
def coverage(request: HttpRequest) -> HttpResponse:
    """Show every share with its numerator and its denominator."""
    frame = read_frame(request, "coverage")
    found = _read(frame)
    rows = _rows(frame, found)
    context = {
        "found": found,
        "rows": [row for row in rows if not row.is_finer],
        "finer": [row for row in rows if row.is_finer],
        "lines": _named(frame, found.lines),
        "years": [(str(one.key), one) for one in reversed(found.years)],
        "municipality_total": found.municipalities.of,
        "definition": "coverage",
        "unknown": _UNKNOWN,
    }
    return show(request, frame, context=context, has_metric=False)


@require_safe
def coverage_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give the shares as a file. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "coverage")
    found = _read(frame)
    rows = _rows(frame, found)
    columns = [_("Grupo"), _("Parte"), _("Alcanzados"), _("De"), _("Porcentaje"), _("Nota")]
    of = found.municipalities.of
    lines: list[tuple[str, str, Share]] = [
        *((row.family, row.label, row.share) for row in rows),
        *((_("Municipios por línea"), label, Share("", one.municipalities, of)) for label, one in _named(frame, found.lines)),
        *((_("Municipios por vigencia"), str(one.key), Share("", one.municipalities, of)) for one in found.years),
    ]  # fmt: skip
    cells: list[list[Any]] = [
        [family, label, one.reached, one.of, None if one.part is None else round(100 * one.part, 1), one.note or None]
        for family, label, one in lines
    ]
    notes = () if found.has_records else (str(_UNKNOWN),)
    return answer_file(frame, Sheet("llegada-cobertura", columns, cells, _drawing(rows), "coverage", notes), extension)


def _read(frame: Frame) -> Coverage:
    year = (frame.scope.until or 0) // 100 or timezone.localdate().year
    return get_coverage(frame.scope.cut, places=frame.options.places, year=min(year, timezone.localdate().year))


def _rows(frame: Frame, found: Coverage) -> list[Row]:
    territory, kinds = _("Territorio"), _("Entidades")
    population, people = _("Población de los municipios asistidos"), found.population
    if found.population_edition:
        population = _("%(label)s (%(year)s)") % {"label": population, "year": found.population_edition.year}
    else:
        people = replace(
            people,
            note=_(
                "Aquí no se ha cargado la población de ese año, ni la de uno anterior. Se carga en Focalización, Índices."
            ),
        )
    silent = view_url("silence")
    return [
        Row(territory, _("Municipios"), found.municipalities, f"{silent}?{frame.scope.query(kind='mayoralty')}"),
        Row(territory, _("Departamentos"), found.departments),
        Row(territory, population, people),
        *(
            Row(kinds, str(MANY[EntityKind(kind)]), share, f"{silent}?{frame.scope.query(kind=kind)}")
            for kind, share in found.kinds
        ),
        *(
            Row(family, share.label, share, *_silent_of(frame, share.label))
            for family, share in found.classes
        ),
        *_not_loaded(frame),
    ]  # fmt: skip


def _not_loaded(frame: Frame) -> list[Row]:
    """Return what coverage should say and cannot, each with its reason."""
    loaded = {one.key.partition(":")[0] for one in frame.options.places}
    return [
        Row(str(family), str(label), Share(str(label), None, None, str(reason)))
        for key, (family, label, reason) in _EXPECTED.items()
        if key not in loaded
    ]


def _silent_of(frame: Frame, label: str) -> tuple[str, bool]:
    """Return where those that a class leaves out are, and whether it is a part of another one."""
    key = next((one.key for one in frame.options.places if one.label == label), "")
    query = frame.scope.query(places=key, kind="mayoralty")
    return f"{view_url('silence')}?{query}", key.startswith(_FINER)


def _named(frame: Frame, groups: Iterable[GroupShare]) -> list[tuple[str, GroupShare]]:
    words = {one.pk: one.label for one in frame.options.catalogue.lines}
    found = [(words.get(one.key, _("Sin nombre publicado")), one) for one in groups]
    return sorted(found, key=lambda pair: (-pair[1].municipalities, pair[0]))


def _drawing(rows: Iterable[Row]) -> Drawing:
    bars = [
        Bar(
            row.label,
            row.share.part,
            f"{percent(row.share.reached, row.share.of)} · {number(row.share.reached)} / {number(row.share.of)}"
            if row.share.part is not None
            else _("sin dato"),
        )
        for row in rows
        if not row.is_finer
    ]
    return draw_bars(_("Cobertura"), bars)
