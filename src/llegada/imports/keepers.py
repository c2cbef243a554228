"""Which kinds of things have keepers of their own: a person who brings the history of an organisation may not bring them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.imports.choices import TargetKind
from llegada.portfolio.policies import SERVICE_POLICY
from llegada.portfolio.policies import Permission as ServicePermission
from llegada.territory.policies import TERRITORY_POLICY
from llegada.territory.policies import Permission as TerritoryPermission

#: Who brings what not everybody may.
OF_OTHERS: Final = {
    TargetKind.SERVICES: _(
        "Los servicios los trae el equipo de monitoreo de su organización: pídale que suba esta hoja."
    ),
    TargetKind.ENTITIES: _(
        "Las entidades son las mismas para todas las organizaciones: las trae el equipo de monitoreo de toda la instalación. "
        "Pídale que suba esta hoja."
    ),
}


def hidden_targets(actor: Actor) -> frozenset[str]:
    """Return what the actor may not bring: the catalogues of services and of entities have keepers of their own."""
    hidden = set()
    if not SERVICE_POLICY.may_ever(actor, ServicePermission.IMPORT):
        hidden.add(TargetKind.SERVICES.value)
    if not TERRITORY_POLICY.may_ever(actor, TerritoryPermission.IMPORT):
        hidden.add(TargetKind.ENTITIES.value)
    return frozenset(hidden)
