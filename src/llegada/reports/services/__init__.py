"""Changes: documents issued, documents asked for, formats and letterheads."""

from llegada.reports.services.formats import add_format, set_logo
from llegada.reports.services.issuing import is_as_issued, issue_document
from llegada.reports.services.orders import make_ordered_document, order_document

__all__ = ["add_format", "is_as_issued", "issue_document", "make_ordered_document", "order_document", "set_logo"]
