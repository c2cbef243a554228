"""The words of what is done in the portfolio: for the history and for the buttons."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "service.create": _("Creó el servicio"),
    "service.import": _("Importó el servicio"),
    "service.import_update": _("Actualizó el borrador con una importación"),
    "service.open_draft": _("Abrió una versión nueva en borrador"),
    "service.edit": _("Editó el borrador"),
    "service.discard_draft": _("Descartó el borrador"),
    "service.publish": _("Publicó una versión"),
    "service.retire": _("Retiró el servicio"),
    "service.assign_unit": _("Asignó la dependencia"),
    "offer.import": _("Importó una oferta de servicios"),
    "line.create": _("Creó la línea temática"),
    "line.rename": _("Cambió el nombre de la línea temática"),
    "line.retire": _("Retiró la línea temática"),
    "line.restore": _("Volvió a usar la línea temática"),
}

ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "publish": _("Publicar"),
    "retire": _("Retirar del portafolio"),
}
