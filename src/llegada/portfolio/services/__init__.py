"""What changes the portfolio: the same services for pages, API, imports and the demonstration."""

from llegada.portfolio.services.committee import close_round, write_sheet
from llegada.portfolio.services.design import (
    assign_unit,
    create_service,
    discard_draft,
    edit_draft,
    open_draft,
)
from llegada.portfolio.services.design_sections import write_design, write_operation
from llegada.portfolio.services.drafts import write_number
from llegada.portfolio.services.gates import missing_for, missing_in_card
from llegada.portfolio.services.life import move_service, move_version, publish_service
from llegada.portfolio.services.lines import add_line, change_line, create_line, rename_line
from llegada.portfolio.services.moments import change_moment, create_moment, edit_moment
from llegada.portfolio.services.notes import add_note
from llegada.portfolio.services.offer_import import OfferReport, import_offer
from llegada.portfolio.services.predesign import edit_predesign
from llegada.portfolio.services.statements import put_statement_in_force, write_statement
from llegada.portfolio.services.strategies import create_strategy, edit_strategy, write_closing
from llegada.portfolio.services.strategy_evidence import attach_file, attach_link, take_away
from llegada.portfolio.services.strategy_life import missing_in_strategy, missing_to_close, move_strategy
from llegada.portfolio.services.unit_fields import create_unit_field, edit_unit_field, move_unit_field

__all__ = [
    "OfferReport",
    "add_line",
    "add_note",
    "assign_unit",
    "attach_file",
    "attach_link",
    "change_line",
    "change_moment",
    "close_round",
    "create_line",
    "create_moment",
    "create_service",
    "create_strategy",
    "create_unit_field",
    "discard_draft",
    "edit_draft",
    "edit_moment",
    "edit_predesign",
    "edit_strategy",
    "edit_unit_field",
    "import_offer",
    "missing_for",
    "missing_in_card",
    "missing_in_strategy",
    "missing_to_close",
    "move_service",
    "move_strategy",
    "move_unit_field",
    "move_version",
    "open_draft",
    "publish_service",
    "put_statement_in_force",
    "rename_line",
    "take_away",
    "write_closing",
    "write_design",
    "write_number",
    "write_operation",
    "write_sheet",
    "write_statement",
]
