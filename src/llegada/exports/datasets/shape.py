"""The shape of a dataset: columns with their meaning, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from django.db.models import Choices, Model, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.table_blocks import Block, blocks_of
from llegada.core.tabular import TABLE_LANGUAGE
from llegada.exports.choices import FileFormat
from llegada.exports.datasets.reading import BLOCK, read_blocks

Words = str | Promise


class Kind(StrEnum):
    """The type of a column, by its name in the Frictionless Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    YEAR = "year"
    BOOLEAN = "boolean"

    @property
    def label(self) -> Words:
        """Return it in words."""
        return _KINDS[self]


_KINDS: Final[dict[Kind, Words]] = {
    Kind.STRING: _("Texto"),
    Kind.INTEGER: _("Número entero"),
    Kind.NUMBER: _("Número"),
    Kind.DATE: _("Fecha"),
    Kind.YEAR: _("Año"),
    Kind.BOOLEAN: _("Sí o no"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name in files (a contract, never translated), what it means and where it is read.

    `source` is a lookup or an expression on the rows of the dataset. `convert` gets what was read, never None. `references` names
    the dataset and the column that a code belongs to. What is not public leaves only for those who may read it.
    """

    code: str
    label: Words
    source: str | Combinable
    kind: Kind = Kind.STRING
    description: Words = ""
    convert: Callable[[Any], Any] | None = None
    references: tuple[str, str] | None = None
    hxl: str = ""
    unit: Words = ""
    is_public: bool = True
    #: The closed list to which its codes belong.
    listed: type[Choices] | None = None

    @property
    def codes(self) -> list[tuple[Any, Words]]:
        """Return the codes that it may hold with their words, for its page."""
        return [one for one in self.listed.choices if one[0] != ""] if self.listed else []


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A table that goes out. `open_rows` are what anybody reads; `own_rows`, what an actor may: None where there are no such rows.

    `key` names the columns that tell its rows apart, in which order they go; `year` is the lookup of their fiscal year. `kinds` are
    the objects whose decisions change it: a file stands while there is none. Where `counted` gives the rows of a year, or of all,
    already in order, each source names what one of them has, and `open_rows` only says how many there are.
    """

    code: str
    title: Words
    description: Words
    columns: Sequence[Column]
    key: Sequence[str]
    order: Sequence[str]
    kinds: Sequence[str]
    open_rows: Callable[[], QuerySet[Any, Any]] | None = None
    own_rows: Callable[[Actor], QuerySet[Any, Any]] | None = None
    counted: Callable[[int | None], Iterable[Any]] | None = None
    year: str = ""
    theme: str = "GOVE"
    source: Words = ""
    may_ever: Callable[[Actor], bool] = field(default=lambda actor: actor.is_authenticated)

    @property
    def is_open(self) -> bool:
        """Return whether anybody reads it. For templates, which would call `open_rows` and read every row."""
        return self.open_rows is not None

    @property
    def open_columns(self) -> list[Column]:
        """Return the columns that are public."""
        return [column for column in self.columns if column.is_public]

    @property
    def formats(self) -> list[FileFormat]:
        """Return the formats in which it goes out."""
        tagged = [FileFormat.HXL] if any(column.hxl for column in self.columns) else []
        return [FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON, *tagged]

    def rows(self, *, actor: Actor | None, year: int | None) -> QuerySet[Any, Any]:
        """Return its rows: those that anybody reads where `actor` is None, and otherwise those that the actor may.

        Raises NotFound where there are none of that kind.
        """
        found = self._rows_of(actor)
        return found.filter(**{self.year: year}) if year is not None and self.year else found

    @staticmethod
    def _counted(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[list[Any]]:
        cells = [(attrgetter(str(one.source)), one.convert) for one in columns]
        for row in rows:
            values = ((read(row), convert) for read, convert in cells)
            yield [value if value is None or convert is None else convert(value) for value, convert in values]

    def _rows_of(self, actor: Actor | None) -> QuerySet[Any, Any]:
        if actor is None and self.open_rows is not None:
            return self.open_rows()
        if actor is not None and self.own_rows is not None and self.may_ever(actor):
            return self.own_rows(actor)
        raise NotFound(dataset=self.code)

    def shown(self, *, actor: Actor | None) -> list[Column]:
        """Return the columns that go out for `actor`, or for anybody."""
        return self.open_columns if actor is None else list(self.columns)

    def read(self, *, actor: Actor | None, year: int | None, block: int = BLOCK) -> Iterator[Block]:
        """Yield the plain values of its rows, `block` at a time, always in the same order."""
        if self.counted is not None:
            self._rows_of(actor)
            return blocks_of(self._counted(self.counted(year), self.shown(actor=actor)), block)
        return self.read_rows(self.rows(actor=actor, year=year), self.shown(actor=actor), block=block)

    def read_rows(self, rows: QuerySet[Any, Any], columns: Sequence[Column], *, block: int = BLOCK) -> Iterator[Block]:
        """Yield the plain values of some of its rows in the same way; who asks answers for whom they are."""
        wanted = [(one.source, one.convert or _plain(one)) for one in columns]
        return read_blocks(rows, wanted, self.order, block)


def _plain(column: Column) -> Callable[[Any], Any] | None:
    """Return how a value is made plain where it is not: a truth in words."""
    return said if column.kind is Kind.BOOLEAN else None


def said(value: Any) -> str:
    """Return a truth in words, as the data dictionary declares them."""
    return "sí" if value else "no"


def coded(code: str, label: Words, source: str, choices: type[Choices], **more: Any) -> tuple[Column, Column]:
    """Return the two columns of a value of a closed list: its code and its words."""
    with override(TABLE_LANGUAGE):
        words: Mapping[Any, str] = {value: str(said_as) for value, said_as in choices.choices}
    hxl = more.pop("hxl", "")
    return (
        Column(
            code=f"codigo_{code}", label=label, source=source, description=_list_of(choices), listed=choices, **more
        ),
        Column(code=code, label=label, source=source, convert=lambda value: words.get(value, value), hxl=hxl, **more),
    )


def _listed(choices: type[Choices]) -> str:
    return "; ".join(f"{value}: {said_as}" for value, said_as in choices.choices if value != "")


#: The codes of a closed list with their words, in the language of who reads.
_list_of = lazy(_listed, str)


def kind_of(model: type[Model]) -> str:
    """Return by what name the history knows the objects of a model."""
    return model._meta.label_lower
