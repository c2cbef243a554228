"""`import_services`: an offer of services, from the national portfolio or from our own template."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from llegada.core.actors import SYSTEM
from llegada.core.import_commands import ImportCommand
from llegada.core.imports import ImportSource
from llegada.core.tabular import read_table
from llegada.portfolio.services import OfferReport, import_offer


class Command(ImportCommand):
    """Imports an offer; every row goes in or is reported, and a second time changes nothing."""

    help = "Importa servicios de un CSV o XLSX: la oferta nacional de asistencia técnica o la plantilla de Llegada."
    report_name = "servicios"

    def carry_out(self, *, content: BytesIO, source: ImportSource, dry_run: bool, now: datetime) -> OfferReport:
        """Import the services of a table. Raises Unreadable, MissingColumns."""
        rows = read_table(content, name=source.name)
        return import_offer(actor=SYSTEM, rows=rows, dry_run=dry_run, now=now, source=source)

    def tell_more(self, report: OfferReport) -> None:
        """Say what was created for the services, and what they still lack."""
        self.stdout.write(
            f"Organizaciones creadas: {len(report.organizations_created)}. "
            f"Líneas temáticas creadas: {len(report.lines_created)}."
        )
        if report.drafts:
            self.stdout.write(
                f"En borrador: {report.drafts}; sin hitos: {report.without_milestones}. Para publicar un servicio, su "
                "dependencia completa el diseño con hitos que sumen 100 y otra persona lo aprueba."
            )
