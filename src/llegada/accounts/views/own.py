"""One's own account: name, roles, security, language and tokens."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from llegada.accounts import selectors, services
from llegada.accounts.forms import OwnProfileForm, TokenForm
from llegada.accounts.models import Person
from llegada.accounts.recovery import discard
from llegada.core.errors import LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of
from llegada.core.recovered import recovered_data


def _myself(request: HttpRequest) -> Person:
    return Person.objects.get(pk=cast(Person, request.user).pk)


def _page(
    request: HttpRequest,
    *,
    profile: OwnProfileForm | None = None,
    token: TokenForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    person = _myself(request)
    today = timezone.localdate()
    assignments = person.assignments.select_related("organization", "unit", "entity").prefetch_related(
        "departments", "municipalities"
    )
    context = {
        "person": person,
        "profile": profile
        or OwnProfileForm(
            recovered_data(request, has="full_name"),
            initial={"full_name": person.full_name, "post": person.post, "wants_digest": person.wants_digest},
        ),
        "token_form": token or TokenForm(recovered_data(request, has="expires_on"), today=today),
        "secret": secret,
        "assignments": [
            {"held": one, "is_current": one.is_valid_on(today), "is_future": one.starts_on > today}
            for one in assignments
        ],
        "tokens": selectors.list_tokens(person=person),
        "today": today,
    }
    return render(request, "accounts/own.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own account; a POST corrects name and post."""
    if request.method != "POST":
        return _page(request)
    form = OwnProfileForm(request.POST)
    if form.is_valid():
        try:
            services.edit_own_profile(
                actor=actor_of(request), person=_myself(request), now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, gettext("Los datos quedaron guardados."))
            return redirect("accounts:own")
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    return _page(request, profile=form, status=422)


@require_POST
@login_required
def issue_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its text, this once."""
    form = TokenForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            _, secret = services.issue_token(actor=actor_of(request), now=timezone.now(), **form.cleaned_data)
            response = _page(request, secret=secret)
            response["Cache-Control"] = "no-store"
            return response
        except LlegadaError as refusal:
            add_refusal(form, refusal)
    return _page(request, token=form, status=422)


@require_POST
@login_required
def revoke_token(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a token: one's own, or that of a person whom one administers."""
    actor = actor_of(request)
    token = services.revoke_token(actor=actor, public_id=public_id, now=timezone.now())
    messages.success(request, gettext("La ficha ya no sirve."))
    if token.person_id == actor.person_id:
        return redirect("accounts:own")
    return redirect("accounts:person", public_id=token.person.public_id)


@require_POST
@login_required
def discard_recovered(request: HttpRequest) -> HttpResponse:
    """Forget what a person had written in a page when their session expired."""
    return discard(request, request.POST.get("page", ""))
