"""What this app adds to the administration page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.administration import Door
from llegada.delivery.policies import SENSITIVE_POLICY, Permission


def _may_see_sensitive(actor: Actor) -> bool:
    return SENSITIVE_POLICY.may_ever(actor, Permission.VIEW)


DOORS: Final = (
    Door(
        url_name="delivery:sensitive",
        title=_("Datos sensibles de asistentes"),
        text=_("Qué autorizó cada persona, y borrarlo si lo pide."),
        may_open=_may_see_sensitive,
        order=60,
    ),
)
