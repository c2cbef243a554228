"""Lets anybody prove a document: by the code at the foot of its pages, or with the file itself."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.http import actor_of
from llegada.reports import selectors, services
from llegada.reports.forms import CodeForm, FileForm
from llegada.reports.models import IssuedDocument
from llegada.reports.sources import find_subject


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or for a file. A POST carries a file, which is compared and not kept."""
    if request.method == "POST":
        return _verify_file(request)
    form = CodeForm(request.GET if "codigo" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("reports:verify_code", code=form.cleaned_data["codigo"])
    return _page(request, code_form=form, status=422 if form.is_bound else 200)


@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Say which document has that code and whether it still says what the system says; nothing of what it says."""
    document = selectors.find_by_code(code)
    return _page(request, document=document, is_answer=True, status=200 if document else 404)


def _verify_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    digest = hashlib.sha256()
    for chunk in form.cleaned_data["archivo"].chunks():
        digest.update(chunk)
    return _page(request, document=selectors.find_by_file(digest.hexdigest()), is_answer=True, is_file=True)


def _page(
    request: HttpRequest,
    *,
    document: IssuedDocument | None = None,
    code_form: CodeForm | None = None,
    file_form: FileForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context: dict[str, Any] = {"code_form": code_form or CodeForm(), "file_form": file_form or FileForm(), **more}
    if document is not None:
        context |= {
            "document": document,
            "is_as_issued": services.is_as_issued(document),
            "newer": selectors.find_newer(document),
            "may_read": _may_read(actor_of(request), document),
        }
    return render(request, "reports/verify.html", context, status=status)


def _may_read(actor: Actor, document: IssuedDocument) -> bool:
    try:
        find_subject(actor=actor, kind=document.kind, target_id=document.target_id, number=document.number)
    except LlegadaError:
        return False
    return True
