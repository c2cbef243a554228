"""Refusals of the territory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import NotFound


class UnknownCode(NotFound):
    """DIVIPOLA has no such code. Params: `code`."""

    code = "unknown-code"
    sentence = _("No hay un lugar con el código %(code)s. Los códigos DANE llevan sus ceros: 05 y 05001.")


class LostZero(NotFound):
    """The code lost its leading zero, and with it there is such a place. Params: `code`, `proposal`, `name`."""

    code = "lost-zero"
    sentence = _("Al código %(code)s le falta el cero inicial. ¿Busca %(proposal)s, %(name)s?")
