"""The words of what is done in focalisation: for the history and for the buttons."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "index.define": _("Definió el índice"),
    "index.edit": _("Editó el índice"),
    "index.load": _("Cargó una edición"),
    "index.correct": _("Corrigió con una edición nueva"),
    "index.withdraw": _("Retiró una edición"),
    "index.import": _("Importó índices de un archivo"),
    "entitygroup.create": _("Creó el grupo"),
    "entitygroup.edit": _("Cambió el grupo"),
    "targetingrule.create": _("Escribió la regla"),
    "targetingrule.edit": _("Cambió la regla"),
    "targetingrule.archive": _("Archivó la regla"),
    "targetingrule.reopen": _("Puso la regla en uso"),
    "targetingrule.run": _("Corrió la regla"),
    "prioritizedlist.create": _("Creó la lista"),
    "prioritizedlist.edit": _("Editó la lista"),
    "prioritizedlist.version": _("Abrió una versión nueva"),
    "prioritizedlist.send": _("Envió la lista a revisión"),
    "prioritizedlist.send_back": _("Devolvió la lista"),
    "prioritizedlist.approve": _("Aprobó la lista"),
    "prioritizedlist.supersede": _("Reemplazó la lista por una versión nueva"),
    "prioritizedlist.withdraw": _("Retiró la lista"),
    "prioritizedlist.discard": _("Descartó el borrador"),
    "listchange.ask": _("Pidió un cambio manual"),
    "listchange.approve": _("Aprobó el cambio manual"),
    "listchange.deny": _("Negó el cambio manual"),
    "listchange.take_back": _("Desistió del cambio manual"),
    "matrix.create": _("Comenzó la matriz de concertación"),
    "matrix.edit": _("Editó la matriz de concertación"),
    "matrix.agree": _("Concertó la matriz"),
    "matrix.supersede": _("Reemplazó la matriz por una versión nueva"),
    "prioritizedentity.answer": _("Registró la respuesta de la administración"),
}

LIST_ACTION_LABELS: Final[dict[str, str | Promise]] = {
    "send": _("Enviar a revisión"),
    "approve": _("Aprobar y publicar"),
    "send_back": _("Devolver"),
    "discard": _("Descartar"),
    "withdraw": _("Retirar la lista"),
}
LIST_STATUS_PILLS: Final[dict[str, str]] = {
    "draft": "none",
    "in_review": "info",
    "approved": "ok",
    "superseded": "none",
    "withdrawn": "bad",
    "discarded": "none",
}
MATRIX_STATUS_PILLS: Final[dict[str, str]] = {"draft": "none", "agreed": "ok", "superseded": "none"}
ACCEPTANCE_PILLS: Final[dict[str, str]] = {"pending": "none", "accepted": "ok", "declined": "bad"}
CHANGE_STATUS_PILLS: Final[dict[str, str]] = {
    "asked": "warn",
    "approved": "ok",
    "denied": "bad",
    "taken_back": "none",
}
