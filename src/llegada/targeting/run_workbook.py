"""A run as a workbook that recomputes itself: another weight in the sheet «Pesos» gives another list, by the same formulas."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from llegada.targeting.choices import CriterionDirection, CutKind, Method, Normalization
from llegada.targeting.columns import Column
from llegada.targeting.models import RunPlace, TargetingRun
from llegada.targeting.rule_content import RuleContent
from llegada.targeting.scoring import Answer

#: Sheets keep these names whatever the language: their formulas name them.
DATA, WEIGHTS, COMPLETE, SCALE, RESULT = "Datos", "Pesos", "Completos", "Escala", "Resultado"
#: The first column of criteria, in every sheet; the columns before it say who.
FIRST: Final = 5
#: Rows of the sheet of weights, from 1.
NAME, WEIGHT, ACTIVE, SHARE, LOW, HIGH, MEAN, SPREAD, SEEN, BEST, LEAST, CUT = range(1, 13)


class _Book:
    """Writes the sheets of one run; places come in the order that settles ties, one a row from 2."""

    def __init__(self, run: TargetingRun, content: RuleContent, columns: Sequence[Column], answer: Answer) -> None:
        self.run, self.content, self.columns, self.answer = run, content, columns, answer
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.input = self.book.add_format({"bg_color": "#FFF3D6", "border": 1})
        self.last = answer.problem.values.shape[0] + 1
        self.row_of = {int(at): row for row, at in enumerate(answer.scaled.rows)}

    def column(self, place: int) -> str:
        return str(xl_col_to_name(FIRST + place))

    def seen(self, place: int) -> str:
        """Return the condition, over the rows, that a place competes and has the value."""
        letter = self.column(place)
        return f"({DATA}!$E$2:$E${self.last}=1)*ISNUMBER({DATA}!{letter}$2:{letter}${self.last})"

    def values(self, place: int) -> str:
        letter = self.column(place)
        return f"{DATA}!{letter}$2:{letter}${self.last}"

    def head(self, sheet: Any, titles: Sequence[str]) -> None:
        sheet.write_row(0, 0, titles, self.bold)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 1, 28)
        sheet.set_column(2, len(titles) + FIRST, 16)

    def who(self, sheet: Any, places: Sequence[RunPlace]) -> None:
        for row, place in enumerate(places, start=1):
            sheet.write_string(row, 0, place.code)
            sheet.write_string(row, 1, place.name)
            sheet.write_string(row, 2, place.median_group)
            sheet.write_string(row, 3, place.quota_group)
            sheet.write_number(row, 4, int(row - 1 in self.row_of))

    def titles(self) -> list[str]:
        who = [_("Código"), _("Lugar"), _("Grupo de comparación"), _("Grupo del cupo"), _("Compite (1) o no (0)")]
        return [*who, *(column.label for column in self.columns)]


def run_workbook(
    run: TargetingRun, content: RuleContent, columns: Sequence[Column], places: Sequence[RunPlace], answer: Answer
) -> bytes:
    """Return the workbook of a run. `places` come in the order that settles ties, which is that of `answer`'s problem."""
    book = _Book(run, content, columns, answer)
    _write_readme(book)
    weights = book.book.add_worksheet(WEIGHTS)
    _write_data(book, places)
    _write_complete(book, places)
    _write_scale(book, places)
    _write_result(book, places)
    _write_weights(book, weights)
    book.book.close()
    return book.buffer.getvalue()


def _write_readme(book: _Book) -> None:
    sheet = book.book.add_worksheet(_("Léame")[:31])
    sheet.set_column(0, 0, 110, book.book.add_format({"text_wrap": True}))
    lines = [
        f"{book.content.name} · {_('corrida')} {book.run.number}",
        _("Cambie un peso en la hoja «Pesos» (fondo amarillo): el puntaje, el puesto y la lista se recalculan solos."),
        _("El corte también se cambia allí. Quién compite y qué valor faltaba quedaron fijos en la corrida."),
        _("Datos: lo que se leyó; vacío es sin dato. Completos: con lo que la regla pone donde falta."),
        _(
            "Escala: cada criterio de 0 a 1, donde más es más prioritario. Resultado: puntaje de 0 a 100, puesto y lista."
        ),
        _("Puntajes iguales comparten puesto; el orden entre ellos es el de las filas, por código."),
        f"{_('Huella de la regla')} (SHA-256): {book.run.content_sha256}",
        f"{_('Huella del resultado')} (SHA-256): {book.run.result_sha256}",
        *(
            f"{column.label}: {column.name} · {column.direction_words} · {column.scale_words} · {column.missing_words}"
            for column in book.columns
        ),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)


def _write_data(book: _Book, places: Sequence[RunPlace]) -> None:
    sheet = book.book.add_worksheet(DATA)
    book.head(sheet, book.titles())
    book.who(sheet, places)
    for row, place in enumerate(places, start=1):
        for column, value in enumerate(place.values):
            if value is not None:
                sheet.write_number(row, FIRST + column, value)


def _write_complete(book: _Book, places: Sequence[RunPlace]) -> None:
    sheet = book.book.add_worksheet(COMPLETE)
    book.head(sheet, book.titles())
    book.who(sheet, places)
    for at, place in enumerate(places):
        for column in range(len(book.columns)):
            cell = f"{DATA}!{book.column(column)}{at + 2}"
            if at not in book.row_of:
                sheet.write_formula(at + 1, FIRST + column, '=""', None, "")
            elif place.values[column] is not None:
                sheet.write_formula(at + 1, FIRST + column, f"={cell}", None, place.values[column])
            else:
                _write_filled(book, sheet, at, column)


def _write_filled(book: _Book, sheet: Any, at: int, column: int) -> None:
    """Write the formula of what the rule puts where a value is missing; blank for a criterion that asked for nothing."""
    criterion = book.columns[column].criterion
    if not book.answer.scaled.filled[book.row_of[at], column]:
        sheet.write_formula(at + 1, FIRST + column, '=""', None, "")
        return
    condition, values = book.seen(column), book.values(column)
    if criterion.missing == "group_median":
        condition += f"*({DATA}!$C$2:$C${book.last}={DATA}!$C{at + 2})"
        formula = f"MEDIAN(IF({condition},{values}))"
    else:
        formula = f"{'MIN' if criterion.direction == CriterionDirection.MORE else 'MAX'}(IF({condition},{values}))"
    cached = float(book.answer.scaled.completed[book.row_of[at], column])
    sheet.write_array_formula(at + 1, FIRST + column, at + 1, FIRST + column, f"{{={formula}}}", None, cached)


def _scale_formula(book: _Book, column: int, at: int) -> str:
    letter = book.column(column)
    value = f"{COMPLETE}!{letter}{at + 2}"
    low, high = f"{WEIGHTS}!{letter}${LOW}", f"{WEIGHTS}!{letter}${HIGH}"
    criterion = book.columns[column].criterion
    more = criterion.direction == CriterionDirection.MORE
    if criterion.normalization == Normalization.PERCENTILE:
        side = "<" if more else ">"
        formula = f"SUMPRODUCT({book.seen(column)}*({book.values(column)}{side}{value}))/({WEIGHTS}!{letter}${SEEN}-1)"
    elif criterion.normalization == Normalization.Z_SCORE:
        sign = "+" if more else "-"
        formula = f"0.5{sign}0.1*({value}-{WEIGHTS}!{letter}${MEAN})/{WEIGHTS}!{letter}${SPREAD}"
    else:
        formula = f"({value}-{low})/({high}-{low})" if more else f"({high}-{value})/({high}-{low})"
    return f'=IF({value}="",0,IF({WEIGHTS}!{letter}${ACTIVE}=0,0,{formula}))'


def _write_scale(book: _Book, places: Sequence[RunPlace]) -> None:
    sheet = book.book.add_worksheet(SCALE)
    book.head(sheet, book.titles())
    book.who(sheet, places)
    for at in range(len(places)):
        for column in range(len(book.columns)):
            if at not in book.row_of:
                sheet.write_formula(at + 1, FIRST + column, '=""', None, "")
                continue
            cached = float(book.answer.scaled.scaled[book.row_of[at], column])
            sheet.write_formula(at + 1, FIRST + column, _scale_formula(book, column, at), None, cached)


def _score_formula(book: _Book, at: int) -> str:
    first, last = book.column(0), book.column(len(book.columns) - 1)
    scaled = f"{SCALE}!{first}{at + 2}:{last}{at + 2}"

    def of(row: int) -> str:
        return f"{WEIGHTS}!{first}${row}:{last}${row}"

    if book.content.method == Method.WEIGHTED_SUM:
        return f"=100*SUMPRODUCT({scaled},{of(SHARE)})"
    best = f"SQRT(SUMPRODUCT(({of(SHARE)}*({of(BEST)}-{scaled}))^2))"
    least = f"SQRT(SUMPRODUCT(({of(SHARE)}*({scaled}-{of(LEAST)}))^2))"
    return f"=IF({best}+{least}=0,0,100*{least}/({best}+{least}))"


def _write_result(book: _Book, places: Sequence[RunPlace]) -> None:
    sheet = book.book.add_worksheet(RESULT)
    who = book.titles()[:FIRST]
    book.head(
        sheet, [*who, _("Puntaje"), _("Puntaje a nueve decimales"), _("Puesto"), _("Orden"), _("En la lista (1)")]
    )
    book.who(sheet, places)
    every = f"$G$2:$G${book.last}"
    for at in range(len(places)):
        row = book.row_of.get(at)
        line = at + 2
        if row is None:
            for column in range(FIRST, FIRST + 5):
                sheet.write_formula(at + 1, column, '=""', None, "")
            continue
        score = float(book.answer.scored.scores[row])
        position, rank = int(book.answer.ranking.position[row]), int(book.answer.ranking.ranks[row])
        sheet.write_formula(at + 1, 5, _score_formula(book, at), None, score)
        sheet.write_formula(at + 1, 6, f"=ROUND(F{line},9)", None, round(score, 9))
        sheet.write_formula(at + 1, 7, f"=RANK(G{line},{every})", None, rank)
        sheet.write_formula(at + 1, 8, f"=H{line}+COUNTIF($G$1:$G{line - 1},G{line})", None, position)
        sheet.write_formula(at + 1, 9, _choice_formula(book, line), None, int(book.answer.chosen[row]))


def _choice_formula(book: _Book, line: int) -> str:
    cut = f"{WEIGHTS}!$B${CUT}"
    if book.content.cut_kind == CutKind.SCORE:
        return f"=IF(G{line}>={cut},1,0)"
    if book.content.cut_kind == CutKind.QUOTA:
        ahead = f"SUMPRODUCT(($D$2:$D${book.last}=D{line})*($E$2:$E${book.last}=1)*($I$2:$I${book.last}<I{line}))"
        return f'=IF(D{line}="",0,IF({ahead}<{cut},1,0))'
    return f"=IF(I{line}<={cut},1,0)"


def _write_weights(book: _Book, sheet: Any) -> None:
    labels = {
        NAME: _("Criterio"), WEIGHT: _("Peso"), ACTIVE: _("Cuenta (1) o no (0)"), SHARE: _("Parte del peso"),
        LOW: _("Mínimo visto"), HIGH: _("Máximo visto"), MEAN: _("Promedio"), SPREAD: _("Desviación estándar"),
        SEEN: _("Lugares con dato"), BEST: _("Lo más prioritario, en la escala"), LEAST: _("Lo menos prioritario, en la escala"),
        CUT: _("Corte"),
    }  # fmt: skip
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, FIRST + len(book.columns), 16)
    for row, label in labels.items():
        sheet.write_string(row - 1, 0, label, book.bold)
    cut = {CutKind.NUMBER: "cut_number", CutKind.SCORE: "cut_score", CutKind.QUOTA: "quota_size"}
    sheet.write_number(CUT - 1, 1, getattr(book.content, cut[CutKind(book.content.cut_kind)]), book.input)
    first, last = book.column(0), book.column(len(book.columns) - 1)
    weighed = f"SUMPRODUCT(${first}${WEIGHT}:${last}${WEIGHT},${first}${ACTIVE}:${last}${ACTIVE})"
    for place, column in enumerate(book.columns):
        letter, at = book.column(place), FIRST + place
        sheet.write_string(NAME - 1, at, column.label, book.bold)
        sheet.write_number(WEIGHT - 1, at, column.criterion.weight, book.input)
        cached = _statistics(book, place)
        is_active = f"=IF(AND({letter}{WEIGHT}>0,{letter}{HIGH}>{letter}{LOW}),1,0)"
        sheet.write_formula(ACTIVE - 1, at, is_active, None, cached[ACTIVE])
        sheet.write_formula(SHARE - 1, at, f"={letter}{WEIGHT}*{letter}{ACTIVE}/{weighed}", None, cached[SHARE])
        for row, function in ((LOW, "MIN"), (HIGH, "MAX"), (MEAN, "AVERAGE"), (SPREAD, "STDEVP")):
            formula = f"{{={function}(IF({book.seen(place)},{book.values(place)}))}}"
            sheet.write_array_formula(row - 1, at, row - 1, at, formula, None, cached[row])
        sheet.write_formula(SEEN - 1, at, f"=SUMPRODUCT({book.seen(place)})", None, cached[SEEN])
        for row, function in ((BEST, "MAX"), (LEAST, "MIN")):
            scaled = f"{SCALE}!{letter}$2:{letter}${book.last}"
            sheet.write_formula(row - 1, at, f"={function}({scaled})", None, cached[row])


def _statistics(book: _Book, place: int) -> dict[int, float]:
    """Return what the formulas of one criterion give now."""
    scaled = book.answer.scaled
    values = book.answer.problem.values[scaled.rows, place]
    seen = values[values == values]
    figures = [seen.min(), seen.max(), seen.mean(), seen.std()] if seen.size else [0.0] * 4
    column = scaled.scaled[:, place]
    return {
        ACTIVE: float(not scaled.constant[place]),
        SHARE: float(scaled.shares[place]),
        **dict(zip((LOW, HIGH, MEAN, SPREAD), map(float, figures), strict=True)),
        SEEN: float(seen.size),
        BEST: float(column.max()),
        LEAST: float(column.min()),
    }
