"""The ficha of a place, for everybody; and all those of the country, for who works with the entities."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.reports import selectors, services
from llegada.reports.choices import SheetsStatus
from llegada.reports.forms import SheetsForm
from llegada.reports.policies import SHEETS_POLICY, SheetsPermission
from llegada.targeting.choices import IndexLevel

_WAITING = {SheetsStatus.QUEUED, SheetsStatus.RUNNING}


@require_safe
def sheet(request: HttpRequest, level: IndexLevel, code: str) -> HttpResponse:
    """Give the ficha of a place, drawn now. Raises NotFound."""
    drawn = services.draw_sheet(level=level, code=code, now=timezone.now())
    response = HttpResponse(drawn.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{drawn.name}"'
    return response


@require_safe
@login_required
def sheets(request: HttpRequest) -> HttpResponse:
    """Show the orders of all the fichas, and let one ask for them."""
    return _page(request)


def _page(request: HttpRequest, problem: LlegadaError | None = None) -> HttpResponse:
    actor = actor_of(request)
    SHEETS_POLICY.require_ever(actor, SheetsPermission.VIEW)
    orders = list(selectors.list_sheets_orders(actor=actor)[:20])
    context = {
        "orders": orders,
        "levels": [
            (IndexLevel.MUNICIPALITY, _("Fichas de los municipios")),
            (IndexLevel.DEPARTMENT, _("Fichas de los departamentos")),
        ],
        "in_course": {order.level for order in orders if order.status in _WAITING},
        "problem": problem,
    }
    return render(request, "reports/sheets.html", context, status=problem.status if problem else 200)


@require_POST
@login_required
def order_sheets(request: HttpRequest) -> HttpResponse:
    """Ask for all the fichas of a level."""
    actor = actor_of(request)
    SHEETS_POLICY.require_ever(actor, SheetsPermission.ORDER)
    form = SheetsForm(request.POST)
    if not form.is_valid():
        raise NotFound(level=request.POST.get("level", ""))
    level = IndexLevel(form.cleaned_data["level"])
    try:
        return once(
            request,
            lambda: services.order_sheets(actor=actor, level=level, now=timezone.now()).get_absolute_url(),
        )
    except LlegadaError as refusal:
        return _page(request, refusal)


@require_safe
@login_required
def sheets_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how far an order is; its page asks again by itself until it ends."""
    found = selectors.get_sheets_order(actor=actor_of(request), public_id=public_id)
    context = {"order": found, "is_waiting": found.status in _WAITING}
    return page_or_fragment(
        request, page="reports/sheets_order.html", fragment="reports/_sheets_order.html", context=context
    )


@require_POST
@login_required
def cancel_sheets(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop drawing the fichas."""
    actor = actor_of(request)
    SHEETS_POLICY.require_ever(actor, SheetsPermission.ORDER)

    def work() -> str:
        services.cancel_sheets(actor=actor, public_id=public_id, now=timezone.now())
        messages.success(request, _("La preparación quedó cancelada."))
        return reverse("reports:sheets")

    return once(request, work)


@require_safe
@login_required
def download_sheets(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give the file of an order that ended well. Raises NotFound."""
    found = selectors.get_sheets_order(actor=actor_of(request), public_id=public_id)
    if found.status != SheetsStatus.DONE or not default_storage.exists(found.storage_name):
        raise NotFound(order=str(public_id))
    response = FileResponse(
        default_storage.open(found.storage_name, "rb"),
        as_attachment=True,
        filename=f"fichas-{timezone.localdate(found.ordered_at):%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["Cache-Control"] = "private, no-store"
    return response
