"""Headings of two rows, merged or not: groups above and their columns below, or what goes in each column below its title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from llegada.core.text import fold
from llegada.imports.fields import FIELDS
from llegada.imports.guessing import GROUP_MARK, ROWS_LOOKED_AT, find_headings, is_figure
from llegada.targeting.table_rules import headings_of, text_of

#: Rows of headings that a table may have.
MOST_ROWS: Final = 2
#: A title of a group or of one of its columns is no longer than this.
_LONGEST: Final = 60
#: How what explains a title begins, or all that it says.
_EXPLAINS: Final = re.compile(
    r"(ej|ejemplo|escriba|seleccione|indique|diligencie|obligatorio|opcional|lista desplegable)\b.*"
    # «Campo de la Cruz» is a municipality, and «Formato único territorial» may be a service.
    r"|campo (obligatorio|opcional|abierto|libre|calculado|de texto|texto|numerico|fecha)\b.*"
    r"|formato (de )?(fecha|hora|texto|numero|numerico|general|dd|mm|aaaa|yyyy|hh)\b.*"
    r"|(texto|numero|numerico|alfanumerico|fecha)( (libre|corto|largo|corta|larga))?"
    r"|(dd|mm|aaaa|yyyy|hh)( (dd|mm|aaaa|yyyy|am|pm))+"
)
#: What people write where there is no datum yet: a title says none of these, a first row of data may say several.
_NO_DATUM: Final = re.compile(
    r"sin (dato|datos|informacion|fecha|definir|confirmar|establecer|registro)|por (definir|confirmar|establecer)|pendiente|"
    r"ningun[oa]|n ?[ad]|s ?[di]|no (aplica|registra|reporta|disponible|tiene|hay)"
)


def headings_at(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return the headings that one row says, or two: each column by its own title after that of its group."""
    return headings_of(titles_at(rows))


def titles_at(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Return the headings as they are written: blank where a column has none."""
    return joined(rows[0], rows[1]) if len(rows) > 1 else rows[0] if rows else []


def joined(first: Sequence[Any], second: Sequence[Any]) -> list[str]:
    """Return the titles of columns whose groups are in the row above.

    A group goes on to the right until another begins; a title with nothing below is of its column only, and so are all of them
    above a row that explains them.
    """
    titles, group, is_explained = [], "", _explains(first, second)
    for column in range(max(len(first), len(second))):
        above, below = _at(first, column), _at(second, column)
        if above:
            group = above if below and not is_explained else ""
        if above and (not below or is_explained):
            titles.append(above)
        elif group and below and fold(group) != fold(below):
            titles.append(f"{group}{GROUP_MARK}{below}")
        else:
            titles.append(below)
    return titles


def find_heading_rows(target: str, rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """Return the place (from 0) of the first row of headings, and how many there are."""
    place = find_headings(target, rows)
    if goes_on(target, rows, place):
        return place, 2
    if place and _lacks_titles(target, rows, place):
        return place - 1, 2
    return place, 1


def other_readings(rows: Sequence[Sequence[Any]], place: int, count: int) -> list[tuple[int, int]]:
    """Return where else the headings may be, near where they were found: for whoever knows better which they are."""
    near = [(place, 1), (place, 2), (place - 1, 2), (place + 1, 1)]
    return [one for one in near if one != (place, count) and one[0] >= 0 and sum(one) < len(rows)]


def goes_on(target: str, rows: Sequence[Sequence[Any]], place: int) -> bool:
    """Tell whether the row below one of headings is of them too: all words, unlike what follows, below groups or explaining.

    It errs towards a row of data: one that is taken for headings would be lost without a word.
    """
    following = [row for row in rows[place + 2 : place + 2 + ROWS_LOOKED_AT] if any(text_of(cell) for cell in row)]
    if not following:
        return False
    first, second = rows[place], rows[place + 1]
    said = {column: text for column in range(len(second)) if (text := _at(second, column))}
    if len(said) < 2 or any(is_figure(text) for text in said.values()):
        return False
    below = {column: [text for row in following if (text := _at(row, column))] for column in said}
    if any(text in below[column] or _NO_DATUM.fullmatch(fold(text)) for column, text in said.items()):
        return False
    if _explains(first, second):
        return True
    if any(len(text) > _LONGEST for text in said.values()) or not any(_is_spanned(first, column) for column in said):
        return False
    if len({name for text in said.values() for name in _names_of(target, text)}) >= 2:
        return True
    if any(not _is_of_group(first, said, column) for column in said):
        return False
    unlike = sum(_are_figures(texts) for texts in below.values())
    return unlike >= 2 and 2 * unlike >= len(said)


def _is_of_group(first: Sequence[Any], said: Mapping[int, str], column: int) -> bool:
    """Tell whether what a column says is below a group of several, or is its title again; a row of data says something of all."""
    goes_on_right = column + 1 in said and _is_spanned(first, column + 1)
    return _is_spanned(first, column) or goes_on_right or fold(said[column]) == fold(_at(first, column))


def _names_of(target: str, text: str) -> set[str]:
    """Return the fields of which a text is a name, as it stands."""
    return {one.name for one in FIELDS[target] if fold(text) in (fold(str(one.label)), *one.aliases)}


def _lacks_titles(target: str, rows: Sequence[Sequence[Any]], place: int) -> bool:
    """Tell whether a row of headings has none for some column which the row above names, and is below groups.

    The title of the sheet and the code of its form are above the headings too: what is above counts where a field is called so.
    """
    first, second = rows[place - 1], rows[place]
    titles = {text for cell in first if (text := text_of(cell))}
    if len(titles) < 2 or any(len(text) > _LONGEST or is_figure(text) for text in titles):
        return False
    following = rows[place + 1 : place + 1 + ROWS_LOOKED_AT]
    width = max(len(first), len(second))
    has_unnamed = any(
        _names_of(target, _at(first, column)) and not _at(second, column) and any(_at(row, column) for row in following)
        for column in range(width)
    )
    return has_unnamed and any(_at(second, column) and _is_spanned(first, column) for column in range(width))


def _is_spanned(first: Sequence[Any], column: int) -> bool:
    """Tell whether a column is under a group that began to its left: nothing above it, or the same as beside it."""
    above = _at(first, column)
    return any(map(text_of, first[:column])) if not above else column > 0 and above == _at(first, column - 1)


def _are_figures(texts: Sequence[str]) -> bool:
    return bool(texts) and sum(map(is_figure, texts)) >= 0.7 * len(texts)


def _explains(first: Sequence[Any], second: Sequence[Any]) -> bool:
    """Tell whether a row says, of half of the titles above it and of two at least, what goes in their columns.

    Each of its cells has a title above.
    """
    said = {column: text for column in range(len(second)) if (text := _at(second, column))}
    explained = sum(
        (text[0] == "(" and text[-1] == ")") or _EXPLAINS.fullmatch(fold(text)) is not None for text in said.values()
    )
    return explained >= 2 and 2 * explained >= len(said) and all(_at(first, column) for column in said)


def _at(row: Sequence[Any], column: int) -> str:
    return " ".join(text_of(row[column]).split()) if column < len(row) else ""
