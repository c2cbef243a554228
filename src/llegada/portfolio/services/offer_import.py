"""Imports an offer of services. Every row goes in or is reported with its reason; importing twice changes nothing.

What a source says never writes over what people corrected here, and nothing is published by an import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.import_history import record_import
from llegada.core.imports import ImportReport, ImportSource, Outcome
from llegada.core.tabular import Row
from llegada.core.text import fold
from llegada.core.turns import take_turn
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import offer, rules, selectors
from llegada.portfolio.choices import ServiceStatus
from llegada.portfolio.content import CONTENT_FIELDS, MilestoneContent, ServiceContent, changed_fields, content_of
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.portfolio.offer import BadCell, OfferRow
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services.design import record_edit
from llegada.portfolio.services.drafts import claim, new_draft, weight_error, write_draft
from llegada.portfolio.services.offer_directory import OfferDirectory


@dataclass
class OfferReport(ImportReport):
    """The report of an offer: besides each row, what was created for it and how many services still need their design."""

    organizations_created: list[str] = field(default_factory=list)
    lines_created: list[str] = field(default_factory=list)
    #: Services of the table that stand as drafts, and how many of those have no milestones yet.
    drafts: int = 0
    without_milestones: int = 0


def import_offer(
    *, actor: Actor, rows: Sequence[Row], dry_run: bool, now: datetime, source: ImportSource
) -> OfferReport:
    """Import the national portfolio or our own template, told apart by their columns; a dry run does all and keeps nothing.

    What it wrote is one decision of the history, with `source`. Raises NotAllowed, Unreadable (no rows), MissingColumns.
    """
    SERVICE_POLICY.require_ever(actor, Permission.IMPORT)
    rows = offer.without_nulls(rows)
    is_national = offer.is_national(rows)
    with transaction.atomic():
        if not dry_run:
            take_turn("offer.import")  # the same file confirmed twice at once must find what the first one wrote
        report = _OfferImport(actor, now, is_national, OfferReport(dry_run=dry_run)).run(rows)
        record_import(actor=actor, verb="offer.import", of=Service, source=source, report=report, now=now)
        if dry_run:
            transaction.set_rollback(True)
    return report


class _OfferImport:
    """One import: its report, what its rows name, and the rows already seen."""

    def __init__(self, actor: Actor, now: datetime, is_national: bool, report: OfferReport) -> None:
        self.actor, self.now, self.is_national, self.report = actor, now, is_national, report
        self.directory = OfferDirectory(actor=actor, now=now, is_national=is_national)
        self.drafts: list[int] = []

    def run(self, rows: Sequence[Row]) -> OfferReport:
        read = offer.read_national if self.is_national else offer.read_template
        for row in rows:
            known = self.directory.copy()
            try:
                with transaction.atomic():
                    self.report.count(self._import(read(row)))
            except (BadCell, Invalid) as refused:
                self.directory = known  # what the row created was undone with it
                self._reject(row, refused)
        self.report.organizations_created = self.directory.organizations_created
        self.report.lines_created = self.directory.lines_created
        self.report.drafts = len(self.drafts)
        self.report.without_milestones = ServiceVersion.objects.filter(service__in=self.drafts, milestones=None).count()
        return self.report

    def _reject(self, row: Row, refused: BadCell | Invalid) -> None:
        self.report.count(Outcome.REJECTED)
        if isinstance(refused, BadCell):
            self.report.reject(row.number, refused.note.column, refused.note.value, refused.note.reason)
            return
        for name, sentences in refused.fields.items():
            for sentence in sentences:
                self.report.reject(row.number, _COLUMN_OF.get(name, name), "", sentence)

    # --- one row ------------------------------------------------------------------------------------------------------
    def _import(self, row: OfferRow) -> Outcome:
        organization = self.directory.organization(row)
        self._refuse_foreign(row, organization)
        self.directory.refuse_repeated(row, organization)
        service = self.directory.service(row, organization)
        line, unit = self.directory.line(row), self.directory.unit(row, organization)
        if service is None:
            service = self._create(row, organization, unit, line)
            outcome = Outcome.CREATED
        else:
            outcome = self._update(service, row, unit, line)
        if outcome is not Outcome.UNCHANGED:
            self.report.rows[service.pk] = row.number
            for note in row.notes:
                self.report.warn(row.number, note.column, note.value, note.reason)
        if service.status == ServiceStatus.IN_DESIGN:
            self.drafts.append(service.pk)
        return outcome

    def _refuse_foreign(self, row: OfferRow, organization: Organization) -> None:
        if not SERVICE_POLICY.can(self.actor, Permission.IMPORT, Service(organization=organization)):
            column = "NombreEntidad" if self.is_national else "Organización"
            sentence = _("Usted importa los servicios de su organización, y este es de otra: pida que lo importe ella.")
            raise BadCell(column, row.organization, sentence)

    def _refuse_retired(self, row: OfferRow, line: ThematicLine) -> None:
        if not line.is_active:
            sentence = _("Esa línea temática está retirada. Escriba otra, o pida que la vuelvan a usar.")
            raise BadCell(row.line_column, row.line, sentence)

    def _create(self, row: OfferRow, organization: Organization, unit: OrgUnit | None, line: ThematicLine) -> Service:
        self._refuse_retired(row, line)
        service = Service(organization=organization, unit=unit, external_id=row.identifier, source_data=row.cells)
        # Uniqueness was settled when the row was looked for; only the text of the file can be wrong.
        ensure_fields_valid(service)
        service.save()
        content = ServiceContent(line=line, **row.fields)
        write_draft(new_draft(service), content, person_id=self.actor.person_id)
        self._note_weights(row, content)
        history.record(actor=self.actor, verb="service.import", target=service, now=self.now, after=service.status)
        return service

    def _update(self, service: Service, row: OfferRow, unit: OrgUnit | None, line: ThematicLine) -> Outcome:
        if self.is_national and service.source_data == row.cells:
            return Outcome.UNCHANGED
        draft = selectors.find_draft(service)
        current = content_of(draft or selectors.current_version(service))
        incoming = replace(current, line=line, **row.fields)
        incoming = replace(incoming, milestones=_as_designed(incoming.milestones, current.milestones))
        content = self._merge(row, current, base=self._base(service, current), incoming=incoming)
        if content.line != current.line:
            self._refuse_retired(row, line)
        takes_unit = unit is not None and service.unit is None
        if not (changed_fields(current, content) or takes_unit or self.is_national):
            return Outcome.UNCHANGED
        if service.status not in rules.EDITABLE:
            sentence = _("El servicio está retirado o en cierre: sus cambios no entran.")
            raise BadCell("Id" if self.is_national else "Identificador", row.identifier, sentence)
        if draft is not None and draft.status not in rules.DESIGN_WRITABLE:
            sentence = _("Su versión en edición ya avanzó y se cambia en la página del servicio: esto no entra.")
            raise BadCell("Id" if self.is_national else "Identificador", row.identifier, sentence)
        claim(service, now=self.now)
        if self.is_national:
            service.source_data = row.cells
        if takes_unit:
            service.unit = unit
        service.save(update_fields=["source_data", "unit"])
        if changed_fields(current, content):
            draft = write_draft(draft or new_draft(service), content, person_id=self.actor.person_id)
            self._note_weights(row, content)
        record_edit(
            actor=self.actor,
            service=service,
            draft=draft or selectors.current_version(service),
            before=current,
            content=content,
            now=self.now,
            verb="service.import_update",
        )
        return Outcome.UPDATED

    def _base(self, service: Service, current: ServiceContent) -> ServiceContent:
        """Return what the source said last time, with which its news are told from corrections made here."""
        if self.is_national and service.source_data:
            before = offer.read_national(Row(0, service.source_data))
            return replace(current, line=self.directory.lines.get(fold(before.line), current.line), **before.fields)
        return content_of(service.published_version) if service.published_version else current

    def _merge(
        self, row: OfferRow, current: ServiceContent, *, base: ServiceContent, incoming: ServiceContent
    ) -> ServiceContent:
        values = {}
        for name in CONTENT_FIELDS:
            values[name], is_kept = rules.merge(
                base=getattr(base, name), current=getattr(current, name), incoming=getattr(incoming, name)
            )
            if is_kept:
                sentence = _("Cambió en el archivo, pero aquí ya lo habían corregido: se conserva lo de aquí.")
                row.notes.append(offer.Note(_COLUMN_OF.get(name, name), "", sentence))
        return ServiceContent(**values)

    def _note_weights(self, row: OfferRow, content: ServiceContent) -> None:
        if content.milestones and (sentence := weight_error(content.milestones)):
            row.notes.append(offer.Note("Peso 1", "", sentence))


def _as_designed(
    milestones: tuple[MilestoneContent, ...], current: tuple[MilestoneContent, ...]
) -> tuple[MilestoneContent, ...]:
    """Return milestones of a sheet with what it has no column for, taken from those of the same name; order may have changed."""
    known = {one.name: one for one in current}
    return tuple(
        replace(
            one,
            control_point=known[one.name].control_point,
            wait_days=known[one.name].wait_days,
            starts_after=after if (after := known[one.name].starts_after) is not None and after < number else None,
        )
        if one.name in known
        else one
        for number, one in enumerate(milestones, start=1)
    )


_COLUMN_OF = {
    "name": "Nombre",
    "line": "Línea temática",
    "kind": "Tipo de servicio",
    "objective": "Objetivo",
    "deliverable": "Entregable",
    "audience": "A quién se dirige",
    "website": "Página web",
    "modalities": "Modalidades",
    "milestones": "Hitos",
    "external_id": "Identificador",
    "acronym": "Sigla",
    "unit": "Dependencia",
}
