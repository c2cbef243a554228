"""Pages of datasets: what each holds and how it is taken, how far a file is, and the catalogue for machines."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from llegada.core.errors import NotFound
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.tabular import TABLE_LANGUAGE, Separator
from llegada.exports.catalogue import describe_catalogue
from llegada.exports.models import ExportFile
from llegada.exports.package import PACKAGE_CODE
from llegada.exports.selectors import find_last_change, get_dataset, get_file, list_open_files, may_read_own
from llegada.exports.services import give_up_left
from llegada.insights.selectors import filter_options


@require_safe
def dataset_page(request: HttpRequest, dataset: str) -> HttpResponse:
    """Show what a dataset holds, column by column, and its addresses.

    Raises UnknownDataset, and NotFound for one of which the reader may see nothing.
    """
    found = get_dataset(code=dataset)
    is_own = may_read_own(actor=actor_of(request), dataset=found)
    if found.open_rows is None and not is_own:
        raise NotFound(dataset=dataset)
    context = {
        "dataset": found,
        "is_own": is_own,
        "changed_at": find_last_change(found),
        "years": filter_options().years if found.year else [],
    }
    return render(request, "exports/dataset.html", context)


@require_safe
def file_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far a file is; while it waits, the page asks again. Raises NotFound."""
    file = get_file(actor=actor_of(request), public_id=public_id)
    if file.is_in_course:
        give_up_left(file=file, now=timezone.now())
    context = {"file": file, "title": str(file), "address": _address_of(file)}
    return page_or_fragment(request, page="exports/file.html", fragment="exports/_file.html", context=context)


def _address_of(file: ExportFile) -> str:
    """Return the stable address at which a file is taken."""
    said = {
        **({"vigencia": file.year} if file.year else {}),
        **({"separador": file.separator} if file.separator != Separator.COMMA else {}),
    }
    query = f"?{urlencode(said)}" if said else ""
    if file.dataset == PACKAGE_CODE:
        return f"{reverse('exports:package')}{query}"
    name = "exports:table" if file.is_public else "exports:full_table"
    return f"{reverse(name, args=[file.dataset, file.file_format])}{query}"


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Give the catalogue of open data as DCAT-AP in JSON-LD."""
    with override(TABLE_LANGUAGE):
        described = describe_catalogue(files=list_open_files(), now=timezone.now())
    answer = JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/ld+json"
    answer["Cache-Control"] = "public, max-age=300"
    answer["Access-Control-Allow-Origin"] = "*"  # it is for the harvesters of others
    return answer
