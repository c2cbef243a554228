"""A small world with people whose data must not leave, and its tables read back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.exports import rules
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import DATASETS
from llegada.exports.models import DataKey, ExportFile
from llegada.exports.writing import write_dataset
from llegada.insights.services import rebuild_figures
from tests.factories import (
    NOW,
    actor_of_person,
    assign,
    make_actor,
    make_attendance,
    make_commitment,
    make_entity,
    make_municipality,
    make_person,
    make_plan,
    make_session,
    make_unit,
)

#: What is seeded in every text that somebody writes or that names somebody; no public file may hold any of it.
SEEDED: Final = ("Fulana", "Zutano", "@correo.example", "300 555 0199", "1.020.304.050", "1020304050")
PRIVATE: Final = "Llamar a Zutano Ruiz, cédula 1.020.304.050, 300 555 0199, zutano@correo.example"


@dataclass(frozen=True)
class World:
    """Who looks: the head and the advisor of the unit, a head elsewhere, and a student."""

    head: Actor
    advisor: Actor
    stranger: Actor
    student: Actor


def make_world() -> World:
    """Make a plan with a session of six people, one of two and one to come, each text of which names somebody."""
    unit = make_unit()
    advisor = make_person("Fulana Restrepo", "fulana@correo.example")
    assign(advisor, Role.ADVISOR, unit=unit)
    entity = make_entity(make_municipality())
    plan = make_plan(
        unit=unit, entity=entity, advisor=advisor, title=f"Plan de {PRIVATE}", counterpart_name="Zutano Ruiz",
        counterpart_email="zutano@correo.example", unplanned_note=PRIVATE,
    )  # fmt: skip
    many = make_session(plan, status="held", held_on=date(2026, 11, 18), title=PRIVATE)
    few = make_session(plan, status="held", held_on=date(2026, 11, 20), title=PRIVATE)
    make_session(plan, held_on=date(2026, 12, 1), title=PRIVATE)
    for number in range(6):
        make_attendance(many, f"Zutano {number}", email=f"zutano{number}@correo.example", post="1020304050")
    again = many.attendance.get_queryset()[0]
    make_attendance(few, "Zutano Nuevo", email="nuevo@correo.example")
    few.attendance.create(name="Zutano 0", entity_name=entity.name, person_key=again.person_key)
    make_commitment(many, description=PRIVATE, responsible="Zutano Ruiz", deliverable=PRIVATE)
    rebuild_figures()
    return World(
        head=make_actor(Role.UNIT_HEAD, unit=unit),
        advisor=actor_of_person(advisor),
        stranger=make_actor(Role.UNIT_HEAD, unit=make_unit()),
        student=make_actor(Role.STUDENT, unit=unit),
    )


def make_data_key(person: Person, text: str) -> DataKey:
    """Return a key of `person` that reads everything until the end of the year after."""
    return DataKey.objects.create(
        person=person, name="tablero", digest=rules.digest_of(text), created_at=NOW, expires_on=date(2027, 12, 31)
    )


def make_export_file(identity: str) -> ExportFile:
    """Return a public file that nobody has made yet."""
    return ExportFile.objects.create(
        identity=identity, dataset="sesiones", file_format="csv", is_public=True, asked_at=NOW
    )


def rows_of(code: str, *, actor: Actor | None = None, year: int | None = None) -> list[dict[str, str]]:
    """Return a dataset as its CSV is read back."""
    written = io.BytesIO()
    write_dataset(written, DATASETS[code], FileFormat.CSV, actor=actor, year=year)
    return list(csv.DictReader(io.StringIO(written.getvalue().decode("utf-8-sig"), newline="")))
