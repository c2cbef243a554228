"""Text as people search it, told by the database: for what is searched and keeps no folded copy of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from django.db.models import F, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

from llegada.core.text import search_terms

_Row = TypeVar("_Row", bound=Model)

#: The letters of names that `core.text.fold` makes plain; in capitals too, which SQLite leaves as they are.
_PLAIN: Final = dict(zip("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunaeiouun", strict=True))


def folded(name: str) -> Combinable:
    """Return a column of text in lower case and without accents, to hold against `core.text.search_terms`."""
    found: Combinable = Lower(F(name), output_field=TextField())
    for letter, plain in _PLAIN.items():
        found = Replace(found, Value(letter), Value(plain), output_field=TextField())
    return found


def having_words(rows: QuerySet[_Row], text: str, *, said: Sequence[str], kept: Sequence[str] = ()) -> QuerySet[_Row]:
    """Return the rows that have every word of `text`, whatever its accents, in what is `said` or in a folded copy `kept`."""
    terms = search_terms(text)
    names = {name: f"{name.replace('__', '_')}_folded" for name in said}
    if terms:
        rows = rows.alias(**{as_folded: folded(name) for name, as_folded in names.items()})
    for term in terms:
        condition = Q()
        for name in (*names.values(), *kept):
            condition |= Q(**{f"{name}__contains": term})
        rows = rows.filter(condition)
    return rows
