"""Imports an offer in two steps: upload and read the report, then confirm the same file."""

from __future__ import annotations

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
from llegada.core.tabular import read_table, xlsx_response
from llegada.core.uploads import HeldUpload, TableUploadForm, hold_upload, release_upload, take_upload
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services import OfferReport, import_offer
from llegada.portfolio.tables import template_table


@require_http_methods(["GET", "POST"])
@login_required
def import_services(request: HttpRequest) -> HttpResponse:
    """Ask for a file, try it and show its report; with a `token`, carry out the file that was tried."""
    SERVICE_POLICY.require_ever(actor_of(request), Permission.IMPORT)
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
            return xlsx_response(report_table(report, name="informe-de-importacion"))
        report = _carry_out(request, held, dry_run=False)
    except LlegadaError as refusal:
        form = TableUploadForm(request.POST)
        form.errors.clear()
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    release_upload(held)
    messages.success(request, _("Importación terminada."))
    return _page(request, TableUploadForm(), report=report)


def _carry_out(request: HttpRequest, held: HeldUpload, *, dry_run: bool) -> OfferReport:
    rows = read_table(held.open(), name=held.name)
    return import_offer(actor=actor_of(request), rows=rows, dry_run=dry_run, now=timezone.now())


def _page(
    request: HttpRequest,
    form: TableUploadForm,
    *,
    held: HeldUpload | None = None,
    report: OfferReport | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(request, "portfolio/import.html", {"form": form, "held": held, "report": report}, status=status)


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """Give the empty template."""
    SERVICE_POLICY.require_ever(actor_of(request), Permission.IMPORT)
    return xlsx_response(template_table())
