"""Reads the rows of a dataset by blocks: each row alone says what is its own, and what many share is read once for all of them.

A session is a few columns of its table and the key of its plan; who gives it, to whom and where is read once a plan, and of that
what is of the entity or of the unit once an entity and a unit. A join would bring it again with every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, F, Field, ForeignKey, Func, Model, QuerySet, TextField, UUIDField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from llegada.core.table_blocks import MOST_KEPT, Block, Kept, Strand, rows_of

#: Rows that a block has, and that the database hands over at a time, where who reads does not say.
BLOCK: Final = 4000
#: Figures of an identifier without its hyphens, and where they stand with them.
_FIGURES: Final = 32
_PLACES: Final = [place for place in range(36) if place not in {8, 13, 18, 23}]
#: Keys that one question to the database names, at most.
_ASKED: Final = 900
#: For each row of a block, so many others may be read with those that it points to, for the blocks that follow.
_AMONG: Final = 16

Convert = Callable[[Any], Any]
Mend = Callable[[Sequence[Any]], Sequence[Any]]
Wanted = tuple[str | Combinable, Convert | None]


class _UuidText(Func):
    """The text of an identifier as the database has it: 36 characters, or in SQLite 32 without hyphens."""

    template = "(%(expressions)s)"
    output_field = TextField()
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Cast it."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)::text", **more)


def _hyphened(values: Sequence[Any]) -> Sequence[Any]:
    """Return identifiers with their hyphens if they have none: each of their figures goes to its place in all of them at once."""
    found = [one for one in values if one]
    if not found or len(found[0]) != _FIGURES:
        return values
    figures = "".join(found).encode()
    written = bytearray(b"------------------------------------\0") * len(found)
    for at, place in enumerate(_PLACES):
        written[place::37] = figures[at::_FIGURES]
    hyphened = written.decode().split("\0")
    if len(found) == len(values):
        return hyphened[:-1]
    following = iter(hyphened)
    return [one and next(following) for one in values]


class _Sorted(Func):
    """What rows are sorted by when all are read: in SQLite never by walking an index, which brings a page of the table for each."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Keep its indexes away, as SQLite documents."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def read_blocks(
    rows: QuerySet[Any, Any], wanted: Sequence[Wanted], order: Sequence[str], size: int | None = None
) -> Iterator[Block]:
    """Yield what is wanted of some rows in an order: lookups or expressions, and how what was read is made plain."""
    by = order if is_grouped(rows) else [_Sorted(F(name)) for name in order]
    return _Reader(rows.model, rows, wanted).blocks(rows.order_by(*by), size or BLOCK)


def is_grouped(rows: QuerySet[Any, Any]) -> bool:
    """Return whether rows are counted in groups: they say what they group by, and nothing else may be asked of them."""
    return rows.query.group_by is not None or bool(rows.query.values_select)


class _Reader:
    """What is wanted of the rows of a model, part by part: each becomes a strand of every block."""

    def __init__(self, model: type[Model], rows: QuerySet[Any, Any], wanted: Sequence[Wanted]) -> None:
        self._model, self._query = model, rows.query
        self._is_grouped = is_grouped(rows)
        self.names: dict[str, str | Combinable] = {}
        self._parts: list[_Part] = []
        for shared, together in groupby(wanted, key=self._shared_by):
            self._parts += self._parts_of(shared, list(together))

    def _shared_by(self, wanted: Wanted) -> Any:
        """Return what columns side by side have in common: the other row that they are read from, or the same value."""
        source = wanted[0]
        return source if self._far_field(source) is None else self._far_field(source)

    def _far_field(self, source: str | Combinable) -> ForeignKey[Any, Any] | None:
        if self._is_grouped or not isinstance(source, str) or "__" not in source:
            return None
        found = _field_of(self._model, source.partition("__")[0])
        return found if isinstance(found, ForeignKey) else None

    def _parts_of(self, shared: Any, wanted: list[Wanted]) -> list[_Part]:
        if isinstance(shared, ForeignKey):
            rest = [(str(source).partition("__")[2], convert) for source, convert in wanted]
            return [_Part(self._name(shared.attname), len(wanted), _Far(shared, rest))]
        name, plain = self._read_plain(shared)
        if isinstance(self.names[name], _UuidText):
            return [_Part(name, 1, None, _hyphened) for _ in wanted]
        converts = [_both(plain, convert) for _, convert in wanted]
        if all(convert is None for convert in converts):
            return [_Part(name, 1, None) for _ in converts]
        return [_Part(name, len(wanted), _Near(converts))]

    def _read_plain(self, source: str | Combinable) -> tuple[str, Convert | None]:
        """Return under what name a value is asked, and how it is made plain where the database did not."""
        if not isinstance(source, str):
            return self._name(source), None
        field = None if self._is_grouped or source in self._query.annotations else _field_of(self._model, source)
        if isinstance(field, UUIDField):
            return self._name(_UuidText(F(source))), None
        if isinstance(field, DateField) and not isinstance(field, DateTimeField):
            return self._name(Cast(source, TextField())), date.fromisoformat
        return self._name(source), None if field is not None else _text_of_uuid

    def _name(self, source: str | Combinable) -> str:
        # An expression is given a name of its own, so that one kept by the row is never hidden.
        name = source if isinstance(source, str) else f"x_{len(self.names)}"
        self.names[name] = source
        return name

    def blocks(self, rows: QuerySet[Any, Any], size: int) -> Iterator[Block]:
        """Yield the blocks, of so many rows, of some of the model."""
        expressions = {name: source for name, source in self.names.items() if not isinstance(source, str)}
        found = rows.annotate(**expressions).values_list(*self.names).iterator(chunk_size=size)
        places = {name: place for place, name in enumerate(self.names)}
        while chunk := list(islice(found, size)):
            columns = list(zip(*chunk, strict=True))
            yield [part.strand(columns[places[part.name]]) for part in self._parts]


class _Part:
    """One strand of each block: the column that decides it, and where its cells are known from."""

    def __init__(self, name: str, width: int, known: _Far | _Near | None, mend: Mend | None = None) -> None:
        self.name, self._width, self._known, self._mend = name, width, known, mend

    def strand(self, column: Sequence[Any]) -> Strand:
        keys = self._mend(column) if self._mend else column
        return Strand(keys, None if self._known is None else self._known.of(keys), self._width)


class _Near:
    """Cells that a value of the row itself says: its code and its words, or the day that it is."""

    def __init__(self, converts: Sequence[Convert | None]) -> None:
        self._cells: Kept[Any, Sequence[Any]] = Kept(
            lambda key: [key if convert is None or key is None else convert(key) for convert in converts]
        )

    def of(self, keys: Sequence[Any]) -> Mapping[Any, Sequence[Any]]:
        return self._cells


class _Far:
    """Cells that another row says, to which many rows point: read once, and kept as far as memory allows."""

    def __init__(self, field: ForeignKey[Any, Any], wanted: Sequence[Wanted]) -> None:
        self._model: type[Model] = field.related_model
        self._key = field.target_field.name
        self._reader = _Reader(self._model, self._rows(), [(self._key, None), *wanted])
        self._blank = (None,) * len(wanted)
        self._kept: dict[Any, Sequence[Any]] = {}
        self._fits = True

    def _rows(self) -> QuerySet[Any, Any]:
        return self._model._base_manager.order_by()  # noqa: SLF001  # Django's own, by its documentation

    def of(self, keys: Sequence[Any]) -> Mapping[Any, Sequence[Any]]:
        wanted = set(keys) - {None}
        missing = wanted.difference(self._kept)
        if len(self._kept) + len(missing) > MOST_KEPT:
            self._kept, missing, self._fits = {}, wanted, False
        self._kept[None] = self._blank
        for how, asked in self._questions(sorted(missing), _AMONG * len(keys)):
            blocks = self._reader.blocks(self._rows().filter(**{f"{self._key}__{how}": asked}), BLOCK)
            self._kept.update((row[0], row[1:]) for row in rows_of(blocks))
        if gone := wanted.difference(self._kept):
            # A file must not be made without them: whoever asks again reads what there is then.
            raise LookupError(f"{self._model._meta.label}: {sorted(gone)[:5]} went away while it was read")
        return self._kept

    def _questions(self, missing: Sequence[Any], most: int) -> Iterator[tuple[str, Sequence[Any]]]:
        """Yield how to ask for the rows with some keys: with those between them, if they are few and there is room for all."""
        if self._fits and missing and isinstance(missing[0], int):
            among = missing[-1] - missing[0] + 1
            if among <= min(most, MOST_KEPT - len(self._kept)):
                yield "range", (missing[0], missing[-1])
                return
        waiting = iter(missing)
        while asked := list(islice(waiting, _ASKED)):
            yield "in", asked


def _field_of(model: type[Model], name: str) -> Field[Any, Any] | None:
    """Return the column of the model itself by that name, if it is one."""
    if name == "pk":
        return model._meta.pk
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return next((one for one in model._meta.concrete_fields if one.attname == name), None)
    return found if isinstance(found, Field) and found.concrete else None


def _both(first: Convert | None, then: Convert | None) -> Convert | None:
    if first is None or then is None:
        return first or then
    return lambda value: then(first(value))


def _text_of_uuid(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
