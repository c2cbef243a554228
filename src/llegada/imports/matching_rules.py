"""How alike two texts are, and which of many known ones a text most likely means. No Django here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

#: Words that most names of bodies have, and so tell nothing.
_IDLE: Final = frozenset(
    {"de", "del", "la", "el", "los", "las", "y", "e", "a", "en", "para", "municipal", "departamental"}
)
_SUGGESTED: Final = 5
_LEAST: Final = 0.35
#: As alike as a text, to be put in order, where all its words are in the other: «Cali» is «Santiago de Cali» before «Calima».
_WITHIN: Final = 0.6
#: What is left of the likeness of two texts of which no word begins alike: «información» ends as «capacitación» does.
_ENDS_ALIKE: Final = 0.7


@lru_cache(maxsize=65536)
def trigrams(text: str) -> frozenset[str]:
    """Return the runs of three letters of a folded text, the ends of each word among them."""
    words = [word for word in text.split() if word not in _IDLE] or text.split()
    padded = [f"  {word} " for word in words]
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))


def likeness(one: str, other: str) -> float:
    """Return how alike two folded texts are, from 0 to 1: the trigrams that they share of those that either has."""
    if one == other:
        return 1.0
    mine, yours = trigrams(one), trigrams(other)
    shared = mine & yours
    if not shared:
        return 0.0
    alike = len(shared) / (len(mine) + len(yours) - len(shared))
    return alike if any(piece[0] == " " for piece in shared) else alike * _ENDS_ALIKE


def _says_all(text: str, other: str) -> bool:
    """Return whether all the words of a folded text that tell anything are in another."""
    words = set(text.split()) - _IDLE
    return bool(words) and words <= set(other.split())


class Index:
    """Known texts, found by the trigrams that they share with another."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """Keep `known`: folded text → what it stands for; several texts may stand for the same."""
        self._texts: Sequence[tuple[str, str]] = list(known.items())
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, (text, _value) in enumerate(self._texts):
            for piece in trigrams(text):
                self._holding[piece].append(place)

    def suggest(self, text: str) -> list[tuple[str, float]]:
        """Return what a folded text most likely stands for, each once, best first, with how alike."""
        shared: Counter[int] = Counter()
        for piece in trigrams(text):
            shared.update(self._holding.get(piece, ()))
        near = shared.most_common(_SUGGESTED * 8)
        scored = [(likeness(text, self._texts[place][0]), place) for place, _n in near]
        best: dict[str, float] = {}
        for score, place in sorted(scored, key=lambda one: (-self._rank(text, *one), one[1])):
            if score >= _LEAST:
                best.setdefault(self._texts[place][1], score)
        return list(best.items())[:_SUGGESTED]

    def _rank(self, text: str, score: float, place: int) -> float:
        """Return how near to the head a known text goes, given how alike it is."""
        return max(score, _WITHIN) if _says_all(text, self._texts[place][0]) else score


def only(candidates: Iterable[str]) -> str | None:
    """Return the only one of several, None if there is none or more than one."""
    found = set(candidates)
    return found.pop() if len(found) == 1 else None
