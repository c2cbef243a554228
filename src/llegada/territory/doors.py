"""The doors that the territory adds to «Administración»."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.administration import Door
from llegada.territory.policies import TERRITORY_POLICY, Permission

DOORS: Final = (
    Door(
        url_name="territory:import_entities",
        title=_("Importar entidades"),
        text=_("Alcaldías, gobernaciones y demás entidades, desde la lista oficial o desde la plantilla."),
        may_open=lambda actor: TERRITORY_POLICY.may_ever(actor, Permission.IMPORT),
        order=60,
    ),
)
