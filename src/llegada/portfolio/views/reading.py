"""Reads the portfolio from inside: the list, its download, and one service with all that may be done to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.tabular import xlsx_response
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import ServiceStatus
from llegada.portfolio.content import content_of
from llegada.portfolio.filters import ServiceFilter
from llegada.portfolio.forms import UnitForm
from llegada.portfolio.models import Service
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services import missing_for_publication
from llegada.portfolio.tables import services_table

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
        "may_import": SERVICE_POLICY.may_ever(actor, Permission.IMPORT),
    }
    return page_or_fragment(
        request, page="portfolio/list.html", fragment="portfolio/_list_results.html", context=context
    )


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
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


def detail_context(actor: Actor, service: Service) -> dict[str, Any]:
    """Return what the page of a service shows to `actor`."""
    may = SERVICE_POLICY.permissions_on(actor, service)
    draft = selectors.find_draft(service)
    is_editable = service.status in rules.EDITABLE
    versions = list(selectors.list_versions(service))
    published = next((one for one in versions if one.pk == service.published_version_id), None)
    return {
        "service": service,
        "revision": str(service.revision),
        "version": published or draft,
        "published": published,
        "draft": draft,
        "former_versions": [one for one in versions if one != published],
        "may_edit": is_editable and Permission.EDIT in may,
        "may_publish": draft is not None and is_editable and Permission.PUBLISH in may,
        "may_retire": is_editable and Permission.RETIRE in may,
        "missing": missing_for_publication(service, content_of(draft)) if draft and is_editable else {},
        "is_own_work": draft is not None
        and rules.is_own_work(edited_by_id=draft.edited_by_id, person_id=actor.person_id),
        "unit_form": UnitForm(units=selectors.list_assignable_units(service=service), initial={"unit": service.unit_id})
        if is_editable and Permission.ASSIGN_UNIT in may
        else None,
        "events": history.list_shown(target=service),
        "states": ServiceStatus.choices,
    }
