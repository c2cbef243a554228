"""What changes the portfolio: the same services for pages, API, imports and the demonstration."""

from llegada.portfolio.services.design import (
    assign_unit,
    create_service,
    discard_draft,
    edit_draft,
    open_draft,
)
from llegada.portfolio.services.drafts import write_number
from llegada.portfolio.services.life import missing_for_publication, publish_service, retire_service
from llegada.portfolio.services.lines import add_line, change_line, create_line, rename_line
from llegada.portfolio.services.offer_import import OfferReport, import_offer

__all__ = [
    "OfferReport",
    "add_line",
    "assign_unit",
    "change_line",
    "create_line",
    "create_service",
    "discard_draft",
    "edit_draft",
    "import_offer",
    "missing_for_publication",
    "open_draft",
    "publish_service",
    "rename_line",
    "retire_service",
    "write_number",
]
