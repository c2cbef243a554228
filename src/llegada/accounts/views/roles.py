"""Giving and ending roles, and choosing under which one to act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from llegada.accounts import selectors, services
from llegada.accounts.forms import ChooseRoleForm, EndRoleForm, RoleForm, SearchEntityForm
from llegada.accounts.middleware import ACTIVE_ASSIGNMENT_KEY
from llegada.accounts.models import Person
from llegada.accounts.policies import ACCOUNTS_POLICY, Permission, may_administer_installation
from llegada.accounts.views.people import manageable
from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError, NotFound
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, safe_return
from llegada.core.recovered import recovered_data
from llegada.core.roles import ENTITY_ROLES, Role
from llegada.territory.models import Entity
from llegada.territory.selectors import search_entities


@require_http_methods(["GET", "POST"])
@login_required
def assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a role in two steps: which role, and then what that role needs."""
    actor = actor_of(request)
    ACCOUNTS_POLICY.require_ever(actor, Permission.MANAGE)
    person = selectors.get_person(actor=actor, public_id=public_id)
    choose = ChooseRoleForm(
        request.GET if "role" in request.GET else None, may_reach_everything=may_administer_installation(actor)
    )
    context: dict[str, Any] = {"person": person, "choose": choose}
    if not choose.is_valid():
        return render(request, "accounts/role_form.html", context)
    role = choose.cleaned_data["role"]
    form, search = _scope_forms(request, actor, role)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: _give(actor, person, role, form.cleaned_data))
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    context |= {"form": form, "search": search, "role_label": Role(role).label}
    return render(request, "accounts/role_form.html", context, status=422 if request.method == "POST" else 200)


def _scope_forms(request: HttpRequest, actor: Actor, role: str) -> tuple[RoleForm, SearchEntityForm | None]:
    organizations, units = manageable(actor)
    entities: list[Entity] = []
    search = None
    if role in ENTITY_ROLES:
        search = SearchEntityForm(request.GET)
        words = request.GET.get("buscar", "")
        entities = search_entities(words) if words.strip() else []
    form = RoleForm(
        request.POST or recovered_data(request),
        role=role,
        organizations=organizations,
        units=units,
        entities=entities,
        may_reach_everything=may_administer_installation(actor),
        initial={
            "starts_on": timezone.localdate(),
            "organization": organizations[0] if len(organizations) == 1 else None,
        },
    )
    return form, search


def _give(actor: Actor, person: Person, role: str, given: dict[str, Any]) -> str:
    services.assign_role(actor=actor, person=person, role=role, now=timezone.now(), **given)
    return reverse("accounts:person", args=[person.public_id])


@require_http_methods(["GET", "POST"])
@login_required
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a role."""
    actor = actor_of(request)
    ACCOUNTS_POLICY.require_ever(actor, Permission.MANAGE)
    assignment = selectors.get_assignment(actor=actor, public_id=public_id)
    today = timezone.localdate()
    form = EndRoleForm(request.POST or recovered_data(request), initial={"ends_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_role(actor=actor, assignment=assignment, now=timezone.now(), **form.cleaned_data)
            messages.success(request, gettext("El rol quedó con su último día."))
            return redirect("accounts:person", public_id=assignment.person.public_id)
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "assignment": assignment, "yesterday": today - timedelta(days=1)}
    return render(request, "accounts/role_end.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@login_required
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act from now on under another of one's own roles of today. Raises NotFound for any other."""
    wanted = request.POST.get("grant", "")
    own = {str(grant.assignment_id) for grant in getattr(request, "available_grants", ())}
    if wanted not in own:
        raise NotFound()
    request.session[ACTIVE_ASSIGNMENT_KEY] = int(wanted)
    return redirect(safe_return(request, request.POST.get("next", "")))
