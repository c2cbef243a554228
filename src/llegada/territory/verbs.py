"""How the decisions about the catalogue read in the history."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "entity.import": _("Importó entidades"),
    "boundary.import": _("Cargó límites oficiales"),
    "adjacency.import": _("Cargó qué municipios limitan"),
}
