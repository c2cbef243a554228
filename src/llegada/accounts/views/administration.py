"""The first page of administration."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from llegada.accounts.policies import Permission
from llegada.core.administration import doors_for
from llegada.core.errors import NotAllowed
from llegada.core.http import actor_of


@require_safe
@login_required
def administration(request: HttpRequest) -> HttpResponse:
    """Show the doors that the person may open; nothing behind them is repeated here."""
    doors = doors_for(actor_of(request))
    if not doors:
        raise NotAllowed(permission=Permission.VIEW)
    return render(request, "accounts/administration.html", {"doors": doors})
