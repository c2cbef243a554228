"""Writes the lines of a plan as a workbook that can be filled in outside and come back: lines, instructions, lists."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan
from llegada.planning.selectors.sheets import LineNames, PlainLine
from llegada.planning.sheets import columns

#: Rows below the titles to which the lists of closed values reach.
_LISTED_ROWS: Final = 10_000
_WIDE: Final = {columns.ENTITY: 34, columns.SERVICE: 40, columns.DESCRIPTION: 40, columns.IDENTIFIER: 38}
# What the second sheet says: part of the format, like the columns.
_HOW: Final = (
    "Cómo se llena este libro",
    "Una línea por fila, en la hoja «Líneas». No cambie los títulos de las columnas.",
    "«Identificador» y «Revisión» los pone Llegada: no los cambie ni los copie a otra fila. Para una línea nueva, déjelos vacíos.",
    "«Identificador propio» es opcional: el código con que su dependencia lleva la línea. No se repite en el plan.",
    "Obligatorias: la entidad (código o nombre), el servicio (código o nombre), el inicio y el fin, dentro de la vigencia.",
    "El código de una alcaldía es el DANE de cinco dígitos; el de una gobernación, el de dos. Son texto: 05001, nunca 5001.",
    "Sin temática, la línea toma la del servicio.",
    "Fechas: 2027-03-15 o 15/03/2027.",
    "Dinero en pesos, por fuente: 12.000.000 o 12000000,50. Si una fuente no aporta, deje la celda vacía: no escriba cero.",
    "«Conjunta con»: nombres de otras dependencias de la organización, separados por punto y coma.",
    "Las palabras de cada lista, los servicios, las temáticas y las dependencias están en la hoja «Listas».",
    "«Total (COP)» y «Estado» son solo para leer: al volver no se tienen en cuenta. La fila EJEMPLO tampoco.",
    "Al subirlo, Llegada dice fila por fila qué pasaría y no guarda nada hasta que usted confirme.",
    "Quitar una fila no borra la línea: eso se hace en la página del plan.",
)


def _lists(names: LineNames) -> dict[str, list[str]]:
    """Return column → the words that may be chosen in it."""
    kinds = {
        columns.SERVICE: names.services, columns.TOPIC: names.topics, columns.PARTNERS: names.units,
        columns.MANAGER: names.managers, columns.STRATEGY: names.strategies,
    }  # fmt: skip
    offered = {column: [one.name for one in named.values() if one.is_offered] for column, named in kinds.items()}
    return columns.WORDS | offered


def lines_workbook(plan: AnnualPlan, lines: Iterable[PlainLine], names: LineNames) -> bytes:
    """Return the workbook of a plan with its lines."""
    with override(TABLE_LANGUAGE):
        statuses = {value: str(label) for value, label in LineStatus.choices}
    words = {value: label for column in columns.VALUES for value, label in _labels(column)}
    return _workbook((_row(plan.unit.name, line, names, words, statuses) for line in lines), _lists(names))


def template_workbook(plan: AnnualPlan, names: LineNames) -> bytes:
    """Return the empty workbook of a plan, with a row that says that it is an example."""
    year, lists = plan.cycle.year, _lists(names)
    example: dict[str, Any] = {
        columns.IDENTIFIER: columns.EXAMPLE, columns.UNIT: plan.unit.name, columns.ENTITY_CODE: "05001",
        columns.ENTITY: "Alcaldía de Medellín", columns.SERVICE: next(iter(lists[columns.SERVICE]), "Nombre del servicio"),
        columns.DESCRIPTION: "Esta fila es un ejemplo: no entra al plan.", columns.STARTS_ON: date(year, 3, 1),
        columns.ENDS_ON: date(year, 6, 30), columns.PERSON_DAYS: Decimal("20.5"),
        **{column: words[0] for column, words in columns.WORDS.items()}, columns.BUDGET["investment"]: Decimal(12_000_000),
    }  # fmt: skip
    return _workbook([[example.get(column) for column in (*columns.COLUMNS, *columns.SAID_BESIDES)]], lists)


def _labels(column: str) -> Iterable[tuple[str, str]]:
    return zip(columns.VALUES[column].values(), columns.WORDS[column], strict=True)


def _row(unit: str, line: PlainLine, names: LineNames, words: dict[str, str], statuses: dict[str, str]) -> list[Any]:
    said, budget = line.said, line.budget
    entity, service = names.entities[said["entity_id"]], names.services[said["service_id"]]
    manager, strategy = said["territorial_manager_id"], said["strategy_id"]
    return [
        str(line.public_id),
        line.revision,
        said["external_id"],
        unit,
        entity.code,
        entity.name,
        service.code,
        service.name,
        names.topics[said["topic_id"]].name,
        said["description"],
        said["starts_on"],
        said["ends_on"],
        said["person_days"],
        *(words.get(said[name]) for name in ("modality", "origin", "obligation")),
        "; ".join(names.units[key].name for key in line.partners),
        names.managers[manager].name if manager else None,
        names.strategies[strategy].name if strategy else None,
        said["action_plan_code"],
        said["procurement_code"],
        *(budget.get(source) for source in columns.BUDGET),
        sum(budget.values(), Decimal(0)) if budget else None,
        statuses[line.status],
    ]


def _workbook(rows: Iterable[Sequence[Any]], lists: Mapping[str, Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Líneas")
    title = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    titles = (*columns.COLUMNS, *columns.SAID_BESIDES)
    sheet.write_row(0, 0, titles, title)
    last = _write_rows(rows, _writers(book, sheet, titles))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(titles) - 1)
    for number, name in enumerate(titles):
        sheet.set_column(number, number, _WIDE.get(name, 18))
    how = book.add_worksheet("Instrucciones")
    how.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for number, sentence in enumerate(_HOW):
        how.write_string(number, 0, sentence, title if number == 0 else None)
    _write_lists(book, sheet, lists, title)
    book.close()
    return buffer.getvalue()


def _writers(book: Any, sheet: Any, titles: Sequence[str]) -> list[tuple[Callable[..., Any], Any]]:
    """Return, of each column, what writes its cells and their format: looked up once, not in each of 100,000 cells."""
    day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.##"})
    kinds = {
        columns.STARTS_ON: (sheet.write_datetime, day),
        columns.ENDS_ON: (sheet.write_datetime, day),
        columns.REVISION: (sheet.write_number, None),
        columns.PERSON_DAYS: (sheet.write_number, None),
        **dict.fromkeys((*columns.BUDGET.values(), columns.SAID_BESIDES[0]), (sheet.write_number, money)),
    }
    return [kinds.get(one, (sheet.write_string, None)) for one in titles]


def _write_rows(rows: Iterable[Sequence[Any]], writers: Sequence[tuple[Callable[..., Any], Any]]) -> int:
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, (value, (write, form)) in enumerate(zip(row, writers, strict=True)):
            if value is not None and value != "":
                write(last, column, value, form)
    return last


def _write_lists(book: Any, sheet: Any, lists: Mapping[str, Sequence[str]], title: Any) -> None:
    """Put the words of each column in a sheet of their own, and offer them in their cells. Partners may be several: not offered."""
    listed = book.add_worksheet("Listas")
    for number, (column, words) in enumerate(lists.items()):
        listed.write_string(0, number, column, title)
        listed.set_column(number, number, 40)
        for row, word in enumerate(words, start=1):
            listed.write_string(row, number, word)
        if not words or column == columns.PARTNERS:
            continue
        place, letter = columns.COLUMNS.index(column), chr(ord("A") + number)
        rule = {
            "validate": "list", "source": f"=Listas!${letter}$2:${letter}${len(words) + 1}", "error_type": "warning",
            "error_title": column, "error_message": "Esa palabra no está en la lista. Llegada lo dirá al subir el archivo.",
        }  # fmt: skip
        sheet.data_validation(1, place, _LISTED_ROWS, place, rule)
