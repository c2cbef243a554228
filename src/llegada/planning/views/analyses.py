"""The annual analyses: those of a year together, one to be read, its beginning and its life (EST-10; seed S2, step 1)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from llegada.accounts.models import OrgUnit
from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, once, shown_revision
from llegada.core.tabular import table_response
from llegada.planning import selectors, services
from llegada.planning.models import AnnualAnalysis
from llegada.planning.policies import ANALYSIS_POLICY, CYCLE_POLICY, AnalysisPermission, CyclePermission
from llegada.planning.tables import analyses_table
from llegada.planning.views.analysis_parts import analysis_context, year_context

_FORMATS: Final = ("csv", "xlsx")


@require_safe
@login_required
def analysis_list(request: HttpRequest) -> HttpResponse:
    """Show the analyses of a year together: who has sent, what each section says, scenarios and priorities of all."""
    actor = actor_of(request)
    CYCLE_POLICY.require_ever(actor, CyclePermission.VIEW)
    cycles = list(selectors.list_cycles(actor=actor))
    asked = request.GET.get("ciclo", "")
    cycle = next((one for one in cycles if str(one.public_id) == asked), cycles[0] if cycles else None)
    context: dict[str, Any] = {
        "cycles": cycles,
        "cycle": cycle,
        "has_many_organizations": len({one.organization_id for one in cycles}) > 1,
    }
    if cycle:
        context |= year_context(actor, cycle, today=timezone.localdate())
    return render(request, "planning/analyses/list.html", context)


@require_safe
@login_required
def export(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Download what the analyses of a year say, one row for each thing said."""
    cycle = selectors.get_cycle(actor=actor_of(request), public_id=public_id)
    if extension not in _FORMATS:
        raise NotFound(extension=extension)
    rows = selectors.list_analysis_rows(cycle, today=timezone.localdate())
    table = analyses_table(rows, name=_("analisis-anual-%(year)s") % {"year": cycle.year})
    return table_response(table, extension, asked=request.GET)


@require_POST
@login_required
def create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the analysis of a unit in a cycle."""
    actor = actor_of(request)
    selectors.get_cycle(actor=actor, public_id=public_id)
    ANALYSIS_POLICY.require_ever(actor, AnalysisPermission.EDIT)
    try:
        unit = OrgUnit.objects.filter(public_id=UUID(request.POST.get("unit", ""))).first()
    except ValueError:
        unit = None
    if unit is None:
        raise NotFound(unit=request.POST.get("unit", ""))

    def work() -> str:
        analysis = services.create_analysis(actor=actor, cycle_id=public_id, unit=unit, now=timezone.now())
        messages.success(request, _("El análisis quedó en borrador. Complete sus secciones en el orden que quiera."))
        return analysis.get_absolute_url()

    return once(request, work)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an analysis with what it lacks and what can be done with it."""
    return _page(request, selectors.get_analysis(actor=actor_of(request), public_id=public_id))


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action on an analysis."""
    actor, reason = actor_of(request), request.POST.get("reason", "")

    def work() -> str:
        analysis = services.move_analysis(
            actor=actor,
            public_id=public_id,
            action=request.POST.get("action", ""),
            now=timezone.now(),
            reason=reason,
            revision=shown_revision(request),
        )
        done = _("Hecho. El análisis quedó: %(status)s.")
        messages.success(request, done % {"status": analysis.get_status_display()})
        return analysis.get_absolute_url()

    def show(status: int, refusal: LlegadaError | None) -> HttpResponse:
        analysis = selectors.get_analysis(actor=actor, public_id=public_id)
        return _page(request, analysis, status=status, problem=refusal, written_reason=reason)

    return act_or_show(request, work=work, show=show)


def _page(request: HttpRequest, analysis: AnnualAnalysis, *, status: int = 200, **more: Any) -> HttpResponse:
    context = analysis_context(actor_of(request), analysis)
    return render(
        request,
        "planning/analyses/detail.html",
        {**context, "propose_url": _propose_url(request, analysis), **more},
        status=status,
    )


def _propose_url(request: HttpRequest, analysis: AnnualAnalysis) -> str:
    """Return where a strategy of the unit is proposed, already citing the analysis among its data."""
    said = {"year": analysis.cycle.year, "unit": analysis.unit.name}
    cited = (
        f"{_('Análisis anual %(year)s de %(unit)s') % said}: {request.build_absolute_uri(analysis.get_absolute_url())}"
    )
    asked = {"dependencia": analysis.unit.public_id, "vigencia": analysis.cycle.year, "datos": cited}
    return f"{reverse('strategies:create')}?{urlencode(asked)}"
