"""What supports a strategy: files and links, brought, read and taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import NotFound
from llegada.core.http import actor_of, save_or_show
from llegada.portfolio import selectors, services
from llegada.portfolio.forms import StrategyFileForm, StrategyLinkForm
from llegada.portfolio.models import Strategy, StrategyEvidence
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.views.strategies import strategy_context
from llegada.records.http import file_response


@require_POST
@login_required
def add_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Attach a file; it is checked by its content."""
    strategy = _editable(request, public_id)
    form = StrategyFileForm(request.POST, request.FILES)

    def attach() -> StrategyEvidence:
        return services.attach_file(
            actor=actor_of(request), public_id=public_id, upload=form.cleaned_data["file"], now=timezone.now()
        )

    return _answer(request, strategy, form, attach, "file_form")


@require_POST
@login_required
def add_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Attach a link with its name."""
    strategy = _editable(request, public_id)
    form = StrategyLinkForm(request.POST)

    def attach() -> StrategyEvidence:
        return services.attach_link(
            actor=actor_of(request), public_id=public_id, now=timezone.now(), **form.cleaned_data
        )

    return _answer(request, strategy, form, attach, "link_form")


@require_safe
@login_required
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give a file back."""
    proof = selectors.get_proof(actor=actor_of(request), public_id=public_id)
    if proof.file is None:
        raise NotFound(evidence=str(public_id))
    return file_response(proof.file, proof.name)


@require_POST
@login_required
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a file or a link away."""
    actor = actor_of(request)
    proof = selectors.get_proof(actor=actor, public_id=public_id)
    strategy = _editable(request, proof.strategy.public_id)
    form = forms.Form(request.POST)

    def take_away() -> StrategyEvidence:
        return services.take_away(actor=actor, public_id=public_id, now=timezone.now())

    return _answer(request, strategy, form, take_away, "remove_form")


def _editable(request: HttpRequest, public_id: UUID) -> Strategy:
    strategy = selectors.get_strategy(actor=actor_of(request), public_id=public_id)
    STRATEGY_POLICY.require(actor_of(request), StrategyPermission.EDIT, strategy)
    return strategy


def _answer(
    request: HttpRequest, strategy: Strategy, form: forms.Form, act: Callable[[], StrategyEvidence], name: str
) -> HttpResponse:
    """Carry out `act` and go back to where the supports are, or show the page with `form` and what is wrong in it."""

    def work() -> str:
        proof = act()
        said = (
            _("El soporte «%(name)s» quedó retirado.")
            if proof.removed_at
            else _("El soporte «%(name)s» quedó guardado.")
        )
        messages.success(request, said % {"name": proof.name})
        return f"{strategy.get_absolute_url()}#soportes"

    def show(status: int) -> HttpResponse:
        context: dict[str, Any] = strategy_context(actor_of(request), strategy)
        return render(request, "portfolio/strategies/detail.html", context | {name: form}, status=status)

    return save_or_show(request, form, work=work, show=show)
