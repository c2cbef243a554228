"""The first guess of how a sheet is read: where its headings are, which column is each field, what its rows are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

from llegada.core.text import fold
from llegada.imports import cell_rules
from llegada.imports.choices import MatchKind
from llegada.imports.fields import FIELDS, Field, Kind, field_of
from llegada.imports.layout import Layout, Source, missing_fields, with_stand_ins
from llegada.imports.matching_rules import likeness, trigrams
from llegada.imports.several import mark_between
from llegada.targeting.table_rules import find_heading_row, looks_like_number, text_of

#: Whether a text of a kind is known: a service, a unit, an entity, a person of the organisation.
Knows = Callable[[str, str], bool]
#: A heading so like an alias is taken for it.
_ALIKE: Final = 0.62
_SAMPLE: Final = 60
#: Rows among which the headings are looked for: people write titles, logos and notes above.
ROWS_LOOKED_AT: Final = 40
_LONGEST_HEADING: Final = 120
#: Between the title of a group and that of its column. What only one of them says counts a little less than what both do.
GROUP_MARK: Final = " · "
_ONE_OF_TWO: Final = 0.9
#: Days of the table itself or of a person, never of what is told.
_OTHER_DAYS: Final = frozenset(
    {
        "corte",
        "actualizacion",
        "reporte",
        "cargue",
        "registro",
        "nacimiento",
        "creacion",
        "diligenciamiento",
        "publicacion",
    }
)
#: Words of headings that promise to identify a row, and those of codes of places, which repeat and should.
_IDENTIFIERS: Final = frozenset({"id", "identificador", "codigo", "bpin", "consecutivo", "consec", "radicado"})
_PLACES: Final = frozenset({"dane", "divipola", "municipio", "mpio", "departamento", "depto", "dpto"})
#: «N° de convenio», «Visita No.»: how offices write the number of something, and of what.
_NUMBER: Final = frozenset({"n", "no", "nro", "num", "nr", "numero", "consecutivo", "consec"})
_NUMBERED: Final = frozenset(
    {"convenio", "contrato", "plan", "proyecto", "acta", "visita", "sesion", "asesoria", "comision", "reunion", "actividad",
     "evento", "hito", "entrega", "registro", "radicado", "compromiso"}
)  # fmt: skip
_IDLE: Final = frozenset({"de", "del", "la", "el"})
#: Headings of half of the name of a person.
_GIVEN_NAMES: Final = frozenset({"nombre", "nombres"})
_SURNAMES: Final = frozenset({"apellido", "apellidos"})
#: Words of the heading of a column of departments.
DEPARTMENTS: Final = frozenset({"departamento", "departamentos", "depto", "dpto", "deptos", "dptos"})
_FIGURE: Final = re.compile(r"-?\d+(?:[.,]\d+)?")
_SEEN: Final = {
    Kind.DATE: cell_rules.looks_like_date,
    Kind.CODE: cell_rules.looks_like_code,
    Kind.EMAIL: cell_rules.looks_like_email,
    Kind.TIME: cell_rules.looks_like_time,
    Kind.YEAR: cell_rules.looks_like_year,
    Kind.NIT: cell_rules.looks_like_nit,
}


def _knows_nothing(_kind: str, _text: str) -> bool:
    return False


def find_headings(target: str, rows: Sequence[Sequence[Any]]) -> int:
    """Return the place (from 0) of the row of headings: that which names most fields, else the first nearly as wide as the table.

    A merged title says the same in many cells, and so counts as one; of two rows of headings the one with more names wins.
    """
    best, best_named = 0, 0
    for place, row in enumerate(rows[: min(ROWS_LOOKED_AT, max(1, len(rows) - 1))]):
        texts = {text_of(cell) for cell in row} - {""}
        if len(texts) < 2 or any(len(text) > _LONGEST_HEADING for text in texts):
            continue
        if sum(is_figure(text) for text in texts) > 0.3 * len(texts):
            continue
        named = fields_named(target, texts)
        if named > best_named:
            best, best_named = place, named
    if best_named >= 2:
        return _last_of_merged(rows, best)
    distinct = [list(dict.fromkeys(text_of(cell) for cell in row)) for row in rows]
    found = find_heading_row(distinct)
    return best if found is None else found


def _last_of_merged(rows: Sequence[Sequence[Any]], place: int) -> int:
    """Return the last of the rows of headings: those merged downwards say the same in each, and the last names every column."""
    while place + 2 < len(rows):
        above, below = rows[place], rows[place + 1]
        same = sum(
            1 for one, other in zip(above, below, strict=False) if text_of(one) and text_of(one) == text_of(other)
        )
        if same < 2:
            break
        place += 1
    return place


def is_figure(text: str) -> bool:
    """Tell whether a text is a figure or a day."""
    return looks_like_number(text) or cell_rules.read_day(text) is not None


def fields_named(target: str, texts: Iterable[str]) -> int:
    """Return how many fields some text of a row names."""
    labels = tuple(fold(str(one.label)) for one in FIELDS[target])
    return len(frozenset[str]().union(*(_named_in(target, labels, fold(text)) for text in texts)))


@lru_cache(maxsize=65536)
def _named_in(target: str, labels: tuple[str, ...], heading: str) -> frozenset[str]:
    """Return the fields that a folded heading names; only the names that share enough letters with it are compared."""
    holding, sizes = _letters_of_names(target, labels)
    shared = Counter(name for piece in trigrams(_numbered(heading)) for name in holding.get(piece, ()))
    return frozenset(
        field
        for (field, alias), times in shared.items()
        if times >= _ALIKE * sizes[field, alias] and _named(heading, alias) >= _ALIKE
    )


@lru_cache(maxsize=64)
def _letters_of_names(
    target: str, labels: tuple[str, ...]
) -> tuple[dict[str, list[tuple[str, str]]], dict[tuple[str, str], int]]:
    """Return the names of the fields of a target by each of their runs of three letters, and how many each name has.

    `labels` are those of the language of whoever asks.
    """
    holding: dict[str, list[tuple[str, str]]] = {}
    sizes = {}
    for one, label in zip(FIELDS[target], labels, strict=True):
        for alias in {label, *one.aliases}:
            sizes[one.name, alias] = len(trigrams(alias))
            for piece in trigrams(alias):
                holding.setdefault(piece, []).append((one.name, alias))
    return holding, sizes


def likeliest_target(headings: Sequence[str], rows: Sequence[Sequence[Any]], targets: Sequence[str]) -> str | None:
    """Return what the rows most likely are, of those; None where two are as likely or nothing speaks for any."""
    scored = []
    for target in targets:
        fields = suggest(target, headings, rows)
        lacking = len(missing_fields(Layout(target, "", 1, fields)))
        scored.append((lacking, -len(fields), target))
    scored.sort()
    if not scored or scored[0][1] > -3 or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
        return None
    return scored[0][2]


def suggest(
    target: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], knows: Knows = _knows_nothing
) -> dict[str, Source]:
    """Return which column is most likely each field, from the headings first and from what the cells hold after."""
    folded = [fold(heading) for heading in headings]
    columns = [[row[place] for row in rows if place < len(row)] for place in range(len(headings))]
    scored = sorted(
        (-_score(one, headings[place], columns[place], knows), order, _rank(one, folded[place]), place)
        for order, one in enumerate(FIELDS[target])
        for place in range(len(headings))
    )
    chosen: dict[str, Source] = {}
    taken: set[int] = set()
    for minus, order, _rank_of_name, place in scored:
        one = FIELDS[target][order]
        if -minus < _ALIKE or one.name in chosen or place in taken:
            continue
        chosen[one.name] = Source((headings[place],), split=_split_of(one, columns[place], knows))
        taken.add(place)
    if "entity" in chosen and "code" not in chosen:
        chosen["entity"] = _with_department(chosen["entity"], headings, folded)
    if {"entity", "code"} <= {*chosen}:
        chosen["entity"] = replace(chosen["entity"], split="")  # the code tells which place each row is of
    if "name" in chosen and field_of(target, "name").glue == " ":
        chosen["name"] = _with_surnames(chosen["name"], headings, folded)
    return with_stand_ins(target, chosen)


def _rank(one: Field, heading: str) -> int:
    """Return how far a heading is among the names of a field: of two that name it as well, the first says it better."""
    names = _aliases(one)
    return names.index(heading) if heading in names else len(names)


def _score(one: Field, heading: str, column: Sequence[Any], knows: Knows) -> float:
    named, heading = _named_by(one, heading), fold(heading)
    sample = column[:_SAMPLE]
    if one.kind is Kind.KEY:
        return named if tells_rows_apart(heading, column) else 0.0
    if one.kind is Kind.DATE and _OTHER_DAYS & set(heading.split()):
        return named if named == 1 else 0.0
    if one.kind is Kind.MATCH:
        return _known_score(one, heading, named, sample, knows)
    if one.kind not in _SEEN:
        return named
    share = cell_rules.share(_SEEN[one.kind], sample)
    if share < 0.5:
        return named * 0.6 if named < 1 else named * 0.9
    if one.kind is Kind.DATE and not one.is_required and named < 0.3:
        return named  # one day among several: what it is of, only its heading tells
    return max(named, 0.5) + 0.3 * share


def _known_score(one: Field, heading: str, named: float, sample: Sequence[Any], knows: Knows) -> float:
    """Return the score of a field whose texts a catalogue knows: its cells speak for it even where its heading does not."""
    if one.match == MatchKind.ENTITY and "departamento" in heading.split():
        return min(named, 0.65)  # a municipality says more
    texts = {text_of(cell) for cell in sample} - {""}
    share = sum(knows(one.match, text) for text in texts) / len(texts) if texts else 0.0
    if not share and all(map(_FIGURE.fullmatch, texts)) and any(not text.isdecimal() for text in texts):
        return 0.0  # a measure, not what its heading names: «Servicios: 81,3»
    return max(named, 0.5) + 0.3 * share if share >= 0.5 else named


def tells_rows_apart(heading: str, column: Sequence[Any]) -> bool:
    """Tell whether a column may identify its rows: no two say the same, and it is no mere 1, 2, 3… of this file.

    The next file of the same person begins at 1 again, and would change what this one brought.
    """
    texts = [text for cell in column if (text := text_of(cell)) and not cell_rules.says_nothing(text)]
    if len(set(texts)) < len(texts):
        return False
    return not only_counts(texts) or re.search(r"\b(id|identificador|codigo|bpin)\b", heading) is not None


def only_counts(column: Sequence[Any]) -> bool:
    """Tell whether a column says 1, 2, 3…: what numbers the rows of a file."""
    texts = [text_of(cell) for cell in column if text_of(cell)]
    return len(texts) > 1 and texts == [str(number) for number in range(1, len(texts) + 1)]


def seems_to_identify(heading: str) -> bool:
    """Tell whether people would take a column by its heading for what identifies its rows."""
    folded = fold(heading)
    words = set(_numbered(folded).split())
    is_number = folded in _NUMBER or _numbered(folded) != folded
    return (bool(words & _IDENTIFIERS) or is_number) and not words & _PLACES


def _aliases(one: Field) -> tuple[str, ...]:
    return (fold(str(one.label)), *one.aliases)


def _named_by(one: Field, heading: str) -> float:
    """Return how well a heading names a field, as a whole or by the title of its group or of its column.

    What identifies a row is named as a whole: «Entidad · Código» is of the entity.
    """
    folded = fold(heading)
    whole = max(_named(folded, alias) for alias in _aliases(one))
    parts = heading.split(GROUP_MARK) if GROUP_MARK in heading and one.kind is not Kind.KEY else []
    return max([whole, *(_ONE_OF_TWO * _named(fold(part), alias) for part in parts for alias in _aliases(one))])


def _named(heading: str, alias: str) -> float:
    """Return how well a heading names what an alias does: one that says it and something more nearly as well («tema tratado»)."""
    heading = _numbered(heading)
    says_all = set(alias.split()) <= set(heading.split())
    return max(likeness(heading, alias), 0.7 if says_all and len(alias) > 3 else 0.0)


@lru_cache(maxsize=4096)
def _numbered(heading: str) -> str:
    """Return the heading of the number of something as its names say it («numero visita»), and any other as it is."""
    words = [word for word in heading.split() if word not in _IDLE]
    numbered = [word for word in words if word in _NUMBERED]
    return f"numero {numbered[0]}" if len(words) == 2 and len(numbered) == 1 and _NUMBER & {*words} else heading


def _split_of(one: Field, sample: Sequence[Any], knows: Knows) -> str:
    """Return the mark that divides several places in one cell, where some cell has it and all of its parts are known."""
    if one.match == MatchKind.ENTITY:
        said = dict.fromkeys(text_of(cell) for cell in sample)
        known = lru_cache(partial(knows, one.match))
        return next((mark for text in said if (mark := mark_between(text, known))), "")
    if one.kind is not Kind.CODE:
        return ""
    texts = [cell for cell in sample if isinstance(cell, str)]
    return next(
        (mark for mark in "|;/," if any(mark in text and cell_rules.are_codes(text.split(mark)) for text in texts)), ""
    )


def _with_department(source: Source, headings: Sequence[str], folded: Sequence[str]) -> Source:
    """Put the column of the department beside that of the municipality: twenty names of municipalities are in several."""
    if any("departamento" in fold(column).split() for column in source.columns):
        return source
    beside = [
        headings[place]
        for place, heading in enumerate(folded)
        if heading in {"departamento", "nombre departamento", "dpto", "depto"}
    ]
    return Source((*source.columns, *beside[:1]), source.value, source.split)


def _with_surnames(source: Source, headings: Sequence[str], folded: Sequence[str]) -> Source:
    """Put the columns of given names and of surnames together, in the order of the sheet: many lists have one for each."""
    if fold(source.columns[0]) not in _GIVEN_NAMES:
        return source
    beside = [headings[place] for place, heading in enumerate(folded) if heading in _SURNAMES]
    columns = {*source.columns, *beside[:1]}
    return Source(tuple(heading for heading in headings if heading in columns), source.value, source.split)
