"""Changes: documents issued, documents asked for, formats and letterheads, and fichas."""

from llegada.reports.services.formats import add_format, set_logo
from llegada.reports.services.issuing import is_as_issued, issue_document
from llegada.reports.services.orders import make_ordered_document, order_document
from llegada.reports.services.sheets import cancel_sheets, draw_sheet, draw_sheets, order_sheets

__all__ = [
    "add_format",
    "cancel_sheets",
    "draw_sheet",
    "draw_sheets",
    "is_as_issued",
    "issue_document",
    "make_ordered_document",
    "order_document",
    "order_sheets",
    "set_logo",
]
