"""Changes: documents issued, documents asked for, formats and letterheads, and fichas."""

from llegada.reports.services.formats import add_format, set_logo
from llegada.reports.services.issuing import is_as_issued, issue_document
from llegada.reports.services.orders import give_order_up, let_order_go, make_ordered_document, order_document
from llegada.reports.services.sheets import (
    cancel_sheets,
    draw_sheet,
    draw_sheets,
    give_sheets_up,
    let_sheets_go,
    order_sheets,
)

__all__ = [
    "add_format",
    "cancel_sheets",
    "draw_sheet",
    "draw_sheets",
    "give_order_up",
    "give_sheets_up",
    "is_as_issued",
    "issue_document",
    "let_order_go",
    "let_sheets_go",
    "make_ordered_document",
    "order_document",
    "order_sheets",
    "set_logo",
]
