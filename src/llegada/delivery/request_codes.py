"""The secret code with which whoever asked follows a request.

It comes from the installation's key, so that the mail can say it again without anybody having kept it; only its digest is stored,
so that codes already given outlive a change of that key.
"""

from __future__ import annotations

import hashlib
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

#: Crockford's alphabet: no letter that is taken for a figure.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011")
LENGTH: Final = 12


def code_of(public_id: UUID) -> str:
    """Return the code of a request, sixty bits in three groups of four: `7K3M-Q9TD-0XWB`."""
    digest = salted_hmac("llegada.delivery.request", str(public_id), algorithm="sha256").digest()
    code = "".join(_ALPHABET[byte % 32] for byte in digest[:LENGTH])
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def known_code_of(public_id: UUID, code_digest: str) -> str:
    """Return the code of a request whose digest is kept; empty where the installation's key has changed since it was given."""
    code = code_of(public_id)
    return code if digest_of(code) == code_digest else ""


def digest_of(code: str) -> str:
    """Return the SHA-256 of a code, however it was typed: case, spaces, hyphens, O for 0, I and L for 1."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_READ_AS)
    return hashlib.sha256(plain.encode()).hexdigest()
