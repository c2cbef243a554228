"""Organisations that give assistance, and their units as a tree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from llegada.accounts import selectors, services
from llegada.accounts.forms import OrganizationForm, UnitForm
from llegada.accounts.policies import ACCOUNTS_POLICY, Permission, may_administer_installation
from llegada.core import history
from llegada.core.errors import LlegadaError, NotAllowed
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once
from llegada.core.recovered import recovered_data


@require_safe
@login_required
def organizations(request: HttpRequest) -> HttpResponse:
    """List the organisations that the actor may see."""
    actor = actor_of(request)
    ACCOUNTS_POLICY.require_ever(actor, Permission.VIEW)
    context = {
        "organizations": selectors.list_organizations(actor=actor),
        "may_create": may_administer_installation(actor),
    }
    return render(request, "accounts/organizations.html", context)


@require_safe
@login_required
def organization(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an organisation with the tree of its units."""
    actor = actor_of(request)
    shown = selectors.get_organization(actor=actor, public_id=public_id)
    context = {
        "organization": shown,
        "units": selectors.list_units_of([shown]),
        "may_manage": ACCOUNTS_POLICY.can(actor, Permission.MANAGE, shown),
        "events": history.list_shown(target=shown),
    }
    return render(request, "accounts/organization.html", context)


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("name", "acronym", "kind", "entity")}


@require_http_methods(["GET", "POST"])
@login_required
def create_organization(request: HttpRequest) -> HttpResponse:
    """Create an organisation."""
    actor = actor_of(request)
    if not may_administer_installation(actor):
        raise NotAllowed(permission=Permission.MANAGE)
    form = OrganizationForm(request.POST or recovered_data(request))
    del form.fields["is_active"]

    def work() -> str:
        made = services.create_organization(actor=actor, now=timezone.now(), **_fields(form.cleaned_data))
        return reverse("accounts:organization", args=[made.public_id])

    if request.method == "POST" and form.is_valid():
        try:
            return once(request, work)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "organization": None}
    return render(request, "accounts/organization_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@login_required
def edit_organization(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct an organisation."""
    actor = actor_of(request)
    shown = selectors.get_organization(actor=actor, public_id=public_id)
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, shown)
    initial = {
        "name": shown.name,
        "acronym": shown.acronym,
        "kind": shown.kind,
        "nit": shown.entity.nit if shown.entity else "",
        "is_active": shown.is_active,
    }
    form = OrganizationForm(request.POST or recovered_data(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organization(
                actor=actor,
                organization=shown,
                is_active=form.cleaned_data["is_active"],
                now=timezone.now(),
                **_fields(form.cleaned_data),
            )
            messages.success(request, gettext("Los datos quedaron guardados."))
            return redirect("accounts:organization", public_id=public_id)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
            shown.refresh_from_db()
    context = {"form": form, "organization": shown}
    return render(request, "accounts/organization_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@login_required
def create_unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Create a unit of an organisation."""
    actor = actor_of(request)
    shown = selectors.get_organization(actor=actor, public_id=public_id)
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, shown)
    form = UnitForm(request.POST or recovered_data(request), units=selectors.list_units_of([shown]))
    del form.fields["is_active"]

    def work() -> str:
        services.create_unit(actor=actor, organization=shown, now=timezone.now(), **form.cleaned_data)
        return reverse("accounts:organization", args=[public_id])

    if request.method == "POST" and form.is_valid():
        try:
            return once(request, work)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "organization": shown, "unit": None}
    return render(request, "accounts/unit_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@login_required
def edit_unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct or move a unit."""
    actor = actor_of(request)
    unit = selectors.get_unit(actor=actor, public_id=public_id)
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, unit.organization)
    initial = {"name": unit.name, "acronym": unit.acronym, "parent": unit.parent_id, "is_active": unit.is_active}
    others = [one for one in selectors.list_units_of([unit.organization]) if not one.path.startswith(unit.path)]
    form = UnitForm(request.POST or recovered_data(request), initial=initial, units=others)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_unit(actor=actor, unit=unit, now=timezone.now(), **form.cleaned_data)
            messages.success(request, gettext("La dependencia quedó guardada."))
            return redirect("accounts:organization", public_id=unit.organization.public_id)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "organization": unit.organization, "unit": unit}
    return render(request, "accounts/unit_form.html", context, status=422 if request.method == "POST" else 200)
