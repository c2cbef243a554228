"""Asks an antivirus, where the installation has one, before a file is kept: ClamAV's daemon by its INSTREAM command.

The protocol is a word, pieces with their length in four bytes, and one line back (clamd(8)); the clients of the registries have had
no release for years, so it is spoken here.
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from llegada.records.errors import FileRefused

PIECE_BYTES: Final = 64 * 1024
#: How long the antivirus may take for one file, in seconds.
PATIENCE: Final = 30
logger = logging.getLogger(__name__)


class Infected(FileRefused):
    """The antivirus found something in the file."""

    code = "file-infected"


class ScannerAway(FileRefused):
    """The installation has an antivirus and it does not answer: nothing is kept unchecked."""

    code = "file-scanner-away"

    def __init__(self) -> None:
        super().__init__(
            {
                "file": _(
                    "El antivirus de esta instalación no responde, y sin él no se guardan archivos. Intente en unos minutos o "
                    "avise a quien administra la instalación."
                )
            }
        )


def find_threat(content: BinaryIO, *, address: str) -> str | None:
    """Return the name of what the antivirus at `address` (host:port, or the path of a socket) finds, or None if nothing.

    Leaves `content` at its beginning. Raises ScannerAway.
    """
    try:
        answer = _ask(content, address)
    except OSError:
        logger.exception("scanner_away", extra={"address": address})
        raise ScannerAway() from None
    finally:
        content.seek(0)
    verdict = answer.removeprefix("stream:").strip()
    if verdict == "OK":
        return None
    if verdict.endswith("FOUND"):
        return verdict.removesuffix("FOUND").strip() or "?"
    logger.error("scanner_failed", extra={"answer": answer})
    raise ScannerAway()


def _ask(content: BinaryIO, address: str) -> str:
    with _connect(address) as line:
        line.sendall(b"zINSTREAM\0")
        content.seek(0)
        while piece := content.read(PIECE_BYTES):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    if not port.isdecimal():
        raise OSError(f"not host:port: {address}")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
