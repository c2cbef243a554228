"""What this app adds to the administration page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.accounts.policies import ACCOUNTS_POLICY, ENTITY_PEOPLE_POLICY, EntityPeoplePermission, Permission
from llegada.core.actors import Actor
from llegada.core.administration import Door


def _may_see(actor: Actor) -> bool:
    return ACCOUNTS_POLICY.may_ever(actor, Permission.VIEW)


def _may_see_of_entities(actor: Actor) -> bool:
    """Whoever erases finds it there; who works with an entity, in the page of each plan."""
    return ENTITY_PEOPLE_POLICY.may_ever(actor, EntityPeoplePermission.ERASE)


DOORS: Final = (
    Door(
        url_name="accounts:people",
        title=_("Personas y roles"),
        text=_("Quién ingresa, con qué rol, dónde y hasta cuándo."),
        may_open=_may_see,
        order=10,
    ),
    Door(
        url_name="accounts:organizations",
        title=_("Organizaciones y dependencias"),
        text=_("Quién da la asistencia y cómo se divide."),
        may_open=_may_see,
        order=20,
    ),
    Door(
        url_name="accounts:entity_people",
        title=_("Personas de las entidades"),
        text=_("Quién atiende en cada entidad, y por qué se conservan sus datos."),
        may_open=_may_see_of_entities,
        order=25,
    ),
)
