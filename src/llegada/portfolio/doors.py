"""What this app adds to the administration page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.administration import Door
from llegada.portfolio.policies import LINE_POLICY, MOMENT_POLICY, SERVICE_POLICY, LinePermission, Permission


def _may_import(actor: Actor) -> bool:
    return SERVICE_POLICY.may_ever(actor, Permission.IMPORT)


def _may_manage_lines(actor: Actor) -> bool:
    return LINE_POLICY.may_ever(actor, LinePermission.MANAGE)


def _may_manage_moments(actor: Actor) -> bool:
    return MOMENT_POLICY.may_ever(actor, LinePermission.MANAGE)


DOORS: Final = (
    Door(
        url_name="portfolio:lines",
        title=_("Líneas temáticas"),
        text=_("Los temas por los que se lee el portafolio: agregar, cambiar el nombre, retirar."),
        may_open=_may_manage_lines,
        order=40,
    ),
    Door(
        url_name="portfolio:moments",
        title=_("Momentos del ciclo de valor público"),
        text=_("En los que aportan los servicios: agregar, cambiar el nombre o el orden, retirar."),
        may_open=_may_manage_moments,
        order=45,
    ),
    Door(
        url_name="portfolio:import",
        title=_("Importar una oferta de servicios"),
        text=_("Traer un portafolio desde una hoja de cálculo, con ensayo antes de guardar."),
        may_open=_may_import,
        order=50,
    ),
)
