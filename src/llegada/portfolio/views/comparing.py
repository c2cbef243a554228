"""A service beside others: two of its versions, and what is already offered that is like a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of, page_or_fragment
from llegada.portfolio import selectors
from llegada.portfolio.models import ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission


@require_safe
@login_required
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show two versions: those of the address by number, or else the newest beside the one before. Raises NotFound."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id, permission=Permission.VIEW_DRAFT)
    versions = selectors.list_comparable(service)
    newer = _chosen(request.GET.get("nueva"), versions, otherwise=0)
    older = _chosen(request.GET.get("anterior"), versions, otherwise=1)
    rows = selectors.compare_versions(older, newer) if len(versions) > 1 else []
    changed = [row for row in rows if row.is_changed]
    is_short = request.GET.get("ver") == "cambios"
    context = {
        "service": service,
        "versions": versions,
        "newer": newer,
        "older": older,
        "total": len(rows),
        "changed": len(changed),
        "is_short": is_short,
        "rows": changed if is_short else rows,
    }
    return render(request, "portfolio/compare.html", context)


def _chosen(number: str | None, versions: list[ServiceVersion], *, otherwise: int) -> ServiceVersion:
    """Return the version of that number, or the one in the place `otherwise`, or the only one."""
    by_number = {str(one.number): one for one in versions}
    return by_number.get(number or "", versions[min(otherwise, len(versions) - 1)])


@require_safe
@login_required
def similar(request: HttpRequest) -> HttpResponse:
    """Show what is offered, or was, that is like the `name` of the address: nobody begins from nothing."""
    SERVICE_POLICY.require_ever(actor_of(request), Permission.EDIT)
    name = request.GET.get("name", "").strip()
    context = {"name": name, "found": selectors.find_similar(name)}
    return page_or_fragment(request, page="portfolio/similar.html", fragment="portfolio/_similar.html", context=context)
