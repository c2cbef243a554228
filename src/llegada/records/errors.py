"""Why a file is not kept, or cannot be given back, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, LlegadaError


class FileRefused(Invalid):
    """A file that is not kept; `fields["file"]` says why and what to do."""

    code = "file-refused"
    sentence = _("El archivo no se guardó.")


class EmptyFile(FileRefused):
    """It has no bytes."""

    code = "file-empty"


class TypeNotAccepted(FileRefused):
    """Its content is of a kind that is not kept."""

    code = "file-type-not-accepted"


class DamagedFile(FileRefused):
    """It begins as an office document does and cannot be opened."""

    code = "file-damaged"


class NameDisagrees(FileRefused):
    """Its name says one kind and its content is another."""

    code = "file-name-disagrees"


class NoRoom(FileRefused):
    """The disk of the installation is full."""

    code = "file-no-room"

    def __init__(self) -> None:
        sentence = _(
            "En el servidor no queda espacio para guardarlo. Avise a quien administra la instalación y súbalo después."
        )
        super().__init__({"file": sentence})


class FileLost(LlegadaError):
    """The row is there and the bytes are not."""

    code = "file-lost"
    status = 404
    sentence = _(
        "El archivo está registrado, pero sus datos no están en el almacén. Avise a quien administra la instalación."
    )
