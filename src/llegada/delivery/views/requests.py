"""Requests inside: the list and its download, guidance recorded at once, and the days off of the organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.errors import NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.roles import ENTITY_ROLES
from llegada.core.tabular import Table, table_response
from llegada.delivery.forms.requests import DayOffForm, GuidanceForm
from llegada.delivery.models import AssistanceRequest, NonWorkingDay
from llegada.delivery.request_filters import RequestFilter
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.request_words import CLOCK_KINDS, clock_words
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_calendar import declare_day_off
from llegada.delivery.services.requests import record_orientation

ROWS_PER_PAGE: Final = 25
_FORMATS: Final = ("csv", "xlsx")


@login_required
@require_safe
def show_requests(request: HttpRequest) -> HttpResponse:
    """List the requests that the person may see, each with its clock."""
    actor, today = actor_of(request), timezone.localdate()
    REQUEST_POLICY.require_ever(actor, RequestPermission.VIEW)
    found = RequestFilter(request.GET, queryset=selectors.list_requests(actor=actor), actor=actor)
    page = Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page_obj": page,
        "rows": list(_with_clocks(list(page.object_list), today)),
        "is_entity_side": bool(actor.roles & ENTITY_ROLES),
        "may_record": REQUEST_POLICY.may_ever(actor, RequestPermission.RECORD),
        "may_declare": REQUEST_POLICY.may_ever(actor, RequestPermission.DECLARE_DAYS_OFF),
    }
    return page_or_fragment(
        request, page="delivery/requests/list.html", fragment="delivery/requests/_results.html", context=context
    )


def _with_clocks(
    requests: QuerySet[AssistanceRequest] | list[AssistanceRequest], today: date
) -> Iterator[dict[str, Any]]:
    listed = list(requests)
    days_off = selectors.find_days_off({one.organization_id for one in listed})
    for one in listed:
        clock = selectors.clock_of(one, today=today, days_off=days_off[one.organization_id])
        yield {"one": one, "clock_kind": CLOCK_KINDS[clock.level], "clock": clock_words(clock), "days": clock.days}


@login_required
@require_safe
def export_requests(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download what the list shows as CSV or XLSX."""
    actor, today = actor_of(request), timezone.localdate()
    REQUEST_POLICY.require_ever(actor, RequestPermission.VIEW)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    found = RequestFilter(request.GET, queryset=selectors.list_requests(actor=actor), actor=actor)
    require_readable(found.form)
    columns = [
        _("Radicado"), _("Asunto"), _("Clase"), _("Canal"), _("Quién pide"), _("Nombre"), _("Entidad"),
        _("Código DANE"), _("Municipio"), _("Organización"), _("Recibida"), _("Vence"), _("Término"),
        _("Días hábiles que quedan"), _("Estado"),
        _("Dependencia responsable"), _("Persona responsable"), _("Prorrogada"), _("Respondida el"), _("Resultado"),
        _("Le sirvió"),
    ]  # fmt: skip
    rows = (_row(row) for row in _with_clocks(found.qs, today))
    return table_response(Table(name="solicitudes", columns=columns, rows=rows), extension, asked=request.GET)


def _row(row: dict[str, Any]) -> list[Any]:
    one: AssistanceRequest = row["one"]
    helped = {True: _("sí"), False: _("no"), None: None}[one.was_helpful]
    return [
        one.number,
        one.subject,
        one.get_kind_display(),
        one.get_channel_display(),
        one.get_asker_display(),
        one.name,
        one.entity.name if one.entity else None,
        one.municipality_id,
        one.municipality.name if one.municipality else None,
        one.organization.short_name,
        one.received_on,
        one.due_on,
        row["clock"] or None,
        row["days"],
        one.get_status_display(),
        one.unit.name if one.unit else None,
        one.assigned_to.full_name if one.assigned_to else None,
        one.extended_on,
        one.answered_on,
        one.get_outcome_display() or None,
        helped,
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_guidance(request: HttpRequest) -> HttpResponse:
    """Record first-level attention in under a minute."""
    actor = actor_of(request)
    REQUEST_POLICY.require_ever(actor, RequestPermission.RECORD)
    form = GuidanceForm(request.POST or recovered_data(request), actor=actor)

    def work() -> str:
        made = record_orientation(actor=actor, guidance=form.to_guidance(), now=timezone.now())
        messages.success(request, _("La orientación quedó registrada con el número %(n)s.") % {"n": made.number})
        may_see = REQUEST_POLICY.can(actor, RequestPermission.VIEW, made)
        return made.get_absolute_url() if may_see else reverse("delivery:requests")

    def show(status: int) -> HttpResponse:
        return render(request, "delivery/requests/orientation.html", {"form": form}, status=status)

    return save_or_show(request, form, work=work, show=show)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: HttpRequest) -> HttpResponse:
    """List the days on which the organisation does not work, and declare another one."""
    actor, today = actor_of(request), timezone.localdate()
    REQUEST_POLICY.require_ever(actor, RequestPermission.DECLARE_DAYS_OFF)
    organizations = [grant.organization_id for grant in actor.grants if grant.organization_id]
    form = DayOffForm(request.POST or None, organizations=organizations)

    def work() -> str:
        data = form.cleaned_data
        declare_day_off(
            actor=actor,
            organization=data["organization"],
            day=data["day"],
            reason=data["reason"],
            now=timezone.now(),
        )
        messages.success(request, _("El día quedó declarado y se movieron los términos que corren."))
        return reverse("delivery:days_off")

    def show(status: int) -> HttpResponse:
        known = NonWorkingDay.objects.filter(organization__in=organizations, day__year__gte=today.year - 1)
        context = {"form": form, "days": known.select_related("organization", "declared_by").order_by("-day")}
        return render(request, "delivery/requests/days_off.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)
