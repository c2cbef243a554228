"""The words of what is done with data that go out, for the history."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "datakey.issue": _("Creó la llave de datos"),
    "datakey.revoke": _("Anuló la llave de datos"),
    "export.ready": _("Está listo el archivo de datos"),
}
