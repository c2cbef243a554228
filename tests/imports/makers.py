"""A small world of imports, and short ways to bring a file in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.accounts.models import EntityPerson, Organization, OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.imports import tasks
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportRun, ValueMatch
from llegada.imports.services.runs import ask_try, describe_columns, start_import, upload_file
from llegada.imports.services.undoing import undo_import
from llegada.portfolio.models import ServiceVersion
from llegada.records.rules import TABLES
from llegada.records.services import store_file
from llegada.territory.models import Entity
from tests.factories import (
    NOW,
    actor_of_person,
    make_actor,
    make_entity,
    make_municipality,
    make_organization,
    make_service,
    make_unit,
)

SESSION_FIELDS = {
    "external_id": Source(("Id",)),
    "code": Source(("DIVIPOLA",)),
    "service": Source(("Servicio",)),
    "held_on": Source(("Fecha",)),
    "title": Source(("Tema",)),
    "modality": Source(("Modalidad",)),
}
HEADINGS = "Id;DIVIPOLA;Servicio;Fecha;Tema;Modalidad"


@dataclass(frozen=True)
class Country:
    """An organisation with a unit and a service, and two municipalities."""

    unit: OrgUnit
    version: ServiceVersion
    actor: Actor
    medellin: Entity
    amaga: Entity


def make_country() -> Country:
    unit = make_unit(make_organization("Instituto Catastral", "IC"), name="Dirección de Catastro")
    version = make_service(unit, name="Catastro multipropósito")
    return Country(
        unit=unit,
        version=version,
        actor=make_actor(Role.MONITORING_ADMIN, organization=unit.organization),
        medellin=make_entity(make_municipality("05001", "Medellín")),
        amaga=make_entity(make_municipality("05030", "Amagá")),
    )


def csv_upload(*lines: str, name: str = "sesiones.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(lines).encode(), "text/csv")


def xlsx_upload(rows: list[list[Any]], *, name: str = "sesiones.xlsx", more: Any = None) -> SimpleUploadedFile:
    """Return a workbook of one sheet; `more` gets book and sheet to write what is not a plain value."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Datos")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if more is not None:
        more(book, sheet)
    book.close()
    return SimpleUploadedFile(name, buffer.getvalue())


def layout_of(
    country: Country, *, target: str = "sessions", header_row: int = 1, sheet: str = "", **changes: Source
) -> Layout:
    fields = {**SESSION_FIELDS, "unit": Source(value=country.unit.name), **changes}
    return Layout(target, sheet, header_row, {name: one for name, one in fields.items() if one.columns or one.value})


def describe(country: Country, upload: SimpleUploadedFile, *layouts: Layout, target: str = "sessions") -> ImportRun:
    """Upload a file and say how it is read."""
    run = upload_file(
        actor=country.actor, organization=country.unit.organization, target=target, upload=upload, now=NOW
    )
    return describe_columns(actor=country.actor, public_id=run.public_id, layouts=layouts, headings=[], now=NOW)


def tried(country: Country, upload: SimpleUploadedFile, *layouts: Layout, target: str = "sessions") -> ImportRun:
    """Upload a file, say how it is read and try it."""
    run = describe(country, upload, *(layouts or [layout_of(country)]), target=target)
    run = ask_try(actor=country.actor, public_id=run.public_id, now=NOW)
    tasks.try_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


def imported(country: Country, upload: SimpleUploadedFile, *layouts: Layout, target: str = "sessions") -> ImportRun:
    """Upload, try and carry out."""
    return carried_out(country, tried(country, upload, *layouts, target=target))


def carried_out(country: Country, run: ImportRun) -> ImportRun:
    run = start_import(actor=country.actor, public_id=run.public_id, now=NOW)
    tasks.run_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


def undone(country: Country, run: ImportRun, reason: str = "Era el archivo viejo") -> ImportRun:
    """Ask that an import be undone, and have the worker do it."""
    run = undo_import(actor=country.actor, public_id=run.public_id, reason=reason, now=NOW)
    tasks.undo_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> dict[str, int]:
    """Return the counts that are not zero."""
    names = ("created", "changed", "unchanged", "refused", "ignored")
    return {name: getattr(run, name) for name in names if getattr(run, name)}


TRIED_ROW = "05001;Servicio desconocido;2019-03-05;Taller;Virtual"


def make_import_run(organization: Organization, *, by: Person, **values: Any) -> ImportRun:
    """Return an import that was tried: one row would go in, one names a service that nobody knows."""
    upload = csv_upload(HEADINGS, f"A-{organization.pk};{TRIED_ROW}")
    stored = store_file(actor=actor_of_person(by), upload=upload, now=NOW, accepted=TABLES)
    run = ImportRun.objects.create(
        organization=organization,
        target="sessions",
        file=stored,
        file_name="sesiones.csv",
        status="tried",
        created=1,
        refused=1,
        total=2,
        summary={
            "targets": {"sessions": {"created": 1, "refused": 1}},
            "unknown": [["service", "Servicio desconocido"]],
        },
        created_by=by,
        created_at=NOW,
        last_sign_at=NOW,
        finished_at=NOW,
        **values,
    )
    ValueMatch.objects.create(
        organization=organization, kind="modality", text="A distancia", folded=f"a distancia {run.pk}", value="remote",
        confirmed_by=by, confirmed_at=NOW,
    )  # fmt: skip
    return run


def make_entity_person(organization: Organization, entity: Entity, *, by: Person) -> EntityPerson:
    """Return somebody of an entity, kept by an organisation by its legal duty."""
    return EntityPerson.objects.create(
        organization=organization, entity=entity, full_name="Rosa Díaz", document="1020304", ground="duty", created_by=by,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
