"""Imports the catalogue of entities in two steps: upload and read the report, then confirm the same file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.errors import LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of
from llegada.core.import_reports import report_table
from llegada.core.imports import ImportReport, Outcome
from llegada.core.tabular import xlsx_response
from llegada.core.uploads import HeldUpload, TableUploadForm, hold_upload, release_upload, take_upload
from llegada.territory.policies import TERRITORY_POLICY, Permission
from llegada.territory.services import import_entities, read_entities, template_table

#: The page shows this many findings, rejected rows first; the downloaded report has them all.
FINDINGS_SHOWN: Final = 100


@require_http_methods(["GET", "POST"])
@login_required
def import_page(request: HttpRequest) -> HttpResponse:
    """Ask for a file, try it and show its report; with a `token`, carry out the file that was tried."""
    TERRITORY_POLICY.require_ever(actor_of(request), Permission.IMPORT)
    if request.method == "GET":
        return _page(request, TableUploadForm())
    return _confirm(request) if request.POST.get("token") else _try(request)


def _try(request: HttpRequest) -> HttpResponse:
    form = TableUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        held = hold_upload(actor=actor_of(request), upload=form.cleaned_data["file"], now=timezone.now())
        report = _carry_out(request, held, dry_run=True)
    except LlegadaError as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    return _page(request, TableUploadForm(), held=held, report=report)


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        held = take_upload(actor=actor_of(request), token=request.POST["token"])
        if "download" in request.POST:
            report = _carry_out(request, held, dry_run=True)
            return xlsx_response(report_table(report, name="informe-de-entidades"))
        report = _carry_out(request, held, dry_run=False)
    except LlegadaError as refusal:
        form = TableUploadForm(request.POST)
        form.errors.clear()
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    release_upload(held)
    messages.success(request, _("Importación terminada."))
    return _page(request, TableUploadForm(), held=held, report=report)


def _carry_out(request: HttpRequest, held: HeldUpload, *, dry_run: bool) -> ImportReport:
    rows = read_entities(held.open(), name=held.name)
    return import_entities(actor=actor_of(request), rows=rows, dry_run=dry_run, now=timezone.now(), source=held.name)


def _page(
    request: HttpRequest,
    form: TableUploadForm,
    *,
    held: HeldUpload | None = None,
    report: ImportReport | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "held": held,
        "report": _shortened(report) if report else None,
        "findings_total": len(report.findings) if report else 0,
    }
    return render(request, "territory/import_entities.html", context, status=status)


def _shortened(report: ImportReport) -> ImportReport:
    """Return the report with as many findings as a page can show, those of rejected rows first."""
    ordered = sorted(report.findings, key=lambda finding: (finding.severity is not Outcome.REJECTED, finding.row))
    return replace(report, findings=ordered[:FINDINGS_SHOWN])


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """Give the template, with one example row."""
    TERRITORY_POLICY.require_ever(actor_of(request), Permission.IMPORT)
    return xlsx_response(template_table())
