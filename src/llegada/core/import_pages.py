"""The page of every import, in two steps: upload the file and read its report, then confirm the same file.

An app declares one `ImportPage`: how its rows are read and carried out, and with which template they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.history import Target
from llegada.core.http import actor_of
from llegada.core.import_history import list_imports
from llegada.core.import_reports import report_table
from llegada.core.imports import ImportReport, Outcome
from llegada.core.tabular import xlsx_response
from llegada.core.uploads import HeldUpload, TableUploadForm, hold_upload, release_upload, take_upload

#: The page shows this many findings, those of rejected rows first; the downloaded report has them all.
FINDINGS_SHOWN: Final = 100


class CarryOut(Protocol):
    """Reads the rows of a file and imports them, or only tries."""

    def __call__(self, *, actor: Actor, held: HeldUpload, dry_run: bool, now: datetime) -> ImportReport:
        """Return what would change, or what changed. Raises any refusal."""
        ...


@dataclass(frozen=True)
class ImportPage:
    """One import as a page. `of` is what it imports, or the object that holds it; `require` refuses who may not.

    `report_name` names the download; `extra` is what else its template needs.
    """

    template_name: str
    of: Target
    report_name: str
    require: Callable[[Actor], None]
    carry_out: CarryOut
    extra: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for a file, try it and show its report; with a `token`, carry out the file that was tried."""
        self.require(actor_of(request))
        if request.method == "GET":
            return self._page(request, TableUploadForm())
        return self._confirm(request) if request.POST.get("token") else self._try(request)

    def _try(self, request: HttpRequest) -> HttpResponse:
        form = TableUploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        now = timezone.now()
        try:
            held = hold_upload(actor=actor_of(request), upload=form.cleaned_data["file"], now=now)
            report = self.carry_out(actor=actor_of(request), held=held, dry_run=True, now=now)
        except LlegadaError as refusal:
            return self._refuse(request, form, refusal)
        return self._page(request, TableUploadForm(), held=held, report=report)

    def _confirm(self, request: HttpRequest) -> HttpResponseBase:
        is_download = "download" in request.POST
        try:
            held = take_upload(actor=actor_of(request), token=request.POST["token"])
            report = self.carry_out(actor=actor_of(request), held=held, dry_run=is_download, now=timezone.now())
        except LlegadaError as refusal:
            form = TableUploadForm(request.POST)
            form.errors.clear()  # the file was given before: asking for it again is not what happened
            return self._refuse(request, form, refusal)
        if is_download:
            return xlsx_response(report_table(report, name=self.report_name))
        release_upload(held)
        messages.success(request, _("Importación terminada."))
        return self._page(request, TableUploadForm(), held=held, report=report)

    def _refuse(self, request: HttpRequest, form: TableUploadForm, refusal: LlegadaError) -> HttpResponse:
        add_refusal(form, refusal)
        return self._page(request, form, status=refusal.status)

    def _page(
        self,
        request: HttpRequest,
        form: TableUploadForm,
        *,
        held: HeldUpload | None = None,
        report: ImportReport | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.extra,
            "form": form,
            "held": held,
            "report": shortened(report) if report else None,
            "findings_total": len(report.findings) if report else 0,
            "past_imports": list_imports(actor=actor_of(request), of=self.of),
        }
        return render(request, self.template_name, context, status=status)


def shortened(report: ImportReport) -> ImportReport:
    """Return the report with as many findings as a page can show, those of rejected rows first."""
    ordered = sorted(report.findings, key=lambda finding: (finding.severity is not Outcome.REJECTED, finding.row))
    return replace(report, findings=ordered[:FINDINGS_SHOWN])
