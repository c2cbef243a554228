"""Why a table is not given, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, LlegadaError, NotFound


class UnknownDataset(NotFound):
    """There is no such dataset, or it is not written in that format."""

    code = "unknown-dataset"
    sentence = _(
        "No existe ese conjunto de datos en ese formato. La lista está en la página de datos abiertos, /datos/."
    )


class UnknownYear(Invalid):
    """The fiscal year of the address is none."""

    code = "unknown-year"
    sentence = _("No existe esa vigencia.")


class TooManySessions(Invalid):
    """A cell has more sessions than are written while one waits. Params: `most`."""

    code = "too-many-sessions"
    sentence = _(
        "Detrás de esa cifra hay más de %(most)s sesiones, que no se escriben de una vez. Elija un período o un lugar, o descargue "
        "en /datos/sesiones/ la tabla de cada vigencia, que se hace aparte y se le avisa cuando está."
    )


class KeyRefused(LlegadaError):
    """The key of a program is unknown, was revoked, expired, or is of another dataset: all of them look alike."""

    code = "key-refused"
    status = 401
    sentence = _(
        "La llave no sirve para este conjunto: puede estar mal copiada, anulada, vencida o ser de otro conjunto. "
        "Cree una en /datos/llaves/."
    )


class KeyAbsent(KeyRefused):
    """No key came: whoever pasted the bare address in a program has to add it."""

    code = "key-absent"
    sentence = _(
        "Falta la llave: agregue ?llave= y su llave a la dirección, o envíela en el encabezado Authorization: Bearer. "
        "Se crea en /datos/llaves/."
    )


class NeedlessKeyRefused(KeyRefused):
    """The same, of what anybody reads: who gave a key expects it to do something, or to go on serving."""

    code = "needless-key-refused"
    sentence = _(
        "La llave no sirve: puede estar mal copiada, anulada, vencida o ser de otro conjunto. Esta tabla es pública y no la pide: "
        "quítela de la dirección o del encabezado. Para leer lo que solo usted puede ver, cree otra en /datos/llaves/ y use "
        "/datos/completo/."
    )


class NotReady(LlegadaError):
    """The file is being made; a program asks again after some seconds. Params: none."""

    code = "file-not-ready"
    status = 503
    sentence = _("El archivo se está preparando. Vuelva a pedirlo en unos segundos: se le entregará completo.")


class NotMade(LlegadaError):
    """The file could not be made."""

    code = "file-not-made"
    status = 503
    sentence = _("El archivo no se pudo preparar. Ya quedó registrado: vuelva a pedirlo en unos minutos.")
