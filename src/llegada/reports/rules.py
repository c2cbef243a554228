"""Rules of the documents: the fingerprint of a content, its code for people, and which letters can be printed. No Django here."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection
from typing import Any, Final

#: Beyond so many rows of tables a document is made by a task: a row of eight columns takes about 3 ms.
ROWS_AT_ONCE: Final = 200
#: Beyond so many it is not made: five thousand take 15 s and 800 MB, and nobody reads so long a paper.
MOST_ROWS: Final = 5000
#: So many hexadecimal digits of the fingerprint make the code that people type: 64 bits, which nobody finds by trying.
CODE_DIGITS: Final = 16
#: What parts lines is kept although no font draws it.
_LINE_BREAK: Final = "\n"


def canonical(value: Any) -> bytes:
    """Return the one way in which a content is written before it is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of a content, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def code_of(sha256: str) -> str:
    """Return the code of a fingerprint as people read it: 3F2A 91BC 77D0 1E4B."""
    digits = sha256[:CODE_DIGITS].upper()
    return " ".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def read_code(text: str) -> str | None:
    """Return the digits of a code or of a whole fingerprint however they were typed, or None if it is none."""
    digits = re.sub(r"[\s\-–·.]", "", text).lower()
    return digits if re.fullmatch(rf"[0-9a-f]{{{CODE_DIGITS},64}}", digits) else None


def printable(text: str, letters: Collection[int]) -> str:
    """Return `text` with nothing that the fonts, which have `letters`, cannot draw and PDF/A would refuse.

    Controls and marks of direction go; a letter that no font has is written by its number, [U+1F680], so that it is not lost.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", _LINE_BREAK).replace("\r", _LINE_BREAK)).replace(
        "\t", " "
    )
    if plain.isascii() and plain.isprintable():
        return plain
    return "".join(_letter(one, letters) for one in plain)


def _letter(one: str, letters: Collection[int]) -> str:
    if one == _LINE_BREAK or ord(one) in letters:
        return one
    category = unicodedata.category(one)
    if category in {"Cc", "Cf"} or "\ufe00" <= one <= "\ufe0f":
        return ""
    if category.startswith("Z"):
        return _LINE_BREAK if category in {"Zl", "Zp"} else " "
    return f"[U+{ord(one):04X}]"


def make_printable(value: Any, letters: Collection[int]) -> Any:
    """Return a content, of whatever depth, with every text printable."""
    if isinstance(value, str):
        return printable(value, letters)
    if isinstance(value, dict):
        return {key: make_printable(one, letters) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [make_printable(one, letters) for one in value]
    return value
