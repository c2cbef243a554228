"""What this app adds to the administration page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.administration import Door
from llegada.imports.policies import IMPORT_POLICY, ImportPermission


def _may_see(actor: Actor) -> bool:
    return IMPORT_POLICY.may_ever(actor, ImportPermission.VIEW)


DOORS: Final = (
    Door(
        url_name="imports:list",
        title=_("Traer datos de antes"),
        text=_("Planes, sesiones y más, de sus propias hojas de cálculo; se prueba antes y se puede deshacer."),
        may_open=_may_see,
        order=50,
    ),
)
