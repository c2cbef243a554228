"""Loads a file of indices in two steps, and withdraws an edition.

The file that was tried is named in the address, so that the page can be reloaded and a person may go to say what its columns are
and come back.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from llegada.core.errors import Invalid, LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import act_or_show, actor_of
from llegada.core.import_history import list_imports
from llegada.core.import_pages import shortened
from llegada.core.import_reports import report_table
from llegada.core.tabular import xlsx_response
from llegada.core.uploads import HeldUpload, hold_upload, release_upload, take_upload
from llegada.targeting.errors import UnknownLayout, YearNeeded
from llegada.targeting.forms.indices import IndexUploadForm, YearForm
from llegada.targeting.models import ExternalIndex
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors.indices import get_edition
from llegada.targeting.services.index_drafts import IndexReport
from llegada.targeting.services.index_import import IndexFile, import_indices
from llegada.targeting.services.index_life import withdraw_edition


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def load(request: HttpRequest) -> HttpResponseBase:
    """Ask for a file; with `archivo` in the address, try it and show its report; with a `token`, carry it out."""
    INDEX_POLICY.require_ever(actor_of(request), IndexPermission.LOAD)
    if request.method == "POST":
        return _confirm(request) if request.POST.get("token") else _hold(request)
    if request.GET.get("archivo"):
        return _try(request)
    return _page(request, IndexUploadForm())


def tried_address(token: str, year: int | None = None) -> str:
    """Return the address in which a file that is held shows its report."""
    asked = {"archivo": token, **({"anio": str(year)} if year else {})}
    return f"{reverse('targeting:index_import')}?{urlencode(asked)}"


def _hold(request: HttpRequest) -> HttpResponse:
    form = IndexUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        held = hold_upload(actor=actor_of(request), upload=form.cleaned_data["file"], now=timezone.now())
        _read(request, held, form.cleaned_data["year"])
    except (UnknownLayout, YearNeeded):
        return redirect(tried_address(held.token, form.cleaned_data["year"]))
    except LlegadaError as refusal:
        add_refusal(form, refusal)
        return _page(request, form, status=refusal.status)
    return redirect(tried_address(held.token, form.cleaned_data["year"]))


def _read(
    request: HttpRequest, held: HeldUpload, year: int | None, *, dry_run: bool = True, reason: str = ""
) -> IndexReport:
    file = IndexFile(held.name, held.content, year)
    return import_indices(actor=actor_of(request), file=file, dry_run=dry_run, now=timezone.now(), reason=reason)


def _year(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) == 4 else None


def _try(request: HttpRequest) -> HttpResponse:
    form, year = IndexUploadForm(), _year(request.GET.get("anio", ""))
    try:
        held = take_upload(actor=actor_of(request), token=request.GET["archivo"])
    except LlegadaError as refusal:
        return _refused(request, refusal)
    try:
        report = _read(request, held, year)
    except UnknownLayout:
        return redirect(f"{reverse('targeting:index_map')}?{urlencode({'archivo': held.token})}")
    except YearNeeded as refusal:
        asked = YearForm({"archivo": held.token, "anio": request.GET.get("anio", "")})
        asked.full_clean()
        asked.add_error("anio", str(refusal.sentence))
        return _page(request, form, status=422, asked_year=asked, held=held)
    except LlegadaError as refusal:
        return _refused(request, refusal)
    return _page(request, form, held=held, report=report, year=year)


def _confirm(request: HttpRequest) -> HttpResponseBase:
    year, reason = _year(request.POST.get("year", "")), request.POST.get("reason", "")
    try:
        held = take_upload(actor=actor_of(request), token=request.POST["token"])
    except LlegadaError as refusal:
        return _refused(request, refusal)
    try:
        if "download" in request.POST:
            return xlsx_response(report_table(_read(request, held, year), name="informe-de-indices"))
        report = _read(request, held, year, dry_run=False, reason=reason)
    except Invalid as refusal:
        return _refused(request, refusal)
    except LlegadaError as refusal:  # the report again, with what was typed
        tried = _read(request, held, year)
        return _page(
            request,
            IndexUploadForm(),
            refusal.status,
            held=held,
            report=tried,
            year=year,
            problem=refusal,
            reason=reason,
        )
    release_upload(held)
    messages.success(request, _("Importación terminada."))
    return _page(request, IndexUploadForm(), held=held, report=report)


def _refused(request: HttpRequest, refusal: LlegadaError) -> HttpResponse:
    form = IndexUploadForm({})
    form.errors.clear()  # the file was given before: asking for it again is not what happened
    add_refusal(form, refusal)
    return _page(request, form, status=refusal.status)


def _page(request: HttpRequest, form: IndexUploadForm, status: int = 200, **shown: Any) -> HttpResponse:
    report = shown.pop("report", None)
    context = {
        **shown,
        "form": form,
        "report": shortened(report) if report else None,
        "findings_total": len(report.findings) if report else 0,
        "drafts": report.drafts if report else [],
        "past_imports": list_imports(actor=actor_of(request), of=ExternalIndex),
    }
    return render(request, "targeting/indices/import.html", context, status=status)


@require_POST
@login_required
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw an edition, with its reason."""
    actor = actor_of(request)
    edition = get_edition(public_id=public_id)
    INDEX_POLICY.require(actor, IndexPermission.WITHDRAW, edition.index)
    reason = request.POST.get("reason", "")

    def work() -> str:
        done = withdraw_edition(actor=actor, public_id=public_id, reason=reason, now=timezone.now())
        messages.success(request, _("La edición quedó retirada. Quien la haya usado lo sigue diciendo."))
        return done.get_absolute_url()

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        context = {"edition": edition, "problem": problem, "reason": reason}
        return render(request, "targeting/indices/refused.html", context, status=status)

    return act_or_show(request, work=work, show=show)
