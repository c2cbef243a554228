"""Who × where, what × where, who × what: any two dimensions of the cube crossed, with totals counted again (REP-04, GOV-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from llegada.core.actors import ANONYMOUS, Actor
from llegada.insights.choices import Axis, ViewMetric
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.secrecy import Line, kept_back
from llegada.insights.selectors.catalogue import Option
from llegada.insights.selectors.explore_options import Options
from llegada.insights.selectors.mayors import read_counts
from llegada.insights.view_rules import is_small_group
from llegada.portfolio.models import Strategy, VersionStrategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.territory.models import Municipality

DIMENSIONS: Final[dict[Axis, Dimension]] = {
    Axis.ORGANIZATION: Dimension.ORGANIZATION,
    Axis.UNIT: Dimension.UNIT,
    Axis.LINE: Dimension.LINE,
    Axis.SERVICE: Dimension.SERVICE,
    Axis.STRATEGY: Dimension.SERVICE,
    Axis.DEPARTMENT: Dimension.DEPARTMENT,
    Axis.MUNICIPALITY: Dimension.MUNICIPALITY,
    Axis.YEAR: Dimension.YEAR,
}
#: The pairs that the page asks first, and the measure repeats: who × where, what × where, who × what, what × when.
USUAL_PAIRS: Final = (
    (Axis.DEPARTMENT, Axis.ORGANIZATION),
    (Axis.DEPARTMENT, Axis.LINE),
    (Axis.LINE, Axis.ORGANIZATION),
    (Axis.SERVICE, Axis.YEAR),
)
#: What the cube calls each metric.
FIGURES: Final[dict[ViewMetric, str]] = {
    ViewMetric.SESSIONS: "sessions",
    ViewMetric.ENTITIES: "entities",
    ViewMetric.MUNICIPALITIES: "municipalities",
    ViewMetric.PEOPLE: "people",
}
#: The key of what has no place, no unit, no strategy.
NONE: Final = ""
#: The key of the strategies that the reader may not see, together.
OTHERS: Final = "others"
#: In place of a row or of a column, in the key of a total.
TOTAL: Final = "total"
Key = int | str


@dataclass(frozen=True)
class Matrix:
    """Values by (row, column), absent where nothing is registered; totals are counted again where they cannot be added up.

    `kept` are the cells of people, and the totals, that are not told so that no small one is known by difference.
    """

    cells: Mapping[tuple[Key, Key], int]
    rows: Mapping[Key, int]
    columns: Mapping[Key, int]
    total: int | None
    kept: frozenset[tuple[Key, Key]] = frozenset()


def get_matrix(cut: Slice, *, rows: Axis, columns: Axis, metric: ViewMetric, actor: Actor = ANONYMOUS) -> Matrix:
    """Return the matrix of two different axes. Of sessions one reading gives all; of what is distinct, four.

    By strategy only sessions are counted: a service may contribute to several, and each counts it whole. Those that `actor` may
    not read are one row, without their names.
    """
    pair = (DIMENSIONS[rows], DIMENSIONS[columns])
    figure = FIGURES[metric]
    if metric == ViewMetric.SESSIONS:
        cells = _named(read_counts(cut, figure, pair)[0])
        if Axis.STRATEGY not in (rows, columns):
            return _added_up(cells)
        strategies = _of_strategies(actor)
        return _spread_out(cells, strategies, rows, columns)
    found, of_rows, of_columns, total = read_counts(cut, figure, pair, pair[:1], pair[1:], ())
    counted = Matrix(_named(found), _totals(of_rows), _totals(of_columns), total.get(()))
    return replace(counted, kept=_kept(counted)) if metric == ViewMetric.PEOPLE else counted


def _kept(counted: Matrix) -> frozenset[tuple[Key, Key]]:
    """Return what is kept back of a matrix of people, totals among it: nothing where no group is small."""
    counts = chain(counted.cells.values(), counted.rows.values(), counted.columns.values())
    if not is_small_group(min(counts, default=None)):  # none is zero: they would have no cell
        return frozenset()
    values = dict(counted.cells)
    values |= {(row, TOTAL): value for row, value in counted.rows.items()}
    values |= {(TOTAL, column): value for column, value in counted.columns.items()}
    if counted.total:
        values[TOTAL, TOTAL] = counted.total
    of_row, of_column = defaultdict(list), defaultdict(list)
    for row, column in values:
        if column != TOTAL:
            of_row[row].append((row, column))
        if row != TOTAL:
            of_column[column].append((row, column))
    lines = [Line((row, TOTAL), parts) for row, parts in of_row.items()]
    lines += [Line((TOTAL, column), parts) for column, parts in of_column.items()]
    return kept_back(values, lines)


def _totals(found: Mapping[tuple[Any, ...], int]) -> dict[Key, int]:
    return {_key(key): value for (key,), value in found.items()}


def _key(value: Any) -> Key:
    return NONE if value is None else value


def _of_strategies(actor: Actor) -> Mapping[int, list[Key]]:
    """Return the strategies to which the published version of each service contributes, those that `actor` may not read as one."""
    mine = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.order_by())
    seen = set(mine.values_list("pk", flat=True))
    found: defaultdict[int, dict[Key, None]] = defaultdict(dict)
    rows = VersionStrategy.objects.filter(version=F("version__service__published_version"))
    for service_id, strategy_id in rows.values_list("version__service_id", "strategy_id"):
        found[service_id][strategy_id if strategy_id in seen else OTHERS] = None
    return {service_id: list(keys) for service_id, keys in found.items()}


def _named(cells: dict[tuple[Any, ...], int]) -> dict[tuple[Key, Key], int]:
    """Return the values by row and column: what the cube calls them, but for what has no place."""
    if any(None in key for key in cells):
        return {(_key(row), _key(column)): value for (row, column), value in cells.items()}
    return cells


def _added_up(cells: Mapping[tuple[Key, Key], int]) -> Matrix:
    by_row: defaultdict[Key, int] = defaultdict(int)
    by_column: defaultdict[Key, int] = defaultdict(int)
    for (row, column), sessions in cells.items():
        by_row[row] += sessions
        by_column[column] += sessions
    return Matrix(cells, by_row, by_column, sum(by_row.values()) or None)


def _spread_out(
    found: Mapping[tuple[Key, Key], int], strategies: Mapping[int, list[Key]], rows: Axis, columns: Axis
) -> Matrix:
    """Return the sessions of each service in each of its strategies, whole."""
    cells: defaultdict[tuple[Key, Key], int] = defaultdict(int)
    by_row: defaultdict[Key, int] = defaultdict(int)
    by_column: defaultdict[Key, int] = defaultdict(int)
    for (own_row, own_column), sessions in found.items():
        row_keys = _spread(own_row, strategies if rows == Axis.STRATEGY else None)
        column_keys = _spread(own_column, strategies if columns == Axis.STRATEGY else None)
        for row in row_keys:
            for column in column_keys:
                cells[row, column] += sessions
        for row in row_keys:
            by_row[row] += sessions
        for column in column_keys:
            by_column[column] += sessions
    return Matrix(cells, by_row, by_column, sum(found.values()) or None)


def _spread(key: Any, strategies: Mapping[int, list[Key]] | None) -> list[Key]:
    """Return in which rows or columns a value counts: itself, or each of its strategies, or none of them."""
    if strategies is None:
        return [key]
    return strategies.get(key) or [NONE]


def label_axis(axis: Axis, keys: Iterable[Key], options: Options) -> dict[Key, str]:
    """Return the words of the keys of an axis; one query for municipalities and for strategies, none for the rest."""
    asked = set(keys)
    found: dict[Key, str] = {}
    if axis == Axis.MUNICIPALITY:
        named = Municipality.objects.filter(pk__in=[key for key in asked if key]).order_by()
        found = {code: f"{name} ({of})" for code, name, of in named.values_list("code", "name", "department__name")}
    elif axis == Axis.STRATEGY:
        strategies = Strategy.objects.filter(pk__in=[key for key in asked if key not in (NONE, OTHERS)]).order_by()
        found = {OTHERS: _("Estrategias de otras organizaciones"), **dict(strategies.values_list("pk", "name"))}
    elif axis == Axis.DEPARTMENT:
        found = {code: one.name for code, one in options.catalogue.departments.items()}
    elif axis == Axis.YEAR:
        found = {key: str(key) for key in asked}
    else:
        named_options = options_of(axis, options)
        found = {one.pk: one.label for one in named_options}
    return {key: found[key] for key in asked if key in found}


def code_axis(axis: Axis, keys: Iterable[Key], options: Options) -> dict[Key, str]:
    """Return the public codes of the keys of an axis, as open data writes them; one query for strategies, none for the rest."""
    asked = {key for key in keys if key not in (NONE, OTHERS)}
    if axis in (Axis.DEPARTMENT, Axis.MUNICIPALITY, Axis.YEAR):
        return {key: str(key) for key in asked}
    if axis == Axis.STRATEGY:
        found = Strategy.objects.filter(pk__in=asked).order_by().values_list("pk", "public_id")
        return {key: str(code) for key, code in found}
    return {one.pk: one.key for one in options_of(axis, options) if one.pk in asked}


def options_of(axis: Axis, options: Options) -> Sequence[Option]:
    """Return what can be chosen of an axis that has a list of its own; nothing of the others."""
    found: dict[Axis, Sequence[Option]] = {
        Axis.ORGANIZATION: options.catalogue.organizations,
        Axis.LINE: options.catalogue.lines,
        Axis.UNIT: options.units,
        Axis.SERVICE: options.services,
    }
    return found.get(axis, ())
