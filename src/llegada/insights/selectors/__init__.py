"""Questions about the figures, and about what awaits each person."""

from llegada.insights.selectors.breakdowns import (
    Breakdown,
    BreakdownRow,
    figures_of_department,
    figures_of_entity,
    figures_of_municipality,
)
from llegada.insights.selectors.catalogue import Catalogue, Option, Outline, filter_options, list_outlines
from llegada.insights.selectors.figures import FigureReading, by_department, get_figures, map_values, table_rows
from llegada.insights.selectors.paces import PaceRow, list_pace
from llegada.insights.selectors.rows import DepartmentRow, Figure, MapValues, PeopleRow, PlaceRow
from llegada.insights.selectors.work import list_work

__all__ = [
    "Breakdown",
    "BreakdownRow",
    "Catalogue",
    "DepartmentRow",
    "Figure",
    "FigureReading",
    "MapValues",
    "Option",
    "Outline",
    "PaceRow",
    "PeopleRow",
    "PlaceRow",
    "by_department",
    "figures_of_department",
    "figures_of_entity",
    "figures_of_municipality",
    "filter_options",
    "get_figures",
    "list_outlines",
    "list_pace",
    "list_work",
    "map_values",
    "table_rows",
]
