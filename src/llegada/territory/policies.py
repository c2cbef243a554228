"""Who may change the catalogue of entities and boundaries. Reading it is public."""

from __future__ import annotations

from enum import StrEnum

from llegada.core.policies import Policy, Reach
from llegada.core.roles import Role
from llegada.territory.models import Entity


class Permission(StrEnum):
    """What can be done to the catalogue."""

    VIEW = "view"
    IMPORT = "import"


TERRITORY_POLICY: Policy[Entity] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {Role.PUBLIC: Reach.ALL},
        # The catalogue is the same for all: whoever answers for one organisation does not change it for the others.
        Permission.IMPORT: {Role.MONITORING_ADMIN: Reach.INSTALLATION, Role.IT_ADMIN: Reach.INSTALLATION},
    },
    reaches={},
)
