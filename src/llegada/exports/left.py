"""What its task had taken when its process died."""

from __future__ import annotations

from typing import Final

from llegada.core.left import LeftTask
from llegada.exports import services

LEFT: Final = {"exports.make_export_file": LeftTask(let_go=services.let_file_go, give_up=services.give_file_up)}
