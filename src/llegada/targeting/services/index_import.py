"""Imports external indices: reads a file as its source publishes it, says what it would do, and freezes what goes in (INT-06).

One file may bring many indices and years: all its editions are written in one transaction or none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid
from llegada.core.import_history import record_import
from llegada.core.imports import ImportSource
from llegada.core.tabular import TABLE_LANGUAGE, Sheet, read_sheets
from llegada.core.turns import take_turn
from llegada.records import rules as record_rules
from llegada.records.models import StoredFile
from llegada.records.services import read_upload, store_file
from llegada.targeting import table_rules
from llegada.targeting.choices import EditionStatus, IndexLevel
from llegada.targeting.errors import DoubtfulEditions, IndicesOfOthers, UnknownLayout, YearNeeded
from llegada.targeting.layout_rules import Layout, recognize
from llegada.targeting.layouts import layouts_for
from llegada.targeting.models import ExternalIndex, IndexEdition, IndexValue
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.services.index_checks import SaidYears, check_drafts
from llegada.targeting.services.index_drafts import Draft, DraftKind, IndexReport
from llegada.targeting.services.index_layouts import find_layout
from llegada.targeting.services.index_places import Catalogue
from llegada.targeting.services.index_reading import Known, TableReader
from llegada.territory.models import Entity

#: Indices that a refusal names.
_NAMED: Final = 5
#: The place of each value, by the level of its index.
_COLUMN: Final = {IndexLevel.MUNICIPALITY: "municipality_id", IndexLevel.DEPARTMENT: "department_id"}


@dataclass(frozen=True)
class IndexFile:
    """A file to import: its name, what it holds, and what whoever brings it says of it."""

    name: str
    content: bytes
    #: Of the values whose year the file does not say row by row or column by column.
    year: int | None = None
    #: How to read it, from the wizard; without one, it is recognised by its headings.
    layout: Layout | None = None
    #: The sheet and the row of headings (from 1) of `layout`.
    sheet: str = ""
    heading_row: int | None = None


@dataclass(frozen=True)
class _Table:
    """A sheet with the layout by which it is read."""

    place: int
    sheet: Sheet
    heading_row: int
    layout: Layout


def import_indices(*, actor: Actor, file: IndexFile, dry_run: bool, now: datetime, reason: str = "") -> IndexReport:
    """Read a file of indices into editions; with `dry_run` say what would happen and write nothing.

    Every row is counted once and what is wrong is said; what is right goes in. A year that is kept already with the same
    values is not loaded again; with others, it is a new edition that replaces it. `reason` says why what is doubtful is right.
    Raises Unreadable, UnknownLayout, YearNeeded, IndicesOfOthers (for any of its indices), DoubtfulEditions and Conflict.
    """
    INDEX_POLICY.require_ever(actor, IndexPermission.LOAD)
    report, upload = IndexReport(dry_run=dry_run), SimpleUploadedFile(file.name, file.content)
    with override(TABLE_LANGUAGE):
        tables = _tables(actor, file)
        if dry_run:
            return _read(actor, file, tables, report)
        # Whatever needs no turn is before it: on SQLite whoever else writes waits for the transaction.
        read_upload(upload=upload, now=now)
    try:
        with transaction.atomic(), override(TABLE_LANGUAGE):
            take_turn("index.import")
            _read(actor, file, tables, report)
            if report.to_load:
                if report.concerns and not reason.strip():
                    raise DoubtfulEditions(concerns=" ".join(report.concerns))
                _write(actor, file, upload, report, now, reason.strip())
    except IntegrityError as error:
        raise Conflict() from error
    return report


# --- reading ---------------------------------------------------------------------------------------------------------
def _read(actor: Actor, file: IndexFile, tables: Sequence[_Table], report: IndexReport) -> IndexReport:
    known = Known.load({measure.index for table in tables for measure in table.layout.measures})
    _require(actor, tables, known)
    level = next(iter(known.indices.values())).level
    catalogue = Catalogue.load(level)
    drafts: dict[tuple[str, int], Draft] = {}
    year = _said_year(file, tables, report)
    report.layout = tables[0].layout
    columns: set[int] = set()
    for table in tables:
        reader = TableReader(
            table.sheet, table.place, table.heading_row, table.layout, known, catalogue, report, year, drafts
        )
        reader.read()
        columns |= _years_of_rows(table)
        _tell_untaken(reader, report)
    report.drafts = [draft for draft in drafts.values() if draft.numbers]
    _check(file, tables, report, catalogue, columns)
    report.count_rows()
    return report


def _tables(actor: Actor, file: IndexFile) -> list[_Table]:
    """Return the sheets that can be read: as they were saved, else as they are recognised. Raises Unreadable, UnknownLayout."""
    sheets = read_sheets(BytesIO(file.content))
    if file.layout is not None:
        place, sheet = next(
            ((place, one) for place, one in enumerate(sheets) if one.name == file.sheet), (0, sheets[0])
        )
        return [_Table(place, sheet, (file.heading_row or 1) - 1, file.layout)]
    found = [
        _Table(place, sheet, saved.heading_row, saved.layout)
        for place, sheet in enumerate(sheets)
        if (saved := find_layout(actor, sheet)) is not None
    ]
    if found:
        return found
    for place, sheet in enumerate(sheets):
        heading_row = table_rules.find_heading_row(sheet.rows)
        if heading_row is None:
            continue
        headings = table_rules.headings_of(sheet.rows[heading_row])
        layout = recognize(headings, layouts_for(sheet.name))
        if layout is not None:
            found.append(_Table(place, sheet, heading_row, layout))
    if not found:
        raise UnknownLayout()
    return found


def _require(actor: Actor, tables: Sequence[_Table], known: Known) -> None:
    codes = {measure.index for table in tables for measure in table.layout.measures}
    if codes - known.indices.keys() or len({one.level for one in known.indices.values()}) > 1:
        raise Invalid({"layout": _("Los índices de un archivo deben existir y ser todos del mismo nivel.")})
    of_others = [
        one.short_name for one in known.indices.values() if not INDEX_POLICY.can(actor, IndexPermission.LOAD, one)
    ]
    if of_others:
        raise IndicesOfOthers(names=", ".join(of_others[:_NAMED]))


def _said_year(file: IndexFile, tables: Sequence[_Table], report: IndexReport) -> int | None:
    """Return the year of the values that bring none: the one said or the only one in the file's name. Raises YearNeeded."""
    if all(table.layout.year_column or all(measure.year for measure in table.layout.measures) for table in tables):
        return file.year
    if file.year is not None:
        return file.year
    named = table_rules.years_in(file.name)
    if len(named) != 1:
        raise YearNeeded({"year": YearNeeded.sentence})
    (year,) = named
    report.notes.append(_("Se tomó el año %(year)s del nombre del archivo.") % {"year": year})
    return year


def _years_of_rows(table: _Table) -> set[int]:
    """Return the years of a column of years that the layout does not take."""
    headings = table_rules.headings_of(table.sheet.rows[table.heading_row])
    found: set[int] = set()
    for place, heading in enumerate(headings):
        if table_rules.is_year_heading(heading) and heading != table.layout.year_column:
            rows = table.sheet.rows[table.heading_row + 1 :]
            found |= {year for row in rows if place < len(row) and (year := table_rules.read_year(row[place]))}
    return found


def _tell_untaken(reader: TableReader, report: IndexReport) -> None:
    for heading, why in reader.layout.unused.items():
        report.notes.append(_("No se toma la columna «%(column)s». %(why)s") % {"column": heading, "why": why})
    if reader.untaken:
        names = ", ".join(sorted(reader.untaken)[:10])
        report.notes.append(_("No se toman las filas de: %(names)s.") % {"names": names})


def _check(
    file: IndexFile, tables: Sequence[_Table], report: IndexReport, catalogue: Catalogue, columns: set[int]
) -> None:
    titles = " ".join(
        [table.sheet.name for table in tables]
        + [
            table_rules.text_of(cell)
            for table in tables
            for row in table.sheet.rows[: table.heading_row]
            for cell in row
        ]
    )
    years = SaidYears(
        file.name,
        frozenset(table_rules.years_in(file.name)),
        frozenset(table_rules.years_in(titles)),
        frozenset(columns),
        beside_column=file.year,
    )
    check_drafts(report.drafts, catalogue, years, is_list=tables[0].layout.is_list)
    for said, titles_of in report.said_of_editions().items():
        rest = len(titles_of) - 1
        named = _("%(title)s y %(rest)s más") % {"title": titles_of[0], "rest": rest} if rest else titles_of[0]
        report.warn(tables[0].heading_row + 1, named, "", said)


# --- writing ---------------------------------------------------------------------------------------------------------
def _write(
    actor: Actor, file: IndexFile, upload: UploadedFile[Any], report: IndexReport, now: datetime, reason: str
) -> None:
    stored = store_file(actor=actor, upload=upload, now=now, accepted=record_rules.TABLES)
    events = []
    for draft in report.to_load:
        edition = _write_edition(actor, file, draft, stored, now, reason)
        data = {
            "edition": str(edition.public_id),
            "year": draft.year,
            "number": edition.number,
            "sha256": stored.sha256,
        }
        events.append(
            history.compose(
                actor=actor,
                verb=f"index.{'load' if draft.kind is DraftKind.NEW else 'correct'}",
                target=draft.index,
                now=now,
                after=str(edition)[:200],
                reason=reason if draft.concerns else "",
                data=data,
            )
        )
    history.record_many(events)
    source = ImportSource(file.name, stored.sha256)
    record_import(actor=actor, verb="index.import", of=ExternalIndex, source=source, report=report, now=now)


def _write_edition(
    actor: Actor, file: IndexFile, draft: Draft, stored: StoredFile, now: datetime, reason: str
) -> IndexEdition:
    """Write one edition with its values, sealed; the one that it replaces is no longer in force."""
    if draft.current is not None:
        current = IndexEdition.objects.filter(pk=draft.current.pk, status=EditionStatus.IN_FORCE)
        if current.update(status=EditionStatus.SUPERSEDED) != 1:
            raise Conflict()
    same_year = IndexEdition.objects.filter(index=draft.index, year=draft.year)
    last = same_year.aggregate(last=Max("number"))["last"] or 0
    confirmed = [_("Se confirmó así: %(reason)s") % {"reason": reason}] if draft.concerns else []
    edition = IndexEdition.objects.create(
        index=draft.index,
        year=draft.year,
        number=last + 1,
        file=stored,
        file_name=file.name[:200],
        column=draft.column,
        value_count=len(draft.numbers),
        covered_count=draft.covered_count,
        expected_count=draft.expected_count,
        notes=[*draft.concerns, *confirmed, *draft.notes],
        loaded_at=now,
        loaded_by_id=actor.person_id,
    )
    _write_values(edition, draft)
    IndexEdition.objects.filter(pk=edition.pk).update(is_sealed=True)
    return edition


def _write_values(edition: IndexEdition, draft: Draft) -> None:
    """Write the values as plain rows: the 130,000 of the files of a country take four times as long as objects of the model."""
    column = _COLUMN.get(IndexLevel(draft.index.level), "entity_id")
    keys: dict[str, int] = {}
    if column == "entity_id":
        keys = {str(public_id): pk for public_id, pk in Entity.objects.values_list("public_id", "pk")}
    rows = [(edition.pk, keys.get(place, place), number) for place, number in draft.numbers.items()]
    table, *names = map(connection.ops.quote_name, (IndexValue._meta.db_table, "edition_id", column, "number"))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES (%s, %s, %s)", rows)  # noqa: S608 - the names are of our own table
