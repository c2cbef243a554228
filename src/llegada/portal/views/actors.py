"""The pages of who gives assistance: a unit, for everybody; a person, for who may read their sessions."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.http import actor_of
from llegada.core.templatetags.llegada import MONTHS, number
from llegada.delivery.policies import PLANNED_POLICY, SESSION_POLICY, Permission
from llegada.insights.scope import month_words
from llegada.insights.selectors.person_page import PersonPage, get_person_page
from llegada.insights.selectors.unit_page import UnitPage, get_unit, get_unit_page
from llegada.insights.view_rules import months_between
from llegada.portal.drawings import Column, Drawing, draw_columns


@require_safe
@gzip_page
def unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a unit and those below it give in a year."""
    actor = actor_of(request)
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) > 0
    found = get_unit_page(
        actor=actor,
        unit=get_unit(public_id=public_id),
        today=timezone.localdate(),
        year=int(asked) if is_year else None,
    )
    context = {
        "found": found,
        "unit": found.unit,
        "problem": _("La vigencia es un año de cuatro cifras, como 2026.") if asked and not is_year else "",
        "drawing": _of_year(found),
        "query": f"unit={found.unit.public_id}&year={found.year}",
        "cut_at": timezone.now(),
        "plans_together": PLANNED_POLICY.may_ever(actor, Permission.VIEW_PLANNED),
    }
    return render(request, "portal/unit.html", context)


def _of_year(found: UnitPage) -> Drawing:
    values = found.months.whole.values
    columns = [
        Column(
            str(MONTHS[month % 100 - 1]),
            values.get(month),
            number(values.get(month)),
            values.get(month - 100),
            number(values.get(month - 100)),
        )
        for month in months_between(found.year * 100 + 1, found.year * 100 + 12)
    ]
    title = _("Sesiones por mes de %(year)s") % {"year": found.year}
    return draw_columns(title, columns, before_words=_("el año anterior"))


@require_safe
@login_required
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an advisor does, of what the actor sees. Raises NotAllowed, NotFound."""
    actor, today = actor_of(request), timezone.localdate()
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    found = get_person_page(actor=actor, public_id=public_id, today=today)
    agenda = f"{reverse('delivery:agenda')}?asesor={found.person.public_id}"
    context = {"found": found, "person": found.person, "drawing": _of_person(found), "today": today, "agenda": agenda}
    return render(request, "portal/person.html", context)


def _of_person(found: PersonPage) -> Drawing:
    held = dict(found.months)
    every = months_between(min(held), max(held))[-24:] if held else []
    columns = [
        Column(month_words(one), held.get(one), number(held.get(one)), is_labelled=place % 2 == 0 or len(every) < 9)
        for place, one in enumerate(every)
    ]
    return draw_columns(_("Sesiones realizadas por mes"), columns)
