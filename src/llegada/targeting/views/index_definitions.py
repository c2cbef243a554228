"""Defines an index of a unit, and edits it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.targeting.forms.indices import IndexForm, initial_of
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors.indices import get_index
from llegada.targeting.services.index_definitions import define_index, edit_index


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Define an index of a unit."""
    actor = actor_of(request)
    INDEX_POLICY.require_ever(actor, IndexPermission.DEFINE)
    form = IndexForm(request.POST or recovered_data(request), actor=actor)

    def work() -> str:
        unit = form.cleaned_data["unit"]
        made = define_index(actor=actor, unit=unit, content=form.content(), now=timezone.now())
        messages.success(request, _("El índice quedó definido. Ya puede cargar el archivo con sus datos."))
        return made.get_absolute_url()

    return save_or_show(request, form, work=work, show=lambda status: _form(request, status, {"form": form}))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Edit an index of a unit."""
    actor, index = actor_of(request), get_index(code=code)
    INDEX_POLICY.require(actor, IndexPermission.DEFINE, index)
    form = IndexForm(request.POST or recovered_data(request), actor=actor, index=index, initial=initial_of(index))

    def work() -> str:
        done = edit_index(actor=actor, code=code, content=form.content(), now=timezone.now())
        messages.success(request, _("El índice quedó guardado."))
        return done.get_absolute_url()

    context = {"form": form, "index": index, "has_data": index.editions.exists()}
    return save_or_show(request, form, work=work, show=lambda status: _form(request, status, context))


def _form(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    return render(request, "targeting/indices/form.html", context, status=status)
