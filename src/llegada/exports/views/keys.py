"""The page where each person keeps the keys with which their programs read data."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.core.errors import LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of
from llegada.exports.datasets import DATASETS
from llegada.exports.forms import KeyForm
from llegada.exports.models import DataKey
from llegada.exports.selectors import list_keys, may_read_own
from llegada.exports.services import issue_key, revoke_key


def _page(
    request: HttpRequest,
    *,
    form: KeyForm | None = None,
    key: DataKey | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    today = timezone.localdate()
    own = [one for one in DATASETS.values() if may_read_own(actor=actor, dataset=one)]
    example = key.dataset if key is not None and key.dataset else own[0].code if own else ""
    address = reverse("exports:full_table", args=[example, "csv"]) if example else ""
    context = {
        "keys": [
            {"key": one, "title": DATASETS[one.dataset].title if one.dataset else "", "is_over": one.expires_on < today}
            for one in list_keys(actor=actor)
        ],
        "own": own,
        "form": form or KeyForm(actor=actor, today=today),
        "secret": secret,
        "address": request.build_absolute_uri(f"{address}?llave={secret}") if secret and address else "",
    }
    response = render(request, "exports/keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def show_keys(request: HttpRequest) -> HttpResponse:
    """Show one's own keys, without their secrets, and how programs use them."""
    return _page(request)


@login_required
@require_POST
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once."""
    actor = actor_of(request)
    form = KeyForm(request.POST, actor=actor, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        key, secret = issue_key(actor=actor, now=timezone.now(), **form.cleaned_data)
    except LlegadaError as refusal:
        add_refusal(form, refusal)
        return _page(request, form=form, status=refusal.status)
    return _page(request, key=key, secret=secret)


@login_required
@require_POST
def end_key(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one of one's own keys."""
    revoke_key(actor=actor_of(request), public_id=public_id, now=timezone.now())
    messages.success(request, _("Esa llave ya no sirve."))
    return redirect("exports:keys")
