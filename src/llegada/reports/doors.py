"""What this app adds to the administration page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.administration import Door
from llegada.reports.policies import FORMAT_POLICY, Permission


def _may_see(actor: Actor) -> bool:
    return FORMAT_POLICY.may_ever(actor, Permission.VIEW)


DOORS: Final = (
    Door(
        url_name="reports:formats",
        title=_("Formatos de los documentos"),
        text=_("Código, versión y fecha de cada formato controlado, y el logo que encabeza los documentos."),
        may_open=_may_see,
        order=60,
    ),
)
