"""The public portfolio: what is offered, by whom, and how each service is given. Nothing but approved versions (PRD-16)."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.forms import require_readable
from llegada.core.http import actor_of, moved, page_or_fragment
from llegada.core.tabular import table_response
from llegada.insights.cube_rules import Slice
from llegada.insights.selectors.cube import read_cube
from llegada.insights.selectors.mayors import with_mayors
from llegada.portal.explore import downloads_of, year_problem
from llegada.portfolio import selectors
from llegada.portfolio.filters import PortfolioFilter
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.tables import services_table

CARDS_PER_PAGE = 24


@require_safe
@gzip_page
def portfolio(request: HttpRequest) -> HttpResponse:
    """List what is published, under the visitor's filters."""
    found = PortfolioFilter(request.GET, queryset=selectors.list_published_versions(), request=request)
    context = {
        "form": found.form,
        "page_obj": Paginator(found.qs, CARDS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": selectors.summarize_portfolio(found.qs),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
    }
    return page_or_fragment(
        request, page="portal/portfolio.html", fragment="portal/portfolio_results.html", context=context
    )


@require_safe
def download(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give what the filters show, in the columns of the import template. Raises Invalid for a bad filter."""
    found = PortfolioFilter(request.GET, queryset=selectors.list_published_versions(), request=request)
    require_readable(found.form)
    table = services_table(found.qs, name="portafolio")
    return table_response(table, file_format, asked=request.GET)


@require_safe
@gzip_page
def service(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Show the approved version of a service; an old name in the address leads to the present one."""
    version = selectors.get_public_version(public_id=public_id)
    if request.path != version.get_absolute_url():
        return moved(request, version.get_absolute_url())
    cut = Slice(service_ids=frozenset({version.service_id}))
    given = with_mayors(read_cube(cut), cut)
    context = {
        "version": version,
        "service": version.service,
        "given": given[0] if given else None,
        "problem": year_problem(request.GET, has_years=False),
        "cut_at": timezone.now(),
        "downloads": downloads_of("detail", f"service={version.service.public_id}&year=all"),
        "may_see_inside": SERVICE_POLICY.can(actor_of(request), Permission.VIEW_DRAFT, version.service),
    }
    return render(request, "portal/service.html", context)
