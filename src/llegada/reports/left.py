"""What its tasks had taken when their process died."""

from __future__ import annotations

from typing import Final

from llegada.core.left import LeftTask
from llegada.reports import services

LEFT: Final = {
    "reports.make_ordered_document": LeftTask(let_go=services.let_order_go, give_up=services.give_order_up),
    "reports.draw_sheets": LeftTask(let_go=services.let_sheets_go, give_up=services.give_sheets_up),
}
