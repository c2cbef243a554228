"""Refusals about people, organisations, roles and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, RuleRefused


class IncompatibleScope(Invalid):
    """The role and what it was to reach do not go together."""

    code = "incompatible-scope"
    sentence = _("El rol y su alcance no van juntos.")


#: Problem of `rules.scope_problems` → its sentence.
SCOPE_SENTENCES: Final[Mapping[str, str | Promise]] = {
    "entity_needed": _("Este rol se da en una entidad territorial: elíjala."),
    "entity_only": _("Este rol se da en una entidad territorial, no en una organización."),
    "entity_not_expected": _("Solo los roles de la entidad territorial llevan entidad."),
    "organization_needed": _("Este rol se da en una organización: elíjala."),
    "unit_elsewhere": _("La dependencia no es de esa organización."),
    "places_needed": _("El gestor territorial necesita al menos un departamento o municipio."),
    "places_not_expected": _("Solo el gestor territorial lleva departamentos o municipios."),
}


class OwnRoles(RuleRefused):
    """Nobody gives or takes roles from themself."""

    code = "own-roles"
    sentence = _("Nadie cambia sus propios roles. Pídalo a otra persona que administre.")


class RoleAlreadyHeld(RuleRefused):
    """The person already holds that role, with the same scope, on some of those days."""

    code = "role-already-held"
    sentence = _("La persona ya tiene ese rol con ese alcance en esas fechas. Cambie el alcance o las fechas.")


class RoleAlreadyEnded(RuleRefused):
    """The role ended before."""

    code = "role-already-ended"
    sentence = _("Este rol ya terminó. Si hace falta otra vez, asígnelo de nuevo.")


class OwnAccount(RuleRefused):
    """Nobody deactivates their own account."""

    code = "own-account"
    sentence = _("Nadie desactiva su propia cuenta. Pídalo a otra persona que administre.")


class UnitCycle(RuleRefused):
    """A unit would hang from itself."""

    code = "unit-cycle"
    sentence = _("Una dependencia no puede depender de sí misma ni de una que depende de ella. Elija otra.")


class AdministratorExists(RuleRefused):
    """The installation already has who administers it."""

    code = "administrator-exists"
    sentence = _("La instalación ya tiene quien la administra. Pídale que registre a las demás personas.")
