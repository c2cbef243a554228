"""People: the list, each one's page, and what is done there."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.accounts import selectors, services
from llegada.accounts.filters import PersonFilter
from llegada.accounts.forms import NewPersonForm, PersonForm
from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.accounts.policies import ACCOUNTS_POLICY, PERSON_POLICY, Permission, may_administer_installation
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, page_or_fragment
from llegada.core.queue import enqueue_on_commit
from llegada.core.recovered import recovered_data
from llegada.core.roles import Role
from llegada.core.tabular import Table, xlsx_response

PAGE_SIZE: Final = 25


def _people_filter(request: HttpRequest) -> PersonFilter:
    actor = actor_of(request)
    ACCOUNTS_POLICY.require_ever(actor, Permission.VIEW)
    return PersonFilter(request.GET, queryset=selectors.list_people(actor=actor, today=timezone.localdate()))


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """List the people whom the actor may see."""
    found = _people_filter(request)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    may_register = ACCOUNTS_POLICY.may_ever(actor_of(request), Permission.MANAGE)
    context = {"filter": found, "page_obj": page, "may_register": may_register}
    return page_or_fragment(
        request, page="accounts/people.html", fragment="accounts/_people_table.html", context=context
    )


@require_safe
@login_required
def people_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Download the people of the list, a row for each role that they hold today."""
    rows: list[list[Any]] = []
    for person in _people_filter(request).qs:
        state = gettext("Activa") if person.is_active else gettext("Desactivada")
        whose = [person.full_name, person.email, person.post, state]
        roles = [
            [str(held.get_role_display()), held.scope_label, held.places_label, held.starts_on, held.ends_on]
            for held in person.current_assignments
        ]
        rows += [whose + role for role in roles] or [[*whose, None, None, None, None, None]]
    columns = [
        gettext("Nombre"),
        gettext("Correo"),
        gettext("Cargo"),
        gettext("Cuenta"),
        gettext("Rol"),
        gettext("Alcance"),
        gettext("Lugares"),
        gettext("Desde"),
        gettext("Hasta"),
    ]
    return xlsx_response(Table(name=gettext("personas"), columns=columns, rows=rows))


@require_safe
@login_required
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a person: data, roles with their dates, tokens, history."""
    return _person_page(request, selectors.get_person(actor=actor_of(request), public_id=public_id))


def _person_page(request: HttpRequest, shown: Person, *, problem: LlegadaError | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    may_manage = PERSON_POLICY.can(actor, Permission.MANAGE, shown)
    held = list(selectors.list_visible_assignments(actor=actor).filter(person=shown))
    context = {
        "person": shown,
        "assignments": [
            {
                "held": one,
                "is_current": one.is_valid_on(today),
                "is_future": one.starts_on > today,
                "may_end": _may_end(actor, one.organization, shown) and (one.ends_on is None or one.ends_on >= today),
            }
            for one in held
        ],
        "may_manage": may_manage,
        "may_assign": ACCOUNTS_POLICY.may_ever(actor, Permission.MANAGE) and shown.pk != actor.person_id,
        "is_self": shown.pk == actor.person_id,
        "has_password": shown.has_usable_password(),
        "tokens": selectors.list_tokens(person=shown) if may_manage else [],
        "now": timezone.now(),
        "today": today,
        "events": history.list_shown(target=shown),
        "states": Role.choices,
        "problem": problem,
    }
    return render(request, "accounts/person.html", context, status=problem.status if problem else 200)


def _may_end(actor: Actor, organization: Organization | None, person: Person) -> bool:
    if person.pk == actor.person_id:
        return False
    if organization is None:
        return may_administer_installation(actor)
    return ACCOUNTS_POLICY.can(actor, Permission.MANAGE, organization)


def manageable(actor: Actor) -> tuple[list[Organization], list[OrgUnit]]:
    """Return the organisations that the actor administers and their units, as trees."""
    organizations = list(selectors.list_organizations(actor=actor, permission=Permission.MANAGE))
    return organizations, selectors.list_units_of(organizations)


@require_http_methods(["GET", "POST"])
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register somebody with their first role; an address already known only gets the role."""
    actor = actor_of(request)
    ACCOUNTS_POLICY.require_ever(actor, Permission.MANAGE)
    organizations, units = manageable(actor)
    form = NewPersonForm(
        request.POST or recovered_data(request),
        organizations=organizations,
        units=units,
        may_leave_without_role=may_administer_installation(actor),
        initial={"starts_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _enroll(request, form.cleaned_data))
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person_form.html", {"form": form, "person": None}, status=status)


def _enroll(request: HttpRequest, given: dict[str, Any]) -> str:
    actor, now = actor_of(request), timezone.now()
    with transaction.atomic():
        known = selectors.find_person_by_email(given["email"]) if given["role"] else None
        enrolled = known or services.register_person(
            actor=actor, email=given["email"], full_name=given["full_name"], post=given["post"], now=now
        )
        if given["role"]:
            services.assign_role(
                actor=actor,
                person=enrolled,
                role=given["role"],
                organization=given["organization"],
                unit=given["unit"],
                starts_on=given["starts_on"],
                now=now,
            )
    if known:
        messages.info(request, gettext("Esa persona ya tenía cuenta: recibió el rol y sus datos no cambiaron."))
    else:
        messages.success(request, gettext("Quedó registrada. Le enviamos un correo para que elija su contraseña."))
    return reverse("accounts:person", args=[enrolled.public_id])


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct somebody's data."""
    actor = actor_of(request)
    shown = selectors.get_person(actor=actor, public_id=public_id)
    PERSON_POLICY.require(actor, Permission.MANAGE, shown)
    initial = {"full_name": shown.full_name, "email": shown.email, "post": shown.post}
    form = PersonForm(request.POST or recovered_data(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_person(actor=actor, person=shown, now=timezone.now(), **form.cleaned_data)
            messages.success(request, gettext("Los datos quedaron guardados."))
            return redirect("accounts:person", public_id=public_id)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
            shown.refresh_from_db()
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person_form.html", {"form": form, "person": shown}, status=status)


@require_POST
@login_required
def set_active(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Deactivate somebody, or let them in again."""
    actor = actor_of(request)
    shown = selectors.get_person(actor=actor, public_id=public_id)
    service = services.reactivate_person if request.POST.get("activa") == "si" else services.deactivate_person
    try:
        service(actor=actor, person=shown, reason=request.POST.get("reason", ""), now=timezone.now())
    except LlegadaError as refusal:
        if refusal.status != 409:
            raise
        return _person_page(request, shown, problem=refusal)
    messages.success(request, gettext("La cuenta quedó como la pidió."))
    return redirect("accounts:person", public_id=public_id)


@require_POST
@login_required
def invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send again the mail with which somebody chooses their password."""
    actor = actor_of(request)
    shown = selectors.get_person(actor=actor, public_id=public_id)
    PERSON_POLICY.require(actor, Permission.MANAGE, shown)
    enqueue_on_commit("accounts.send_invitation", person_id=shown.pk)
    messages.success(request, gettext("Le enviamos el correo para que elija su contraseña."))
    return redirect("accounts:person", public_id=public_id)
