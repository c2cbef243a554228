"""Refusals of the territory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, NotFound


class UnknownCode(NotFound):
    """DIVIPOLA has no such code. Params: `code`."""

    code = "unknown-code"
    sentence = _("No hay un lugar con el código %(code)s. Los códigos DANE llevan sus ceros: 05 y 05001.")


class LostZero(NotFound):
    """The code lost its leading zero, and with it there is such a place. Params: `code`, `proposal`, `name`."""

    code = "lost-zero"
    sentence = _("Al código %(code)s le falta el cero inicial. ¿Busca %(proposal)s, %(name)s?")


class UnreadableBoundaries(Invalid):
    """The file is no map that can be read."""

    code = "unreadable-boundaries"
    sentence = _("No pudimos leer el archivo como GeoJSON o TopoJSON. Expórtelo de nuevo desde su programa de mapas.")


class NotDegrees(Invalid):
    """The coordinates are not degrees of longitude and latitude in Colombia."""

    code = "not-degrees"
    sentence = _(
        "Las coordenadas del archivo no son grados de Colombia. Expórtelo en MAGNA-SIRGAS o WGS 84 (EPSG:4686 o EPSG:4326)."
    )


class NoKnownCodes(Invalid):
    """No column of the file brings DANE codes."""

    code = "no-known-codes"
    sentence = _(
        "Ninguna columna del archivo trae códigos DANE conocidos. Revise que sea un mapa de municipios o de departamentos."
    )


class NoKnownPairs(Invalid):
    """No row of a table of neighbours brings two codes that exist."""

    code = "no-known-pairs"
    sentence = _(
        "Ninguna fila trae dos códigos DANE conocidos. La tabla lleva las columnas a y b, "
        "cada una con un código de cinco dígitos: 05001."
    )
