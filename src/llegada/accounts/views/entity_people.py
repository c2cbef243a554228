"""The people whom entities name: the list, typing one in, and erasing one."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.accounts import selectors
from llegada.accounts.entity_person_forms import EntityPersonForm
from llegada.accounts.policies import ENTITY_PEOPLE_POLICY, EntityPeoplePermission
from llegada.accounts.services.entity_people import add_entity_person, erase_entity_person
from llegada.core.administration import doors_for
from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.origins import find_origins
from llegada.core.recovered import recovered_data

PAGE_SIZE: Final = 25


@require_safe
@login_required
def entity_people(request: HttpRequest) -> HttpResponse:
    """List the people of entities whom the actor may see."""
    return _page(request, 200, None)


def _page(request: HttpRequest, status: int, problem: LlegadaError | None) -> HttpResponse:
    actor = actor_of(request)
    ENTITY_PEOPLE_POLICY.require_ever(actor, EntityPeoplePermission.VIEW)
    text = request.GET.get("q", "").strip()[:100]
    found = selectors.list_entity_people(actor=actor, text=text)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "origins": find_origins(actor=actor, of=list(page)),
        "text": text,
        "may_add": ENTITY_PEOPLE_POLICY.may_ever(actor, EntityPeoplePermission.ADD),
        "may_erase": ENTITY_PEOPLE_POLICY.may_ever(actor, EntityPeoplePermission.ERASE),
        "problem": problem,
        # An advisor reads these people and has nothing to administer.
        "administration": reverse("accounts:administration") if doors_for(actor) else "",
    }
    return render(request, "accounts/entity_people.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Type in somebody whom an entity names."""
    actor = actor_of(request)
    ENTITY_PEOPLE_POLICY.require_ever(actor, EntityPeoplePermission.ADD)
    form = EntityPersonForm(request.POST or recovered_data(request), actor=actor)

    def work() -> str:
        person = add_entity_person(actor=actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Quedó registrada en %(entity)s.") % {"entity": person.entity.name})
        return reverse("accounts:entity_people")

    def show(status: int) -> HttpResponse:
        return render(request, "accounts/entity_person_form.html", {"form": form}, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_POST
@login_required
def erase(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Erase somebody."""
    actor = actor_of(request)
    person = selectors.get_entity_person(actor=actor, public_id=public_id)
    ENTITY_PEOPLE_POLICY.require(actor, EntityPeoplePermission.ERASE, person)

    def work() -> str:
        reason = request.POST.get("reason", "")
        erase_entity_person(actor=actor, public_id=public_id, reason=reason, now=timezone.now())
        messages.success(request, _("Sus datos quedaron borrados."))
        return reverse("accounts:entity_people")

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, status, problem))
