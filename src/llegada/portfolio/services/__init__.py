"""What changes the portfolio: the same services for pages, API, imports and the demonstration."""

from llegada.portfolio.services.design import (
    assign_unit,
    create_line,
    create_service,
    discard_draft,
    edit_draft,
    open_draft,
)
from llegada.portfolio.services.life import publish_service, retire_service

__all__ = [
    "assign_unit",
    "create_line",
    "create_service",
    "discard_draft",
    "edit_draft",
    "open_draft",
    "publish_service",
    "retire_service",
]
