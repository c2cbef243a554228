"""Text as people search it: without accents, case or word order."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: A name with its place and its NIT has fewer words; with some hundreds of conditions SQLite refuses the query.
MOST_TERMS: Final = 20
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, words separated by one space. The ñ folds to n."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_WORD.sub(" ", "".join(ch for ch in plain if not unicodedata.combining(ch))).strip()


def search_terms(text: str) -> list[str]:
    """Return the folded words of a query, each once, in order, and no more than MOST_TERMS: each is a condition of the database."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_TERMS]
