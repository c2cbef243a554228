"""«Cargado frente a planeado»: line by line, by unit and by month, with what has no line and why (PLA-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
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
from llegada.core.table_about import About
from llegada.core.tabular import Table, table_response
from llegada.core.templatetags.llegada import MONTHS
from llegada.insights.filters import PlannedFilter
from llegada.insights.selectors import planned
from llegada.insights.views.progress import address_of
from llegada.planning.models import AnnualPlanLine
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.workplans.choices import WorkPlanStatus

LINES_PER_PAGE: Final = 50
_FORMATS: Final = ("csv", "xlsx")


@require_safe
@login_required
def show_planned(request: HttpRequest) -> HttpResponse:
    """Show what was loaded against what was planned in a year."""
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, PlanPermission.VIEW)
    year, found = _filter(request, actor)
    context = {
        "year": year,
        "filter": found,
        "page_obj": Paginator(found.qs, LINES_PER_PAGE).get_page(request.GET.get("page")),
        "statuses": WorkPlanStatus.choices,
        "by_unit": planned.summarize_planned(found.qs, by="unit"),
        "by_month": [(MONTHS[row.key - 1], row) for row in planned.summarize_planned(found.qs, by="month")],
        "unplanned": planned.count_unplanned(actor=actor, year=year),
    }
    return render(request, "insights/planned.html", context)


@require_safe
@login_required
def export_planned(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same lines."""
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, PlanPermission.VIEW)
    if extension not in _FORMATS:
        raise NotFound()
    year, found = _filter(request, actor)
    require_readable(found.form)
    columns = [
        _("Dependencia"), _("Entidad"), _("Código DANE"), _("Servicio"), _("Inicio planeado"), _("Fin planeado"),
        _("Presupuesto (COP)"), _("Días de trabajo"), _("Estado de la línea"), _("Plan de trabajo"), _("Inicio"), _("Fin"),
        _("Sesiones realizadas"),
        _("Peso validado"), _("Peso total"),
    ]  # fmt: skip
    name = _("cargado-frente-a-planeado-%(year)s") % {"year": year}
    about = About(
        title=_("Cargado frente a planeado"),
        scope=_scope_words(year, found.form.cleaned_data),
        cut=timezone.now(),
        page=address_of("insights:planned", {**request.GET.dict(), "vigencia": str(year)}),
        source=_("Planes anuales aprobados, planes de trabajo y sesiones registrados en Llegada."),
    )
    return table_response(Table(name, columns, _rows(found.qs), about), extension, asked=request.GET)


def _scope_words(year: int, asked: Mapping[str, Any]) -> str:
    """Say under which filters the lines are."""
    loaded = {"si": _("con plan de trabajo"), "no": _("sin plan de trabajo")}
    said = [asked.get("q") and f"«{asked['q']}»", asked.get("dependencia"), loaded.get(asked.get("cargadas", ""))]
    return " · ".join([_("Vigencia %(year)s") % {"year": year}, *(str(one) for one in said if one)])


def _filter(request: HttpRequest, actor: Actor) -> tuple[int, PlannedFilter]:
    """Return the year that is asked for, else this one, else the latest with approved plans; and its filter."""
    years = planned.list_planned_years(actor=actor)
    asked, this = request.GET.get("vigencia", ""), timezone.localdate().year
    year = next((one for one in years if str(one) == asked), this if this in years or not years else years[0])
    return year, PlannedFilter(request.GET, actor=actor, years=years, year=year)


def _rows(lines: QuerySet[AnnualPlanLine]) -> Iterator[list[Any]]:
    words = dict(WorkPlanStatus.choices)
    for line in lines.iterator(chunk_size=500):
        found: Any = line
        yield [
            line.plan.unit.name,
            line.entity.name,
            line.entity.municipality_id or line.entity.department_id,
            str(line.service.published_version or ""),
            line.starts_on,
            line.ends_on,
            found.total,
            line.person_days,
            line.get_status_display(),
            words.get(found.loaded_status),
            found.loaded_starts_on,
            found.loaded_ends_on,
            (found.sessions or 0) if found.loaded else None,
            (found.done_weight or 0) if found.total_weight else None,
            found.total_weight,
        ]
