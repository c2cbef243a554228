"""What is said of the sheets of a file besides its rows: columns that are missing or nobody reads, rows of totals, false keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.imports import Finding
from llegada.core.templatetags.llegada import short_date
from llegada.imports.layout import ADDED_HEADINGS, Layout
from llegada.imports.services.work import Work

WORKBOOK_TARGET: Final = "workbook"
#: Things that were said of rows that go in, and values of each, that are told apart.
_MOST_SAID: Final = 8
_MOST_VALUES: Final = 5


def note_absent(work: Work, layout: Layout, columns: Sequence[str]) -> None:
    """Say which columns that this way of reading names are not in the sheet."""
    if columns:
        words = {"columns": ", ".join(columns), "sheet": layout.sheet or work.run.file_name}
        work.report.notes.append(
            _("En «%(sheet)s» no están las columnas %(columns)s: quedan como si estuvieran vacías.") % words
        )


def note_unread(work: Work, layout: Layout, headings: Sequence[str]) -> None:
    """Say which columns of a sheet of the workbook are none of its own: nobody is asked what they are."""
    if work.run.target != WORKBOOK_TARGET:
        return
    read = {column for one in layout.fields.values() for column in one.columns} | {*ADDED_HEADINGS}
    unread = [one for one in headings if one not in read and not re.fullmatch(r"Columna \d+", one)]
    if unread:
        words = {"sheet": layout.sheet, "columns": ", ".join(f"«{one}»" for one in unread[:5])}
        words["columns"] += "…" if len(unread) > 5 else ""
        work.report.notes.append(
            _("De la hoja «%(sheet)s» no se lee %(columns)s: no es un título de la plantilla.") % words
        )


def said_of_others(sheets: Sequence[str], *, is_workbook: bool) -> list[str]:
    """Return what is said of the sheets that nobody reads."""
    if not sheets:
        return []
    names = ", ".join(f"«{name}»" for name in sheets[:5]) + ("…" if len(sheets) > 5 else "")
    if not is_workbook:
        sentence = _("De este libro no se lee %(sheets)s. Si trae filas, elíjala en «Cambiar las columnas».")
        return [sentence % {"sheets": names}]
    sentence = _(
        "No se lee %(sheets)s: no tiene el nombre de ninguna hoja de la plantilla. Si trae datos, devuélvaselo."
    )
    return [sentence % {"sheets": names}]


def note_of_others(work: Work, warnings: Sequence[Finding], headings: Mapping[str, str]) -> None:
    """Say what another app has to say of rows that it takes: what it makes for them, what of them it leaves out."""
    said: dict[tuple[str, str], dict[str, None]] = {}
    times: Counter[tuple[str, str]] = Counter()
    for one in warnings:
        about = (headings.get(one.column, one.column), str(one.reason))
        times[about] += 1
        said.setdefault(about, {}).update({one.value: None} if one.value else {})
    for about, values in list(said.items())[:_MOST_SAID]:
        column, reason = about
        shown = ", ".join(f"«{value[:80]}»" for value in list(values)[:_MOST_VALUES])
        shown += "…" if len(values) > _MOST_VALUES else ""
        rows = ngettext("%(n)s fila", "%(n)s filas", times[about]) % {"n": times[about]}
        work.report.notes.append(f"{column}: {reason} ({rows}{': ' if shown else ''}{shown})")


def note_totals(work: Work, layout: Layout, ignored: list[int]) -> None:
    """Say which rows add up the others, or are notes."""
    if not ignored:
        return
    work.report.count(layout.target, "ignored", len(ignored))
    rows = ", ".join(map(str, ignored[:5])) + ("…" if len(ignored) > 5 else "")
    sentence = ngettext(
        "La fila %(rows)s es un total o una nota: no se trae.",
        "Las filas %(rows)s son totales o notas: no se traen.",
        len(ignored),
    )
    work.report.notes.append(_of_sheet(work, layout, sentence % {"rows": rows}))


def note_outside(work: Work, outside: Sequence[tuple[str, str]]) -> None:
    """Say which sessions, each its day and its row, are outside of the days of their plan: of the past, that is only told."""
    if not outside:
        return
    some = [
        _("fila %(row)s: %(day)s") % {"row": row, "day": short_date(date.fromisoformat(day))}
        for day, row in outside[:_MOST_VALUES]
    ]
    sentence = ngettext(
        "%(count)s sesión es de un día en que su plan no iba (%(rows)s). Entra así: revise que el año no sea un error de dedo.",
        "%(count)s sesiones son de días en que su plan no iba (%(rows)s). Entran así: revise que el año no sea un error de dedo.",
        len(outside),
    )
    rows = "; ".join(some) + ("…" if len(outside) > _MOST_VALUES else "")
    work.report.notes.append(sentence % {"count": len(outside), "rows": rows})


def note_wide(work: Work, wide: list[int]) -> None:
    """Say which rows of a CSV have more cells than there are headings: a separator within a text moves what follows it."""
    if not wide:
        return
    rows = ", ".join(map(str, wide[:5])) + ("…" if len(wide) > 5 else "")
    sentence = ngettext(
        "La fila %(rows)s trae más celdas que títulos: quizá un texto lleva dentro el separador, sin comillas, y lo que sigue "
        "se corrió.",
        "%(count)s filas traen más celdas que títulos (%(rows)s): quizá un texto lleva dentro el separador, sin comillas, y lo que "
        "sigue se corrió.",
        len(wide),
    )
    work.report.notes.append(sentence % {"rows": rows, "count": len(wide)})


def _of_sheet(work: Work, layout: Layout, sentence: str) -> str:
    """Return what is said of a sheet with its name, where there are several."""
    is_one_of_several = work.reads_several or work.run.target == WORKBOOK_TARGET
    return f"{layout.sheet}: {sentence}" if is_one_of_several else sentence


def note_clashes(work: Work, layout: Layout) -> None:
    """Say that what was taken for an identifier is none, and what to do instead."""
    for columns, times in work.report.clashes.items():
        sentence = ngettext(
            "«%(columns)s» se repite en %(times)s fila que dice otra cosa: quizá no identifica las filas.",
            "«%(columns)s» se repite en %(times)s filas que dicen otra cosa: quizá no identifica las filas.",
            times,
        )
        if work.run.target == WORKBOOK_TARGET:
            way = _("Dé a cada fila el suyo o, si no lo tiene, déjelo vacío: se distinguen por lo que dicen.")
        else:
            way = _(
                "En «Cambiar las columnas» déjela en «No se trae» (se distinguen por lo que dicen), o marque además otra "
                "columna como «Identificador en la fuente»: se juntan."
            )
        said = f"{sentence % {'columns': ' + '.join(columns), 'times': times}} {way}"
        work.report.notes.append(_of_sheet(work, layout, said))
    work.report.clashes.clear()
