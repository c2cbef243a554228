"""The words of what is done with imports: for the history and for the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "importrun.upload": _("Subió el archivo"),
    "importrun.describe": _("Dijo qué es cada columna"),
    "importrun.match": _("Confirmó equivalencias"),
    "importrun.try": _("Lo probó"),
    "importrun.start": _("Empezó la importación"),
    "importrun.finish": _("Terminó la importación"),
    "importrun.stop": _("Canceló la importación"),
    "importrun.fail": _("La importación no se pudo"),
    "importrun.take_back": _("Se quitó lo que alcanzó a entrar"),
    "importrun.ask_undo": _("Pidió deshacer la importación"),
    "importrun.leave_undo": _("La importación no se pudo deshacer del todo"),
    "importrun.undo": _("Deshizo la importación"),
    "importrun.discard": _("La descartó, con su archivo"),
    "importrun.drop_file": _("Se borró el archivo: nombraba a alguien que pidió borrar sus datos"),
    "valuematch.correct": _("Corrigió la equivalencia"),
    "valuematch.forget": _("Olvidó la equivalencia"),
}
#: State of an import → kind of its pill.
STATUS_PILLS: Final[Mapping[str, str]] = {
    "draft": "none",
    "trying": "info",
    "tried": "info",
    "queued": "info",
    "running": "info",
    "done": "ok",
    "failed": "bad",
    "cancelled": "none",
    "undoing": "info",
    "undone": "warn",
    "discarded": "none",
}
