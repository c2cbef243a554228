"""How the indices of the entities that a strategy assists have moved."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.insights.movement_rules import FEWEST_ENTITIES, Verdict
from llegada.insights.selectors.movement import get_movement


@require_safe
@login_required
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show each index with its mean change, its interval and what it means."""
    found = get_movement(actor=actor_of(request), strategy_id=public_id)
    words = {
        Verdict.BETTER: ("ok", _("Mejora")),
        Verdict.STILL: ("warn", _("No se mueve")),
        Verdict.WORSE: ("bad", _("Empeora")),
        Verdict.UNKNOWN: ("none", _("Sin dato")),
    }
    context = {
        "strategy": found.strategy,
        "found": found,
        "rows": [(row, *words[row.movement.verdict]) for row in found.rows],
        "fewest": FEWEST_ENTITIES,
    }
    return render(request, "insights/movement.html", context)
