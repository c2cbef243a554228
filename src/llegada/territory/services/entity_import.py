"""Imports entities: finds each row's entity in the catalogue, compares, and writes what changed in a few statements.

A row is the entity with its identifier, or with its code in the source; an alcaldía or a gobernación is the one of its
place; without any of these it is the entity with the same name and seat, or the one with its NIT and a name that agrees.
A NIT alone tells nothing: the district of Bogotá shares one among 21 bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.errors import Conflict
from llegada.core.import_history import record_import
from llegada.core.imports import ImportReport, ImportSource, Outcome
from llegada.core.text import fold
from llegada.core.turns import take_turn
from llegada.territory import rules
from llegada.territory.choices import EntityKind
from llegada.territory.facts import KIND, SeatFact
from llegada.territory.models import Entity
from llegada.territory.policies import TERRITORY_POLICY, Permission
from llegada.territory.services.entity_reading import RowReader, is_government
from llegada.territory.services.entity_tables import EntityRow
from llegada.territory.services.places import Places

BATCH: Final = 500
_COMPARED: Final = (
    "source_code", "name", "nit", "nit_check_digit", "order", "kind", "sector", "legal_nature",
    "department_id", "municipality_id", "website", "is_active", "search_text",
)  # fmt: skip
#: What a file never changes in an alcaldía or gobernación: the reference data knows better.
_KEPT_OF_GOVERNMENTS: Final = ("name", "department_id", "municipality_id")
_UNCHECKED: Final = ("department", "municipality", "search_text")


def import_entities(
    *, actor: Actor, rows: Sequence[EntityRow], dry_run: bool, now: datetime, source: ImportSource
) -> ImportReport:
    """Create and update entities from a table; with `dry_run` say what would happen and write nothing.

    Every row is counted once. Rows that cannot go in are reported with their reason and the rest go in; the same table
    again changes nothing. What it wrote is one decision of the history, with `source`.
    Raises NotAllowed, and Conflict if somebody else changed the catalogue meanwhile (nothing is written then).
    """
    TERRITORY_POLICY.require_ever(actor, Permission.IMPORT)
    try:
        # A dry run only reads: on SQLite a transaction of it would keep whoever writes waiting.
        with nullcontext() if dry_run else transaction.atomic():
            if not dry_run:
                take_turn("entity.import")  # the same file confirmed twice at once must find what the first one wrote
            work = _Import(report=ImportReport(dry_run=dry_run), places=Places.load())
            for row in rows:
                work.take(row)
            if not dry_run:
                work.write(actor=actor, now=now, source=source.name)
                work.report.rows = {one.pk: work.rows_of[str(one.public_id)] for one in work.created + work.updated}
                record_import(actor=actor, verb="entity.import", of=Entity, source=source, report=work.report, now=now)
    except IntegrityError as error:
        raise Conflict() from error
    return work.report


class _Catalogue:
    """The stored entities in memory, found by each of the marks that tell one from another."""

    def __init__(self) -> None:
        self.by_public_id: dict[str, Entity] = {}
        self.by_source_code: dict[str, Entity] = {}
        self.governments: dict[tuple[str, str | None], Entity] = {}
        self.by_name: dict[tuple[str, str | None, str | None], list[Entity]] = defaultdict(list)
        self.by_nit: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        for entity in Entity.objects.all():
            self.add(entity)
            if entity.nit:
                self.by_nit[entity.kind, entity.nit].append(entity)

    def add(self, entity: Entity) -> None:
        """Make an entity findable."""
        self.by_public_id[str(entity.public_id)] = entity
        if entity.source_code:
            self.by_source_code[entity.source_code] = entity
        if is_government(entity.kind):
            self.governments[entity.kind, _place(entity.kind, entity.municipality_id, entity.department_id)] = entity
        self.by_name[fold(entity.name), entity.department_id, entity.municipality_id].append(entity)

    def find(self, values: dict[str, Any]) -> Entity | None:
        """Return the entity of which a row speaks, None if it is a new one."""
        code, kind = values.get("source_code"), values["kind"]
        department, municipality = values.get("department_id"), values.get("municipality_id")
        if code in self.by_source_code:
            return self.by_source_code[code]
        if is_government(kind):
            return self.governments.get((kind, _place(kind, municipality, department)))
        same_name = self.by_name[fold(values["name"]), department, municipality]
        alike = [one for one in same_name if _is_compatible(one, code, values.get("nit"))]
        if not alike and not code:
            alike = [one for one in self.sharing_nit(values) if rules.names_agree(values["name"], one.name)]
        return alike[0] if len(alike) == 1 else None

    def sharing_nit(self, values: dict[str, Any]) -> list[Entity]:
        """Return the entities of a row's kind that were stored with its NIT before this file."""
        return self.by_nit.get((values["kind"], values.get("nit", "")), [])


def _is_compatible(entity: Entity, source_code: str | None, nit: str | None) -> bool:
    """Tell whether neither the code in the source nor the NIT says that these are two entities."""
    return not (source_code and entity.source_code) and not (nit and entity.nit and nit != entity.nit)


def _place(kind: str, municipality: str | None, department: str | None) -> str | None:
    return municipality if kind == EntityKind.MAYORALTY else department


@dataclass
class _Import:
    """One import on its way: what has been said, and what is to be written."""

    report: ImportReport
    places: Places
    catalogue: _Catalogue = field(default_factory=_Catalogue)
    rows_of: dict[str, int] = field(default_factory=dict)
    moved: list[tuple[SeatFact, SeatFact]] = field(default_factory=list)
    created: list[Entity] = field(default_factory=list)
    updated: list[Entity] = field(default_factory=list)
    changed_fields: set[str] = field(default_factory=set)

    def take(self, row: EntityRow) -> None:
        """Read a row and count it, as created, updated, unchanged or rejected."""
        reader = RowReader(row, self.places, self.report)
        values = reader.read()
        entity = self._match(reader, values) if values is not None else None
        if values is None or entity is None:
            self.report.count(Outcome.REJECTED)
            return
        outcome = self._compare(reader, entity, values)
        self.report.count(outcome)
        if outcome is not Outcome.REJECTED:
            self.report.findings.extend(reader.warnings)

    def _match(self, reader: RowReader, values: dict[str, Any]) -> Entity | None:
        """Return the entity of a row, stored or new; None if the row contradicts the catalogue or an earlier row."""
        public_id = reader.row.get("public_id")
        entity = self.catalogue.by_public_id.get(public_id) if public_id else self.catalogue.find(values)
        if public_id and entity is None:
            reader.reject("public_id", _("Ninguna entidad tiene ese identificador. Deje la celda vacía si es nueva."))
            return None
        if entity is None:
            entity = Entity(is_active=True)
            self._warn_of_twins(reader, values)
        key = str(entity.public_id)
        if key in self.rows_of:
            reason = _("Es la misma entidad de la fila %(row)s. Deje una sola.")
            reader.reject("name", reason % {"row": self.rows_of[key]})
            return None
        if not self._fits(reader, entity, values):
            return None
        self.rows_of[key] = reader.row.number
        return entity

    def _warn_of_twins(self, reader: RowReader, values: dict[str, Any]) -> None:
        twins = [] if values.get("source_code") else self.catalogue.sharing_nit(values)
        if twins:
            reason = _(
                "El catálogo tiene otra entidad con ese NIT: %(name)s. Si es la misma, escriba su identificador."
            )
            reader.warn("nit", reason % {"name": twins[0].name})

    def _fits(self, reader: RowReader, entity: Entity, values: dict[str, Any]) -> bool:
        """Tell whether a row can be written on its entity without taking the place or the code of another."""
        code = values.get("source_code")
        owner = self.catalogue.by_source_code.get(code) if code else None
        if owner is not None and owner is not entity:
            reader.reject("source_code", _("Ese código es de otra entidad: %(name)s.") % {"name": owner.name})
        elif code and entity.source_code and entity.source_code != code:
            reason = _("%(name)s ya está en el catálogo con el código %(code)s.")
            reader.reject("source_code", reason % {"name": entity.name, "code": entity.source_code})
        elif entity.pk and is_government(entity.kind) != is_government(values["kind"]):
            reason = _("El catálogo la tiene como %(kind)s: esa clase no se cambia con un archivo.")
            reader.reject("kind", reason % {"kind": entity.get_kind_display()})
        elif not entity.pk and is_government(values["kind"]):
            reader.reject("municipality", _("El catálogo no tiene ese gobierno. Cargue antes los datos de referencia."))
        return not reader.is_rejected

    def _compare(self, reader: RowReader, entity: Entity, values: dict[str, Any]) -> Outcome:
        """Put the row's values on the entity and say what that means for it."""
        before = {name: getattr(entity, name) for name in _COMPARED}
        is_new = entity.pk is None
        if not is_new and is_government(entity.kind):
            self._keep_government(reader, entity, values)
        elif not is_new and fold(entity.name) != fold(values["name"]):
            reason = _("La entidad se llamaba %(name)s.")
            reader.warn("name", reason % {"name": entity.name})
        for name, value in values.items():
            setattr(entity, name, value)
        entity.search_text = self._search_text(entity)
        if not self._is_clean(reader, entity):
            for name, value in before.items():
                setattr(entity, name, value)
            return Outcome.REJECTED
        if is_new:
            self.created.append(entity)
            self.catalogue.add(entity)
            return Outcome.CREATED
        changed = {name for name, value in before.items() if getattr(entity, name) != value}
        if not changed:
            return Outcome.UNCHANGED
        if changed & {"department_id", "municipality_id"}:
            self.moved.append((_seat(entity, before), _seat(entity, vars(entity))))
        self.updated.append(entity)
        self.changed_fields |= changed
        return Outcome.UPDATED

    def _keep_government(self, reader: RowReader, entity: Entity, values: dict[str, Any]) -> None:
        seat = values.get("municipality_id")
        if seat and seat != entity.municipality_id and entity.municipality_id:
            reason = _("La sede del catálogo es %(place)s, y se conserva.")
            reader.warn("municipality", reason % {"place": self.places.label(entity.municipality_id)})
        for name in (*_KEPT_OF_GOVERNMENTS, "kind"):
            values.pop(name, None)

    def _search_text(self, entity: Entity) -> str:
        return rules.entity_search_text(
            entity.name,
            municipality=self.places.municipalities.get(entity.municipality_id or "", ""),
            department=self.places.departments.get(entity.department_id or "", ""),
            nit=entity.nit or "",
            check_digit=entity.nit_check_digit,
        )

    def _is_clean(self, reader: RowReader, entity: Entity) -> bool:
        """Check lengths and closed lists as any form would; the codes of places were checked in memory."""
        try:
            entity.clean_fields(exclude=_UNCHECKED)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                reader.reject("nit" if name == "nit_check_digit" else name, " ".join(messages))
        return not reader.is_rejected

    def write(self, *, actor: Actor, now: datetime, source: str) -> None:
        """Write what is new and what changed, each with its version in the history."""
        person = get_user_model().objects.filter(pk=actor.person_id).first() if actor.person_id else None
        reason = (_("Importación: %(source)s") % {"source": source or "—"})[:100]
        history = {"default_user": person, "default_change_reason": reason, "default_date": now}
        bulk_create_with_history(self.created, Entity, batch_size=BATCH, **history)
        if self.updated:
            fields = [name.removesuffix("_id") for name in (*sorted(self.changed_fields), "updated_at")]
            # An upsert on the key: eight times quicker than bulk_update, which writes a CASE of every row for every field.
            Entity.objects.bulk_create(
                self.updated, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=BATCH
            )
            Entity.history.bulk_history_create(self.updated, batch_size=BATCH, update=True, **history)
            if self.moved:
                facts.announce_many(KIND, self.moved)


def _seat(entity: Entity, values: Mapping[str, Any]) -> SeatFact:
    return SeatFact(entity.pk, values["department_id"], values["municipality_id"])
