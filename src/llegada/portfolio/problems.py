"""Ways to delimit a problem: how it is stated, its tree, and Vester's matrix (PRD-02; seed S4, Pre 2). No Django here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

#: Statements that name the absence of a solution. «A problem is not the absence of its solution, but an existing negative state.»
_ABSENT: Final = re.compile(
    r"^\W*(hay |existe |existen |la |el |una |un )*"
    r"(falta|ausencia|carencia|inexistencia|escasez|insuficiencia|deficit)s? (de|en)\b"
    r"|^\W*faltan?\b"
    r"|\bno (hay|exist\w+|cuentan? con|se cuenta con|tienen?|disponen? de|poseen?)\b"
    r"|\bcarecen? de\b"
)
#: Levels of influence of one problem on another in Vester's matrix.
LEVELS: Final = (0, 1, 2, 3)
MOST_PROBLEMS: Final = 15
FEWEST_PROBLEMS: Final = 3
#: Boxes of one kind in a tree, at most, and characters of one of its texts.
MOST_BOXES: Final = 10
MOST_CHARACTERS: Final = 250


def is_absence(folded: str) -> bool:
    """Return whether a statement, without accents and in lower case, names what is lacking instead of what happens."""
    return _ABSENT.search(folded) is not None


@dataclass(frozen=True)
class Branch:
    """A direct cause or effect, and the indirect ones behind it."""

    text: str
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProblemTree:
    """A central problem with the causes under it and the effects over it."""

    central: str = ""
    causes: tuple[Branch, ...] = ()
    effects: tuple[Branch, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return not (self.central or self.causes or self.effects)

    @property
    def is_whole(self) -> bool:
        """Return whether it has a problem, a cause and an effect."""
        return bool(self.central and self.causes and self.effects)

    def plain(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "central": self.central,
            "causes": [{"text": one.text, "behind": list(one.behind)} for one in self.causes],
            "effects": [{"text": one.text, "behind": list(one.behind)} for one in self.effects],
        }


def read_tree(stored: Mapping[str, Any]) -> ProblemTree:
    """Return what was stored. Raises ValueError where it is no tree."""
    if not stored:
        return ProblemTree()
    central = stored.get("central", "")
    if not isinstance(central, str):
        raise ValueError("central")
    return ProblemTree(central, _branches(stored.get("causes", [])), _branches(stored.get("effects", [])))


def _branches(stored: Any) -> tuple[Branch, ...]:
    try:
        branches = tuple(Branch(one["text"], tuple(one.get("behind", ()))) for one in stored)
    except (TypeError, KeyError, AttributeError):
        raise ValueError("branches") from None
    if not all(isinstance(text, str) for one in branches for text in (one.text, *one.behind)):
        raise ValueError("branches")
    return branches


@dataclass(frozen=True)
class Weighed:
    """One problem of the matrix: how much it causes (`active`), how much it is caused (`passive`), and its quadrant."""

    number: int
    text: str
    active: int
    passive: int
    quadrant: str


@dataclass(frozen=True)
class VesterMatrix:
    """Problems, and how much each influences each other: 0 none, 1 weak, 2 medium, 3 strong; None where nobody said.

    `influence` has a row and a column for each problem; its diagonal is None.
    """

    problems: tuple[str, ...] = ()
    influence: tuple[tuple[int | None, ...], ...] = ()

    @property
    def missing(self) -> int:
        """Return how many influences nobody has said."""
        return sum(value is None for i, row in enumerate(self.influence) for j, value in enumerate(row) if i != j)

    @property
    def is_whole(self) -> bool:
        """Return whether there are enough problems and every influence is said."""
        return len(self.problems) >= FEWEST_PROBLEMS and not self.missing

    def plain(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"problems": list(self.problems), "influence": [list(row) for row in self.influence]}


def read_matrix(stored: Mapping[str, Any]) -> VesterMatrix:
    """Return what was stored. Raises ValueError where it is no matrix."""
    if not stored:
        return VesterMatrix()
    problems, rows = stored.get("problems", []), stored.get("influence", [])
    size = len(problems)
    if not all(isinstance(one, str) for one in problems) or len(rows) != size:
        raise ValueError("problems")
    if not all(len(row) == size and all(value is None or value in LEVELS for value in row) for row in rows):
        raise ValueError("influence")
    if any(rows[place][place] is not None for place in range(size)):
        raise ValueError("diagonal")
    return VesterMatrix(tuple(problems), tuple(tuple(row) for row in rows))


def cuts(matrix: VesterMatrix) -> tuple[Fraction, Fraction]:
    """Return where the quadrants part: half of the greatest passive sum, and half of the greatest active sum."""
    actives, passives = _sums(matrix)
    return Fraction(max(passives, default=0), 2), Fraction(max(actives, default=0), 2)


def weigh(matrix: VesterMatrix) -> list[Weighed]:
    """Return each problem with its sums and its quadrant; what nobody said adds nothing, so it is for whole matrices.

    Active sum: what its row says (how much it causes). Passive sum: what its column says (how much it is caused). Over both
    cuts a problem is critical; over that of the active sums only, active; over that of the passive only, passive; otherwise
    indifferent.
    """
    actives, passives = _sums(matrix)
    passive_cut, active_cut = cuts(matrix)
    return [
        Weighed(number, text, active, passive, _quadrant(active > active_cut, passive > passive_cut))
        for number, (text, active, passive) in enumerate(zip(matrix.problems, actives, passives, strict=True), 1)
    ]


def _quadrant(is_active: bool, is_passive: bool) -> str:
    if is_active and is_passive:
        return "critical"
    return "active" if is_active else "passive" if is_passive else "indifferent"


def _sums(matrix: VesterMatrix) -> tuple[Sequence[int], Sequence[int]]:
    rows = [[value or 0 for value in row] for row in matrix.influence]
    return [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
