"""The imports of an organisation, what it remembers of them, and the workbook to fill in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.core.tabular import XLSX_TYPE
from llegada.imports import selectors
from llegada.imports.choices import MatchKind
from llegada.imports.keepers import hidden_targets
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.remembered import words_of
from llegada.imports.tables import workbook_bytes
from llegada.imports.verbs import STATUS_PILLS

_PAGE_ROWS = 25


@require_safe
@login_required
def list_all(request: HttpRequest) -> HttpResponse:
    """Show the imports that the reader may see."""
    actor = actor_of(request)
    IMPORT_POLICY.require_ever(actor, ImportPermission.VIEW)
    page = Paginator(selectors.list_runs(actor=actor), _PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [(one, STATUS_PILLS[one.status]) for one in page.object_list]
    may_bring = IMPORT_POLICY.may_ever(actor, ImportPermission.BRING)
    return render(request, "imports/list.html", {"page_obj": page, "rows": rows, "may_bring": may_bring})


@require_safe
@login_required
def remembered(request: HttpRequest) -> HttpResponse:
    """Show the saved ways of reading and what words were said to stand for."""
    actor = actor_of(request)
    IMPORT_POLICY.require_ever(actor, ImportPermission.BRING)
    page = Paginator(selectors.list_matches(actor=actor), _PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "mappings": list(selectors.list_mappings(actor=actor)[:100]),
        "page_obj": page,
        "matches": [(one, MatchKind(one.kind).label, words) for one, words in words_of(list(page.object_list))],
    }
    return render(request, "imports/remembered.html", context)


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """Download the workbook with a sheet for each kind of thing that the reader may bring."""
    actor = actor_of(request)
    IMPORT_POLICY.require_ever(actor, ImportPermission.VIEW)
    response = HttpResponse(workbook_bytes(hidden=hidden_targets(actor)), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="plantilla-tipo-seta.xlsx"'
    return response
