"""What the institute did before Llegada, brought from an invented spreadsheet: tried, finished, with a row that did not go in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportRun
from llegada.imports.services.carrying import carry_out, try_run
from llegada.imports.services.runs import ask_try, describe_columns, start_import, upload_file

_HEADINGS: Final = "Consecutivo;DANE;Objeto de la asistencia;Vigencia;Qué se logró"
#: Municipality by its code, what for, how many years ago, what came of it. The last code is one that a spreadsheet damaged.
_ROWS: Final = (
    ("05030", "Rediseño de la planta de cargos", 3, "Planta adoptada"),
    ("15001", "Manual de funciones", 3, "Manual adoptado"),
    ("66682", "Rediseño de la secretaría de planeación", 3, ""),
    ("76520", "Estudio de cargas de trabajo", 2, "Estudio entregado"),
    ("52835", "Rediseño de la planta de cargos", 2, "Planta adoptada"),
    ("13001", "Manual de funciones", 2, ""),
    ("23001", "Estudio de cargas de trabajo", 2, "Estudio entregado"),
    ("5.03", "Rediseño de la planta de cargos", 2, "Sin dato"),
)
_FIELDS: Final = {
    "external_id": Source(("Consecutivo",)),
    "code": Source(("DANE",)),
    "title": Source(("Objeto de la asistencia",)),
    "year": Source(("Vigencia",)),
    "results": Source(("Qué se logró",)),
}


def bring_what_was_before(cast: Cast, *, now: datetime, today: date) -> None:
    """Bring a file of historical plans of one unit, as the team of monitoring would: now, when it says that it ended."""
    actor, unit = cast.acting("monitoreo", Role.MONITORING_ADMIN), cast.units["INAT-GRE"]
    lines = [
        f"{number};{code};{what};{today.year - ago};{done}"
        for number, (code, what, ago, done) in enumerate(_ROWS, start=1)
    ]
    table = "\n".join([_HEADINGS, *lines, f"Total;;;;{len(lines)}"]).encode()
    upload = SimpleUploadedFile("Asistencias antes de Llegada.csv", table, "text/csv")
    run = upload_file(actor=actor, organization=unit.organization, target="plans", upload=upload, now=now)
    layout = Layout("plans", "", 1, {**_FIELDS, "unit": Source(value=unit.name)})
    describe_columns(
        actor=actor,
        public_id=run.public_id,
        layouts=[layout],
        headings=_HEADINGS.split(";"),
        now=now,
        mapping_name="Consolidado de la dirección",
    )
    _carry_out(actor, run, now=now)


def _carry_out(actor: Actor, run: ImportRun, *, now: datetime) -> None:
    """Do what the worker would: try it, and then bring what can go in."""
    asked = ask_try(actor=actor, public_id=run.public_id, now=now)
    try_run(run=asked, actor=actor, attempt=asked.attempt, now=now)
    started = start_import(actor=actor, public_id=run.public_id, now=now)
    carry_out(run=started, actor=actor, attempt=started.attempt, now=now)
