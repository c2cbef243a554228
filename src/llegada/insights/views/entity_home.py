"""«Mi entidad»: what a mayor's office agreed, what comes next, what it owes, its documents and its people."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.delivery.rules import is_overdue
from llegada.insights.selectors.entity_home import get_entity_home


@require_safe
@login_required
def entity_home(request: HttpRequest) -> HttpResponse:
    """Show the page of the entity for which the person acts."""
    today = timezone.localdate()
    home = get_entity_home(actor=actor_of(request), today=today)
    owed = [
        {"commitment": one, "is_overdue": is_overdue(due_on=one.due_on, status=one.status, today=today)}
        for one in home.owed
    ]
    return render(request, "insights/entity_home.html", {"home": home, "owed": owed, "today": today})
