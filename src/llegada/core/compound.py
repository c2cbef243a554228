"""How documents of Office were kept before 2007, which today's are kept in once they have a password. No Django here."""

from __future__ import annotations

from typing import Final

_BEGINS: Final = bytes.fromhex("d0cf11e0a1b11ae1")
#: The part that holds a later document under its password.
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def is_compound(head: bytes) -> bool:
    """Return whether a file that begins so is a compound document."""
    return head.startswith(_BEGINS)


def is_locked(content: bytes) -> bool:
    """Return whether a compound document is one of today's with a password; if not, it is one of yesterday's."""
    return _ENCRYPTED in content
