"""The words of what is done to an indicator sheet, for the history."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "indicator.create": _("Creó la ficha"),
    "indicator.edit": _("Editó la ficha"),
    "indicator.correct": _("Abrió una corrección en borrador"),
    "indicator.put_in_force": _("Puso la ficha en vigor"),
    "indicator.supersede": _("Reemplazó la ficha por una versión nueva"),
    "indicator.discard": _("Retiró el borrador"),
    "indicator.retire": _("Retiró la ficha"),
}
