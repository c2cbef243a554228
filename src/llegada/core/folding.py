"""Text as people search it, told by the database: for what is searched and keeps no folded copy of itself."""

from __future__ import annotations

from typing import Final

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

#: The letters of names that `core.text.fold` makes plain; in capitals too, which SQLite leaves as they are.
_PLAIN: Final = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))


def folded(name: str) -> Combinable:
    """Return a column of text in lower case and without accents, to hold against `core.text.search_terms`."""
    found: Combinable = Lower(F(name))
    for letter, plain in _PLAIN.items():
        found = Replace(found, Value(letter), Value(plain))
    return found
