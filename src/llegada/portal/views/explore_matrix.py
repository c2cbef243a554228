"""The matrix: any two of who, what, where and when, with the rows behind each cell (REP-04)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.actors import Actor
from llegada.insights import view_rules
from llegada.insights.choices import Axis, ViewMetric
from llegada.insights.filters import Problems
from llegada.insights.forms import OwnFilter
from llegada.insights.scope import choose
from llegada.insights.selectors.matrix import NONE, TOTAL, Key, Matrix, code_axis, get_matrix
from llegada.insights.told import WHY_KEPT
from llegada.portal.explore import Frame, Sheet, answer_file, definition_code, read_frame, show, told, told_short
from llegada.portal.matrix_drawing import Asked, DrawnMatrix, axis_words
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission

ROWS_PER_PAGE: Final = 40
#: Columns beyond these are only in the files: no screen holds them.
MOST_COLUMNS: Final = 36
#: What a matrix by strategy counts, where some service contributes to several.
_OF_STRATEGIES: Final = gettext_lazy(
    "Un servicio que aporta a varias estrategias cuenta entero en cada una, y cada sesión una sola vez en los totales de "
    "todas: las estrategias pueden sumar más que ellos."
)
_PRESETS: Final[tuple[tuple[str | Promise, Axis, Axis], ...]] = (
    (gettext_lazy("Quién × dónde"), Axis.DEPARTMENT, Axis.ORGANIZATION),
    (gettext_lazy("Qué × dónde"), Axis.DEPARTMENT, Axis.LINE),
    (gettext_lazy("Quién × qué"), Axis.LINE, Axis.ORGANIZATION),
)


@require_safe
def first_view(request: HttpRequest) -> HttpResponse:
    """Lead from the bare address of the views to the first of them, with its filters."""
    asked = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('portal:matrix')}?{asked}" if asked else reverse("portal:matrix"))


@require_safe
@gzip_page
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix; every cell leads to the rows behind it."""
    frame = read_frame(request, "matrix")
    asked = _asked(frame)
    found = _matrix(frame, asked)
    row_keys, column_keys = _ordered(asked, found)
    page = Paginator(row_keys, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = column_keys[:MOST_COLUMNS]
    drawn = DrawnMatrix(frame, asked, found, list(page.object_list), shown)
    offered = _offered(frame.actor)
    own = (
        OwnFilter("rows", _("Filas"), offered, asked.rows),
        OwnFilter("cols", _("Columnas"), offered, asked.columns),
    )
    presets = [
        (label, f"?{frame.scope.query(rows=rows, cols=columns)}", (rows, columns) == (asked.rows, asked.columns))
        for label, rows, columns in _PRESETS
    ]
    context = {
        "asked": asked,
        "page_obj": page,
        "columns": drawn.heads(),
        "rows": drawn.rows(),
        "total": told_short(asked.metric, found.total, is_kept=(TOTAL, TOTAL) in found.kept),
        "why_kept": WHY_KEPT if found.kept else "",
        "hidden_columns": len(column_keys) - len(shown),
        "presets": presets,
        "is_distinct": asked.metric != ViewMetric.SESSIONS,
        "about_strategies": _OF_STRATEGIES if Axis.STRATEGY in (asked.rows, asked.columns) else "",
        "definition": definition_code(asked.metric),
        "legend": drawn.legend(),
    }
    return show(request, frame, own=own, context=context)


@require_safe
def matrix_table(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Give the whole matrix as a file, every row and column. Raises Invalid for a filter that cannot be read."""
    frame = read_frame(request, "matrix")
    asked = _asked(frame)
    found = _matrix(frame, asked)
    row_keys, column_keys = _ordered(asked, found)
    row_words, codes = (words(asked.rows, row_keys, frame.options) for words in (axis_words, code_axis))
    column_words = axis_words(asked.columns, column_keys, frame.options)
    heads = _unlike([_("Código"), str(asked.rows.label), *(column_words[key] for key in column_keys), _("Total")])
    rows = [
        [
            codes.get(row),
            row_words[row],
            *(told(asked.metric, found.cells.get((row, one)), is_kept=(row, one) in found.kept) for one in column_keys),
            told(asked.metric, found.rows[row], is_kept=(row, TOTAL) in found.kept),
        ]
        for row in row_keys
    ]
    drawn = DrawnMatrix(frame, asked, found, row_keys[:ROWS_PER_PAGE], column_keys[:MOST_COLUMNS])
    name = f"llegada-matriz-{slugify(str(asked.rows.label))}-{slugify(str(asked.columns.label))}"
    sheet = Sheet(name, heads, rows, drawn.drawing(), definition_code(asked.metric), _notes(asked, found))
    # No column of these says what is counted; JSON has it among its filters, and the drawing in its title.
    counted = f"{frame.scope.words} · {asked.metric.label}" if extension in {"csv", "xlsx"} else ""
    return answer_file(frame, sheet, extension, scope=counted)


def _matrix(frame: Frame, asked: Asked) -> Matrix:
    return get_matrix(frame.scope.cut, rows=asked.rows, columns=asked.columns, metric=asked.metric, actor=frame.actor)


def _notes(asked: Asked, found: Matrix) -> list[str]:
    notes = [str(asked.metric.label)]
    if Axis.STRATEGY in (asked.rows, asked.columns):
        notes.append(str(_OF_STRATEGIES))
    elif asked.metric != ViewMetric.SESSIONS:
        notes.append(_("Los totales se cuentan de nuevo, cada uno una sola vez: no son la suma de las celdas."))
    if found.kept:
        notes.append(str(WHY_KEPT))
    return notes


def _asked(frame: Frame) -> Asked:
    problems: Problems = frame.problems
    rows = choose(frame.asked, "rows", Axis, Axis.DEPARTMENT, problems)
    columns = choose(frame.asked, "cols", Axis, Axis.ORGANIZATION, problems)
    if Axis.STRATEGY in (rows, columns) and not _sees_strategies(frame.actor):
        problems["rows"] = _("La matriz por estrategia es para quienes las leen: ingrese con su cuenta.")
        rows, columns = Axis.DEPARTMENT, Axis.ORGANIZATION
    if rows == columns:
        problems["cols"] = _("Las filas y las columnas deben ser distintas.")
        columns = Axis.LINE if rows != Axis.LINE else Axis.ORGANIZATION
    metric = frame.scope.metric
    if Axis.STRATEGY in (rows, columns) and metric != ViewMetric.SESSIONS:
        problems["metric"] = _("Por estrategia se cuentan sesiones: un servicio puede aportar a varias.")
        metric = ViewMetric.SESSIONS
    return Asked(rows, columns, metric)


def _sees_strategies(actor: Actor) -> bool:
    return STRATEGY_POLICY.may_ever(actor, StrategyPermission.VIEW)


def _offered(actor: Actor) -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in Axis if one != Axis.STRATEGY or _sees_strategies(actor)]


def _ordered(asked: Asked, found: Matrix) -> tuple[list[Key], list[Key]]:
    """Return the keys of the rows and of the columns, each in the order in which they are shown."""
    untold_rows = {row for row, column in found.kept if column == TOTAL}
    untold_columns = {column for row, column in found.kept if row == TOTAL}
    return (
        _in_order(asked.rows, asked.metric, found.rows, untold_rows),
        _in_order(asked.columns, asked.metric, found.columns, untold_columns),
    )


def _in_order(axis: Axis, metric: ViewMetric, totals: Mapping[Key, int], untold: Collection[Key]) -> list[Key]:
    """Return the keys with the highest total first, years in their order; what has no place, at the end.

    Totals that are not told go after the others, so that no place tells them.
    """
    if axis == Axis.YEAR:
        return sorted(totals, key=str)

    def told(key: Key) -> int:
        is_untold = metric == ViewMetric.PEOPLE and (key in untold or view_rules.is_small_group(totals[key]))
        return 1 if is_untold else totals[key]

    return sorted(totals, key=lambda key: (key == NONE, -told(key), str(key)))


def _unlike(heads: Sequence[str]) -> list[str]:
    """Return headings that differ: two units may have one name."""
    seen: dict[str, int] = {}
    found = []
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        found.append(head if seen[head] == 1 else f"{head} ({seen[head]})")
    return found
