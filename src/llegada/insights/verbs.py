"""How what happens to the figures reads in the history and in notices."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "figures.differ": _("Las cifras no coinciden con las sesiones: ejecute rebuild_figures"),
    "figures.progress_differs": _("Las cifras de avance no coinciden con los planes: ejecute rebuild_figures"),
}
