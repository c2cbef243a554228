"""The fields that a unit adds to the design of its services: listed, defined, changed, retired and taken up again."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.portfolio import selectors, services
from llegada.portfolio.forms.design_said import UnitFieldForm
from llegada.portfolio.models import UnitField
from llegada.portfolio.policies import UNIT_FIELD_POLICY, FieldPermission


@require_safe
@login_required
def field_list(request: HttpRequest) -> HttpResponse:
    """List the fields of the units of the actor, in use and retired."""
    actor = actor_of(request)
    UNIT_FIELD_POLICY.require_ever(actor, FieldPermission.MANAGE)
    return render(request, "portfolio/fields/list.html", {"fields": selectors.list_unit_fields(actor=actor)})


@require_http_methods(["GET", "POST"])
@login_required
def create_field(request: HttpRequest) -> HttpResponse:
    """Ask for a new field and define it."""
    actor = actor_of(request)
    UNIT_FIELD_POLICY.require_ever(actor, FieldPermission.MANAGE)
    units = selectors.list_defining_units(actor=actor)
    first = units.first()
    data = request.POST or recovered_data(request)
    form = UnitFieldForm(data, units=units, initial={"unit": first and first.pk})

    def work() -> str:
        said = form.cleaned_data
        services.create_unit_field(actor=actor, unit=said["unit"], said=said, now=timezone.now())
        messages.success(request, _("Campo definido. Ya se pide en el diseño de los servicios de la dependencia."))
        return reverse("portfolio:fields")

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: render(request, "portfolio/fields/form.html", {"form": form}, status=status),
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit_field(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a field with its history, and change what may change of it."""
    field = _manageable(request, public_id)
    form = UnitFieldForm(request.POST or recovered_data(request), instance=copy(field))

    def work() -> str:
        services.edit_unit_field(
            actor=actor_of(request), public_id=public_id, said=form.cleaned_data, now=timezone.now()
        )
        messages.success(request, _("El campo quedó guardado."))
        return reverse("portfolio:fields")

    return save_or_show(request, form, work=work, show=lambda status: _page(request, field, form, status=status))


@require_POST
@login_required
def move_field(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Retire a field or take it up again."""
    actor, action = actor_of(request), request.POST.get("action", "")
    field = _manageable(request, public_id)

    def work() -> str:
        services.move_unit_field(actor=actor, public_id=public_id, action=action, now=timezone.now())
        said = {
            "retire": _("Campo retirado. Lo que ya se respondió se conserva."),
            "restore": _("Campo en uso. Ya se pide en el diseño de los servicios."),
        }
        messages.success(request, said[action])
        return reverse("portfolio:field", args=[public_id])

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(request, field, UnitFieldForm(instance=field), status=status, problem=problem)

    return act_or_show(request, work=work, show=show)


def _manageable(request: HttpRequest, public_id: UUID) -> UnitField:
    field = selectors.get_unit_field(actor=actor_of(request), public_id=public_id)
    UNIT_FIELD_POLICY.require(actor_of(request), FieldPermission.MANAGE, field)
    return field


def _page(
    request: HttpRequest, field: UnitField, form: UnitFieldForm, *, status: int, problem: LlegadaError | None = None
) -> HttpResponse:
    context = {
        "field": field,
        "form": form,
        "problem": problem,
        "states": (),
        "events": history.list_shown(target=field),
    }
    return render(request, "portfolio/fields/form.html", context, status=status)
