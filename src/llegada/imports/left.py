"""What its tasks had taken when their process died. To try, and to undo, go on where they were."""

from __future__ import annotations

from typing import Final

from llegada.core.left import LeftTask
from llegada.imports.services.runs import bury_left

LEFT: Final = {
    "imports.try_import": LeftTask(give_up=bury_left),
    "imports.run_import": LeftTask(let_go=bury_left, give_up=bury_left),
}
