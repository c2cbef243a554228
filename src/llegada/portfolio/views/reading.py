"""Reads the portfolio from inside: the list, its download, and one service with all that may be done to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from llegada.core.errors import LlegadaError
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.tabular import xlsx_response
from llegada.portfolio import selectors
from llegada.portfolio.filters import ServiceFilter
from llegada.portfolio.forms import UnitForm
from llegada.portfolio.policies import SERVICE_POLICY, UNIT_FIELD_POLICY, FieldPermission, Permission
from llegada.portfolio.tables import services_table
from llegada.portfolio.views.service_page import detail_context

ROWS_PER_PAGE = 25


@require_safe
@login_required
def service_list(request: HttpRequest) -> HttpResponse:
    """List the services of the actor's organisation, published or not."""
    actor = actor_of(request)
    SERVICE_POLICY.require_ever(actor, Permission.VIEW_DRAFT)
    found = ServiceFilter(request.GET, queryset=selectors.list_services(actor=actor), request=request)
    context = {
        "form": found.form,
        "page_obj": Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": selectors.summarize_services(actor=actor),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
        "may_create": SERVICE_POLICY.may_ever(actor, Permission.EDIT),
        "may_define_fields": UNIT_FIELD_POLICY.may_ever(actor, FieldPermission.MANAGE),
        "may_import": SERVICE_POLICY.may_ever(actor, Permission.IMPORT),
    }
    return page_or_fragment(
        request, page="portfolio/list.html", fragment="portfolio/_list_results.html", context=context
    )


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Give what the list shows as XLSX: of each service its approved version, or its draft."""
    actor = actor_of(request)
    SERVICE_POLICY.require_ever(actor, Permission.VIEW_DRAFT)
    found = ServiceFilter(request.GET, queryset=selectors.list_services(actor=actor), request=request)
    require_readable(found.form)
    return xlsx_response(services_table(selectors.list_current_versions(found.qs), name="servicios"))


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a service; whoever may not see drafts goes to its public page."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id)
    if not SERVICE_POLICY.can(actor, Permission.VIEW_DRAFT, service):
        return redirect(selectors.current_version(service).get_absolute_url())
    return render(request, "portfolio/detail.html", detail_context(actor, service))


def detail_with_refusal(
    request: HttpRequest, public_id: UUID, refusal: LlegadaError, *, unit_form: UnitForm | None = None
) -> HttpResponse:
    """Show the service as it stands now, with what was refused and what had been written.

    Who sees only its public page has no page to show it in: the refusal is raised again.
    """
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id)
    if not SERVICE_POLICY.can(actor, Permission.VIEW_DRAFT, service):
        raise refusal
    context = detail_context(actor, service) | {"problem": refusal, "written_reason": request.POST.get("reason", "")}
    if unit_form is not None:
        context["unit_form"] = unit_form
    return render(request, "portfolio/detail.html", context, status=refusal.status)
