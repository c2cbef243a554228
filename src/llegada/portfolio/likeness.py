"""How alike two texts about services are, by the words that tell: plain arithmetic, to suggest and never to decide."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

#: Shorter words tell nothing of a topic, and the ends of longer ones are gender, number or tense.
LEAST_LETTERS, STEM_LETTERS = 4, 6
#: At least this share of what is asked for is in what is offered.
LEAST_LIKENESS: Final = Fraction(1, 3)
#: Said of nearly every service, folded and cut as `telling_words` does.
EMPTY_WORDS: Final = frozenset(
    {"asiste", "tecnic", "servic", "munici", "territ", "entida", "alcald", "para", "como", "sobre", "desde", "entre"}
)


def telling_words(folded: str) -> frozenset[str]:
    """Return the beginnings of the words of a folded text that tell what it is about."""
    words = (word[:STEM_LETTERS] for word in folded.split() if len(word) >= LEAST_LETTERS)
    return frozenset(words) - EMPTY_WORDS


def likeness(wanted: frozenset[str], offered: Iterable[str]) -> Fraction:
    """Return the share of the `wanted` words that are among the `offered` ones; 0 where nothing is wanted."""
    return Fraction(len(wanted.intersection(offered)), len(wanted)) if wanted else Fraction(0)
