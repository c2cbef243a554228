"""What a pre-design says, as one value: what forms, the demonstration and copies hand to the services."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from llegada.portfolio.models import Predesign, ServiceVersion, ThematicLine
from llegada.portfolio.problems import ProblemTree, VesterMatrix, read_matrix, read_tree
from llegada.portfolio.value_chain import ValueChain, read_chain

TEXT_FIELDS: Final = ("problem", "problem_evidence", "action_plan", "background", "justification")
VALUE_FIELDS: Final = ("tree", "matrix", "chain")
#: Fields of `PredesignContent` that are columns of `Predesign`; `name` and `line` are of the version.
PREDESIGN_FIELDS: Final = (*TEXT_FIELDS, "is_problem_confirmed", *VALUE_FIELDS)
#: Section of the ficha → the fields that its page edits.
SECTION_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "problem": ("problem", "is_problem_confirmed", "problem_evidence"),
    "tree": ("tree",),
    "matrix": ("matrix",),
    "alignment": ("line", "strategies", "action_plan"),
    "chain": ("chain",),
    "moments": ("moments",),
    "context": ("background", "justification"),
}


@dataclass(frozen=True)
class PredesignContent:
    """All that a pre-design says. `strategies` and `moments` hold keys, each once, in one order."""

    name: str
    line: ThematicLine
    problem: str = ""
    is_problem_confirmed: bool = False
    problem_evidence: str = ""
    tree: ProblemTree = field(default_factory=ProblemTree)
    matrix: VesterMatrix = field(default_factory=VesterMatrix)
    strategies: tuple[int, ...] = ()
    action_plan: str = ""
    chain: ValueChain = field(default_factory=ValueChain)
    moments: tuple[int, ...] = ()
    background: str = ""
    justification: str = ""

    def __post_init__(self) -> None:
        """Tidy the text; nothing is confirmed where nothing is stated."""
        for name in ("name", *TEXT_FIELDS):
            object.__setattr__(self, name, "\n".join(str(getattr(self, name)).splitlines()).strip())
        for name in ("strategies", "moments"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        if not self.problem:
            object.__setattr__(self, "is_problem_confirmed", False)


def predesign_of(version: ServiceVersion) -> PredesignContent:
    """Return what the pre-design of `version` says. Makes no query if its parts are loaded."""
    stored: Predesign | None = getattr(version, "predesign", None)
    values: dict[str, Any] = {}
    if stored is not None:
        values = {name: getattr(stored, name) for name in (*TEXT_FIELDS, "is_problem_confirmed")}
        values |= {
            "tree": read_tree(stored.tree),
            "matrix": read_matrix(stored.matrix),
            "chain": read_chain(stored.chain),
        }
    return PredesignContent(
        name=version.name,
        line=version.line,
        strategies=tuple(one.strategy_id for one in version.strategies.all()),
        moments=tuple(one.moment_id for one in version.moments.all()),
        **values,
    )


def said_in_predesign(content: PredesignContent) -> frozenset[str]:
    """Return the keys of `rules.PREDESIGN_SECTIONS` of which `content` says enough."""
    empty, loose = content.chain.gaps()
    said = {
        "name": content.name,
        "problem": content.problem,
        "analysis": content.tree.is_whole or content.matrix.is_whole,
        "alignment": content.strategies or content.action_plan,
        "chain": not empty,
        "links": not empty and not loose,
        "moments": content.moments,
        "background": content.background,
        "justification": content.justification,
    }
    return frozenset(key for key, is_said in said.items() if is_said)


def changed_in_predesign(before: PredesignContent, after: PredesignContent) -> list[str]:
    """Return the names of the fields in which two contents differ."""
    return [name for name in PredesignContent.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]


def plain_field(content: PredesignContent, name: str) -> Any:
    """Return one field as JSON keeps it."""
    value = getattr(content, name)
    if name in VALUE_FIELDS:
        return value.plain()
    if name == "line":
        return value.name
    return list(value) if isinstance(value, tuple) else value


def seen_mark(content: PredesignContent, fields: Collection[str]) -> str:
    """Return a short mark of what `fields` say: a form carries it, to find out that somebody changed them meanwhile."""
    said = json.dumps([plain_field(content, name) for name in fields], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
