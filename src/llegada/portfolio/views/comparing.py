"""Two versions of a service side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.portfolio import selectors
from llegada.portfolio.models import ServiceVersion
from llegada.portfolio.policies import Permission


@require_safe
@login_required
def compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show two versions: those of the address by number, or else the newest beside the one before. Raises NotFound."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id, permission=Permission.VIEW_DRAFT)
    versions = selectors.list_comparable(service)
    newer = _chosen(request.GET.get("nueva"), versions, otherwise=0)
    older = _chosen(request.GET.get("anterior"), versions, otherwise=1)
    context = {
        "service": service,
        "versions": versions,
        "newer": newer,
        "older": older,
        "rows": selectors.compare_versions(older, newer) if len(versions) > 1 else [],
    }
    return render(request, "portfolio/compare.html", context)


def _chosen(number: str | None, versions: list[ServiceVersion], *, otherwise: int) -> ServiceVersion:
    """Return the version of that number, or the one in the place `otherwise`, or the only one."""
    by_number = {str(one.number): one for one in versions}
    return by_number.get(number or "", versions[min(otherwise, len(versions) - 1)])
