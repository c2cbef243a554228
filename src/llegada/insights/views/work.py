"""«Mi trabajo»: the first screen of each role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from llegada.accounts.notice_words import tell
from llegada.accounts.selectors import list_notices
from llegada.core.actors import Actor
from llegada.core.administration import doors_for
from llegada.core.http import actor_of
from llegada.delivery.policies import SESSION_POLICY
from llegada.delivery.policies import Permission as SessionPermission
from llegada.insights.figure_cards import make_cards
from llegada.insights.rules import FigureFilters
from llegada.insights.selectors import FigureReading, list_pace, list_work
from llegada.insights.selectors.first_steps import list_first_steps
from llegada.insights.worklist import make_entries, make_pace_entries, perspective_of
from llegada.workplans.policies import WORK_PLAN_POLICY
from llegada.workplans.policies import Permission as PlanPermission

#: Most things shown at once: who has more begins with the oldest, and may ask for the rest.
SHOWN: Final = 40
EVERYTHING: Final = 10**6
#: Most rows of pace before «ver todo».
PACE_SHOWN: Final = 15
#: Most unread notices here; the rest are on their page.
NOTICES_SHOWN: Final = 5


@dataclass(frozen=True)
class Door:
    """A place to go, for who has nothing waiting."""

    label: str | Promise
    url: str


@require_safe
@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what awaits the person under the role of now, how theirs goes, and where else they may read."""
    actor, today = actor_of(request), timezone.localdate()
    waiting = list_work(actor=actor, today=today, shown=EVERYTHING if "todo" in request.GET else SHOWN)
    context = {
        "today": today,
        "count": waiting.count,
        "entries": make_entries(waiting.items, today=today),
        "hidden": waiting.count - len(waiting.items),
        "doors": _doors(actor),
        "first_steps": list_first_steps(actor=actor),
        "may_record": SESSION_POLICY.may_ever(actor, SessionPermission.RECORD),
        **_notices_context(actor),
        **_pace_context(actor, today),
    }
    return render(request, "insights/my_work.html", context)


def _notices_context(actor: Actor) -> dict[str, Any]:
    unread = list(list_notices(actor=actor).filter(read_at=None)[: NOTICES_SHOWN + 1])
    return {"told": tell(unread[:NOTICES_SHOWN]), "has_more_notices": len(unread) > NOTICES_SHOWN}


def _pace_context(actor: Actor, today: date) -> dict[str, Any]:
    """Return how the plans of the actor go, as their role looks at them; nothing for roles that read no plans."""
    perspective = perspective_of(actor.roles)
    if perspective is None:
        return {}
    rows = make_pace_entries(list_pace(actor=actor, by=perspective.by, today=today))
    context: dict[str, Any] = {
        "perspective": perspective,
        "paces": rows[:PACE_SHOWN],
        "more_paces": max(0, len(rows) - PACE_SHOWN),
        "overdue": sum(entry.row.overdue for entry in rows),
    }
    if perspective.shows_figures:
        organization_id = next((grant.organization_id for grant in actor.grants if grant.organization_id), None)
        reading = FigureReading(FigureFilters(organization_id=organization_id, year=today.year))
        context["cards"] = make_cards(reading.figures(), leave_out=frozenset({"attendances", "departments"}))
    return context


def _doors(actor: Actor) -> list[Door]:
    doors = []
    if doors_for(actor):
        doors.append(Door(_("Administración"), reverse("accounts:administration")))
    if WORK_PLAN_POLICY.may_ever(actor, PlanPermission.VIEW):
        doors.append(Door(_("Planes de trabajo"), reverse("workplans:list")))
    if SESSION_POLICY.may_ever(actor, SessionPermission.VIEW):
        doors += [
            Door(_("Agenda"), reverse("delivery:agenda")),
            Door(_("Compromisos"), reverse("delivery:commitments")),
        ]
    return [
        *doors,
        Door(_("Portafolio de servicios"), reverse("portal:portfolio")),
        Door(_("Quién hace qué y dónde"), reverse("portal:home")),
        Door(_("Datos abiertos"), reverse("portal:data")),
    ]
