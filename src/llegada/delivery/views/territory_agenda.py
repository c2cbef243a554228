"""The agenda of a territory across organisations: what is planned there, and who could travel together (OPE-16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of
from llegada.core.tabular import Table, table_response
from llegada.delivery import calendar_rules
from llegada.delivery.forms.territory import DAYS, LIST, MONTH, TerritoryForm
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.delivery.selectors.territory_agenda import PlannedVisit, list_planned_visits
from llegada.delivery.views.agenda_tabs import agenda_tabs

_FORMATS: Final = ("csv", "xlsx")


@dataclass(frozen=True)
class JointTrip:
    """Visits of several units to one place that could be one trip, on which day, and with whom to agree it."""

    visits: Sequence[PlannedVisit]
    day: date

    @property
    def place(self) -> str:
        """Return the place, with its department."""
        first = self.visits[0]
        return (
            f"{first.place_name} ({first.department})" if first.municipality and first.department else first.place_name
        )

    @property
    def unit_count(self) -> int:
        """Return how many units go."""
        return len({one.unit_id for one in self.visits})

    @property
    def is_same_entity(self) -> bool:
        """Return whether all go to one entity."""
        return len({one.entity for one in self.visits}) == 1

    @property
    def contacts(self) -> list[PlannedVisit]:
        """Return one visit for each person with whom to agree it, but for those of one's own unit where others go too."""
        others = [one for one in self.visits if not one.is_own] or list(self.visits)
        return list({one.advisor_email: one for one in others}.values())


@dataclass(frozen=True)
class CalendarDay:
    """One day with its visits; `is_out` where it is of another month."""

    on: date
    visits: list[PlannedVisit]
    is_out: bool = False


def _found(request: HttpRequest) -> tuple[TerritoryForm, list[PlannedVisit], bool, list[JointTrip]]:
    """Return the filters, the visits, whether there are more, and the trips that could be one; nothing without a territory."""
    form = TerritoryForm(request.GET, today=timezone.localdate(), department=_own_department(actor_of(request)))
    if not form.is_valid() or form.cleaned_data["departamento"] is None:
        return form, [], False, []
    first, last = form.days
    visits, are_more = list_planned_visits(
        actor=actor_of(request),
        department=form.cleaned_data["departamento"],
        municipality=form.cleaned_data["municipio"],
        first=first,
        last=last,
    )
    going = [one for one in visits if one.is_trip]
    groups = calendar_rules.find_joint_trips(going, days=form.trip_days)
    return form, visits, are_more, [JointTrip(group, calendar_rules.trip_day(group)) for group in groups]


def _own_department(actor: Actor) -> str:
    """Return the code of the first department of which the actor's role is, or nothing."""
    codes = {code[:2] for grant in actor.grants for code in (*grant.department_codes, *grant.municipality_codes)}
    return min(codes, default="")


@login_required
@require_safe
def show_territory(request: HttpRequest) -> HttpResponse:
    """Show what is planned in a territory as a list, by day or as a month, with the trips that could be one."""
    actor = actor_of(request)
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    form, visits, are_more, trips = _found(request)
    is_asked = form.is_valid() and form.cleaned_data["departamento"] is not None
    shape = (form.cleaned_data.get("ver") if form.is_valid() else "") or LIST
    context: dict[str, Any] = {
        "form": form,
        "tabs": agenda_tabs(actor, "territorio"),
        "is_asked": is_asked,
        "shape": shape,
        "shapes": ((LIST, _("Lista")), (DAYS, _("Por día")), (MONTH, _("Mes"))),
        "count": len(visits),
        "are_more": are_more,
        "trips": trips,
        "today": timezone.localdate(),
        "page_obj": Paginator(visits, 50).get_page(request.GET.get("page")) if shape == LIST else None,
        "days": _by_day(visits) if shape == DAYS else [],
        **(_month(form.month, visits) if is_asked and shape == MONTH else {}),
    }
    return render(request, "delivery/territory_agenda.html", context, status=200 if form.is_valid() else 422)


def _by_day(visits: Iterable[PlannedVisit]) -> list[CalendarDay]:
    days: dict[date, list[PlannedVisit]] = {}
    for one in visits:
        days.setdefault(one.held_on, []).append(one)
    return [CalendarDay(on, those) for on, those in days.items()]


def _month(month: date, visits: Iterable[PlannedVisit]) -> dict[str, Any]:
    days = {one.on: one.visits for one in _by_day(visits)}
    weeks = [
        [CalendarDay(on, days.get(on, []), is_out=on.month != month.month) for on in week]
        for week in calendar_rules.month_weeks(month)
    ]
    around = {
        "previous_month": calendar_rules.moved_month(month, -1),
        "next_month": calendar_rules.moved_month(month, 1),
    }
    return {"month": month, "weeks": weeks, **around}


@login_required
@require_safe
def export_territory(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same visits as CSV or XLSX, each with the day of the joint trip in which it could be."""
    PLANNED_POLICY.require_ever(actor_of(request), Permission.VIEW_PLANNED)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    form, visits, _are_more, trips = _found(request)
    require_readable(form)
    together = {id(one): trip for trip in trips for one in trip.visits}
    columns = [
        _("Fecha"), _("Inicio"), _("Fin"), _("Departamento"), _("Municipio"), _("Entidad"), _("Servicio"), _("Organización"),
        _("Dependencia"), _("Asesor"), _("Correo del asesor"), _("Modalidad"), _("Lugar"), _("Estado"),
        _("Día propuesto para ir juntos"), _("Con quién"),
    ]  # fmt: skip
    rows = (_row(one, together.get(id(one))) for one in visits)
    return table_response(Table(name="agenda-del-territorio", columns=columns, rows=rows), extension, asked=request.GET)


def _row(one: PlannedVisit, trip: JointTrip | None) -> list[Any]:
    others = (
        sorted({f"{it.unit} ({it.organization})" for it in trip.visits if it.unit_id != one.unit_id}) if trip else []
    )
    return [
        one.held_on,
        f"{one.starts_at:%H:%M}",
        f"{one.ends_at:%H:%M}",
        one.department or None,
        one.municipality or None,
        one.entity,
        one.service,
        one.organization,
        one.unit,
        one.advisor,
        one.advisor_email,
        one.modality_label,
        one.place,
        one.status_label,
        trip.day if trip else None,
        ", ".join(others) or None,
    ]
