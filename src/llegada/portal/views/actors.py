"""The pages of who gives assistance: a unit, for everybody; a person, for who may read their sessions."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from llegada.core.drawings import ACROSS, ACROSS_PHONE, Column, Drawing, draw_columns
from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.templatetags.llegada import MONTHS, number
from llegada.delivery.policies import PLANNED_POLICY, SESSION_POLICY, Permission
from llegada.insights.scope import month_words
from llegada.insights.selectors.person_page import PersonPage, get_person_page, list_person_sessions
from llegada.insights.selectors.unit_page import UnitPage, get_unit_page
from llegada.insights.view_rules import months_between, parse_year
from llegada.portal.explore import Sheet, downloads_of, give_file, refuse_year, year_problem


@require_safe
@gzip_page
def unit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a unit and those below it give in a year."""
    actor = actor_of(request)
    year = parse_year(request.GET.get("year", "").strip())
    found = get_unit_page(actor=actor, public_id=public_id, today=timezone.localdate(), year=year)
    query = f"unit={found.unit.public_id}&year={found.year}"
    context = {
        "found": found,
        "unit": found.unit,
        "problem": year_problem(request.GET, has_years=True),
        "drawing": _of_year(found),
        "phone": _of_year(found, across=ACROSS_PHONE),
        "has_before": any(month // 100 < found.year for month in found.months.whole.values),
        "query": query,
        "cut_at": timezone.now(),
        "downloads": downloads_of("detail", query),
        "plans_together": PLANNED_POLICY.may_ever(actor, Permission.VIEW_PLANNED),
    }
    return render(request, "portal/unit.html", context)


def _of_year(found: UnitPage, *, across: int = ACROSS) -> Drawing:
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
    return draw_columns(title, columns, before_words=_("el año anterior"), across=across)


@require_safe
@login_required
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an advisor does, of what the actor sees. Raises NotAllowed, NotFound."""
    actor, today = actor_of(request), timezone.localdate()
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    found = get_person_page(actor=actor, public_id=public_id, today=today)
    agenda = f"{reverse('delivery:agenda')}?asesor={found.person.public_id}"
    context = {
        "found": found,
        "person": found.person,
        "problem": year_problem(request.GET, has_years=False),
        "drawing": _of_person(found),
        "phone": _of_person(found, across=ACROSS_PHONE),
        "today": today,
        "cut_at": timezone.now(),
        "agenda": agenda,
        "downloads": [
            (one.upper(), reverse("portal:person_table", args=[public_id, one]))
            for one in ("xlsx", "csv", "json", "svg")
        ],
    }
    return render(request, "portal/person.html", context)


def _of_person(found: PersonPage, *, across: int = ACROSS) -> Drawing:
    held = dict(found.months)
    every = months_between(min(held), max(held))[-24:] if held else []
    columns = [Column(month_words(one), held.get(one), number(held.get(one))) for one in every]
    return draw_columns(_("Sesiones realizadas por mes"), columns, across=across)


@require_safe
@login_required
def person_table(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Give the sessions of an advisor that the actor sees as a file, or their months as SVG. Raises NotAllowed, NotFound."""
    if extension not in ("csv", "xlsx", "json", "svg"):
        raise NotFound()
    actor, today = actor_of(request), timezone.localdate()
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    found = get_person_page(actor=actor, public_id=public_id, today=today)
    refuse_year(request.GET)
    columns = [
        _("Fecha"), _("Tema"), _("Estado"), _("Entidad"), _("Código DANE"), _("Departamento"), _("Servicio"), _("Dependencia"),
    ]  # fmt: skip
    rows = (
        [
            one.held_on, one.title, one.get_status_display(), one.plan.entity.name,
            one.plan.entity.municipality_id or one.plan.entity.department_id,
            one.plan.entity.department.name if one.plan.entity.department else None, one.service_version.name,
            one.plan.unit.name,
        ]
        for one in list_person_sessions(actor=actor, person=found.person).iterator(chunk_size=500)
    )  # fmt: skip
    sheet = Sheet(f"llegada-sesiones-{str(public_id)[:8]}", columns, rows, _of_person(found), "sessions")
    return give_file(
        sheet, extension, about={"vista": "person", "alcance": found.person.full_name}, asked=request.GET,
        page=reverse("portal:person", args=[public_id]), path=request.get_full_path(),
    )  # fmt: skip
