"""Services and entities of a file, through the services of their own apps: the same rules as their own imports."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.db.models import Model, QuerySet

from llegada.core.errors import LlegadaError, NotAllowed
from llegada.core.imports import ImportReport, ImportSource
from llegada.core.tabular import Row
from llegada.core.text import fold
from llegada.core.turns import take_turn
from llegada.imports.choices import LINES, RowOutcome, TargetKind
from llegada.imports.keepers import OF_OTHERS
from llegada.imports.services.batches import Batch
from llegada.imports.services.noting import note_of_others
from llegada.imports.services.report import Issue
from llegada.imports.services.versions import changed_since, newest_version, newest_versions
from llegada.imports.services.work import Work, number_of
from llegada.imports.services.writing import Taker
from llegada.portfolio.choices import ServiceKind
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.portfolio.services.offer_import import OfferReport, import_offer
from llegada.territory.models import Entity
from llegada.territory.services.entity_import import import_entities
from llegada.territory.services.entity_tables import TEMPLATE_COLUMNS, EntityRow

_SERVICE_COLUMNS: Final = {
    "external_id": "Identificador", "name": "Nombre", "line": "Línea temática", "unit": "Dependencia", "kind": "Tipo de servicio",
    "objective": "Objetivo", "deliverable": "Entregable", "audience": "A quién se dirige", "website": "Página web",
}  # fmt: skip


class CatalogueWriter(Taker):
    """Rows that another app imports: kept until all have come, then handed to it, and its report told as ours."""

    model: ClassVar[type[Model]]
    #: The models whose versions tell what changed.
    versioned: ClassVar[Sequence[Any]]
    #: The heading by which the other app knows each field.
    names: ClassVar[Mapping[str, str]]
    #: The turn that the other app takes for its import.
    turn: ClassVar[str]

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows: list[Row] = []
        self.cells: dict[int, tuple[str, Sequence[Any]]] = {}
        #: The heading by which the other app knows a field → the one that it has in the file.
        self.headings: dict[str, str] = {}

    def take(self, batch: Batch) -> None:
        """Refuse what cannot be read and keep the rest."""
        for name, heading in self.names.items():
            if (source := batch.layout.fields.get(name)) and source.columns:
                self.headings[heading] = " + ".join(source.columns)
        for place, number in enumerate(batch.numbers):
            if place in batch.issues:
                self.work.report.refuse(self.target, batch.layout.sheet, number, batch.issues[place], batch.raw[place])
                continue
            said = {name: str(values[place]) for name, values in batch.values.items() if values[place] is not None}
            self.rows.append(Row(number, said))
            self.cells[number] = (batch.layout.sheet, batch.raw[place])

    def finish(self) -> None:
        """Hand the rows over: a try does all and the transaction around it undoes it."""
        if not self.rows:
            return
        with self.work.batch():
            self._hand_over()
        self.work.directory.refresh()

    def _hand_over(self) -> None:
        """Hand the rows over and keep what they did, and no more: nobody else changes the catalogue from before to the end.

        Without that, what others changed meanwhile would be taken for what stood before, or for the import's own.
        """
        if not self.work.dry_run:
            take_turn(self.turn)  # first, as the other app does: whoever has it may be waiting for the rows
            for rows in self.to_hold():
                list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        last = self.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        marks = [newest_version(model) for model in self.versioned]
        source = ImportSource(self.work.run.file_name, self.work.run.sha256)
        try:
            report = self.carry_out(source)
        except NotAllowed:
            report = self._refused(str(OF_OTHERS[self.target]))
        except LlegadaError as refusal:
            report = self._refused(str(refusal))
        self._tell(report)
        made = {key for key in report.rows if key > last}
        before_it = self.said_before(marks)
        changed = {key: before_it[key] for key in report.rows if key not in made and key in before_it}
        self.work.versions.update(newest_versions(self.versioned))
        touched: list[tuple[int, str, str | None]] = [(key, RowOutcome.CREATED.value, None) for key in sorted(made)]
        touched += [(key, RowOutcome.CHANGED.value, json.dumps(before)) for key, before in sorted(changed.items())]
        self.work.keep_rows(
            (self.target.value, report.rows.get(pk, 0), pk, number_of(f"{self.target}:{pk}"), 0, outcome, before)
            for pk, outcome, before in touched
        )
        kind, created = LINES[0], RowOutcome.CREATED.value
        made_besides = self.lines_made(report).items()
        self.work.keep_rows((kind, row, pk, number_of(f"{kind}:{pk}"), 0, created, None) for pk, row in made_besides)

    @abstractmethod
    def to_hold(self) -> Sequence[QuerySet[Any]]:
        """Return what nobody else may change meanwhile."""

    @abstractmethod
    def said_before(self, versions: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what the objects that changed since those versions, one of each model, said before, by key."""

    def lines_made(self, report: ImportReport) -> dict[int, int]:
        """Return the thematic lines that the rows made, each with the first row that names it."""
        return {}

    def _refused(self, reason: str) -> ImportReport:
        report = ImportReport(dry_run=False)
        for row in self.rows:
            report.rejected += 1
            report.reject(row.number, "", "", reason)
        return report

    @abstractmethod
    def carry_out(self, source: ImportSource) -> ImportReport:
        """Import the rows for good."""

    def _tell(self, report: ImportReport) -> None:
        ours = self.work.report
        for outcome, times in (
            ("created", report.created),
            ("changed", report.updated),
            ("unchanged", report.unchanged),
        ):
            ours.count(self.target, outcome, times)
        note_of_others(self.work, report.warnings, self.headings)
        issues: dict[int, list[Issue]] = {}
        for one in report.rejections:
            column = self.headings.get(one.column, one.column)
            issues.setdefault(one.row, []).append(Issue(column, one.value[:200], str(one.reason)))
        for number, said in issues.items():
            sheet, cells = self.cells[number]
            ours.refuse(self.target, sheet, number, said, cells)


class ServiceWriter(CatalogueWriter):
    """Services go in as drafts of the organisation: nothing is published by an import."""

    target: ClassVar[TargetKind] = TargetKind.SERVICES
    model = Service
    versioned = (Service, ServiceVersion)
    turn = "offer.import"
    names = _SERVICE_COLUMNS

    def carry_out(self, source: ImportSource) -> ImportReport:
        """Import them as the portfolio does."""
        organization = self.work.run.organization.name
        # The other app reads the words of its own template, in the language in which all imports are made.
        kinds = {value: str(label) for value, label in ServiceKind.choices}
        rows = [
            Row(
                row.number,
                {
                    **dict.fromkeys(_SERVICE_COLUMNS.values(), ""),
                    **{_SERVICE_COLUMNS[name]: value for name, value in row.cells.items()},
                    "Tipo de servicio": kinds.get(row.get("kind"), ""),
                    "Organización": organization,
                },
            )
            for row in self.rows
        ]
        return import_offer(actor=self.work.actor, rows=rows, dry_run=False, now=self.work.now, source=source)

    def lines_made(self, report: ImportReport) -> dict[int, int]:
        """Return those that the portfolio says that it made."""
        first: dict[str, int] = {}
        for row in self.rows:
            first.setdefault(fold(row.get("line")), row.number)
        names = {fold(name) for name in report.lines_created} if isinstance(report, OfferReport) else set()
        lines = ThematicLine.objects.values_list("pk", "name") if names else ()
        return {pk: first.get(fold(name), 0) for pk, name in lines if fold(name) in names}

    def to_hold(self) -> Sequence[QuerySet[Any]]:
        """Return the services of the organisation and all of their versions."""
        mine = Service.objects.filter(organization=self.work.run.organization_id)
        return mine, ServiceVersion.objects.filter(service__in=mine.values("pk"))

    def said_before(self, versions: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return it with the versions that changed, and which ones were opened to hold a change."""
        services, drafts = (changed_since(model, mark) for model, mark in zip(self.versioned, versions, strict=True))
        found: dict[int, dict[str, Any]] = {key: {"service": said} for key, said in services.items()}
        kept = ServiceVersion.history.filter(history_id__gt=versions[1])
        for draft, service, kind in kept.order_by("history_id").values_list("id", "service_id", "history_type"):
            of = found.setdefault(service, {})
            if kind == "+":
                of.setdefault("opened", []).append(draft)
            elif draft in drafts:
                of.setdefault("drafts", {})[draft] = drafts[draft]
        return found


class EntityWriter(CatalogueWriter):
    """Entities go in the catalogue of the whole installation, by whom may keep it."""

    target: ClassVar[TargetKind] = TargetKind.ENTITIES
    model = Entity
    versioned = (Entity,)
    turn = "entity.import"
    names = {name: name for name in TEMPLATE_COLUMNS} | {"municipality_in_department": "municipality_in_department"}

    def carry_out(self, source: ImportSource) -> ImportReport:
        """Import them as the territory does: a row without its class is read as those of the official list, which has none."""
        no_class = {name: heading for name, heading in self.headings.items() if name != "kind"}
        rows = [EntityRow(row.number, row.cells, self.headings if row.get("kind") else no_class) for row in self.rows]
        return import_entities(actor=self.work.actor, rows=rows, dry_run=False, now=self.work.now, source=source)

    def to_hold(self) -> Sequence[QuerySet[Any]]:
        """Return all entities: any of them may be that of a row."""
        return (Entity.objects.all(),)

    def said_before(self, versions: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return it by the columns of the catalogue."""
        return changed_since(Entity, versions[0])
