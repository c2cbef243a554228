"""The list of plans, its download, and the progress added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from llegada.core.errors import NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, page_or_fragment
from llegada.core.tabular import Table, table_response
from llegada.planning.policies import PLAN_POLICY as ANNUAL_PLAN_POLICY
from llegada.planning.policies import PlanPermission as AnnualPlanPermission
from llegada.workplans import selectors
from llegada.workplans.filters import PlanFilter
from llegada.workplans.policies import CONSULTATION_POLICY, WORK_PLAN_POLICY, ConsultationPermission, Permission

#: Address of each grouping, which is also the filter of the list that shows its plans → key of `selectors.GROUPS` and its word.
GROUPINGS: Final = {
    "entidad": ("entity", gettext_lazy("Entidad")),
    "dependencia": ("unit", gettext_lazy("Dependencia")),
    "servicio": ("service", gettext_lazy("Servicio")),
    "asesor": ("advisor", gettext_lazy("Asesor")),
}
FORMATS: Final = ("csv", "xlsx")


def _filter(request: HttpRequest) -> PlanFilter:
    actor = actor_of(request)
    WORK_PLAN_POLICY.require_ever(actor, Permission.VIEW)
    plans = selectors.list_work_plans(actor=actor, today=timezone.localdate())
    return PlanFilter(request.GET, queryset=plans, request=request)


@login_required
@require_GET
def list_plans(request: HttpRequest) -> HttpResponse:
    """Show the plans that the person may see, with their progress."""
    actor, found = actor_of(request), _filter(request)
    context = {
        "filter": found,
        "page_obj": Paginator(found.qs, 25).get_page(request.GET.get("page")),
        "entity": found.form.cleaned_data.get("entidad") if found.form.is_valid() else None,
        "is_filtered": any(value for name, value in request.GET.items() if name != "page"),
        "can_create": WORK_PLAN_POLICY.may_ever(actor, Permission.EDIT),
        "can_see_consultations": CONSULTATION_POLICY.may_ever(actor, ConsultationPermission.VIEW),
        "can_see_planned": ANNUAL_PLAN_POLICY.may_ever(actor, AnnualPlanPermission.VIEW),
        "today": timezone.localdate(),
    }
    return page_or_fragment(request, page="workplans/list.html", fragment="workplans/_plans.html", context=context)


@login_required
@require_GET
def export_plans(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the plans of the same filters."""
    columns = [
        _("Plan"), _("Entidad"), _("Código DANE"), _("Departamento"), _("Organización"), _("Dependencia"), _("Asesor"),
        _("Estado"), _("Inicio"), _("Fin"), _("Peso validado"), _("Peso total"), _("Avance (%)"), _("Hitos vencidos"),
        _("Obstáculos abiertos"), _("Próximo hito"), _("Firmado"), _("Dirección"),
    ]  # fmt: skip
    found = _filter(request)
    require_readable(found.form)
    return _respond(request, extension, Table(_("planes-de-trabajo"), columns, _plan_rows(request, found)))


def _respond(request: HttpRequest, extension: str, table: Table) -> HttpResponseBase:
    if extension not in FORMATS:
        raise NotFound()
    return table_response(table, extension, asked=request.GET)


def _plan_rows(request: HttpRequest, found: PlanFilter) -> Iterator[list[Any]]:
    for plan in found.qs.iterator(chunk_size=500):
        entity, total = plan.entity, plan.total_weight
        yield [
            plan.title,
            entity.name,
            entity.municipality_id or entity.department_id,
            entity.department.name if entity.department else None,
            plan.unit.organization.name,
            plan.unit.name,
            plan.advisor.full_name,
            plan.get_status_display(),
            plan.starts_on,
            plan.ends_on,
            plan.done_weight,
            total,
            round(plan.done_weight * 100 / total, 2) if total else None,
            plan.overdue_count,
            plan.obstacle_count,
            plan.next_due,
            timezone.localtime(plan.signed_at) if plan.signed_at else None,
            request.build_absolute_uri(plan.get_absolute_url()),
        ]


def _grouping(request: HttpRequest) -> tuple[str, list[selectors.ProgressRow]]:
    actor = actor_of(request)
    WORK_PLAN_POLICY.require_ever(actor, Permission.VIEW)
    name = request.GET.get("por", "")
    chosen = name if name in GROUPINGS else next(iter(GROUPINGS))
    rows = selectors.summarize_progress(actor=actor, by=GROUPINGS[chosen][0], today=timezone.localdate())
    return chosen, rows


@login_required
@require_GET
def show_progress(request: HttpRequest) -> HttpResponse:
    """Show the progress of the signed plans by entity, unit, service or advisor."""
    chosen, rows = _grouping(request)
    context = {
        "groupings": [(name, words) for name, (_key, words) in GROUPINGS.items()],
        "chosen": chosen,
        "chosen_label": GROUPINGS[chosen][1],
        "page_obj": Paginator(rows, 50).get_page(request.GET.get("page")),
    }
    return page_or_fragment(
        request, page="workplans/progress.html", fragment="workplans/_progress_table.html", context=context
    )


@login_required
@require_GET
def export_progress(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Download the same table: numerator and denominator beside each percentage."""
    chosen, rows = _grouping(request)
    columns = [
        str(GROUPINGS[chosen][1]), _("Planes"), _("Hitos"), _("Hitos vencidos"), _("Obstáculos abiertos"), _("Peso validado"),
        _("Peso total"), _("Avance (%)"),
    ]  # fmt: skip
    lines = (
        [
            row.name,
            row.plans,
            row.milestones,
            row.overdue,
            row.obstacles,
            row.progress.done,
            row.progress.total,
            row.progress.percent,
        ]
        for row in rows
    )
    return _respond(request, extension, Table(_("avance-por-%(what)s") % {"what": chosen}, columns, lines))
