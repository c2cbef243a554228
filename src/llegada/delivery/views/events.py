"""Mass events: recorded with their list in two steps, and shown with what each entity got."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.errors import Invalid, LlegadaError, NotFound
from llegada.core.forms import add_refusal
from llegada.core.http import act_or_show, actor_of
from llegada.core.import_pages import shortened
from llegada.core.imports import ImportReport
from llegada.core.tabular import Row, read_table, xlsx_response
from llegada.core.uploads import HeldUpload, hold_upload, release_upload, take_upload
from llegada.delivery import forms, rules, selectors, services
from llegada.delivery.models import MassEvent
from llegada.delivery.policies import EVENT_POLICY, PLAN_POLICY, Permission
from llegada.delivery.services.attendance_table import COLUMNS, REQUIRED, template_for
from llegada.portfolio.models import ServiceVersion

_PAGE_ROWS = 50


@require_safe
@login_required
def show_events(request: HttpRequest) -> HttpResponse:
    """Show the events that the person sees."""
    actor = actor_of(request)
    EVENT_POLICY.require_ever(actor, Permission.VIEW)
    page = Paginator(selectors.list_events(actor=actor), _PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": page, "can_record": PLAN_POLICY.may_ever(actor, Permission.RECORD_EVENT)}
    return render(request, "delivery/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_event(request: HttpRequest) -> HttpResponse:
    """Choose the service, write the event and try its list; then record what was tried."""
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, Permission.RECORD_EVENT)
    versions = list(selectors.list_event_services(actor=actor))
    chosen = next((one for one in versions if str(one.service.public_id) == request.GET.get("servicio")), None)
    if chosen is None:
        if request.GET.get("servicio"):
            raise NotFound()
        return render(request, "delivery/event_service.html", {"versions": versions})
    form = forms.EventForm(
        request.POST or None, request.FILES or None, version=chosen, initial={"held_on": timezone.localdate()}
    )
    if request.method != "POST":
        return _form_page(request, chosen, form)
    if not form.is_valid():
        return _form_page(request, chosen, form, status=422)
    try:
        return _tried_or_recorded(request, chosen, form)
    except LlegadaError as refusal:
        add_refusal(form, refusal)
        return _form_page(request, chosen, form, status=refusal.status)


def _tried_or_recorded(request: HttpRequest, chosen: ServiceVersion, form: forms.EventForm) -> HttpResponse:
    """Try a new file and show its report; record the one that was tried."""
    actor, now = actor_of(request), timezone.now()
    given: dict[str, Any] = {
        "actor": actor,
        "service": chosen.service,
        "record": form.to_record(),
        "now": now,
        "today": timezone.localdate(),
    }
    if form.cleaned_data["file"]:
        held = hold_upload(actor=actor, upload=form.cleaned_data["file"], now=now)
        return _form_page(request, chosen, form, held=held, report=services.try_event(rows=_rows(held), **given))
    if not request.POST.get("token"):
        raise Invalid({"file": _("Elija el archivo con la lista de asistencia.")})
    held = take_upload(actor=actor, token=request.POST["token"])
    event = services.record_event(rows=_rows(held), public_id=form.cleaned_data["public_id"], **given)
    release_upload(held)
    messages.success(request, _("El evento quedó registrado y acreditado a cada entidad."))
    return redirect(event)


def _rows(held: HeldUpload) -> list[Row]:
    return read_table(held.open(), name=held.name, required=(*REQUIRED, COLUMNS["entity_name"]))


def _form_page(
    request: HttpRequest,
    chosen: ServiceVersion,
    form: forms.EventForm,
    *,
    held: HeldUpload | None = None,
    report: ImportReport | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "version": chosen,
        "form": form,
        "held": held,
        "report": shortened(report) if report else None,
        "plan_count": len(selectors.list_creditable(actor=actor_of(request), service=chosen.service)),
    }
    return render(request, "delivery/event_form.html", context, status=status)


@require_safe
@login_required
def event_template(request: HttpRequest) -> HttpResponseBase:
    """Give the template of the list of an event."""
    PLAN_POLICY.require_ever(actor_of(request), Permission.RECORD_EVENT)
    return xlsx_response(template_for(_("Alcaldía de Medellín")))


@require_safe
@login_required
def show_event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an event with the session of each entity."""
    return _event_page(request, selectors.get_event(actor=actor_of(request), public_id=public_id))


def _event_page(
    request: HttpRequest, event: MassEvent, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor = actor_of(request)
    sessions = selectors.list_event_sessions(event)
    waiting = event.sessions.filter(status__in=rules.COUNTED, minutes_approved_at__isnull=True).count()
    context = {
        "event": event,
        "problem": problem,
        "page_obj": Paginator(sessions, _PAGE_ROWS).get_page(request.GET.get("page")),
        "counts": selectors.count_event_people(event),
        "waiting": waiting,
        "can_approve": waiting and EVENT_POLICY.can(actor, Permission.APPROVE_MINUTES, event),
        "milestones": sorted(set(event.sessions.values_list("milestones__name", flat=True)) - {None}),
    }
    return render(request, "delivery/event.html", context, status=status)


@require_POST
@login_required
def approve_event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve the minutes of every session of an event that await it."""
    event = selectors.get_event(actor=actor_of(request), public_id=public_id)
    EVENT_POLICY.require(actor_of(request), Permission.APPROVE_MINUTES, event)

    def work() -> str:
        done = services.approve_event_minutes(actor=actor_of(request), public_id=public_id, now=timezone.now())
        messages.success(request, _("Actas aprobadas: %(n)s.") % {"n": done})
        return reverse("delivery:event", args=[public_id])

    return act_or_show(request, work=work, show=lambda status, problem: _event_page(request, event, status, problem))
