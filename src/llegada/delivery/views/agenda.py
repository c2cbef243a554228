"""The agenda: sessions by day, a week at a time, and its table to download."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.tabular import Table, table_response
from llegada.delivery import rules, selectors
from llegada.delivery.filters import AgendaFilter, week_of
from llegada.delivery.models import Session
from llegada.delivery.policies import FIELD_DEVICE_POLICY, PLAN_POLICY, SESSION_POLICY, Permission
from llegada.delivery.views.agenda_tabs import agenda_tabs
from llegada.delivery.views.page import STATUS_PILLS


@dataclass(frozen=True)
class AgendaRow:
    """One session of the agenda: how many attended, and whether this person has it to record."""

    session: Session
    attendance: int
    is_to_record: bool

    @property
    def pill(self) -> str:
        """Return the kind of pill of its state."""
        return STATUS_PILLS[self.session.status]


@dataclass
class Day:
    """One day of the agenda with its sessions."""

    on: date
    rows: list[AgendaRow] = field(default_factory=list)


def _filter(request: HttpRequest) -> tuple[AgendaFilter, bool]:
    """Return the filter of the address, on the week of today if it names neither days nor plan, and whether it is a week."""
    given: QueryDict = request.GET.copy()
    if not given.get("desde") and not given.get("hasta") and not given.get("plan"):
        monday, sunday = week_of(timezone.localdate())
        given["desde"], given["hasta"] = monday.isoformat(), sunday.isoformat()
    found = AgendaFilter(given, queryset=selectors.list_sessions(actor=actor_of(request)), request=request)
    found.form.is_valid()
    start, end = (found.form.cleaned_data.get(name) for name in ("desde", "hasta"))
    return found, bool(start and end and _is_week(start, end))


def _is_week(start: date, end: date) -> bool:
    """Return whether the days are a week, from Monday to Sunday, that has one before and one after in the calendar."""
    is_within = date.min.year < start.year and end.year < date.max.year
    return is_within and (start, end) == week_of(start)


@login_required
@require_GET
def show_agenda(request: HttpRequest) -> HttpResponse:
    """Show the sessions of a week, or of the days, plan, state or advisor asked for."""
    actor, today = actor_of(request), timezone.localdate()
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    found, is_week = _filter(request)
    page = Paginator(found.qs, 25).get_page(request.GET.get("page"))
    sessions = list(page.object_list)
    counts = selectors.count_attendance(sessions=sessions)
    start = found.form.cleaned_data.get("desde")
    context: dict[str, Any] = {
        "filter": found,
        "page_obj": page,
        "days": _by_day(
            [AgendaRow(one, counts.get(one.pk, 0), _is_to_record(request, one, today)) for one in sessions]
        ),
        "today": today,
        "can_record": PLAN_POLICY.may_ever(actor, Permission.RECORD),
        "supervises_devices": FIELD_DEVICE_POLICY.may_ever(actor, Permission.VIEW),
        "week": _week(start) if is_week else None,
        "plan": _plan(request),
        "tabs": agenda_tabs(actor, request.GET.get("ver", "")),
        "is_filtered": any(request.GET.get(name) for name in ("q", "estado")) or not is_week,
    }
    return page_or_fragment(
        request, page="delivery/agenda.html", fragment="delivery/_agenda_days.html", context=context
    )


def _plan(request: HttpRequest) -> Any:
    asked = AgendaFilter(request.GET).form
    plan_id = asked.cleaned_data.get("plan") if asked.is_valid() else None
    return selectors.get_plan(actor=actor_of(request), public_id=plan_id) if plan_id else None


def _is_to_record(request: HttpRequest, session: Session, today: date) -> bool:
    return (
        session.status in rules.AWAITED
        and session.held_on <= today
        and SESSION_POLICY.can(actor_of(request), Permission.RECORD, session)
    )


def _by_day(rows: list[AgendaRow]) -> list[Day]:
    days: list[Day] = []
    for row in rows:
        if not days or days[-1].on != row.session.held_on:
            days.append(Day(row.session.held_on))
        days[-1].rows.append(row)
    return days


def _week(monday: date) -> dict[str, Any]:
    spans = {name: week_of(monday + timedelta(weeks=weeks)) for name, weeks in (("previous", -1), ("next", 1))}
    return {"start": monday, "end": monday + timedelta(days=6), **spans}


@login_required
@require_GET
def export_agenda(request: HttpRequest) -> HttpResponseBase:
    """Download the sessions of the same filters as XLSX, or CSV if asked: numbers of people, never their names."""
    SESSION_POLICY.require_ever(actor_of(request), Permission.VIEW)
    found, _is_week = _filter(request)
    require_readable(found.form)
    columns = [
        _("Fecha"), _("Inicio"), _("Fin"), _("Entidad"), _("Código DANE"), _("Plan de trabajo"), _("Servicio"), _("Tema"),
        _("Mecanismo"), _("Modalidad"), _("Lugar"), _("Asesores"), _("Estado"), _("Asistentes"),
    ]  # fmt: skip
    table = Table(name="agenda", columns=columns, rows=_rows(found))
    extension = "csv" if request.GET.get("formato") == "csv" else "xlsx"
    return table_response(table, extension, asked=request.GET)


def _rows(found: AgendaFilter) -> Iterator[list[Any]]:
    sessions = selectors.with_attendance_count(found.qs).prefetch_related("advisors")
    for one in sessions.iterator(chunk_size=500):
        yield [
            one.held_on,
            f"{one.starts_at:%H:%M}",
            f"{one.ends_at:%H:%M}",
            one.plan.entity.name,
            one.plan.entity.municipality_id or one.plan.entity.department_id,
            one.plan.title,
            one.service_version.name,
            one.title,
            one.other_kind or one.get_kind_display(),
            one.get_modality_display(),
            one.place,
            ", ".join(person.full_name for person in one.advisors.all()),
            one.get_status_display(),
            one.attendance_count,  # type: ignore[attr-defined]  # annotated
        ]
