"""`import_services`: an offer of services, from the national portfolio or from our own template."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.core.errors import LlegadaError
from llegada.core.import_reports import SEVERITY_WORDS, write_report
from llegada.core.imports import ImportSource
from llegada.core.tabular import read_table
from llegada.portfolio.services import OfferReport, import_offer


class Command(BaseCommand):
    """Imports a CSV or XLSX; every row goes in or is reported, and a second time changes nothing."""

    help = "Importa servicios de un CSV o XLSX: la oferta nacional de asistencia técnica o la plantilla de Llegada."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file."""
        parser.add_argument("file", type=Path, help="archivo CSV o XLSX")
        parser.add_argument("--dry-run", action="store_true", help="dice qué pasaría, sin guardar nada")
        parser.add_argument("--report", type=Path, help="escribe cada aviso y rechazo en este archivo (.csv o .xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what happened to every row."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
            report = import_offer(
                actor=SYSTEM,
                rows=read_table(BytesIO(content), name=path.name),
                dry_run=options["dry_run"],
                now=timezone.now(),
                source=ImportSource.of(path.name, content),
            )
        except OSError as error:
            raise CommandError(f"No se pudo abrir {path}: {error.strerror}.") from error
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["report"]:
            write_report(report, options["report"], name="servicios")
        self._say(report)

    def _say(self, report: OfferReport) -> None:
        for finding in report.findings:
            words = SEVERITY_WORDS[finding.severity]
            value = f" «{finding.value[:60]}»" if finding.value else ""
            self.stdout.write(f"Fila {finding.row}, {finding.column}{value}. {words}: {finding.reason}")
        mood = "Ensayo, nada se guardó. " if report.dry_run else ""
        self.stdout.write(
            f"{mood}Filas: {report.total}. Nuevos: {report.created}. Actualizados: {report.updated}. "
            f"Sin cambios: {report.unchanged}. No entran: {report.rejected}."
        )
        self.stdout.write(
            f"Organizaciones creadas: {len(report.organizations_created)}. "
            f"Líneas temáticas creadas: {len(report.lines_created)}."
        )
        if report.drafts:
            self.stdout.write(
                f"En borrador: {report.drafts}; sin hitos: {report.without_milestones}. Para publicar un servicio, su "
                "dependencia completa el diseño con hitos que sumen 100 y otra persona lo aprueba."
            )
