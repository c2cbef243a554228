"""Brings an attendance list from a table: each row goes in, is there already, or is reported with its column and its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.import_history import record_import
from llegada.core.imports import ImportReport, ImportSource, Outcome
from llegada.core.tabular import Row, Table
from llegada.core.text import fold
from llegada.delivery.choices import AttendanceChannel
from llegada.delivery.errors import NotADayToAttend
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.services.attendance import Attendee, ConsentOn, compose_entries, consents_for
from llegada.delivery.services.changes import moving_figures, open_session

#: Field of an attendee → its column. They are words of a table that goes out and comes back: always Spanish.
COLUMNS: Final = {
    "name": "Nombre",
    "entity_name": "Entidad",
    "post": "Cargo",
    "email": "Correo",
    "has_consented": "Autoriza sus datos",
}
REQUIRED: Final = (COLUMNS["name"],)
_YES: Final = frozenset({"si", "s", "x", "1", "true", "verdadero"})
_NO: Final = frozenset({"", "no", "n", "0", "false", "falso"})


def attendance_template(session: Session) -> Table:
    """Return the empty template, with an example row to write over."""
    return template_for(session.plan.entity.name)


def template_for(entity_name: str) -> Table:
    """Return the empty template of any list, with somebody of an entity as its example."""
    example = ["María Pérez", entity_name, "Secretaria de planeación", "maria.perez@ejemplo.gov.co", "Sí"]
    return Table("plantilla-asistencia", list(COLUMNS.values()), [example])


@transaction.atomic
def import_attendance(
    *,
    actor: Actor,
    public_id: UUID,
    rows: Sequence[Row],
    dry_run: bool,
    now: datetime,
    today: date,
    source: ImportSource,
) -> ImportReport:
    """Put the people of a table on the list of a session; with `dry_run` say what would happen and write nothing.

    Who is on the list already stays as they are; who comes twice in the table, or with something wrong, is reported. Raises
    NotFound, NotAllowed, SessionClosed, NotADayToAttend, Invalid (no text of authorisation in force).
    """
    session = open_session(actor=actor, public_id=public_id)
    if session.held_on > today:
        raise NotADayToAttend()
    report = ImportReport(dry_run=dry_run)
    entries = _read(session, rows, report, now)
    if entries and not dry_run:
        with moving_figures(session):
            AttendanceEntry.objects.bulk_create(entries)
        record_import(actor=actor, verb="session.attendance_import", of=session, source=source, report=report, now=now)
    return report


def _read(session: Session, rows: Sequence[Row], report: ImportReport, now: datetime) -> list[AttendanceEntry]:
    """Return the entries to write, counting in `report` what becomes of each row."""
    there = set(session.attendance.values_list("person_key", flat=True))
    said = [(row, attendee_of(row, report, session.plan.entity.name)) for row in rows]
    consents = consents_for(attendee for _row, attendee in said if attendee)
    first_rows: dict[int, int] = {}
    entries: list[AttendanceEntry] = []
    for row, attendee in said:
        entry = None if attendee is None else entry_of(session, row, attendee, report, now, consents)
        if entry is None:
            report.count(Outcome.REJECTED)
        elif entry.person_key in first_rows:
            sentence = _("Es la misma persona de la fila %(row)s. Deje una sola.")
            column = COLUMNS["email" if entry.email else "name"]
            report.reject(row.number, column, row.get(column), str(sentence) % {"row": first_rows[entry.person_key]})
            report.count(Outcome.REJECTED)
        else:
            first_rows[entry.person_key] = row.number
            is_new = entry.person_key not in there
            report.count(Outcome.CREATED if is_new else Outcome.UNCHANGED)
            if is_new:
                entry.channel = AttendanceChannel.TABLE
                entries.append(entry)
    return entries


def attendee_of(row: Row, report: ImportReport, entity_name: str = "") -> Attendee | None:
    """Return who a row names, or None, reported, where it does not say whether they authorised.

    `entity_name` stands for a blank entity.
    """
    answer = fold(row.get(COLUMNS["has_consented"]))
    if answer not in _YES | _NO:
        column = COLUMNS["has_consented"]
        report.reject(row.number, column, row.get(column), _("Escriba «Sí» o «No», o deje la celda vacía."))
        return None
    return Attendee(
        name=row.get(COLUMNS["name"]),
        entity_name=row.get(COLUMNS["entity_name"]) or entity_name,
        post=row.get(COLUMNS["post"]),
        email=row.get(COLUMNS["email"]),
        has_consented=answer in _YES,
    )


def entry_of(
    session: Session, row: Row, attendee: Attendee, report: ImportReport, now: datetime, consents: ConsentOn
) -> AttendanceEntry | None:
    """Return the entry of a row, or None, reported, where its fields do not hold."""
    try:
        return compose_entries(session, [attendee], now=now, consents=consents)[0]
    except Invalid as refusal:
        if "has_consented" in refusal.fields:
            raise  # of the installation, not of the row
        for name, sentences in refusal.fields.items():
            column = COLUMNS.get(name, COLUMNS["name"])
            report.reject(row.number, column, row.get(column), " ".join(sentences))
        return None
