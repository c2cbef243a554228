"""The words of what is done with documents, for the history."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "document.issue": _("Emitió el documento"),
    "document.format": _("Registró una versión del formato"),
    "sheets.order": _("Pidió todas las fichas"),
    "sheets.cancel": _("Canceló la preparación de las fichas"),
    "document.letterhead": _("Cambió el logo de los documentos"),
}
