"""What a document says, as plain data: sections made of a few kinds of blocks, which `typst/base.typ` knows how to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: A text, or None where nobody has said: the document then says «sin dato».
Said = str | None


@dataclass(frozen=True)
class Facts:
    """Pairs of label and text."""

    rows: Sequence[tuple[str, Said]]
    type: str = "facts"


@dataclass(frozen=True)
class Paragraph:
    """A text, with a small heading where it has a `label`."""

    text: Said
    label: Said = None
    type: str = "paragraph"


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    items: Sequence[str]
    type: str = "items"


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` is its share of the line against the others'."""

    label: str
    width: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; `empty` is what stands in its place where there are no rows."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Said]]
    empty: str
    total: Sequence[Said] | None = None
    type: str = "table"


@dataclass(frozen=True)
class Bar:
    """A bar of a schedule: where it begins and how long it is, in periods."""

    label: str
    start: float
    length: float
    is_control: bool = False


@dataclass(frozen=True)
class Gantt:
    """A schedule drawn over `periods`; `alt` says it in words, and a table after it says it whole."""

    caption: str
    alt: str
    head: str
    periods: Sequence[str]
    bars: Sequence[Bar]
    type: str = "gantt"


@dataclass(frozen=True)
class Tree:
    """Layers of boxes, from top to bottom, each with its label; `alt` says it in words, and a table after it says it whole."""

    caption: str
    alt: str
    layers: Sequence[tuple[str, Sequence[str]]]
    type: str = "tree"


@dataclass(frozen=True)
class Strip:
    """Where one value stands between the least (0) and the greatest (1) of many: their middle half, their median, and it."""

    label: str
    low: float
    middle: float
    high: float
    own: float


@dataclass(frozen=True)
class Strips:
    """Several of them, one under another; `alt` says what they show, and a table beside them says it whole."""

    caption: str
    alt: str
    strips: Sequence[Strip]
    type: str = "strips"


@dataclass(frozen=True)
class Signature:
    """Who signs, and as what."""

    name: str
    role: str


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on."""

    people: Sequence[Signature]
    type: str = "signatures"


Block = Facts | Paragraph | Items | Table | Gantt | Tree | Strips | Signatures


@dataclass(frozen=True)
class Section:
    """A part of the document under its heading, or under none."""

    title: Said
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Content:
    """All that a document says of its object; the same for whoever reads it."""

    title: str
    subtitle: Said
    sections: Sequence[Section] = field(default_factory=tuple)
    is_landscape: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return asdict(self)

    @property
    def row_count(self) -> int:
        """Return how many rows its tables have, by which one knows how long it takes to draw."""
        return sum(
            len(block.rows) for section in self.sections for block in section.blocks if isinstance(block, Facts | Table)
        )


def said(text: str | None) -> Said:
    """Return a text without blanks around, or None where it says nothing."""
    return (text or "").strip() or None
