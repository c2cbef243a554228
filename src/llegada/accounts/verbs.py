"""How the decisions about people and organisations read in the history."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, str | Promise]] = {
    "organization.create": _("Organización creada"),
    "organization.edit": _("Organización corregida"),
    "unit.create": _("Dependencia creada"),
    "unit.edit": _("Dependencia corregida"),
    "person.register": _("Persona registrada"),
    "person.edit": _("Datos corregidos"),
    "person.deactivate": _("Cuenta desactivada"),
    "person.reactivate": _("Cuenta reactivada"),
    "entityperson.add": _("Persona de una entidad registrada"),
    "entityperson.erase": _("Datos de una persona borrados"),
    "role.assign": _("Rol asignado"),
    "role.end": _("Rol terminado"),
    "token.issue": _("Ficha de acceso creada"),
    "token.revoke": _("Ficha de acceso revocada"),
}
